// A folder of 250 files with names of all the world, a page that is loaded again
// in the middle, and a spell without a network: nothing is lost, nothing is sent
// twice. The studio is the real one.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './harness/browser.mjs';
import { noise, track, wav } from './harness/made.mjs';
import { api, open, setUp, until, visit } from './harness/studio.mjs';

const many = 250;
const words = ['Kick', 'Snäre', 'Гитара', '弦楽器', 'שירה', 'صوت', 'Bass 🎸', 'Cafe\u0301', 'Ünïçødé', 'नमस्ते', 'ギター', 'Vox – “dry”'];
let browser, studio, folder;

/** made writes the folder: { name: sha256 }, and its bytes. Every file differs from every other. */
function made() {
  const sums = new Map();
  let all = 0;
  for (let n = 0; n < many; n++) {
    const name = `${words[n % words.length]} ${String(n).padStart(3, '0')} - Ночь.wav`;
    const bytes = wav(track(name, noise(n), { frames: 24_000 }), 0, 24_000);
    const at = join(folder, 'Ночь 夜', n % 2 ? 'Drums & Бас' : 'その他');
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, name), bytes);
    all += bytes.length;
    sums.set(name, createHash('sha256').update(bytes).digest('hex'));
  }
  return { sums, all };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-folder-'));
  studio = await open();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await studio?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** taken keeps what the studio acknowledged of each upload: address -> [from, to). */
function taken(page) {
  const pieces = new Map();
  page.on('response', (answer) => {
    const asked = answer.request();
    if (asked.method() !== 'PATCH' || answer.status() !== 204) return;
    const list = pieces.get(asked.url()) ?? [];
    list.push([Number(asked.headers()['upload-offset']), Number(answer.headers()['upload-offset'])]);
    pieces.set(asked.url(), list);
  });
  return pieces;
}

test('250 files, a reload and an offline spell: each is there once', async () => {
  const { sums, all } = made();
  const desk = await visit(browser);
  const { link, id } = await setUp(desk, studio, { title: 'Ночь', artist: 'Мая' });
  const page = await visit(browser);
  const pieces = taken(page);
  const sent = () => page.evaluate(() => document.querySelectorAll('[data-held=stems] .files .chip.ok').length);
  const sending = () => page.evaluate(() => document.querySelector('[data-held=stems] .files') !== null && document.querySelectorAll('[data-held=stems] .files li').length > 0);
  const choose = async () => {
    await page.locator('#pick-stems-folder').setInputFiles(join(folder, 'Ночь 夜'));
    const send = page.locator('[data-held=stems] .acts button.main');
    await send.and(page.locator(':enabled')).waitFor({ timeout: 240_000 });
    return send;
  };
  await page.goto(link);
  await (await choose()).click();
  await until('a file', () => pieces.size >= 5);
  const first = await page.locator('#arrived li[data-file]').first().getAttribute('data-file');
  const row = page.locator(`#arrived li[data-file=${JSON.stringify(first)}]`);
  await row.locator('details').evaluate((menu) => { menu.open = true; }); // a click would wait until rows no longer come above
  await row.locator('select[name=role]').selectOption({ label: 'Bass' });
  const meanwhile = pieces.size;
  console.log(`  a menu was opened when ${meanwhile} files were there`);
  await until('20 more beside an open menu', () => pieces.size >= meanwhile + 20);
  assert.equal(await row.locator('select[name=role]').inputValue(), 'bass', 'what is chosen stays while files arrive');
  await row.getByRole('button', { name: 'Keep' }).click();
  await row.locator('.chip', { hasText: 'Bass' }).waitFor();
  await row.locator('details:not([open])').waitFor(); // the news may come before the answer that closes it
  assert.ok(await sending(), 'what is asked of a menu stops nothing');
  await until('60 files', () => pieces.size >= 60);
  await page.reload();
  const before = pieces.size;
  await (await choose()).click();
  await until('60 more', () => pieces.size >= before + 60, 240).catch(async (why) => { throw new Error(`${why.message}: ${pieces.size - before} of them, ${page.wrongs.slice(0, 3)}; ${await page.textContent('[data-held=stems] .tally')}`); });
  await page.context().setOffline(true);
  await page.getByText('You are offline').first().waitFor();
  const still = pieces.size;
  await page.waitForTimeout(1000);
  assert.equal(pieces.size, still, 'nothing moves without a network');
  await page.context().setOffline(false);
  await page.getByText('All files are sent').waitFor({ timeout: 300_000 });
  const stems = await until('all stems', async () => {
    const { stems } = await api(desk, `sessions/${id}`);
    return stems.length >= many && stems;
  }, 300);
  assert.equal(stems.length, many);
  assert.deepEqual(new Set(stems.map((s) => s.sha256)), new Set(sums.values()), 'the bytes that were sent');
  let bytes = 0;
  for (const [url, list] of pieces) {
    list.sort((a, b) => a[0] - b[0]);
    list.forEach(([from, to], k) => {
      assert.ok(k === 0 || from >= list[k - 1][1], `${url} took ${JSON.stringify(list)}`);
      bytes += to - from;
    });
  }
  console.log(`  ${pieces.size} uploads, ${bytes} of ${all} bytes acknowledged, ${await sent()} marked as sent`);
  // What was on its way at the reload and when the network went, three files each, is acknowledged by nobody.
  assert.ok(bytes <= all && bytes >= all * (1 - 6 / many), `${bytes} bytes for ${all}`);
});
