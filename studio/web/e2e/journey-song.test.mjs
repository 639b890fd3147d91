// A song's whole way through the studio, from an empty folder to the download:
// an engineer at a desk, and an artist with a phone and no account.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './harness/browser.mjs';
import { api, open, recordings, run, setUp, until, visit, whole } from './harness/studio.mjs';

const song = recordings('sessions/caesium');
const replaced = 'KICK - Caesium.flac';
const sum = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
let browser, studio, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-song-'));
  studio = await open();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await studio?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** exported is the song as its artist has it: the kick was exported over 30 s only. It returns the folder, and the kick as it should be. */
function exported() {
  const stems = join(folder, 'Caesium');
  const again = join(folder, 'again');
  for (const dir of [stems, again]) mkdirSync(dir);
  for (const file of readdirSync(song)) if (file !== replaced && file.endsWith('.flac')) copyFileSync(join(song, file), join(stems, file));
  execFileSync('ffmpeg', ['-v', 'error', '-i', join(song, replaced), '-t', '30', join(stems, replaced)]);
  writeFileSync(join(stems, 'notes from the band.docx'), 'not sound');
  copyFileSync(join(song, replaced), join(again, replaced));
  return { stems, kick: join(again, replaced) };
}

/** status waits until a session stands there. */
const stands = (page, id, status) => until(`the session is ${status}`, async () => {
  const s = await api(page, `sessions/${id}`);
  assert.notEqual(s.status, 'failed', s.trouble);
  return s.status === status && s;
}, 240);

/** printed presses Print on the plan that is shown, and waits for the newest print. */
async function printed(page, id, nth) {
  await page.getByRole('button', { name: 'Print the master' }).click();
  return until(`print ${nth}`, async () => {
    const { prints } = await api(page, `sessions/${id}`);
    if (prints.length < nth) return false;
    const newest = prints.at(-1);
    const p = await api(page, `prints/${newest.id ?? newest}`);
    assert.notEqual(p.status, 'failed', JSON.stringify(p));
    return p.status === 'done' && p;
  }, 240);
}

test('caesium, from the first link to the download', { skip: !song && 'there is no real audio here' }, async () => {
  const { stems, kick } = exported();
  const wrong = [];
  const engineer = await visit(browser, { viewport: { width: 1280, height: 900 } });
  const { link, id } = await setUp(engineer, studio, { title: 'Caesium', artist: 'Mo' });
  const artist = await visit(browser, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await artist.goto(link);

  // Before a byte is sent the artist hears what is wrong, and what is left out.
  const files = readdirSync(stems).filter((f) => f.endsWith('.flac'));
  await artist.setInputFiles('#pick-stems-folder', stems);
  const held = artist.locator('[data-held=stems]');
  const sends = held.getByRole('button', { name: new RegExp(`^Send ${files.length} files`) });
  await sends.waitFor({ timeout: 60_000 });
  assert.match(await held.locator('.tally').textContent(), /1 other file left out/);
  const said = held.locator('.finding', { hasText: replaced });
  assert.equal((await said.count()) > 0, true, `nothing is said about the short kick: ${await held.locator('.findings').textContent()}`);
  assert.equal((await api(engineer, `sessions/${id}`)).stems.length, 0, 'files were sent before they were to be');
  wrong.push(...await whole(artist));
  await sends.click();
  await artist.locator('[data-arrived] li').nth(files.length - 1).waitFor({ timeout: 120_000 });

  // One stem is replaced: the same name, the right length.
  await artist.setInputFiles('#pick-stems', kick);
  await held.getByText('Replaces the one there').waitFor();
  await held.getByRole('button', { name: /^Send 1 file/ }).click();
  await until('the new kick is there', async () => {
    const { stems: here } = await api(artist, `sessions/${id}`);
    return here.length === files.length && here.find((s) => s.file === replaced)?.sha256 === sum(kick);
  });
  await artist.getByRole('button', { name: 'Send to the studio' }).click();
  await artist.getByText('Sent. Thank you!').waitFor();
  assert.match(await artist.locator('.sent').textContent(), /will be ready by/);
  wrong.push(...await whole(artist));

  // The plan appears; one move is turned by hand; it is printed.
  const planned = await stands(engineer, id, 'planned');
  assert.equal(planned.findings.some((f) => f.stem === replaced && f.code === 'region.short'), false, 'the short kick is still heard');
  await engineer.goto(`${studio.url}/sessions/${id}`);
  wrong.push(...await whole(engineer));
  await engineer.goto(`${studio.url}/sessions/${id}/plan`);
  wrong.push(...await whole(engineer));
  const switches = engineer.locator('.move input[role=switch]:checked');
  assert.ok((await switches.count()) > 0, 'the plan has no move');
  const off = await switches.first().getAttribute('name');
  await engineer.locator(`input[name="${off}"]`).uncheck();
  await engineer.getByRole('button', { name: 'Save as version 2' }).click();
  await engineer.getByRole('button', { name: 'Save as version 3' }).waitFor();
  assert.equal(await engineer.locator(`input[name="${off}"]`).isChecked(), false, 'the move is on again');
  const first = await printed(engineer, id, 1);

  // Both compare: B is the master, A the rough mix. The artist marks a moment and asks for a change.
  await engineer.goto(`${studio.url}/sessions/${id}/compare`);
  await engineer.waitForSelector('.version[aria-pressed=true]');
  assert.deepEqual(await engineer.locator('#chart-tone .key li b').allTextContents(), ['A', 'B'], 'the picture of tone compares the two');
  wrong.push(...await whole(engineer));
  await artist.goto(`${studio.url}/sessions/${id}/compare`);
  await artist.waitForSelector('.version[aria-pressed=true]');
  wrong.push(...await whole(artist));
  await artist.click('#play');
  await artist.waitForFunction(() => parseFloat(document.querySelector('#place').textContent.split(':')[1]) > 1);
  await artist.locator('.version[data-letter=A]').click();
  assert.equal(await artist.$eval('.version[aria-pressed=true]', (b) => b.dataset.kind), 'rough');
  await artist.click('#ahead');
  await artist.fill('#say-text', 'The kick may hit harder here.');
  await artist.fill('#say-name', 'Mo');
  await artist.locator('#say').getByRole('button', { name: 'Comment' }).click();
  await artist.locator('#threads').getByText('The kick may hit harder here.').waitFor();
  const [comment] = (await api(engineer, `sessions/${id}/comments`)).items;
  assert.ok(comment.start_s > 5 && comment.start_s < 60, `the comment is about ${comment.start_s} s`);
  assert.equal(comment.print, first.id);
  await artist.locator('#judge summary').click();
  await artist.locator('#judge [name=text]').fill('More kick, please.');
  if (await artist.locator('#judge [name=author]').count()) await artist.locator('#judge [name=author]').fill('Mo');
  await artist.getByRole('button', { name: 'Ask for this change' }).click();
  await until('the wish is there', async () => (await api(engineer, `sessions/${id}`)).verdicts?.some((v) => v.verdict === 'change'));

  // The engineer sees the comment, makes a second version of it, and the artist approves.
  await engineer.reload();
  await engineer.locator('#threads').getByText('The kick may hit harder here.').waitFor();
  await engineer.goto(`${studio.url}/sessions/${id}/plan`);
  await engineer.locator('input[name="target:ceiling_dbtp"]').fill('-1.5');
  await engineer.getByRole('button', { name: /^Save as version/ }).click();
  await engineer.getByRole('button', { name: 'Save as version 4' }).waitFor();
  const second = await printed(engineer, id, 2);
  await artist.goto(`${studio.url}/sessions/${id}/compare`);
  await artist.waitForSelector('.version[aria-pressed=true]');
  assert.equal(await artist.$eval('.version[aria-pressed=true]', (b) => b.dataset.print), second.id, 'the newest version is not the one heard first');
  await artist.locator('#approve').getByRole('button', { name: 'Approve' }).click();
  await stands(engineer, id, 'approved');

  // What the artist downloads is what `lathe print` makes of the same files and plan.
  const master = second.files.find((f) => f.name.endsWith('.wav'));
  const coming = artist.waitForEvent('download');
  await artist.evaluate((url) => {
    const a = document.createElement('a');
    Object.assign(a, { href: url, download: '' });
    a.click();
  }, `${new URL(master.url, studio.url).pathname}?session=${id}`);
  const got = join(folder, 'download.wav');
  await (await coming).saveAs(got);
  copyFileSync(kick, join(stems, replaced));
  const plan = join(folder, 'plan.yaml');
  const text = await engineer.request.get(`${studio.url}/api/v1/sessions/${id}/plans/3`, { headers: { Accept: 'application/yaml' } });
  writeFileSync(plan, await text.body());
  await run('print', stems, '--plan', plan, '-o', join(folder, 'out'));
  const byHand = readdirSync(join(folder, 'out')).filter((f) => f.endsWith('.wav'));
  assert.equal(byHand.length, 1);
  assert.equal(sum(got), sum(join(folder, 'out', byHand[0])), 'the download is not what lathe print makes');
  assert.equal(master.sha256, sum(got));
  assert.deepEqual([...wrong, ...engineer.wrongs, ...artist.wrongs], []);
});
