// Stems by link, as their artist meets them: what is behind the link, how far it
// is, what was left out, what came, and one sentence when nothing does. The
// providers are made ones.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { launch } from './harness/browser.mjs';
import * as made from './harness/made.mjs';
import { api, madeLathe, newSession, open, setUp, until, visit, whole } from './harness/studio.mjs';

const seconds = 3;
const rate = 44100;
const size = 44 + seconds * rate * 2 * 3; // of one file: 24 bits, stereo
const names = ['Bass - Bench.wav', 'Kick - Bench.wav', 'Lead Vocals - Bench.wav', 'Rough Mix - Bench.wav'];
const drive = 'https://drive.google.com/drive/folders/';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
let browser, studio, folder, song, word, engineer;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-links-'));
  song = join(folder, 'Bench');
  word = join(folder, 'go');
  mkdirSync(song);
  names.forEach((name, i) => {
    const t = made.track(name, made.noise(i), { rate, frames: seconds * rate });
    writeFileSync(join(song, name), made.wav(t, 0, t.frames));
  });
  writeFileSync(join(song, 'Bench.als'), 'not audio');
  studio = await open({ program: madeLathe(), environment: { LATHE_MADE: song, LATHE_GO: word, LATHE_GDRIVE_KEY: 'made-key' } });
  browser = await launch();
  engineer = await visit(browser, { viewport: { width: 1280, height: 900 } });
  await setUp(engineer, studio, { title: 'First', artist: 'Mo' });
});
after(async () => {
  await browser?.close();
  await studio?.close();
  rmSync(folder, { recursive: true, force: true });
});

// Nobody has given the word yet.
beforeEach(() => rmSync(word, { force: true }));

/** artist is somebody with a link to a session of their own: { page, id, paste(link), row(kind) }. */
async function artist(title, more = {}) {
  await engineer.goto(`${studio.url}/`);
  const { link, id } = await newSession(engineer, { title, artist: 'Mo' });
  const page = await visit(browser, { ...phone, ...more });
  await page.goto(link);
  return {
    page, id,
    async paste(text) {
      const field = page.getByLabel('Link', { exact: true });
      if (!(await field.isVisible())) await page.getByText('Or paste a link').click();
      await field.fill(text);
      await page.getByRole('button', { name: 'Fetch', exact: true }).click();
    },
    row: (text) => page.locator('.links > li').filter({ hasText: text }).last(),
  };
}

/** allIsHere compares what a session has with what was behind the link. */
async function allIsHere({ page, id }) {
  const { stems, fetches } = await api(page, `sessions/${id}`);
  const sum = (file) => createHash('sha256').update(readFileSync(join(song, file))).digest('hex');
  assert.deepEqual(stems.map((s) => [s.file, s.sha256]).sort(), names.map((n) => [n, sum(n)]));
  assert.deepEqual(fetches.at(-1).behind.filter((b) => b.why).map((b) => b.file), ['Bench.als']);
  assert.equal(JSON.stringify(fetches).includes('https'), false, 'the API tells the link');
}

/** result reads what a link that has ended says on the page. */
async function result({ page }, row) {
  await row.getByText('4 files came', { exact: true }).waitFor({ timeout: 60_000 });
  assert.match(await row.textContent(), /Bench\.alsA project of Ableton Live; export its tracks as audio\./);
  assert.equal(await row.getByRole('progressbar').count(), 0, 'it has ended and still shows progress');
  await page.locator('[data-arrived] li').nth(names.length - 1).waitFor();
  return [...(await whole(page)), ...page.wrongs];
}

test('a folder of Google Drive: listed, half way, here', async () => {
  const a = await artist('Drive');
  await a.paste(`${drive}held?usp=sharing`);
  const row = a.row('Google Drive folder');
  // What is behind it is said before it is here, with sizes and reasons.
  await row.getByText('4 files, 3.2\u00a0MB', { exact: true }).waitFor();
  const kept = row.locator('details', { hasText: '4 files' }).first().getByRole('listitem');
  assert.deepEqual(await kept.allTextContents(), names.map((n) => `${n}794\u00a0KB`));
  assert.equal(Math.round(size / 1000), 794, 'the size above is not that of the files');
  assert.match(await row.textContent(), /1 file left out.*Bench\.als.*export its tracks as audio\./);
  // The first file stops half way: an eighth of all is here, and stays.
  await row.getByText(/^\d+\sKB of 3\.2\sMB$/).waitFor();
  const bar = row.getByRole('progressbar');
  const value = Number(await bar.getAttribute('value'));
  assert.ok(value >= 12 && value <= 14, `the bar says ${value} %, want an eighth`);
  assert.equal((await row.getByRole('status').textContent()).trim(), '4 files, 3.2\u00a0MB found. Fetching.');
  const [half] = (await api(a.page, `sessions/${a.id}`)).fetches;
  assert.deepEqual([half.state, half.total_bytes, half.behind.length], ['fetching', 4 * size, 5]);
  const wrong = await whole(a.page);
  // What is open and where one is stays while the page renews itself.
  const left = row.locator('details', { hasText: 'left out' }).last();
  await left.locator('summary').click();
  await row.locator('summary', { hasText: '4 files' }).focus();
  writeFileSync(word, '');
  await until('the next sixteenth', async () => Number(await bar.getAttribute('value')) > value, 30);
  assert.equal(await a.page.evaluate(() => document.activeElement?.tagName), 'SUMMARY', 'the page took the focus away');
  assert.equal(await left.getAttribute('open'), null, 'the page opened what was closed');
  writeFileSync(word, 'all');
  wrong.push(...await result(a, row));
  await allIsHere(a);
  assert.deepEqual(wrong, []);
  await a.page.context().close();
});

test('a folder of Dropbox and a zip behind https: what is in them is known when they are here', async () => {
  for (const [link, kind] of [['https://www.dropbox.com/scl/fo/song/h?rlkey=r&dl=0', 'Dropbox folder'], ['https://files.example.net/song.zip', 'file at files.example.net']]) {
    const a = await artist(kind);
    await a.paste(link);
    const wrong = await result(a, a.row(kind));
    await allIsHere(a);
    assert.deepEqual(wrong, []);
    await a.page.context().close();
  }
});

test('WeTransfer: a kind sentence, and the zip is dropped instead', async () => {
  const a = await artist('WeTransfer');
  await a.paste('https://we.tl/t-Short1234');
  const row = a.row('WeTransfer folder');
  await row.locator('p', { hasText: 'please press Download there and send us the zip as it is.' }).first().waitFor();
  assert.equal(await row.getByRole('button', { name: 'Try again' }).count(), 0, 'trying again is offered where it is no use');
  await row.getByRole('link', { name: 'Drop the files instead' }).click();
  const zip = join(folder, 'wetransfer_bench.zip');
  writeFileSync(zip, zipped(song));
  await a.page.setInputFiles('#pick-stems', zip);
  await a.page.locator('[data-held=stems]').getByRole('button', { name: /^Send 1 file/ }).click();
  await until('the zip is there', async () => (await api(a.page, `sessions/${a.id}`)).stems.length > 0, 30);
  assert.deepEqual([...(await whole(a.page)), ...a.page.wrongs], []);
  await a.page.context().close();
});

test('what goes wrong is one sentence that says what to change', async () => {
  const a = await artist('Wrong');
  for (const [link, kind, sentence, again] of [
    [`${drive}hidden`, 'Google Drive folder', 'set General access to "Anyone with the link" as Viewer, and send the link again.', true],
    ['https://www.dropbox.com/scl/fo/old/h?rlkey=r', 'Dropbox folder', 'This Dropbox link has expired: in the link\'s settings, remove the expiry date or make a new link, and send it.', true],
    ['https://drive.google.com/file/d/quota/view', 'Google Drive file', 'Google Drive has paused downloads of this file for up to 24 hours', true],
    ['https://docs.google.com/document/d/lyrics/edit', 'Google Drive file', 'This is a Google document, not audio; share the Drive folder that holds the exported stems', false],
    ['https://files.example.net/page', 'file at files.example.net', 'This link shows a page, not a file; send the link that starts the download itself', false],
  ]) {
    await a.paste(link);
    const row = a.row(sentence);
    await row.getByText('Nothing came', { exact: true }).waitFor({ timeout: 60_000 });
    assert.match(await row.textContent(), new RegExp(kind));
    assert.equal(await row.getByRole('button', { name: 'Try again' }).count(), again ? 1 : 0, sentence);
    await row.getByRole('link', { name: 'Paste another link' }).click();
    assert.equal(await a.page.getByLabel('Link', { exact: true }).isVisible(), true, 'the way to paste another link leads nowhere');
  }
  assert.equal(await a.page.getByText('We got stuck').count(), 0, 'a link that brought nothing is said twice');
  const { status } = await api(a.page, `sessions/${a.id}`);
  assert.equal(status, 'collecting');
  assert.deepEqual([...(await whole(a.page)), ...a.page.wrongs], []);
  await a.page.context().close();
});

test('what was in the way is mended, and the same link tried again', async () => {
  const a = await artist('Again');
  await a.paste('https://files.example.net/late.zip');
  const row = a.row('file at files.example.net');
  await row.getByText('Nothing came', { exact: true }).waitFor({ timeout: 60_000 });
  writeFileSync(word, '');
  await row.getByRole('button', { name: 'Try again' }).click();
  const wrong = await result(a, row);
  await allIsHere(a);
  assert.deepEqual(wrong, []);
  await a.page.context().close();
});

test('without script the page tells the same, when it is asked', async () => {
  const a = await artist('Plain', { javaScriptEnabled: false });
  await a.paste(`${drive}held`);
  const row = a.row('Google Drive folder');
  await until('the listing', async () => {
    await row.getByRole('link', { name: 'Look again' }).click();
    return (await row.textContent()).includes('4 files, 3.2');
  }, 30);
  await until('the progress', async () => {
    await row.getByRole('link', { name: 'Look again' }).click();
    return Number(await row.getByRole('progressbar').getAttribute('value')) >= 12;
  }, 30);
  writeFileSync(word, 'all');
  await until('the files', async () => {
    await a.page.reload();
    return (await row.textContent()).includes('4 files came');
  }, 60);
  assert.equal(await a.page.locator('[data-arrived] li').count(), names.length);
  await a.page.context().close();
});

/** zipped is an archive of a folder's files, stored as they are. */
function zipped(dir) {
  const parts = [];
  const index = [];
  let at = 0;
  const files = readdirSync(dir);
  for (const name of files) {
    const body = readFileSync(join(dir, name));
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt32LE(made.crc32(body), 14);
    head.writeUInt32LE(body.length, 18);
    head.writeUInt32LE(body.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    parts.push(head, Buffer.from(name), body);
    index.push(entry, Buffer.from(name));
    at += 30 + name.length + body.length;
  }
  const end = Buffer.alloc(22);
  const table = Buffer.concat(index);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, table, end]);
}
