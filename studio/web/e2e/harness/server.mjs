// A tiny studio for tests of the player: pages, the bundled TypeScript, and
// made recordings in chunks. It can be slow, hold its answers, and fail, when told to.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import * as made from './made.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const kinds = { html: 'text/html', css: 'text/css', js: 'text/javascript', woff2: 'font/woff2' };

/** policy is the one the studio sends: nothing inline, nothing from elsewhere. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** bundle builds one entry as the studio's own build does. */
export async function bundle(entry) {
  const built = await esbuild.build({
    entryPoints: [entry], bundle: true, minify: true, format: 'esm', target: 'es2022', write: false,
  });
  return Buffer.from(built.outputFiles[0].contents);
}

/**
 * serve starts a studio with these tracks; close() ends it. `more` answers what
 * it does not know itself: more(method, path, body) is [type, text] or a status.
 * `pages` is a folder of pages that the studio's own templates made.
 */
export async function serve(tracks, { more = () => undefined, pages = '' } = {}) {
  const byId = new Map(tracks.map((t) => [t.id, t]));
  const bundles = new Map();
  const cache = new Map();
  const studio = { chunkDelayMs: 0, answers: new Map(), asked: [] };
  let held = Promise.resolve();
  /** hold keeps chunks back that are asked for from now on, until what it returns is called. */
  studio.hold = () => {
    let free;
    held = new Promise((go) => { free = go; });
    return () => { held = Promise.resolve(); free(); };
  };

  async function answer(path, query) {
    const drawn = path.match(/^\/made\/([^/]+)\/(peaks\.dat|loudness)$/);
    if (drawn) {
      const t = byId.get(drawn[1]);
      if (drawn[2] === 'loudness') return ['application/json', JSON.stringify({ hz: 10, energies: t.energies ?? [] })];
      const key = `${path}?${query}`;
      if (!cache.has(key)) cache.set(key, made.peaks(t, Number(new URLSearchParams(query).get('spp'))));
      return ['application/octet-stream', cache.get(key)];
    }
    const madeAt = path.match(/^\/made\/([^/]+)\/(?:chunks\/(\d+)|manifest)$/);
    if (madeAt) {
      const t = byId.get(madeAt[1]);
      if (madeAt[2] === undefined) return ['application/json', JSON.stringify(made.manifest(t))];
      if (!cache.has(path)) cache.set(path, made.chunk(t, Number(madeAt[2])));
      await new Promise((go) => setTimeout(go, studio.chunkDelayMs));
      await held;
      return ['audio/wav', cache.get(path)];
    }
    if (path.startsWith('/pages/')) {
      if (!bundles.has(path)) bundles.set(path, bundle(here(`..${path.replace(/\.js$/, '.ts')}`)));
      return [kinds.js, await bundles.get(path)];
    }
    if (path.startsWith('/static/')) return [kinds[path.split('.').pop()], await readFile(here(`../../dist/${path.slice(8)}`))];
    if (pages && path.endsWith('.page')) return [kinds.html, await readFile(`${pages}${path.slice(0, -5)}.html`)];
    const file = path.startsWith('/harness/') ? here(`..${path}`) : here(`../pages${path}`);
    return [kinds[path.split('.').pop()] ?? 'text/plain', await readFile(file)];
  }

  const server = createServer(async (req, res) => {
    const [path, query = ''] = req.url.split('?');
    if (path === '/favicon.ico') return res.writeHead(204).end();
    studio.asked.push(path);
    if (studio.answers.has(path)) return res.writeHead(studio.answers.get(path)).end();
    let sent = '';
    for await (const part of req) sent += part;
    const other = more(req.method, path, sent);
    if (typeof other === 'number') return res.writeHead(other).end();
    try {
      const [type, body] = other ?? (await answer(path, query));
      res.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' }).end(body);
    } catch {
      res.writeHead(404).end();
    }
  });
  await new Promise((go) => server.listen(0, '127.0.0.1', go));
  studio.url = `http://127.0.0.1:${server.address().port}`;
  studio.close = () => { server.closeAllConnections(); server.close(); };
  return studio;
}
