// Stems are heard together, in time to the sample, whatever is muted.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, record, rendererMiB, take, tapped } from './harness/browser.mjs';
import { dBFS, firstSound } from './harness/heard.mjs';
import { manifest, noise, track } from './harness/made.mjs';
import { serve } from './harness/server.mjs';

const rate = 48000;
const stems = Array.from({ length: 24 }, (_, i) => track(`stem${i}`, noise(100 + i), { kind: 'stem' }));
const down = 10 ** (-6 / 20);
let browser, studio;

before(async () => {
  const more = (_, path) => (path === '/api/v1/sessions/x/audio' ? ['application/json', JSON.stringify({ items: stems.map(manifest) })] : undefined);
  studio = await serve(stems, { more });
  browser = await launch();
  // Made once before it counts.
  for (const s of stems) for (const n of [0, 1]) await (await fetch(`${studio.url}/made/${s.id}/chunks/${n}`)).arrayBuffer();
});
after(async () => {
  await browser?.close();
  studio?.close();
});

const wait = (ms) => new Promise((go) => setTimeout(go, ms));
const press = (page, word, n) => page.click(`[aria-label="${word} stem${n}"]`);

/** sum is what some stems add up to at a frame. */
const sum = (which, channel, frame) => which.reduce((s, n) => s + stems[n].sample(channel, frame), 0) * down;

/** placeOf finds where in the song a recording of one stem is. */
function placeOf(heard, at, n) {
  for (let f = 0; f < stems[n].frames; f++) {
    let i = 0;
    while (i < 24 && Math.abs(heard[at + i] - sum([n], 0, f + i)) < 1e-7) i++;
    if (i === 24) return f;
  }
  return -1;
}

test('24 stems in sync: solo and mute change levels and no clock', async () => {
  const page = await tapped(browser, `${studio.url}/stems.html`);
  await page.waitForSelector('[data-transport] button');
  assert.equal(await page.evaluate(() => window.tap.contexts), 0);
  await press(page, 'Solo', 5);
  await page.click('[data-transport] button:has-text("Play")');
  await page.waitForFunction(() => window.tap.firstSoundMs > 0 && window.tap.ready);
  await record(page);
  await wait(700);
  const step = async (what) => {
    await what();
    await wait(500);
  };
  await step(() => press(page, 'Solo', 9)); // 5 and 9
  await step(() => press(page, 'Mute', 9)); // solo wins over mute
  await step(async () => { await press(page, 'Solo', 5); await press(page, 'Solo', 9); }); // all but 9
  const peak = await rendererMiB(browser);
  const { left, right } = await take(page);
  const at = Math.max(firstSound(left), 0) + 600;
  const place = placeOf(left, at, 5);
  assert.ok(place >= 0, 'stem 5 is not heard alone');
  /** off is how far a stretch is from the sum of some stems at the place where stem 5 began. */
  const off = (which, from, to) => {
    let worst = 0;
    for (let i = from; i < to; i++) {
      worst = Math.max(worst, Math.abs(left[i] - sum(which, 0, place + i - at)), Math.abs(right[i] - sum(which, 1, place + i - at)));
    }
    return dBFS(worst);
  };
  let from = at;
  for (const which of [[5], [5, 9], stems.map((_, i) => i).filter((i) => i !== 9)]) {
    while (from < left.length - 9600 && off(which, from, from + 16) >= -120) from += 240;
    const worst = off(which, from, from + 9600); // a fifth of a second, at least, and none of it is a ramp
    console.log(`  ${which.length} stems from ${((from - at) / rate).toFixed(2)} s: ${worst.toFixed(1)} dBFS off their sum`);
    assert.ok(worst < -120, `${which.length} stems are ${worst} dBFS off their sum`);
    from += 9600;
  }
  console.log(`  ${peak.toFixed(0)} MiB`);
  assert.ok(peak <= 350, `${peak} MiB`);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test('the place of a finding plays its stem, round and round', async () => {
  const page = await tapped(browser, `${studio.url}/stems.html`);
  await page.waitForSelector('[data-seek][role=button]');
  await page.focus('[data-seek]');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.tap.firstSoundMs > 0 && window.tap.ready);
  await record(page);
  await wait(1500);
  const { left } = await take(page);
  const place = placeOf(left, left.length - 5000, 3);
  assert.ok(place >= 11 * rate && place < 14 * rate, `playing at ${place / rate} s, want 11 to 14`);
  assert.equal(await page.getAttribute('[aria-label="Solo stem3"]', 'aria-pressed'), 'true');
  await page.context().close();
});
