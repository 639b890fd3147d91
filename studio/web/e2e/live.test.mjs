// The compare page of a real studio: `lathe serve` from an empty folder, its
// demo song, a master of it, and what a browser then plays.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { launch, record, take, tapped } from './harness/browser.mjs';
import { dBFS } from './harness/heard.mjs';
import { load } from './harness/module.mjs';

const { openWav, readWav } = await load('wav');
const { integrated } = await load('match');
const folder = mkdtempSync(join(tmpdir(), 'lathe-live-'));
const wait = (ms) => new Promise((go) => setTimeout(go, ms));
let browser, server, url, token, session, tracks, master;

async function api(method, path, body) {
  const answer = await fetch(path.startsWith('/') ? url + path : `${url}/api/v1/${path}`, {
    method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body), redirect: 'manual',
  });
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
const get = async (path) => (await api('GET', path)).json();
async function until(what, seconds, ready) {
  for (let i = 0; i < seconds * 4; i++) {
    const found = await ready();
    if (found) return found;
    await wait(250);
  }
  throw new Error(`no ${what} within ${seconds} s`);
}

before(async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const lathe = join(folder, 'lathe');
  execFileSync('go', ['build', '-o', lathe, './cmd/lathe'], { cwd: root });
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((go) => free.once('listening', go));
  const at = `127.0.0.1:${free.address().port}`;
  await new Promise((go) => free.close(go));
  const data = join(folder, 'studio');
  server = spawn(lathe, ['serve', '--data', data, '--listen', at], { stdio: 'ignore' });
  url = `http://${at}`;
  await until('server', 60, () => fetch(`${url}/healthz`).then((r) => r.ok, () => false));
  ({ token } = JSON.parse(execFileSync(lathe, ['admin', 'token', '--data', data, '--json'], { encoding: 'utf8' })));
  session = (await api('POST', '/demo')).headers.get('Location').split('/')[2];
  await until('plan', 300, async () => (await get(`sessions/${session}`)).status === 'planned');
  const { id } = await (await api('POST', `sessions/${session}/prints`, { plan: 1 })).json();
  master = await until('master', 300, async () => {
    const print = await get(`prints/${id}`);
    return print.status === 'done' && print;
  });
  tracks = (await get(`sessions/${session}/audio`)).items;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test('the loudness that levels are matched by is the server\'s', async () => {
  let measured = 0;
  for (const t of tracks) {
    const energies = await get(t.loudness_url);
    const ours = integrated(energies);
    if (t.integrated_lufs === null) assert.equal(ours, null, t.name);
    else {
      measured++;
      assert.ok(Math.abs(ours - t.integrated_lufs) < 0.1, `${t.name}: ${ours} LUFS, the server says ${t.integrated_lufs}`);
    }
  }
  assert.ok(measured >= 3, `${measured} tracks with a loudness`);
  assert.deepEqual(['master', 'reference', 'rough'].filter((k) => !tracks.some((t) => t.kind === k)), [], 'what is not to be heard');
});

test('what is heard is the master that was delivered, turned down as the page says', async () => {
  const page = await tapped(browser, `${url}/sign-in`, { bypassCSP: true });
  await page.request.post(`${url}/api/v1/sign-in`, { data: { secret: token } });
  await page.goto(`${url}/sessions/${session}/compare`);
  await page.waitForSelector('.version[aria-pressed=true]');
  assert.equal(await page.$eval('.version[aria-pressed=true]', (b) => b.dataset.letter), 'B');
  assert.equal((await page.$$('[role=tabpanel] svg')).length > 3, true, 'the report\'s pictures');
  await page.evaluate(() => document.querySelector('#overview').dispatchEvent(new CustomEvent('seek', { detail: 2.5 })));
  await page.click('#play');
  await page.waitForFunction(() => window.tap.firstSoundMs > 0 && window.tap.ready);
  const firstMs = await page.evaluate(() => window.tap.firstSoundMs - window.tap.clickMs);
  await record(page);
  await wait(4500);
  const { left } = await take(page);
  const of = master.files.find((f) => f.name.startsWith('Master') && f.name.endsWith('.wav'));
  const file = openWav(await (await api('GET', of.url)).arrayBuffer());
  const whole = new Float32Array(file.frames);
  readWav(file, 0, 0, whole);
  const lufs = tracks.filter((t) => t.kind !== 'stem').map((t) => t.integrated_lufs);
  const gain = 10 ** ((Math.min(...lufs) - tracks.find((t) => t.kind === 'master').integrated_lufs) / 20);
  // Where in the file: from 2.5 s on, somewhere.
  const at = left.findIndex((x) => x !== 0) + 4800;
  let place = Math.floor(2.5 * file.rate);
  const near = (p, n) => { for (let i = 0; i < n; i++) if (Math.abs(left[at + i] - whole[p + i] * gain) > 1e-6) return false; return true; };
  while (place < file.frames - left.length && !near(place, 200)) place++;
  let worst = 0;
  for (let i = at; i < left.length; i++) worst = Math.max(worst, Math.abs(left[i] - whole[place + i - at] * gain));
  console.log(`  ${((left.length - at) / file.rate).toFixed(1)} s of ${of.name} at ${dBFS(gain).toFixed(2)} dB: ${dBFS(worst).toFixed(1)} dBFS off; first sound after ${firstMs.toFixed(0)} ms`);
  assert.ok(dBFS(worst) < -120, `${dBFS(worst)} dBFS off the delivered file`);
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});

test('a comment and an approval reach the studio', async () => {
  const page = await tapped(browser, `${url}/sign-in`);
  await page.request.post(`${url}/api/v1/sign-in`, { data: { secret: token } });
  await page.goto(`${url}/sessions/${session}/compare`);
  await page.waitForSelector('.version[aria-pressed=true]');
  await page.focus('#say-text');
  await page.keyboard.type('Lovely <i>bass</i>.');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.thread');
  const { items } = await get(`sessions/${session}/comments`);
  assert.deepEqual(items.map((c) => [c.text, c.print, c.start_s]), [['Lovely <i>bass</i>.', master.id, 0]]);
  await page.click('#judge summary');
  await page.click('button:has-text("Ask for this change")');
  await page.waitForSelector('#change-wrong');
  await page.fill('#change', 'a little more air');
  await page.click('button:has-text("Ask for this change")');
  await page.waitForURL(/told=change/);
  assert.equal((await get(`sessions/${session}`)).status, 'planned');
  await page.click('#judge button:has-text("Approve")');
  await page.waitForURL(/told=approve/);
  assert.equal((await get(`sessions/${session}`)).status, 'approved');
  assert.deepEqual(page.wrongs, []);
  await page.context().close();
});
