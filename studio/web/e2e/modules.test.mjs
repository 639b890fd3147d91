// What needs no browser: numbers that were worked out elsewhere.

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { noise, track, wav } from './harness/made.mjs';
import { load } from './harness/module.mjs';

globalThis.crypto ??= webcrypto; // node 18 keeps what browsers have to itself

const { openWav, readWav } = await load('wav');
const { startTime } = await load('deck-reel');
const { Ears } = await load('ear');
const { RateConverter } = await load('wav-rate');
const { integrated, matched } = await load('match');
const { column, readPeaks } = await load('wave-peaks');
const { Abx, draws, guessing, needed, shuffled } = await load('abx');

const bytes = (buffer) => buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length);

test('PCM of every kind is read exactly', () => {
  for (const bits of [8, 16, 24, 32, 'f32']) {
    const steps = bits === 8 ? 0x80 : bits === 16 ? 0x8000 : 0x800000;
    // Values every kind can hold, the largest and smallest among them.
    const values = [0, 1, -1, steps - 1, -steps, 85 % steps, -(170 % steps)].map((n) => n / steps);
    const t = track('t', (c, f) => values[(f + c) % values.length], { bits, frames: 100 });
    const file = openWav(bytes(wav(t, 0, 100)));
    assert.deepEqual([file.rate, file.channels, file.frames], [48000, 2, 100]);
    for (const channel of [0, 1]) {
      const into = new Float32Array(90);
      readWav(file, channel, 7, into);
      into.forEach((x, i) => assert.equal(x, values[(7 + i + channel) % values.length], `${bits} bits, frame ${7 + i}`));
    }
  }
});

test('files that are not whole are refused', () => {
  const whole = wav(track('t', noise(1)), 0, 100);
  for (const [why, file] of [
    [/not a WAV/, Buffer.from('ID3 something else, long enough')],
    [/ends before/, whole.subarray(0, whole.length - 1)],
    [/no samples/, whole.subarray(0, 36)],
  ]) assert.throws(() => openWav(bytes(Buffer.from(file))), why);
  const file = openWav(bytes(whole));
  assert.throws(() => readWav(file, 0, 50, new Float32Array(51)), /has 100 frames/);
});

test('another rate becomes the sine it was, without seams', () => {
  for (const [from, to, freqHz] of [[44100, 48000, 997], [96000, 44100, 997], [48000, 44100, 15000], [44100, 96000, 18000]]) {
    const r = new RateConverter(from, to);
    const whole = new Float32Array(3000);
    const span = r.span(1000, whole.length);
    const source = Float32Array.from({ length: span.frames }, (_, i) => Math.sin((2 * Math.PI * freqHz * (span.from + i)) / from));
    r.convert(source, 1000, whole);
    let worst = 0;
    whole.forEach((x, i) => { worst = Math.max(worst, Math.abs(x - Math.sin((2 * Math.PI * freqHz * (1000 + i)) / to))); });
    console.log(`  ${from} to ${to}, ${freqHz} Hz: ${(20 * Math.log10(worst)).toFixed(1)} dBFS off`);
    assert.ok(worst < 1e-4, `${from} to ${to}: ${worst} off`); // -80 dBFS: below what is heard beside the sine
    const part = new Float32Array(777);
    const piece = r.span(2000, part.length);
    r.convert(source.subarray(piece.from - span.from), 2000, part);
    assert.deepEqual(part, whole.subarray(1000, 1777), 'a part differs from the same frames of the whole');
  }
});

test('a frame as a time never comes back as less than itself', () => {
  let mended = 0;
  for (const rate of [44100, 48000, 88200, 96000, 192000]) {
    for (let frame = 0; frame < 3600 * rate; frame += 1009) {
      const back = startTime(frame, rate) * rate;
      assert.ok(back >= frame, `${frame} at ${rate} Hz comes back as ${back}`);
      assert.ok(back - frame < 1 / 2048, `${frame} at ${rate} Hz is ${back - frame} late`); // Chromium rounds to 1/1024 of a frame
      if ((frame / rate) * rate < frame) mended++;
    }
  }
  assert.ok(mended > 1000, 'frames that a plain division would lose');
});

test('loudness is gated as BS.1770 says', () => {
  const steady = (n, e) => new Array(n).fill(e);
  // By hand: -0.691 + 10 log10(0.01).
  assert.ok(Math.abs(integrated({ hz: 10, energies: steady(100, 0.01) }) - -20.691) < 1e-9);
  // 10 s at 1, 10 s 30 dB below: 97 blocks of 1 and the three that straddle the
  // step (0.75025, 0.5005, 0.25075) are above the relative gate: mean 0.985015.
  const stepped = { hz: 10, energies: [...steady(100, 1), ...steady(100, 0.001)] };
  assert.ok(Math.abs(integrated(stepped) - (-0.691 + 10 * Math.log10(0.985015))) < 1e-9);
  // Only the quiet half: -0.691 - 30.
  assert.ok(Math.abs(integrated(stepped, { fromS: 10, toS: 20 }) - -30.691) < 1e-9);
  // Less than a block: the block round its middle.
  assert.ok(Math.abs(integrated(stepped, { fromS: 15, toS: 15.1 }) - -30.691) < 1e-9);
  assert.equal(integrated({ hz: 10, energies: steady(100, 1e-8) }), null, 'below -70 LUFS there is no loudness');
});

test('versions are turned down to the quietest, never up', () => {
  assert.deepEqual(matched([-14, -10, null, -8.5]), [0, -4, 0, -5.5]);
  assert.deepEqual(matched([null, null]), [0, 0]);
});

test('columns are the lowest and highest of all their peaks', () => {
  const spp = 256;
  const file = Buffer.alloc(24 + 10 * 4);
  [2, 1, 48000, spp, 10, 2].forEach((v, i) => file.writeInt32LE(v, 4 * i));
  for (let i = 0; i < 10; i++) [-i, i, -2 * i, 3 * i].forEach((v, k) => file.writeInt8(v, 24 + 4 * i + k));
  file.writeInt8(127, 24 + 4 * 9 + 3);
  const peaks = readPeaks(bytes(file));
  assert.deepEqual(column(peaks, 2 * spp, 5 * spp), { low: -8 / 128, high: 12 / 128, full: false });
  assert.equal(column(peaks, 9 * spp, 9 * spp + 1).full, true);
  assert.equal(column(peaks, 10 * spp, 11 * spp), null);
  assert.equal(column(peaks, -spp, 0), null);
});

test('the odds of guessing are the binomial tail', () => {
  // Sums of binomial coefficients over 2^n, by hand.
  for (const [right, trials, ways] of [[16, 16, 1], [12, 16, 2517], [9, 10, 11], [10, 10, 1], [7, 8, 9], [0, 10, 1024]]) {
    assert.ok(Math.abs(guessing(right, trials) - ways / 2 ** trials) < 1e-15, `${right} of ${trials}`);
  }
  for (const [trials, want] of [[8, 7], [10, 9], [12, 10], [16, 12], [20, 15]]) assert.equal(needed(trials), want);
});

test('a seed gives one order, and orders are even', async () => {
  assert.deepEqual(await draws('ab', 16, 2), await draws('ab', 16, 2));
  let ones = 0;
  const firsts = [0, 0, 0];
  for (let s = 0; s < 300; s++) {
    ones += (await draws(`seed${s}`, 16, 2)).reduce((a, b) => a + b, 0);
    const order = await shuffled(`seed${s}`, 3);
    assert.deepEqual([...order].sort(), [0, 1, 2]);
    firsts[order[0]]++;
  }
  assert.ok(Math.abs(ones - 2400) < 4 * Math.sqrt(4800 / 4), `${ones} of 4800`); // four standard deviations
  firsts.forEach((n) => assert.ok(Math.abs(n - 100) < 4 * Math.sqrt((300 * 2) / 9), `${firsts}`));
});

test('an ABX test counts what was right, and ends', async () => {
  const test = await Abx.begin('00ff', 10);
  const truth = await draws('00ff', 10, 2);
  for (let i = 0; i < 12; i++) test.say(i < 7 ? truth[i] : 1 - truth[i]);
  assert.deepEqual([test.trials.length, test.right, test.done], [10, 7, true]);
});

/** sitting is a clock that is set by hand, the shelf of a device, and pages on it. */
function sitting() {
  const kept = new Map();
  const shelf = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v) };
  const at = { ms: 1e12, page: () => new Ears(45, shelf, () => at.ms) };
  at.play = (ears, minutes) => {
    ears.count(true);
    for (let s = 0; s < minutes * 60; s += 5) { at.ms += 5000; ears.count(true); }
    ears.count(false);
  };
  return at;
}

test('three quarters of an hour of listening are due a break, over pages and short pauses', () => {
  const at = sitting();
  at.play(at.page(), 30);
  at.ms += 9 * 60_000; // a telephone call is no break
  const second = at.page();
  at.play(second, 14);
  assert.deepEqual([second.heardS, second.due], [44 * 60, false]);
  at.play(second, 1);
  assert.deepEqual([second.heardS, second.due], [45 * 60, true]);
  second.later();
  assert.equal(second.due, false);
  at.play(second, 9);
  assert.equal(second.due, false);
  at.play(second, 1);
  assert.equal(second.due, true, 'ten minutes later');
  second.rested();
  assert.deepEqual([second.heardS, second.due], [0, false]);
});

test('ten minutes of silence are a break, and two pages at once are one pair of ears', () => {
  const at = sitting();
  const [one, two] = [at.page(), at.page()];
  at.play(one, 40);
  at.ms += 10 * 60_000 + 1;
  assert.equal(one.heardS, 0);
  one.count(true);
  two.count(true);
  for (let s = 0; s < 600; s += 5) {
    at.ms += 2500;
    one.count(true);
    at.ms += 2500;
    two.count(true);
  }
  assert.equal(two.heardS, 600);
  at.ms += 60_000; // the computer slept for a minute while it played
  two.count(true);
  assert.equal(two.heardS, 605);
});
