// The reminder of an ear break, on the compare page: it counts while there is
// sound, goes on where another page stopped, and can be put off and reset.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, tapped } from './harness/browser.mjs';
import { noise, track } from './harness/made.mjs';
import { comparing } from './harness/pages.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser, studio;

before(async () => {
  const of = (id, kind, more = {}) => track(id, noise(id.length), { kind, integrated_lufs: -20, ...more });
  studio = await comparing({ rough: of('rough', 'rough'), master: of('master', 'master', { print: 'p2' }) });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  studio?.close();
});

const kept = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('lathe.ears') ?? '{"heardS":0}'));

test('after the studio\'s minutes of listening it reminds, once, and begins anew when told', async () => {
  const page = await tapped(browser, `${studio.url}/compare.four-versions.page`);
  await page.waitForSelector('.version[aria-pressed=true]');
  await page.evaluate(() => localStorage.setItem('lathe.ears', JSON.stringify({ heardS: 45 * 60 - 3, atMs: Date.now(), nextS: 0 })));
  await page.check('#loop');
  await page.click('#play');
  await page.waitForFunction(() => window.tap.firstSoundMs > 0);
  await page.waitForSelector('#ear:not([hidden])', { timeout: 60_000 });
  assert.match(await page.textContent('#ear [role=status]'), /45 min/);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run('#ear'));
  assert.deepEqual(violations.map((v) => v.id), []);
  await page.focus('#ear [data-ear=later]');
  await page.keyboard.press('Enter');
  assert.equal(await page.isHidden('#ear'), true);
  await page.click('#play');
  await page.waitForFunction(() => document.querySelector('#play').textContent.includes('Play'));
  const { heardS } = await kept(page);
  assert.ok(heardS >= 45 * 60, `${heardS} s`);
  await page.reload();
  await page.waitForSelector('.version[aria-pressed=true]');
  await page.click('summary[aria-label^="You"]');
  assert.equal(await page.textContent('[data-ear-heard]'), '45 min', 'another page goes on');
  await page.click('.menu [data-ear=rested]');
  assert.equal(await page.textContent('[data-ear-heard]'), '0 min');
  assert.equal((await kept(page)).heardS, 0);
  await page.context().close();
});
