// A move of the plan is heard alone: with it, without it, and what it removed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, record, recorded, take, tapped } from './harness/browser.mjs';
import { runsOf } from './harness/heard.mjs';
import { noise, track } from './harness/made.mjs';
import { planning } from './harness/pages.mjs';

const twenty = { frames: 20 * 48000 };
const tracks = { on: track('on', noise(1), twenty), off: track('off', noise(2), twenty), removed: track('removed', noise(3), twenty), rough: track('rough', noise(4)) };
let browser, studio;

before(async () => {
  studio = await planning(tracks);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  studio?.close();
});

const pressed = (page) => page.$$eval('[data-part][aria-pressed=true]', (all) => all.map((b) => b.dataset.part));

test('by keyboard alone, a move is heard with it, without it, and as what it removed', async () => {
  Object.assign(studio.told, { ordered: [], ready: false, trouble: '' });
  const page = await tapped(browser, `${studio.url}/plan.edited.page`);
  await page.waitForFunction(() => document.querySelector('#hear-from').textContent === '0:10.0'); // a third into 30 s
  await page.focus('#hear-wave');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.textContent('#hear-from'), '0:15.0');
  await page.focus('[data-part=on]');
  await page.keyboard.press('Space');
  await page.waitForSelector('.hear-move progress');
  assert.equal(await page.evaluate(() => window.tap.contexts), 0, 'nothing sounds before it is made');
  studio.told.ready = true;
  await page.waitForFunction(() => window.tap.ready && window.tap.firstSoundMs > 0);
  await record(page);
  await recorded(page, 0.3);
  for (const part of ['off', 'removed']) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual(await pressed(page), [part]);
    await recorded(page, 0.3);
  }
  await page.keyboard.press('Enter'); // again: it stops
  assert.deepEqual(await pressed(page), []);
  await recorded(page, 0.2);
  const { left } = await take(page);
  const runs = ['on', 'off', 'removed'].map((part) => {
    const all = runsOf(left, tracks[part].sample, tracks[part].frames);
    assert.equal(all.length, 1, `${part} is heard in ${all.length} runs`);
    return all[0];
  });
  const offsets = new Set(runs.map((r) => r.place - r.from));
  assert.equal(offsets.size, 1, `the three are not at one place: ${[...offsets]}`);
  assert.ok(left.slice(-1000).every((x) => x === 0), 'silence in the end');
  const move = await page.getAttribute('[data-hear]', 'data-hear');
  assert.deepEqual(studio.told.ordered, [{ plan: 3, move, from_s: 15 }], 'made once');
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test('what cannot be made is said, and another move silences the one before', async () => {
  Object.assign(studio.told, { ordered: [], ready: true, trouble: '' });
  const page = await tapped(browser, `${studio.url}/plan.edited.page`);
  await page.waitForSelector('#hear:not([hidden])');
  const [one, two] = await page.$$('[data-hear]');
  await (await one.$('[data-part=removed]')).click();
  await page.waitForFunction(() => window.tap.firstSoundMs > 0);
  studio.told.trouble = 'The plan has no such move.';
  await (await two.$('[data-part=on]')).click();
  await page.waitForFunction((t) => t.querySelector('[role=status]').textContent === 'The plan has no such move.', two);
  assert.deepEqual(await pressed(page), []);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});
