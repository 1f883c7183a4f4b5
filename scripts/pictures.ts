import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { projectFolder } from '../local/build.ts';
import { executable, NO_CHROMIUM, startBrowser } from '../test/console/chromium.ts';
import { startScene, until } from '../test/console/scene.ts';
import { bringOnAir, type Pictured } from './pictures/evening.ts';
import { recordSession } from './pictures/session.ts';

// `npm run pictures`: takes the pictures of the documents. It starts the stack, lets an evening
// happen, photographs the console, and records a session of the command line.

const FOLDER = join(projectFolder, 'docs/pictures');
const BYTES_MAX = 150_000;
const WINDOW = { width: 1280, height: 800 };
const SCHEMES = ['light', 'dark'] as const;

/**
 * Takes a picture of the upper part of the window, as WebP, which only the protocol of Chromium can
 * make.
 */
async function photograph(page: Page, name: string, height = WINDOW.height): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 80,
    clip: { x: 0, y: 0, width: WINDOW.width, height, scale: 1.5 },
  });
  await writeFile(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
}

/** Takes the pictures of the console in one colour scheme. */
async function photographConsole(
  browser: Browser,
  url: string,
  { channelId }: Pictured,
  colorScheme: (typeof SCHEMES)[number],
): Promise<void> {
  const context = await browser.newContext({
    viewport: WINDOW,
    colorScheme,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const open = async (hash: string, shown: string): Promise<void> => {
    await page.goto(`${url}/console${hash}`);
    await page.getByText(shown).filter({ visible: true }).first().waitFor();
  };
  // The list of channels brings the names that the other pages show.
  await open('#/channels', 'evening-news');
  await open('#/', 'evening-news');
  // The plots show the calls of the last minutes; a few points make a line.
  await page.waitForTimeout(15_000);
  await photograph(page, `console-now-${colorScheme}`);
  await open(`#/channels/${channelId}`, 'Stream Start');
  await page.getByRole('button', { name: 'Play' }).click();
  await until('the stream plays', () =>
    page.evaluate<boolean>('document.querySelector("video").currentTime > 1'),
  );
  await page.mouse.move(0, 0);
  await photograph(page, `console-channel-${colorScheme}`);
  await open('#/jobs', 'Suspend channel');
  await photograph(page, `console-jobs-${colorScheme}`);
  await open('#/dead-letters', 'IVS Stream State Change');
  await photograph(page, `console-dead-letters-${colorScheme}`, 320);
  await context.close();
}

/** @throws Error when a picture is too large for a document */
async function checkSizes(): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    const { size } = await stat(join(FOLDER, name));
    console.log(`${name.padEnd(32)} ${(size / 1_000).toFixed(0)} kB`);
    if (size > BYTES_MAX) throw new Error(`${name} has ${size} bytes; ${BYTES_MAX} are allowed.`);
  }
}

if (executable === undefined) throw new Error(NO_CHROMIUM);
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const [scene, browser] = await Promise.all([startScene({ schedules: false }), startBrowser()]);
try {
  const pictured = await bringOnAir(scene);
  for (const scheme of SCHEMES) await photographConsole(browser, scene.stack.url, pictured, scheme);
  await writeFile(join(FOLDER, 'command-line.svg'), await recordSession(scene.stack, pictured));
  await checkSizes();
} finally {
  await browser.close();
  await scene.close();
}
