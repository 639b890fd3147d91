// Every page in every state, as package web's own fixtures write them, served
// with the scripts, styles and headers of the studio.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../..', import.meta.url));
const kinds = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', woff2: 'font/woff2', json: 'application/json' };

/** policy is read from where the studio has it: a second copy would be another policy. */
function policy() {
  const source = readFileSync(join(web, 'secure.go'), 'utf8');
  return [...source.slice(source.indexOf('const policy'), source.indexOf('\n\n', source.indexOf('const policy'))).matchAll(/"([^"]*)"/g)].map((m) => m[1]).join('');
}

/** fixtures writes all pages and serves them: { url, names, close() }. */
export async function fixtures() {
  const dir = mkdtempSync(join(tmpdir(), 'lathe-fixtures-'));
  execFileSync('go', ['test', '-count=1', '-run', 'TestEveryPageInEveryState', './studio/web'], { cwd: join(web, '../..'), env: { ...process.env, LATHE_FIXTURES: dir } });
  const csp = policy();
  const server = createServer((req, res) => {
    const name = decodeURIComponent(req.url.split('?')[0].split('/').pop());
    const file = req.url.startsWith('/static/') ? join(web, 'dist', name) : join(dir, name);
    try {
      const text = readFileSync(file);
      res.writeHead(200, { 'Content-Type': kinds[name.split('.').pop()] ?? 'text/plain', 'Content-Security-Policy': csp });
      res.end(text);
    } catch {
      res.writeHead(404).end();
    }
  });
  await new Promise((go) => server.listen(0, '127.0.0.1', go));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    names: readdirSync(dir).map((f) => f.replace(/\.html$/, '')).sort(),
    close() {
      server.close();
      rmSync(dir, { recursive: true });
    },
  };
}
