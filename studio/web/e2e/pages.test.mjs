// Every page in every state can be used by everybody: no axe violation in any
// theme, on a desk, on a phone and with text at 200 %; nothing to scroll
// sideways; nothing that the policy had to stop.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch } from './harness/browser.mjs';
import { fixtures } from './harness/fixtures.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const looks = [
  { name: 'dark desk', theme: 'dark', width: 1280, height: 900 },
  { name: 'light desk', theme: 'light', width: 1280, height: 900 },
  { name: 'contrast desk', theme: 'contrast', width: 1280, height: 900 },
  { name: 'dark phone', theme: 'dark', width: 360, height: 740 },
  { name: 'light phone', theme: 'light', width: 360, height: 740 },
  { name: 'text at 200 %', theme: 'dark', width: 1280, height: 900, zoom: 2 },
  { name: '320 px', theme: 'light', width: 320, height: 256, only: 'reflow' },
];
let browser, house;

before(async () => {
  house = await fixtures();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  house?.close();
});

for (const look of looks) {
  test(`every page in every state: ${look.name}`, async () => {
    const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, bypassCSP: false });
    const wrong = [];
    let rules = 0;
    const left = [...house.names];
    const walk = async () => { for (let name = left.shift(); name; name = left.shift()) await one(name); };
    const one = async (name) => {
      const page = await context.newPage();
      page.on('console', (m) => m.type() === 'error' && !/404/.test(m.text()) && wrong.push(`${name}: ${m.text()}`));
      page.on('pageerror', (why) => wrong.push(`${name}: ${why.message}`));
      await page.goto(`${house.url}/${name}.html`);
      await page.evaluate(([theme, zoom]) => {
        document.documentElement.dataset.theme = theme;
        if (zoom) document.documentElement.style.fontSize = `${100 * zoom}%`;
        for (const d of document.querySelectorAll('details:not(.menu)')) d.open = true;
      }, [look.theme, look.zoom ?? 0]);
      await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => a instanceof CSSTransition).map((a) => a.finished))); // colours fade over
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) wrong.push(`${name}: ${over} px to scroll sideways`);
      if (look.only !== 'reflow') {
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        rules = Math.max(rules, found.passes.length);
        for (const v of found.violations) wrong.push(`${name}: ${v.id} ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} (${n.any[0]?.message ?? n.all[0]?.message ?? ''})`).join('; ')}`);
      }
      await page.close();
    };
    await Promise.all([walk(), walk()]);
    await context.close();
    console.log(`  ${look.name}: ${house.names.length} pages, up to ${rules} rules each`);
    assert.deepEqual(wrong, []);
  });
}
