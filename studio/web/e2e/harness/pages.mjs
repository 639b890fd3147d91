// The studio's own pages, made by its own templates in all their states, with a
// small memory behind them instead of a whole studio.

import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifest } from './made.mjs';
import { serve } from './server.mjs';

/** made writes every page in every state to a folder: NAME.STATE.html. */
export function pages() {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-pages-'));
  execFileSync('go', ['test', '-count=1', '-run', 'TestEveryPageInEveryState', '.'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)), env: { ...process.env, LATHE_FIXTURES: folder },
  });
  return folder;
}

/** comparing serves the compare page with these versions: { rough, master, reference, earlier }. */
export async function comparing(versions) {
  const comments = [];
  let n = 0;
  const json = (value) => ['application/json', JSON.stringify(value)];
  const seed = '5eed'.repeat(16);
  const more = (method, path, body) => {
    if (path === '/api/v1/sessions/x/audio') {
      return json({ items: Object.values(versions).map((t) => ({ ...manifest(t), kind: t.kind, print: t.print ?? '', integrated_lufs: t.integrated_lufs })) });
    }
    if (path === '/sessions/x/compare/seed') return ['text/plain', seed];
    if (!path.startsWith('/api/v1/sessions/x/comments')) return undefined;
    const id = path.split('/')[6];
    if (method === 'GET') return json({ items: comments });
    if (method === 'POST') {
      const c = { id: `c${++n}`, reply_to: '', author: 'Jo', mine: true, start_s: null, end_s: null, state: 'open', ...JSON.parse(body) };
      comments.push(c);
      return json(c);
    }
    const at = comments.findIndex((c) => c.id === id);
    if (at < 0) return 404;
    if (method === 'PATCH') return json(Object.assign(comments[at], JSON.parse(body)));
    comments.splice(at, 1);
    return 204;
  };
  const studio = await serve(Object.values(versions), { more, pages: pages() });
  return Object.assign(studio, { comments, seed });
}

/**
 * planning serves the plan page with excerpts of these tracks: { on, off, removed, rough }.
 * Excerpts are made when `studio.ready` is set; `studio.trouble` says that they fail.
 */
export async function planning(tracks) {
  const told = { ordered: [], ready: false, trouble: '' };
  const json = (value) => ['application/json', JSON.stringify(value)];
  const { rough, ...heard } = tracks;
  const excerpt = () => json({
    id: 'e1', status: told.trouble ? 'failed' : told.ready ? 'done' : 'queued', trouble: told.trouble,
    ...Object.fromEntries(Object.entries(heard).map(([part, t]) => [part, told.ready ? manifest(t) : null])),
  });
  const more = (method, path, body) => {
    if (path === '/api/v1/sessions/x/audio') return json({ items: [{ ...manifest(rough), kind: 'rough' }] });
    if (!path.startsWith('/api/v1/sessions/x/excerpts')) return undefined;
    if (method === 'POST') told.ordered.push(JSON.parse(body));
    return excerpt();
  };
  return Object.assign(await serve(Object.values(tracks), { more, pages: pages() }), { told });
}
