// Takes pictures of the compare page, for people to look at: node shots.mjs
import { mkdirSync } from 'node:fs';
import { launch, tapped } from './harness/browser.mjs';
import { energies, noise, track } from './harness/made.mjs';
import { comparing } from './harness/pages.mjs';

const rate = 48000;
/** song is noise with the shape of one: beats, verses, a loud end. */
const song = (seed, level) => {
  const grain = noise(seed);
  return (c, f) => {
    const s = f / rate;
    const beat = Math.exp(-8 * ((s * 2) % 1)) * 0.8 + 0.25;
    const part = s < 8 ? 0.25 : s < 24 ? 0.6 : s < 32 ? 0.35 : s < 56 ? 1 : Math.max(0, 1 - (s - 56) / 4);
    return Math.max(-1, Math.min(0x7fffff / 0x800000, grain(c, f) * 8 * level * beat * part));
  };
};
const of = (id, kind, level, lufs, more = {}) => track(id, song(id.length, level), { kind, frames: 60 * rate, energies: energies(60, 60, [lufs]), integrated_lufs: lufs, ...more });
const studio = await comparing({
  rough: of('rough', 'rough', 0.5, -18.3), master: of('master', 'master', 1.1, -14, { print: 'p2' }),
  reference: of('reference', 'reference', 1.5, -9.4), earlier: of('earlier', 'master', 0.9, -14.6, { print: 'p1' }),
});
for (const [start_s, end_s, text, author, state] of [[12.4, null, 'The snare could sit a little further back here.', 'Maya', 'open'], [32, 40.5, 'Love this lift into the last chorus. Please keep it.', 'Maya', 'done'], [null, null, 'Warmer than the rough, in a good way.', 'Jo', 'open']]) {
  studio.comments.push({ id: `s${text.length}`, print: 'p2', reply_to: '', author, mine: false, start_s, end_s, text, state });
}
const browser = await launch();
mkdirSync('shots', { recursive: true });
for (const [name, size, theme] of [['desktop-dark', [1280, 900], 'dark'], ['desktop-light', [1280, 900], 'light'], ['phone-dark', [360, 740], 'dark'], ['phone-light', [360, 740], 'light']]) {
  const page = await tapped(browser, `${studio.url}/compare.${name.startsWith('phone') ? 'a-guest' : 'four-versions'}.page`, { viewport: { width: size[0], height: size[1] } });
  await page.evaluate((t) => { document.documentElement.dataset.theme = t; }, theme);
  await page.waitForSelector('.version[aria-pressed=true]');
  await page.evaluate(() => document.querySelector('#overview').dispatchEvent(new CustomEvent('stretch', { detail: { fromS: 30, toS: 41 } })));
  await page.click('#closer');
  await page.waitForTimeout(1200);
  await page.screenshot({ path: `shots/compare-${name}.png`, fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > size[0]) console.log(`${name}: ${wide} px wide`);
  if (name === 'desktop-dark') {
    for (const [open, close] of [['#keys-open', 'keys'], ['#blind-open', 'blind']]) {
      await page.click(open);
      await page.waitForTimeout(300);
      await page.screenshot({ path: `shots/compare-${close}.png` });
      await page.evaluate((id) => document.getElementById(id).close(), close);
    }
  }
  console.log(name, page.wrongs);
  await page.context().close();
}
await browser.close();
studio.close();
process.exit(0);
