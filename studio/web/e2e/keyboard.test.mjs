// A song's whole way by keyboard alone, at a desk: nobody here has a mouse. What
// has the focus can always be seen.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './harness/browser.mjs';
import { api, open, run, until, visit } from './harness/studio.mjs';

const mostTabs = 250;
let browser, studio, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-keys-'));
  await run('demo', join(folder, 'song'), '--progress', 'none');
  rmSync(join(folder, 'song', 'master'), { recursive: true });
  studio = await open();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await studio?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** focused is what has the focus: what it is called, whether that can be seen, and whether it lies on the screen. */
const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const by = (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
  const name = at.getAttribute('aria-label') || by || at.labels?.[0]?.textContent || (at.matches('input, select, textarea') ? at.value : at.textContent) || '';
  const rings = (el) => { const s = getComputedStyle(el); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; };
  const near = [at, at.nextElementSibling, at.parentElement].filter(Boolean); // a switch is drawn beside its input
  const box = at.getBoundingClientRect();
  return {
    name: name.replace(/\s+/g, ' ').trim(), tag: at.tagName, seen: near.some(rings),
    there: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
});

/** reach presses Tab until what has the focus is called so. */
async function reach(page, name) {
  const passed = [];
  for (let i = 0; i < mostTabs; i++) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (!at) continue;
    if (!at.seen) page.wrongs.push(`${page.url()}: nobody sees that "${at.name}" (${at.tag}) has the focus`);
    if (!at.there) page.wrongs.push(`${page.url()}: "${at.name}" (${at.tag}) has the focus beyond the screen`);
    if (name.test(at.name)) return;
    passed.push(at.name);
  }
  throw new Error(`${page.url()}: ${mostTabs} times Tab did not reach ${name}: ${[...new Set(passed)].join(' | ')}`);
}

async function press(page, name, key = 'Enter') {
  await reach(page, name);
  await page.keyboard.press(key);
}

async function fill(page, name, text) {
  await reach(page, name);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

const stands = (page, id, status) => until(`the session is ${status}`, async () => {
  const s = await api(page, `sessions/${id}`);
  assert.notEqual(s.status, 'failed', s.trouble);
  return s.status === status && s;
}, 240);

test('by keyboard alone, from the first token to a delivery', async () => {
  const engineer = await visit(browser, { viewport: { width: 1280, height: 900 } });
  await engineer.goto(studio.url);
  await fill(engineer, /^Set-up token/, studio.token);
  await engineer.keyboard.press('Enter');
  await engineer.getByLabel('Your name').waitFor();
  await fill(engineer, /^Your name/, 'Edda');
  await fill(engineer, /^The studio/, 'Rille');
  await engineer.keyboard.press('Enter');
  await engineer.waitForURL(`${studio.url}/`);
  await press(engineer, /^New session$/);
  await engineer.waitForURL('**/sessions/new');
  await fill(engineer, /^Song|^Title/, 'Quiet Machine');
  await fill(engineer, /^Artist/, 'Mo');
  await press(engineer, /^Open the session$/);
  await engineer.getByLabel('Artist link').waitFor();
  await reach(engineer, /^Artist link$/);
  const link = await engineer.evaluate(() => document.activeElement.value);
  await press(engineer, /^Open the session$/);
  await engineer.waitForURL(/sessions\/(?!new)/);
  const id = new URL(engineer.url()).pathname.split('/')[2];

  // The artist chooses a folder, sends it, and sends the song in.
  const artist = await visit(browser, { viewport: { width: 1280, height: 900 } });
  await artist.goto(link);
  await reach(artist, /^Choose a folder$/);
  const [chooser] = await Promise.all([artist.waitForEvent('filechooser'), artist.keyboard.press('Enter')]);
  await chooser.setFiles(join(folder, 'song'));
  await artist.locator('[data-held=stems] .acts button.main:enabled').waitFor({ timeout: 60_000 });
  await press(artist, /^Send \d+ files/);
  const files = readdirSync(join(folder, 'song')).filter((f) => f.endsWith('.wav')).length;
  await artist.locator('[data-arrived] li').nth(files - 1).waitFor({ timeout: 120_000 });
  await artist.getByText('All files are sent').waitFor();
  await press(artist, /^Change.*Bass/i, 'Space'); // opens a menu, which says what it is
  await reach(artist, /^What it is/);
  assert.equal(await artist.evaluate(() => document.activeElement.options.length > 20), true, 'the menu has no roles');
  await artist.keyboard.press('Escape');
  await press(artist, /^Send to the studio$/);
  await artist.getByText('Sent. Thank you!').waitFor();

  // The engineer goes from the queue to the plan, turns a move off, and prints.
  await stands(engineer, id, 'planned');
  await engineer.goto(`${studio.url}/`);
  await press(engineer, /^Quiet Machine$/);
  await engineer.waitForURL(`**/sessions/${id}`);
  await press(engineer, /^Plan$/);
  await engineer.waitForURL('**/plan');
  const moves = engineer.locator('.move input[role=switch]:checked');
  const on = await moves.count();
  const first = await moves.first().evaluate((s) => s.getAttribute('aria-label') || s.labels[0].textContent);
  await reach(engineer, new RegExp(`^${first.replace(/\s+/g, ' ').trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
  await engineer.keyboard.press('Space');
  assert.equal(await moves.count(), on - 1, 'Space does not turn a move off');
  await press(engineer, /^Save as version 2$/);
  await engineer.getByRole('button', { name: 'Save as version 3' }).waitFor();
  await press(engineer, /^Print the master$/);
  await stands(engineer, id, 'review');

  // Compare: play, switch, go ahead, comment, and the list of all keys.
  await engineer.goto(`${studio.url}/sessions/${id}`);
  await press(engineer, /^Compare$/);
  await engineer.waitForSelector('.version[aria-pressed=true]');
  const place = () => engineer.$eval('#place', (p) => p.textContent.split(':').reduce((m, s) => 60 * m + parseFloat(s), 0));
  await engineer.keyboard.press('k');
  await until('it plays', async () => (await place()) > 0.5, 20);
  for (const [key, letter] of [['1', 'A'], ['2', 'B']]) {
    await engineer.keyboard.press(key);
    assert.equal(await engineer.$eval('.version[aria-pressed=true]', (b) => b.dataset.letter), letter);
  }
  const was = await place();
  await engineer.keyboard.press('ArrowRight');
  assert.ok((await place()) >= was + 4.5, 'the arrow goes 5 s ahead');
  await engineer.keyboard.press('k');
  await engineer.keyboard.press('c');
  await engineer.keyboard.type('This lift is good.');
  await engineer.keyboard.press('Control+Enter');
  await engineer.locator('#threads').getByText('This lift is good.').waitFor();
  await engineer.evaluate(() => document.activeElement.blur());
  await engineer.keyboard.press('?');
  await engineer.locator('#keys[open]').waitFor();
  await engineer.keyboard.press('Escape');
  assert.equal(await engineer.locator('#keys[open]').count(), 0, 'Escape does not close the keys');

  // The artist approves, and the engineer makes a link to the master.
  await artist.goto(`${studio.url}/sessions/${id}/compare`);
  await artist.waitForSelector('.version[aria-pressed=true]');
  if (await artist.locator('#approve [name=author]').count()) await fill(artist, /^Your name/, 'Mo');
  await press(artist, /^Approve$/);
  await stands(engineer, id, 'approved');
  await engineer.goto(`${studio.url}/sessions/${id}`);
  await press(engineer, /^Delivery$/);
  await engineer.waitForURL('**/delivery');
  await fill(engineer, /^For whom/, 'Maya');
  await press(engineer, /^Make a link to master 1$/);
  await engineer.getByLabel('The new link').waitFor();
  assert.deepEqual([...new Set([...engineer.wrongs, ...artist.wrongs])], []);
});
