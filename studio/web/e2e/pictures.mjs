// Takes pictures of every page, of a studio as it is used, in both themes, at a
// desk and on a phone: node pictures.mjs [DIR]. They are for docs/pages.md and for
// people to look at; ffmpeg makes them small.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './harness/browser.mjs';
import { api, newSession, open, run, until, visit } from './harness/studio.mjs';

const to = process.argv[2] ?? fileURLToPath(new URL('../../../docs/pictures', import.meta.url));
const looks = [['dark', 1280, 900], ['light', 1280, 900], ['dark', 360, 740], ['light', 360, 740]];
const folder = mkdtempSync(join(tmpdir(), 'lathe-pictures-'));
mkdirSync(to, { recursive: true });
const browser = await launch();
const studio = await open();

/** picture takes a page as it stands, from an element on, four times. */
async function picture(page, name, from = 'body') {
  const was = await page.evaluate(() => document.documentElement.dataset.theme ?? '');
  for (const [theme, width, height] of looks) {
    await page.evaluate((t) => { document.documentElement.dataset.theme = t; }, theme);
    await page.setViewportSize({ width: width - 160, height }); // waves are drawn anew for another size
    await page.setViewportSize({ width, height });
    await page.locator(from).first().evaluate((el) => scrollTo({ top: el.getBoundingClientRect().top + scrollY - 80, behavior: 'instant' }));
    await page.waitForTimeout(500); // colours fade over, waves are drawn
    const png = join(folder, 'one.png');
    await page.screenshot({ path: png });
    const file = `${name}-${width < 500 ? 'phone' : 'desk'}-${theme}.webp`;
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', png, '-quality', '82', join(to, file)]);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate((t) => { document.documentElement.dataset.theme = t; }, was);
  console.log(name);
}

const stands = (page, id, status) => until(status, async () => (await api(page, `sessions/${id}`)).status === status, 240);

try {
  await run('demo', join(folder, 'song'), '--progress', 'none');
  rmSync(join(folder, 'song', 'master'), { recursive: true });
  const engineer = await visit(browser, { viewport: { width: 1280, height: 900 } });
  await engineer.goto(studio.url);
  await picture(engineer, 'set-up');
  await engineer.getByLabel('Set-up token').fill(studio.token);
  await engineer.getByRole('button', { name: 'Open the studio' }).click();
  await engineer.getByLabel('Your name').fill('Edda');
  await engineer.getByLabel('The studio').fill('North Room');
  await engineer.getByRole('button', { name: 'Open the studio' }).click();
  await engineer.waitForURL(`${studio.url}/`);
  await engineer.goto(`${studio.url}/sessions/new`);
  await picture(engineer, 'new-session');
  await engineer.goto(`${studio.url}/`);
  const { link, id } = await newSession(engineer, { title: 'Quiet Machine', artist: 'Mo' });

  const artist = await visit(browser, { viewport: { width: 1280, height: 900 } });
  await artist.goto(link);
  await picture(artist, 'intake');
  await artist.setInputFiles('#pick-stems-folder', join(folder, 'song'));
  await artist.locator('[data-held=stems] .acts button.main:enabled').waitFor({ timeout: 60_000 });
  await picture(artist, 'intake-checked', '#step-stems');
  const files = readdirSync(join(folder, 'song')).filter((f) => f.endsWith('.wav')).length;
  await artist.locator('[data-held=stems] .acts button.main').click();
  await artist.locator('[data-arrived] li').nth(files - 1).waitFor({ timeout: 120_000 });
  await artist.getByText('All files are sent').waitFor();
  await artist.getByRole('button', { name: 'Send to the studio' }).click();
  await artist.getByText('Sent. Thank you!').waitFor();
  await stands(engineer, id, 'planned');
  await artist.reload();
  await picture(artist, 'intake-sent');

  await engineer.goto(`${studio.url}/sessions/${id}`);
  await engineer.waitForTimeout(1500);
  await picture(engineer, 'session');
  await picture(engineer, 'session-proof', '#proof');
  await engineer.goto(`${studio.url}/sessions/${id}/plan`);
  await picture(engineer, 'plan');
  await picture(engineer, 'plan-moves', 'section:has(.moves)');
  await engineer.getByRole('button', { name: 'Print the master' }).click();
  await stands(engineer, id, 'review');
  await artist.goto(`${studio.url}/sessions/${id}/compare`);
  await artist.waitForSelector('.version[aria-pressed=true]');
  await artist.click('#ahead');
  await artist.fill('#say-text', 'The snare could sit a little further back here.');
  if (await artist.locator('#say-name').count()) await artist.fill('#say-name', 'Mo');
  await artist.locator('#say').getByRole('button', { name: 'Comment' }).click();
  await artist.locator('#threads').getByText('The snare could').waitFor();
  await picture(artist, 'compare');
  await picture(artist, 'compare-look', '.charts');
  await engineer.goto(`${studio.url}/sessions/${id}/delivery`);
  await engineer.locator('#label').fill('Mo');
  await engineer.getByRole('button', { name: /^Make a link/ }).click();
  await engineer.getByLabel('The new link').waitFor();
  const given = await engineer.getByLabel('The new link').inputValue();
  await picture(engineer, 'delivery');
  const guest = await visit(browser, { viewport: { width: 1280, height: 900 } });
  await guest.goto(given);
  await picture(guest, 'delivery-guest');

  await engineer.goto(studio.url);
  for (const [title, by] of [['Paper Boats', 'Ines Vale'], ['Night Tram', 'The Orchard']]) {
    await newSession(engineer, { title, artist: by });
    await engineer.goto(studio.url);
  }
  await picture(engineer, 'queue');
  for (const [name, path] of [['people', 'people'], ['storage', 'storage'], ['workers', 'workers'], ['doctor', 'doctor'], ['settings', 'settings'], ['guide', 'guide'], ['licences', 'licences'], ['trouble', 'nowhere']]) {
    await engineer.goto(`${studio.url}/${path}`);
    await picture(engineer, name);
  }
  const stranger = await visit(browser, { viewport: { width: 1280, height: 900 } });
  await stranger.goto(`${studio.url}/sessions/${id}`);
  await picture(stranger, 'sign-in');
} finally {
  await browser.close();
  await studio.close();
  rmSync(folder, { recursive: true, force: true });
}
