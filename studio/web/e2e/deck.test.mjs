// What leaves the speakers is what is in the files: tapped from the real audio
// graph of a real browser, and compared sample by sample.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, record, rendererMiB, take, tapped } from './harness/browser.mjs';
import { dBFS, firstSound, locate, rampError, unlike } from './harness/heard.mjs';
import { noise, track } from './harness/made.mjs';
import { serve } from './harness/server.mjs';

const rate = 48000;
const rampFrames = 0.015 * rate;
const a = track('a', noise(1));
const b = track('b', noise(2));
const c = track('c', noise(3));
const late = track('late', noise(1), { offset_frames: 1152, frames: 48000 * 30 + 1152 });
let browser, studio;

before(async () => {
  studio = await serve([a, b, c, late]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  studio?.close();
});

async function deckOf(reels, more = '') {
  const page = await tapped(browser, `${studio.url}/deck.html?reels=${reels}${more}`);
  await page.waitForSelector('[data-ready]');
  return page;
}
async function close(page) {
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
}
const playing = (page) => page.waitForFunction(() => window.deck.state === 'playing' && window.tap.ready);
const state = (page, want) => page.waitForFunction((w) => window.deck.state === w, want);
const wait = (ms) => new Promise((go) => setTimeout(go, ms));

test('nothing sounds before the first click, and then within a second', async () => {
  const page = await deckOf('a,b,c');
  await wait(1000);
  assert.equal(await page.evaluate(() => window.tap.contexts), 0, 'audio contexts before a click');
  await Promise.all(['a', 'b', 'c'].map((id) => fetch(`${studio.url}/made/${id}/chunks/0`))); // made once, so that making is not counted
  await page.click('#play');
  await page.waitForFunction(() => window.tap.firstSoundMs > 0);
  const ms = await page.evaluate(() => window.tap.firstSoundMs - window.tap.clickMs);
  console.log(`  first sound after ${ms.toFixed(0)} ms`);
  assert.ok(ms < 1000, `first sound after ${ms} ms`);
  assert.equal(await page.evaluate(() => window.tap.contexts), 1);
  await close(page);
});

test('switching is the file outside the ramps, and a straight crossfade in them', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  await record(page);
  const switches = 30;
  for (let i = 0; i < switches; i++) {
    await page.evaluate((even) => window.deck.hear(even ? [1, 0] : [0, 1]), i % 2 === 1);
    await wait(150 + 37 * (i % 5));
  }
  await wait(300);
  const { left, right } = await take(page);
  for (const [channel, heard] of [[0, left], [1, right]]) {
    const at = firstSound(heard);
    const place = locate(heard, at, a.sample, a.frames, channel);
    assert.ok(place >= 0, 'the recording does not begin with track a');
    const A = (i) => a.sample(channel, place + i - at);
    const B = (i) => b.sample(channel, place + i - at);
    const ramps = unlike(heard, at, heard.length, [A, B]);
    assert.equal(ramps.length, switches, 'stretches that are neither track');
    let worst = 0;
    ramps.forEach((ramp, k) => {
      assert.ok(ramp.to - ramp.from <= rampFrames, `ramp ${k} has ${ramp.to - ramp.from} frames`);
      worst = Math.max(worst, rampError(heard, ramp, rampFrames, k % 2 ? B : A, k % 2 ? A : B));
    });
    const seams = Math.floor((place + heard.length - at) / a.chunk_frames) - Math.floor(place / a.chunk_frames);
    console.log(`  ${seams} seams, ${ramps.length} ramps: 0 outside, ${dBFS(worst).toFixed(1)} dBFS in them`);
    assert.ok(seams >= 1, 'no seam of chunks was crossed');
    assert.ok(dBFS(worst) < -120, `ramps are ${dBFS(worst)} dBFS off`);
  }
  await close(page);
});

test('switches faster than a ramp neither click nor get lost', async () => {
  const page = await deckOf('a,b,c');
  await page.click('#play');
  await playing(page);
  await record(page);
  await wait(300);
  await page.evaluate(() => { for (const l of [[0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]) window.deck.hear(l); });
  await wait(400);
  const { left } = await take(page);
  const at = firstSound(left);
  const place = locate(left, at, a.sample, a.frames);
  const signal = (t) => (i) => t.sample(0, place + i - at);
  const ramps = unlike(left, at, left.length, [a, b, c].map(signal));
  assert.equal(left.at(-1), c.sample(0, place + left.length - 1 - at), 'the last wish is heard');
  assert.equal(ramps.length, 2, 'two ramps: to the first wish, then to the last');
  assert.ok(dBFS(rampError(left, ramps[0], rampFrames, signal(a), signal(b))) < -120);
  assert.ok(dBFS(rampError(left, ramps[1], rampFrames, signal(b), signal(c))) < -120);
  await close(page);
});

test('a loop has no seam, whether set before or while it plays', async () => {
  for (const whilePlaying of [false, true]) {
    const page = await deckOf('a,b');
    const loop = { from: 6 * rate + 123, to: 6 * rate + 123 + 33077 };
    if (whilePlaying) await page.evaluate((x) => window.deck.seek(x), loop.from + 100);
    else await page.evaluate((l) => { window.deck.setLoop(l); window.deck.seek(l.from); }, loop);
    await page.click('#play');
    await playing(page);
    await record(page);
    if (whilePlaying) await page.evaluate((l) => window.deck.setLoop(l), loop);
    await wait(3200);
    const { left } = await take(page);
    const at = firstSound(left) + 600; // past the fade
    const start = locate(left, at, a.sample, a.frames);
    assert.ok(start >= loop.from && start < loop.to, `playing at ${start}`);
    const length = loop.to - loop.from;
    const A = (i) => a.sample(0, loop.from + ((start - loop.from + i - at) % length));
    const off = unlike(left, at, left.length, [A]);
    console.log(`  ${((left.length - at) / length).toFixed(1)} rounds, ${off.length} deviations`);
    assert.ok(left.length - at > 3 * length, 'less than three rounds');
    assert.deepEqual(off, []);
    await close(page);
  }
});

test('seek and pause fade, and everything between is the file', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  await record(page);
  for (const second of [12.5, 3.25, 21]) {
    await wait(400);
    await page.evaluate((f) => window.deck.seek(f), second * rate);
    await state(page, 'playing');
  }
  await wait(400);
  await page.click('#pause');
  await wait(200);
  const { left } = await take(page);
  const parts = sounding(left);
  assert.equal(parts.length, 4);
  const fade = 0.01 * rate + 1;
  parts.forEach(({ from, to }, k) => {
    const place = locate(left, from + fade, a.sample, a.frames);
    assert.ok(place >= 0, `part ${k} is not in the file`);
    if (k > 0) assert.equal(place - fade, [12.5, 3.25, 21][k - 1] * rate, 'where it went on');
    const A = (i) => a.sample(0, place + i - from - fade);
    assert.deepEqual(unlike(left, from + fade, to - fade, [A]), []);
    const zero = () => 0;
    assert.ok(dBFS(rampError(left, { from: to - fade + 1, to }, fade - 1, A, zero)) < -120, 'the fade out is not straight');
  });
  await close(page);
});

test('a slow network makes it wait, and nothing is lost or crackles', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  await record(page);
  studio.chunkDelayMs = 4500;
  await page.evaluate((f) => window.deck.seek(f), 8 * rate); // into the second chunk; the third comes late
  await wait(500);
  studio.chunkDelayMs = 0;
  await state(page, 'playing');
  studio.chunkDelayMs = 6000;
  await page.evaluate((f) => window.deck.seek(f), 18.5 * rate);
  await state(page, 'playing');
  await wait(9500);
  studio.chunkDelayMs = 0;
  const states = await page.evaluate(() => window.states);
  assert.ok(states.filter((s) => s === 'waiting').length >= 3, `states: ${states}`);
  const { left } = await take(page);
  const fade = 0.01 * rate + 1;
  let crossed = 0;
  const parts = sounding(left).map(({ from, to }) => {
    const place = locate(left, from + fade, a.sample, a.frames);
    assert.ok(place >= 0, 'a part is not in the file');
    const A = (i) => a.sample(0, place + i - from - fade);
    assert.deepEqual(unlike(left, from + fade, to - fade, [A]), []);
    return { begin: place - fade, end: place - fade + to - from };
  });
  for (let k = 1; k < parts.length; k++) {
    // It goes on where the fade out began: the same 10 ms again, nothing left out.
    if (Math.abs(parts[k].begin - parts[k - 1].end) < rate / 10) {
      crossed++;
      assert.ok(parts[k].begin <= parts[k - 1].end - fade + 2, `${parts[k].begin} after ${parts[k - 1].end}`);
    }
  }
  console.log(`  ${parts.length} parts, ${crossed} waits in mid-song, ${states.length} states`);
  assert.ok(crossed >= 1, 'it never waited in mid-song');
  await close(page);
});

test('a version that is late by some samples is lined up', async () => {
  const page = await deckOf('a,late');
  await page.click('#play');
  await playing(page);
  await record(page);
  for (const levels of [[0, 1], [1, 0], [0, 1]]) {
    await wait(1900);
    await page.evaluate((l) => window.deck.hear(l), levels);
  }
  await wait(200);
  const { left } = await take(page);
  const at = firstSound(left);
  const place = locate(left, at, a.sample, a.frames);
  // "late" holds the noise of a, so at frame n of the song its frame n+1152 must sound.
  const A = (i) => a.sample(0, place + i - at);
  const late1152 = (i) => late.sample(0, place + i - at + 1152);
  assert.equal(unlike(left, at, left.length, [A, late1152]).length, 3);
  assert.equal(left.at(-1), late1152(left.length - 1));
  await close(page);
});

test('a reference keeps its own place on the same clock', async () => {
  const page = await deckOf('a;c');
  const loop = { from: 10 * rate, to: 10 * rate + 48123 };
  await page.evaluate((l) => { window.deck.setLoop(l, 1); window.deck.seek(l.from, 1); }, loop);
  await page.click('#play');
  await playing(page);
  await record(page);
  await wait(800);
  await page.evaluate(() => window.deck.hear([0, 1]));
  await wait(2500);
  await page.evaluate(() => window.deck.hear([1, 0]));
  await wait(500);
  const { left } = await take(page);
  const at = firstSound(left);
  const place = locate(left, at, a.sample, a.frames);
  const A = (i) => a.sample(0, place + i - at);
  const C = (i) => c.sample(0, loop.from + ((place + i - at) % 48123)); // both reels began together, at their places
  assert.equal(unlike(left, at, left.length, [A, C]).length, 2, 'a, a ramp, c round its loop, a ramp, a');
  await close(page);
});

test('a version that was replaced is told', async () => {
  const page = await deckOf('a,b');
  studio.answers.set('/made/b/chunks/0', 404);
  await page.click('#play');
  await page.waitForFunction(() => window.lost.length > 0);
  studio.answers.clear();
  assert.match(await page.evaluate(() => window.lost[0]), /b was replaced/);
  assert.equal(await page.evaluate(() => window.deck.state), 'stopped');
  await page.context().close();
});

test('a song plays to its last frame and stops', async () => {
  const page = await deckOf('a,b');
  await page.evaluate((f) => window.deck.seek(f), 28.5 * rate);
  await page.click('#play');
  await playing(page);
  await record(page);
  await state(page, 'stopped');
  await wait(200);
  const { left } = await take(page);
  const [part] = sounding(left);
  assert.equal(left[part.to - 1], a.sample(0, a.frames - 1), 'the last frame');
  await close(page);
});

test('three versions of five minutes stay below 350 MiB', async () => {
  const long = [1, 2, 3].map((n) => track(`long${n}`, noise(n), { frames: 300 * rate }));
  const five = await serve(long);
  const page = await tapped(browser, `${five.url}/deck.html?reels=long1,long2,long3`);
  await page.waitForSelector('[data-ready]');
  await page.click('#play');
  await playing(page);
  let peak = 0;
  for (let second = 0; second < 300; second += 20) {
    await page.evaluate((f) => window.deck.seek(f), second * rate);
    await state(page, 'playing');
    await page.evaluate((n) => window.deck.hear([0, 1, 2].map((i) => (i === n ? 1 : 0))), (second / 20) % 3);
    await wait(300);
    peak = Math.max(peak, await rendererMiB(browser));
  }
  console.log(`  ${peak.toFixed(0)} MiB at most`);
  assert.ok(peak <= 350, `${peak} MiB`);
  await close(page);
  five.close();
});

/** sounding are the parts of a recording between silences of more than 2 ms. */
function sounding(recording) {
  const parts = [];
  for (let i = 0; i < recording.length; i++) {
    if (recording[i] === 0) continue;
    const last = parts.at(-1);
    if (last && i - last.to < 96) last.to = i + 1;
    else parts.push({ from: i, to: i + 1 });
  }
  return parts;
}
