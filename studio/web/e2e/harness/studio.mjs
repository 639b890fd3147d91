// The studio itself: the program as people start it, on an empty folder, with
// browsers at its door.

import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** build makes a program called lathe that is gone when we are. */
function build(...command) {
  const dir = mkdtempSync(join(tmpdir(), 'lathe-bin-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  const program = join(dir, 'lathe');
  execFileSync('go', [...command.slice(0, -1), '-o', program, command.at(-1)], { cwd: repository });
  return program;
}

/** lathe is the program: LATHE_BIN, or built here once. */
let built;
export function lathe() {
  if (process.env.LATHE_BIN) return process.env.LATHE_BIN;
  built ??= build('build', './cmd/lathe');
  return built;
}

/**
 * madeLathe is the program as its own tests run it: with LATHE_MADE in its
 * environment its links lead to made providers (internal/cli/made_test.go). The
 * program that people get cannot be told to.
 */
export const madeLathe = () => build('test', '-c', './internal/cli');

/** run is one command of the program; its standard output. */
export async function run(...args) {
  return (await promisify(execFile)(lathe(), args, { maxBuffer: 64 << 20 })).stdout;
}

/** recordings is a folder of real audio below data/, or "" on a machine without. */
export function recordings(path) {
  if (process.env.LATHE_DATA) return existsSync(join(process.env.LATHE_DATA, path)) ? join(process.env.LATHE_DATA, path) : '';
  for (let at = repository; at !== dirname(at); at = dirname(at)) {
    for (const data of ['data', 'shared/data']) if (existsSync(join(at, data, path))) return join(at, data, path);
  }
  return '';
}

/**
 * open starts a studio: { url, token, folder, said(), close() }. The token is the one
 * that the first start shows. LATHE_DATABASE and LATHE_BLOBS, when they are set,
 * are the servers it uses instead of SQLite and files.
 */
export async function open({ program = lathe(), environment = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lathe-studio-'));
  const args = ['serve', '--data', folder, '--listen', '127.0.0.1:0'];
  if (process.env.LATHE_DATABASE) args.push('--database', process.env.LATHE_DATABASE);
  if (process.env.LATHE_BLOBS) args.push('--blobs', process.env.LATHE_BLOBS);
  const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const ended = new Promise((go) => child.once('exit', go));
  const at = await new Promise((yes, no) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const url = said.match(/open at (http:\S+)\//);
      if (url) yes(url[1]);
    });
    child.once('error', no);
    child.once('exit', (code) => no(new Error(`lathe serve ended with ${code}: ${said}`)));
  });
  return {
    url: at, folder, token: said.match(/Set-up token, shown this once: (\S+)/)?.[1], said: () => said,
    async close() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** visit is a person's browser: its page keeps in .wrongs what went wrong on any page, and .paint has the last page's measures. */
export async function visit(browser, more = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...more });
  const page = await context.newPage();
  page.wrongs = [];
  page.on('pageerror', (why) => page.wrongs.push(`${page.url()}: ${why}`));
  page.on('console', (m) => m.type() === 'error' && page.wrongs.push(`${page.url()}: ${m.text()}`));
  await page.addInitScript(() => {
    window.paint = { lcpMs: 0, cls: 0 };
    new PerformanceObserver((l) => { for (const e of l.getEntries()) window.paint.lcpMs = e.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) window.paint.cls += e.value; }).observe({ type: 'layout-shift', buffered: true });
  });
  return page;
}

/** whole says what is wrong with the page that is shown, as anybody would meet it; [] is nothing. */
export async function whole(page) {
  const wrong = [];
  const { width } = page.viewportSize();
  const { wide, h1 } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, h1: document.querySelectorAll('h1').length }));
  if (wide > width) wrong.push(`it is ${wide} px wide on ${width} px`);
  if (h1 !== 1) wrong.push(`it has ${h1} h1`);
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  for (const v of violations) wrong.push(`${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')}`);
  return wrong.map((w) => `${new URL(page.url()).pathname}: ${w}`);
}

/** until asks again and again until the answer is good; it throws when that takes longer than withinS. */
export async function until(what, ask, withinS = 120) {
  const end = Date.now() + withinS * 1000;
  for (;;) {
    const got = await ask();
    if (got) return got;
    if (Date.now() > end) throw new Error(`${what}: not within ${withinS} s`);
    await new Promise((go) => setTimeout(go, 250));
  }
}

/** api asks the studio's interface as the person whose page this is. */
export async function api(page, path) {
  const answer = await page.request.get(new URL(`/api/v1/${path}`, page.url()).href);
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** setUp is the first minute of a studio: the token, who is here, an artist link for a song. It ends with { link, id }. */
export async function setUp(page, studio, { title, artist }) {
  await page.goto(studio.url);
  await page.getByLabel('Set-up token').fill(studio.token);
  await page.getByRole('button', { name: 'Open the studio' }).click();
  await page.getByLabel('Your name').fill('Edda');
  await page.getByLabel('The studio').fill('Rille');
  await page.getByRole('button', { name: 'Open the studio' }).click();
  await page.waitForURL(`${studio.url}/`);
  return newSession(page, { title, artist });
}

/** newSession opens a session: { link, id }. */
export async function newSession(page, { title, artist }) {
  await page.getByRole('link', { name: 'New session' }).click();
  await page.locator('input[name=title]').fill(title);
  await page.locator('input[name=artist]').fill(artist);
  await page.getByRole('button', { name: 'Open the session' }).click();
  const link = await page.getByLabel('Artist link').inputValue();
  const id = (await page.getByRole('link', { name: 'Open the session' }).getAttribute('href')).split('/').pop();
  return { link, id };
}
