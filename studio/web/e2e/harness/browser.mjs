// Real Chromium, without a screen and without asking to make sound.

import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** launch opens Debian's Chromium. Sound needs a click, as it does for people. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.LATHE_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--autoplay-policy=user-gesture-required', '--enable-precise-memory-info',
    ],
  });
}

/** tapped opens a page whose sound is recorded. Errors on the page are errors of the test. */
export async function tapped(browser, url, more = {}) {
  const context = await browser.newContext(more);
  const page = await context.newPage();
  page.wrongs = [];
  page.on('pageerror', (why) => page.wrongs.push(String(why)));
  page.on('console', (m) => m.type() === 'error' && page.wrongs.push(m.text()));
  if (more.bypassCSP) { // a studio that has no recorder to serve
    const recorder = readFileSync(new URL('./tap-recorder.js', import.meta.url), 'base64');
    await page.addInitScript((text) => { window.tapRecorder = `data:text/javascript;base64,${text}`; }, recorder);
  }
  await page.addInitScript({ path: fileURLToPath(new URL('./tap.js', import.meta.url)) });
  await page.goto(url);
  return page;
}

/** record turns recording on or off. */
export const record = (page, on = true) => page.evaluate((x) => { window.tap.recording = x; }, on);

/**
 * recorded waits until so many more seconds of sound are in the recording, however
 * long that takes. They count from what the clock says now: blocks come later.
 */
export async function recorded(page, seconds, rate = 48000) {
  const want = await page.evaluate((frames) => {
    const { blocks, context } = window.tap;
    return { blocks: blocks.length + Math.ceil(frames / 128), frame: context.currentTime * context.sampleRate + frames };
  }, seconds * rate);
  await page.waitForFunction((w) => window.tap.blocks.length >= w.blocks && window.tap.blocks.at(-1).frame >= w.frame, want, { timeout: 60_000 });
}

/**
 * insistent makes a test() for what happens in real time: a machine that is held up
 * loses sound, and so each may be tried three times, and says why.
 */
export const insistent = (browser) => (name, what) => test(name, async (t) => {
  for (let tries = 1; ; tries++) {
    try {
      return await what(t);
    } catch (why) {
      if (tries === 3) throw why;
      console.log(`  tried again: ${String(why.message).slice(0, 600)}`);
      for (const context of browser().contexts()) await context.close();
    }
  }
});

/** take is what was recorded since: { frame, left, right }. It throws when blocks are missing. */
export async function take(page) {
  const { frame, gaps, samples } = await page.evaluate(() => window.tap.take());
  if (gaps.length) throw new Error(`gaps in the recording, [block, frames]: ${JSON.stringify(gaps)}; the machine was too busy`);
  const bytes = Buffer.from(samples, 'base64');
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return { frame, left: all.subarray(0, all.length / 2), right: all.subarray(all.length / 2) };
}

/** rendererMiB is the proportional memory of the page's process. */
export async function rendererMiB(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo.filter((p) => p.type === 'renderer').map(({ id }) => {
    const line = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+) kB/m);
    return Number(line[1]) / 1024;
  });
  return Math.max(...sizes);
}
