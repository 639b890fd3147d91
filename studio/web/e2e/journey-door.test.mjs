// The first minute: an empty folder becomes an open studio, and a link that an
// artist opens without an account.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './harness/browser.mjs';
import { open, setUp, visit, whole } from './harness/studio.mjs';

// specs/web.md D3
const lcpMs = 600;
const cls = 0.02;
let browser, studio;

before(async () => {
  studio = await open();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await studio?.close();
});

/** best is the quickest paint of at most five visits: a machine may be busy with something else, a page may not be slow. */
async function best(page) {
  let quick = { lcpMs: Infinity, cls: 0 };
  for (let i = 0; i < 5 && quick.lcpMs > lcpMs; i++) {
    await page.reload({ waitUntil: 'load' });
    await page.waitForFunction(() => window.paint.lcpMs > 0);
    const p = await page.evaluate(() => window.paint);
    quick = { lcpMs: Math.min(quick.lcpMs, p.lcpMs), cls: Math.max(quick.cls, p.cls) };
  }
  return quick;
}

test('from an empty folder to an artist at the door', async () => {
  const engineer = await visit(browser, { viewport: { width: 1280, height: 900 } });
  const { link, id } = await setUp(engineer, studio, { title: 'Caesium', artist: 'Mo' });
  const artist = await visit(browser, { viewport: { width: 360, height: 740 } });
  const arrived = await artist.goto(link);
  assert.equal(arrived.status(), 200);
  assert.equal(artist.url(), `${studio.url}/sessions/${id}/intake`, 'the secret of the link stays in the address bar');
  assert.equal((await artist.goto(`${studio.url}/`)).status() === 200 && new URL(artist.url()).pathname === '/', false, 'an artist sees the queue');
  const wrong = [];
  for (const [page, paths] of [[engineer, ['/', `/sessions/${id}`, `/sessions/${id}/plan`, `/sessions/${id}/compare`, '/guide', '/sessions/new']], [artist, [`/sessions/${id}/intake`]]]) {
    page.wrongs.length = 0; // the door that was closed to the artist
    for (const path of paths) {
      await page.goto(studio.url + path);
      wrong.push(...await whole(page));
      const paint = await best(page);
      console.log(`  ${path.replace(id, 'ID')}: painted after ${paint.lcpMs.toFixed(0)} ms, shifts ${paint.cls.toFixed(4)}`);
      if (paint.lcpMs > lcpMs) wrong.push(`${path}: painted after ${paint.lcpMs} ms, want ${lcpMs}`);
      if (paint.cls > cls) wrong.push(`${path}: shifts ${paint.cls}, want ${cls}`);
    }
    wrong.push(...page.wrongs);
  }
  assert.deepEqual(wrong, []);
});
