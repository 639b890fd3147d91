// The compare page as people use it: what they hear, by mouse, by keyboard, on
// a phone, and blind.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, record, take, tapped } from './harness/browser.mjs';
import { energies, tone, track } from './harness/made.mjs';
import { comparing } from './harness/pages.mjs';
import { load } from './harness/module.mjs';

const rate = 48000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { draws } = await load('abx');
let browser, studio;

/** toned is a version of known loudness: 997 Hz, 15 s at each of the peaks. */
function toned(id, kind, peaksDBFS, more = {}) {
  const e = energies(30, 15, peaksDBFS);
  // Both steps are above the gates, so the mean of all is the integrated loudness, but for three blocks at the step.
  const lufs = -0.691 + 10 * Math.log10(e.reduce((a, b) => a + b) / e.length);
  return track(id, tone(rate, 15, peaksDBFS), { kind, frames: 30 * rate, energies: e, integrated_lufs: lufs, ...more });
}

before(async () => {
  studio = await comparing({
    rough: toned('rough', 'rough', [-20, -26]), master: toned('master', 'master', [-9, -9], { print: 'p2' }),
    reference: toned('reference', 'reference', [-6, -6]), earlier: toned('earlier', 'master', [-10, -12], { print: 'p1' }),
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  studio?.close();
});

async function open(state = 'four-versions', more = {}) {
  const page = await tapped(browser, `${studio.url}/compare.${state}.page`, more);
  if (state !== 'nothing-yet') await page.waitForSelector('.version[aria-pressed=true]');
  return page;
}
async function close(page) {
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
}
const wait = (ms) => new Promise((go) => setTimeout(go, ms));
const heard = (page) => page.$eval('.version[aria-pressed=true]', (b) => b.dataset.letter);
const playing = (page) => page.waitForFunction(() => window.tap.firstSoundMs > 0 && window.tap.ready);
const seconds = (page) => page.$eval('#place', (p) => p.textContent.split(':').reduce((m, s) => m * 60 + Number(s), 0));

/** levelDB is the level of what was just heard: the last quarter of a second, in which nothing is switched. */
async function levelDB(page) {
  await page.waitForFunction(() => document.querySelector('#waiting').textContent === '' && window.tap.blocks.slice(-50).some((b) => b.left.some((x) => x !== 0)));
  await wait(900);
  const { left } = await take(page);
  const part = left.slice(-rate / 4);
  return 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length);
}

test('all versions are equally loud, over the song and over the loop', async () => {
  const page = await open();
  await page.click('#play');
  await playing(page);
  await record(page);
  // The song: each version's own loudness is brought to the quietest, so over 15 s at a peak of its own
  // a version is heard at peak + gain - 3.01 dB.
  const of = (id) => ({ rough: [-20, -26], master: [-9, -9], earlier: [-10, -12], reference: [-6, -6] })[id];
  const lufs = (peaks) => 10 * Math.log10(peaks.reduce((s, p) => s + 10 ** (p / 10), 0) / peaks.length);
  const quietest = lufs(of('rough'));
  for (const [key, id] of [['1', 'rough'], ['2', 'master'], ['3', 'reference'], ['4', 'earlier']]) {
    await page.keyboard.press(key);
    await page.evaluate(() => document.querySelector('#overview').dispatchEvent(new CustomEvent('seek', { detail: 1 })));
    const want = of(id)[0] + quietest - lufs(of(id)) - 3.01;
    const got = await levelDB(page);
    assert.ok(Math.abs(got - want) < 0.1, `${id} is heard at ${got.toFixed(2)} dB, want ${want.toFixed(2)}`);
  }
  // The loop in the second half, where the rough mix is 6 dB quieter.
  await page.fill('#loop-from', '0:18');
  await page.fill('#loop-to', '0:24');
  await page.keyboard.press('Tab');
  await page.check('#by-loop');
  const levels = {};
  for (const letter of ['A', 'B', 'D']) {
    await page.click(`.version[data-letter=${letter}]`);
    levels[letter] = await levelDB(page);
    assert.ok(Math.abs(levels[letter] - (-26 - 3.01)) < 0.1, `${letter} is heard at ${levels[letter].toFixed(2)} dB in the loop, want -29.01`);
  }
  console.log(`  in the loop: ${Object.entries(levels).map(([l, db]) => `${l} ${db.toFixed(3)}`).join(', ')} dB`);
  // And switched off: the levels of the files.
  await page.uncheck('#match');
  const real = await levelDB(page);
  assert.ok(Math.abs(real - (-12 - 3.01)) < 0.1, `D is really at -15.01 dB, heard at ${real}`);
  assert.match(await page.textContent('#truth'), /real levels/);
  await close(page);
});

test('everything is done by keys, and keys can be moved and switched off', async () => {
  const page = await open();
  await page.keyboard.press('Space');
  await playing(page);
  assert.equal(await heard(page), 'B');
  await page.keyboard.press('1');
  assert.equal(await heard(page), 'A');
  await page.keyboard.press('Shift+ArrowRight');
  await page.waitForFunction(() => /0:1[5-9]/.test(document.querySelector('#place').textContent));
  await page.keyboard.press('k');
  await page.waitForFunction(() => document.querySelector('#play').textContent.includes('Play'));
  const at = await seconds(page);
  await page.keyboard.press('i');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
  const ends = await page.$$eval('#loop-from, #loop-to', (f) => f.map((x) => x.value));
  assert.equal(await page.isChecked('#loop'), true);
  assert.ok(Math.abs(Number(ends[0].split(':')[1]) - at) < 0.2 && Math.abs(Number(ends[1].split(':')[1]) - at - 5) < 0.2, `loop ${ends} from ${at}`);
  await page.keyboard.press('l');
  assert.equal(await page.isChecked('#loop'), false);
  // The wave is a slider that says where it is.
  await page.focus('#overview');
  await page.evaluate(() => { // as fast as fingers on a busy machine: no frame is drawn between
    for (const key of ['Home', 'ArrowRight']) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  });
  assert.equal(await page.getAttribute('#overview', 'aria-valuetext'), '5 seconds of 30 seconds');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.getAttribute('#overview', 'aria-valuetext'), '5 seconds of 30 seconds');
  await page.keyboard.press('PageUp');
  assert.equal(await page.getAttribute('#overview', 'aria-valuenow'), '30');
  // Move "hear A" to the letter y; then switch all off.
  await page.keyboard.press('?');
  await page.waitForSelector('#keys[open]');
  await page.click('#keys-list tr:nth-child(1) button');
  await page.keyboard.press('2');
  assert.match(await page.textContent('#keys-wrong'), /used already/);
  await page.click('#keys-list tr:nth-child(1) button');
  await page.keyboard.press('y');
  await page.keyboard.press('Escape');
  await page.click('h1');
  await page.keyboard.press('2');
  await page.keyboard.press('1');
  assert.equal(await heard(page), 'B', '1 does nothing any more');
  await page.keyboard.press('y');
  assert.equal(await heard(page), 'A');
  await page.reload();
  await page.waitForSelector('.version[aria-pressed=true]');
  await page.keyboard.press('y');
  assert.equal(await heard(page), 'A', 'it is remembered');
  await page.keyboard.press('?');
  await page.uncheck('#keys-on');
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  assert.equal(await heard(page), 'A', 'keys are off');
  await close(page);
});

test('keys sleep while somebody types, and Space is left to a button', async () => {
  const page = await open();
  await page.focus('#say-text');
  await page.keyboard.type('1 b m');
  assert.equal(await heard(page), 'B');
  assert.equal(await page.inputValue('#say-text'), '1 b m');
  assert.equal(await page.getAttribute('#overview', 'aria-valuemax'), '30', 'the slider knows its length before anything plays');
  assert.equal(await page.$eval('#blind', (d) => d.open), false);
  await page.focus('.version[data-letter=A]');
  await page.keyboard.press('Space');
  assert.equal(await heard(page), 'A');
  assert.equal(await page.evaluate(() => window.tap.contexts), 0, 'and nothing plays');
  await close(page);
});

test('a comment takes its moment, pauses, is sent and plays on', async () => {
  studio.comments.length = 0;
  const page = await open();
  await page.click('#play');
  await playing(page);
  await wait(700);
  await page.keyboard.press('c');
  await page.waitForFunction(() => document.querySelector('#play').textContent.includes('Play'));
  const at = await seconds(page);
  await page.keyboard.type('more <b>snare</b>');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.thread');
  await page.waitForFunction(() => document.querySelector('#play').textContent.includes('Pause'));
  assert.ok(Math.abs(studio.comments[0].start_s - at) < 0.2, `said at ${studio.comments[0].start_s}, paused at ${at}`);
  assert.equal(studio.comments[0].print, 'p2');
  assert.equal(await page.textContent('.thread .text'), 'more <b>snare</b>');
  // About a stretch: the loop.
  await page.fill('#loop-from', '10');
  await page.fill('#loop-to', '12.5');
  await page.keyboard.press('Tab');
  await page.focus('#say-text');
  await page.keyboard.type('this fill');
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => document.querySelectorAll('.thread').length === 2);
  assert.deepEqual([studio.comments[1].start_s, studio.comments[1].end_s], [10, 12.5]);
  await page.click('.thread:nth-child(2) .acts button:has-text("Done")');
  await page.waitForSelector('.thread.done');
  assert.equal(studio.comments[1].state, 'done');
  await page.click('.thread:nth-child(1) .acts button:has-text("Take back")');
  await page.waitForFunction(() => document.querySelectorAll('.thread').length === 1);
  await close(page);
});

/** seen is all there is to see of the page, but for clocks and trial numbers, once it plays and everything is drawn. */
async function seen(page) {
  await page.waitForFunction(() => document.querySelector('#waiting').textContent === '' && document.querySelector('#play').textContent.includes('Pause')
    && [...document.querySelectorAll('wave-view:not([hidden]) canvas')].every((c) => c.hasAttribute('width')) && !document.querySelector('[aria-busy=true]'));
  return page.evaluate(() => [
    document.body.outerHTML.replace(/Trial \d+/, '').replace(/translateX\([^)]*\)/g, '').replace(/aria-value(now|text)="[^"]*"/g, '').replace(/id="place">[^<]*/, ''),
    document.querySelector('#truth').textContent,
  ].join('\n'));
}

test('a blind test hides which is which, and counts honestly', async () => {
  studio.comments.length = 0;
  const page = await open();
  await page.check('#loop'); // so that it does not come to its end, however long ten trials take
  await page.click('#blind-open');
  await page.selectOption('#blind-pair', { label: 'A Rough mix and B Master v2' });
  await page.click('#blind-begin');
  await page.waitForSelector('#blind-test:not([hidden])');
  await playing(page);
  const truth = await draws(studio.seed, 10, 2);
  let sign = '';
  const askedFor = () => studio.asked.filter((p) => p.includes('/chunks/'));
  for (let trial = 0; trial < 10; trial++) {
    await page.click('#blind-hear button:has-text("X")');
    const now = await seen(page);
    sign ||= now;
    const at = [...now].findIndex((c, i) => c !== sign[i]);
    assert.equal(now, sign, `the page differs with what X is, from "${now.slice(Math.max(0, at - 60), at + 60)}" on`);
    const right = trial < 9;
    const say = right ? truth[trial] : 1 - truth[trial];
    await page.click(`#blind-answer button:nth-child(${say + 1})`);
  }
  // Every segment is fetched of every version, so the network knows no X.
  const perVersion = ['rough', 'master', 'reference', 'earlier'].map((id) => askedFor().filter((p) => p.includes(`/${id}/`)).sort().join().replaceAll(id, ''));
  assert.equal(new Set([perVersion[0], perVersion[1], perVersion[3]]).size, 1, 'the song\'s versions are fetched alike');
  assert.match(await page.textContent('#blind-result'), /9 of 10.*about 1 times in 100.*very likely/);
  await page.click('#blind button:has-text("Add to the comments")');
  await page.waitForFunction(() => document.querySelectorAll('.thread').length === 1);
  assert.match(studio.comments[0].text, /9 of 10/);
  await close(page);
});

test('X sounds as loud as the others, whichever it is', async () => {
  const page = await open();
  await page.click('#blind-open');
  await page.selectOption('#blind-pair', { label: 'A Rough mix and B Master v2' });
  await page.click('#blind-begin');
  await page.waitForSelector('#blind-test:not([hidden])');
  await playing(page);
  await record(page);
  const levels = [];
  for (const n of [1, 2, 3]) {
    await page.click(`#blind-hear button:nth-child(${n})`);
    levels.push(await levelDB(page));
  }
  // In the first 15 s the rough is heard as it is, the master at the rough mix's loudness over the song.
  const rough = -20 - 3.01;
  const master = 10 * Math.log10((10 ** -2 + 10 ** -2.6) / 2) - 3.01;
  const x = (await draws(studio.seed, 1, 2))[0] ? master : rough;
  [rough, master, x].forEach((want, i) => assert.ok(Math.abs(levels[i] - want) < 0.1, `${levels[i]} dB, want ${want}`));
  await close(page);
});

test('it works on a phone of 360 px, and nothing runs out of it', async () => {
  const page = await open('a-guest', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await page.tap('#play');
  await playing(page);
  await page.tap('.version[data-letter=A]');
  assert.equal(await heard(page), 'A');
  const bar = await page.$eval('.judge-bar', (b) => b.getBoundingClientRect());
  assert.ok(bar.bottom <= 740 && bar.height >= 44, 'the verdict is at hand');
  for (const control of await page.$$('button:visible, a.btn:visible, .switch input:visible')) {
    const box = await control.boundingBox();
    assert.ok(box.width >= 24 && box.height >= 24, `${await control.textContent()} is ${box.width} by ${box.height}`);
  }
  await close(page);
});

test('axe finds nothing on any state of the page, in any look', async () => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  const looks = async (where, runOnly) => {
    const { violations } = await page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), runOnly);
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`), [], where);
  };
  for (const state of ['a-guest', 'approved', 'a-change-without-words', 'hostile', 'nothing-yet', 'four-versions']) {
    await page.goto(`${studio.url}/compare.${state}.page`);
    await page.waitForTimeout(300);
    await page.evaluate(axe);
    await looks(state, rules);
  }
  for (const id of ['keys', 'blind']) {
    await page.evaluate((d) => document.getElementById(`${d}-open`).click(), id);
    await looks(id, rules);
    await page.evaluate((d) => document.getElementById(d).close(), id);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await looks('phone', rules);
  // A look changes colours and nothing else.
  for (const theme of ['light', 'contrast']) {
    await page.evaluate((t) => { document.documentElement.dataset.theme = t; }, theme);
    await page.waitForTimeout(500); // colours fade over
    await looks(theme, ['color-contrast']);
  }
  await context.close();
});
