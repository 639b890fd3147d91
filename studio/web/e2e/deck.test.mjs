// What leaves the speakers is what is in the files: tapped from the real audio
// graph of a real browser, and compared sample by sample.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { insistent, launch, record, recorded, rendererMiB, take, tapped } from './harness/browser.mjs';
import { dBFS, firstSound, gains, joinError, locate, rampError, runsOf, unlike } from './harness/heard.mjs';
import { noise, track } from './harness/made.mjs';
import { serve } from './harness/server.mjs';

const rate = 48000;
const rampFrames = 0.015 * rate;
const fadeFrames = 0.01 * rate;
const a = track('a', noise(1));
const b = track('b', noise(2));
const c = track('c', noise(3));
const late = track('late', noise(1), { offset_frames: 1152, frames: 48000 * 30 + 1152 });
let browser, studio;
const live = insistent(() => browser);

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
const playing = (page) => page.waitForFunction(() => window.deck.state === 'playing' && window.tap.ready, undefined, { timeout: 90_000 });
const state = (page, want) => page.waitForFunction((w) => window.deck.state === w, want, { timeout: 90_000 });
const wait = (ms) => new Promise((go) => setTimeout(go, ms));

live('nothing sounds before the first click, and then within a second', async () => {
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

live('switching is the file outside the ramps, and a straight crossfade in them', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  await record(page);
  const switches = 30;
  for (let i = 0; i < switches; i++) {
    await page.evaluate((even) => window.deck.hear(even ? [1, 0] : [0, 1]), i % 2 === 1);
    await recorded(page, 0.15 + 0.037 * (i % 5));
  }
  await recorded(page, 0.3);
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

live('switches faster than a ramp neither click nor get lost', async () => {
  const page = await deckOf('a,b,c');
  await page.click('#play');
  await playing(page);
  await record(page);
  await recorded(page, 0.3);
  await page.evaluate(() => { for (const l of [[0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]) window.deck.hear(l); });
  await recorded(page, 0.4);
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

live('after a jump the place is where it went, at once', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  for (const to of [20, 4, 12]) {
    await wait(400);
    const places = await page.evaluate(async (s) => {
      const { deck } = window;
      deck.seek(s * deck.rate);
      const seen = [];
      for (let playing = 0; playing < 30; playing += deck.state === 'playing') { // half a second of it
        seen.push(deck.place() / deck.rate);
        await new Promise(requestAnimationFrame);
      }
      return seen;
    }, to);
    assert.equal(places[0], to);
    assert.ok(places.every((p, i) => p >= (places[i - 1] ?? to)), `went back: ${places}`);
    assert.ok(places.at(-1) > to, 'it stood still');
  }
  await close(page);
});

live('a loop has no seam, whether set before, just as it begins, or while it plays', async () => {
  for (const when of ['before', 'as it begins', 'while it plays']) {
    const page = await deckOf('a,b');
    const length = 33077;
    let from = 6 * rate + 123;
    if (when === 'as it begins') { // between the order to play and the first sound
      await page.click('#play'); // what was awake can be recorded from the first sound on
      await playing(page);
      await page.click('#pause');
      await record(page);
      await recorded(page, 0.2);
      await take(page);
      await page.evaluate((l) => {
        const { deck } = window;
        deck.seek(l.from);
        deck.addEventListener('state', function begins() {
          if (deck.state !== 'playing') return;
          deck.removeEventListener('state', begins);
          setTimeout(() => deck.setLoop(l));
        });
      }, { from, to: from + length });
    } else if (when === 'while it plays') await page.evaluate((x) => window.deck.seek(x), from);
    else await page.evaluate((l) => { window.deck.setLoop(l); window.deck.seek(l.from); }, { from, to: from + length });
    await page.click('#play');
    await playing(page);
    if (when === 'while it plays') { // round the place where it is by now
      from = await page.evaluate((frames) => {
        const at = Math.round(window.deck.place()) - 1000;
        window.deck.setLoop({ from: at, to: at + frames });
        return at;
      }, length);
    }
    await record(page);
    await recorded(page, 3.2);
    const { left } = await take(page);
    const at = firstSound(left) + 600; // past the fade
    const start = locate(left, at, a.sample, a.frames);
    assert.ok(start >= from && start < from + length, `playing at ${start}`);
    if (when === 'as it begins') assert.equal(start, from + 601, 'it begins with the first frame'); // whose gain is 0
    const A = (i) => a.sample(0, from + ((start - from + i - at) % length));
    const off = unlike(left, at, left.length, [A]);
    console.log(`  set ${when}: ${((left.length - at) / length).toFixed(1)} rounds, ${off.length} deviations`);
    assert.ok(left.length - at > 3 * length, 'less than three rounds');
    assert.deepEqual(off, [], `set ${when}: ${gains(left, off[0], A)}`);
    await close(page);
  }
});

live('seek and pause fade, and everything between is the file', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  await record(page);
  const seconds = [12.5, 3.25, 21];
  for (const second of seconds) {
    await recorded(page, 0.4);
    await page.evaluate((f) => window.deck.seek(f), second * rate);
    await state(page, 'playing');
  }
  await recorded(page, 0.4);
  await page.click('#pause');
  await recorded(page, 0.2);
  const { left } = await take(page);
  const runs = runsOf(left, a.sample, a.frames);
  assert.equal(runs.length, 4);
  // A run begins where its fade in has ended.
  seconds.forEach((second, k) => assert.equal(runs[k + 1].place, second * rate + fadeFrames, 'where it went on'));
  const joins = runs.slice(1).map((run, k) => joinError(left, runs[k], run, a.sample, fadeFrames));
  assert.ok(dBFS(Math.max(...joins)) < -120, `fades: ${joins.map(dBFS)} dBFS off`);
  const last = left.subarray(runs[3].to - 1);
  const faded = (i) => a.sample(0, runs[3].place + runs[3].to - runs[3].from - 1 + i) * Math.max(0, 1 - i / fadeFrames);
  assert.ok(last.every((x, i) => dBFS(Math.abs(x - faded(i))) < -120), 'the pause is not a straight fade');
  assert.ok(left.slice(-2000).every((x) => x === 0), 'silence after the pause');
  await close(page);
});

live('a pause right after a seek stays where one wanted to be', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  const [shown, kept] = await page.evaluate((f) => new Promise((tell) => {
    const { deck } = window;
    deck.seek(f);
    const look = () => {
      if (deck.state !== 'playing') return;
      deck.removeEventListener('state', look);
      const shown = deck.place(); // written to the clock, and not yet heard
      deck.pause();
      tell([shown, deck.place()]);
    };
    deck.addEventListener('state', look);
    look();
  }), 15 * rate);
  assert.equal(shown, 15 * rate);
  assert.equal(kept, 15 * rate);
  await close(page);
});

/** waitsIn looks at every join of a recording of track a: two fades, nothing lost between them. Returns how many went on in mid-song. */
function waitsIn(left) {
  const runs = runsOf(left, a.sample, a.frames);
  let waits = 0;
  for (let k = 1; k < runs.length; k++) {
    const off = dBFS(joinError(left, runs[k - 1], runs[k], a.sample, fadeFrames));
    assert.ok(off < -120, `join ${k} is ${off} dBFS off two fades`);
    const gone = runs[k].place - fadeFrames - (runs[k - 1].place + runs[k - 1].to - runs[k - 1].from);
    if (Math.abs(gone) > rate / 10) continue; // a jump that was asked for
    waits++;
    // It goes on where the fade out began; a chance agreement may lengthen a run by a frame or two.
    assert.ok(gone <= 0 && gone >= -3, `${gone} frames between two runs`);
  }
  return waits;
}

live('a page that is held up falls silent by a fade, and goes on where that began', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  await record(page);
  await recorded(page, 0.5);
  // At most the rest of one chunk and a whole one are with the clock.
  await page.evaluate((ms) => { for (const end = performance.now() + ms; performance.now() < end; ); }, 11_000);
  await state(page, 'playing');
  await recorded(page, 1);
  const { left } = await take(page);
  assert.ok(waitsIn(left) >= 1, 'it was never out of sound');
  await close(page);
});

live('a slow network makes it wait, and nothing is lost or crackles', async () => {
  const page = await deckOf('a,b');
  await page.click('#play');
  await playing(page);
  await record(page);
  for (const second of [11.5, 3.5]) {
    await page.evaluate((f) => window.deck.seek(f), second * rate);
    await state(page, 'playing');
    const release = studio.hold();
    await state(page, 'waiting');
    release();
    await state(page, 'playing');
    await recorded(page, 0.1); // heard before the next jump, or there is no run of it
  }
  await recorded(page, 1);
  const { left } = await take(page);
  const waits = waitsIn(left);
  console.log(`  ${waits} waits in mid-song`);
  assert.ok(waits >= 2, `it waited ${waits} times, and was made to twice`);
  await close(page);
});

live('a version that is late by some samples is lined up', async () => {
  const page = await deckOf('a,late');
  await page.click('#play');
  await playing(page);
  await record(page);
  for (const levels of [[0, 1], [1, 0], [0, 1]]) {
    await recorded(page, 1.9);
    await page.evaluate((l) => window.deck.hear(l), levels);
  }
  await recorded(page, 0.2);
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

live('a reference keeps its own place on the same clock', async () => {
  const page = await deckOf('a;c');
  const loop = { from: 10 * rate, to: 10 * rate + 48123 };
  await page.evaluate((l) => { window.deck.setLoop(l, [1]); window.deck.seek(l.from, [1]); }, loop);
  await page.click('#play');
  await playing(page);
  await record(page);
  await recorded(page, 0.8);
  await page.evaluate(() => window.deck.hear([0, 1]));
  await recorded(page, 2.5);
  await page.evaluate(() => window.deck.hear([1, 0]));
  await recorded(page, 0.5);
  const { left } = await take(page);
  const at = firstSound(left);
  const place = locate(left, at, a.sample, a.frames);
  const A = (i) => a.sample(0, place + i - at);
  const C = (i) => c.sample(0, loop.from + ((place + i - at) % 48123)); // both reels began together, at their places
  const ramps = unlike(left, at, left.length, [A, C]);
  assert.equal(ramps.length, 2, `a, a ramp, c round its loop, a ramp, a: ${JSON.stringify(ramps)}`);
  await close(page);
});

live('eight stems that wait in mid-song go on where they were', async (t) => {
  const many = Array.from({ length: 8 }, (_, i) => track(`many${i}`, noise(20 + i)));
  const slow = await serve(many);
  t.after(() => slow.close());
  const page = await tapped(browser, `${slow.url}/deck.html?reels=${many.map((t) => t.id)}`);
  await page.waitForSelector('[data-ready]');
  for (const { id } of many) for (const n of [0, 1]) await (await fetch(`${slow.url}/made/${id}/chunks/${n}`)).arrayBuffer();
  await page.click('#play');
  await playing(page);
  await record(page);
  const release = slow.hold();
  await state(page, 'waiting');
  release();
  await state(page, 'playing');
  await recorded(page, 1.2);
  const { left } = await take(page);
  const runs = runsOf(left, many[0].sample, many[0].frames);
  assert.ok(runs.length >= 2, 'it did not go on');
  for (let k = 1; k < runs.length; k++) {
    const gone = runs[k].place - fadeFrames - (runs[k - 1].place + runs[k - 1].to - runs[k - 1].from);
    assert.ok(gone <= 0 && gone >= -3, `${gone} frames between two runs`);
  }
  await close(page);
});

live('hasty hands never leave it silent or wrong', async () => {
  const page = await deckOf('a,b;c');
  await page.click('#play');
  await playing(page);
  // A hundred acts, drawn from a fixed row of numbers, while chunks come unevenly.
  const row = noise(77);
  const draw = (i, k) => Math.floor((Math.abs(row(0, i)) * 8 * 997) % k);
  for (let i = 0; i < 100; i++) {
    studio.chunkDelayMs = [0, 0, 60, 300][draw(i, 4)];
    await page.evaluate(([what, second, reel]) => {
      const { deck } = window;
      if (what === 0) deck.seek(second * 48000, [reel]);
      else if (what === 1) deck.hear([[1, 0, 0], [0, 1, 0], [0, 0, 1]][second % 3]);
      else if (what === 2) deck.setLoop({ from: second * 48000, to: (second + 1) * 48000 + 777 }, [reel]);
      else if (what === 3) deck.setLoop(null, [reel]);
      else if (what === 4) deck.pause();
      else void deck.play();
    }, [draw(1000 + i, 7), draw(2000 + i, 27), draw(3000 + i, 2)]);
    await wait([0, 5, 15, 40, 120][draw(4000 + i, 5)]);
  }
  studio.chunkDelayMs = 0;
  await page.evaluate(() => { window.deck.setLoop(null, [0, 1]); window.deck.hear([0, 1, 0]); window.deck.seek(7 * 48000, [0]); void window.deck.play(); });
  await state(page, 'playing');
  await record(page);
  await recorded(page, 1.5);
  const { left } = await take(page);
  const runs = runsOf(left, b.sample, b.frames);
  assert.ok(runs.length === 1 && runs[0].to - runs[0].from > rate / 2, `runs ${JSON.stringify(runs)} of ${left.length} frames`);
  await close(page);
});

live('a version that was replaced is told', async () => {
  const page = await deckOf('a,b');
  studio.answers.set('/made/b/chunks/0', 404);
  await page.click('#play');
  await page.waitForFunction(() => window.lost.length > 0);
  studio.answers.clear();
  assert.match(await page.evaluate(() => window.lost[0]), /b was replaced/);
  assert.equal(await page.evaluate(() => window.deck.state), 'stopped');
  await page.context().close();
});

live('a song plays to its last frame and stops', async () => {
  const page = await deckOf('a,b');
  await page.evaluate((f) => window.deck.seek(f), 28.5 * rate);
  await page.click('#play');
  await playing(page);
  await record(page);
  await state(page, 'stopped');
  await recorded(page, 0.2);
  const { left } = await take(page);
  const runs = runsOf(left, a.sample, a.frames);
  assert.equal(runs.length, 1);
  assert.equal(runs[0].place + runs[0].to - runs[0].from, a.frames, 'the last frame');
  await close(page);
});

live('three versions of five minutes stay below 350 MiB', async (t) => {
  const long = [1, 2, 3].map((n) => track(`long${n}`, noise(n), { frames: 300 * rate }));
  const five = await serve(long);
  t.after(() => five.close());
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
});
