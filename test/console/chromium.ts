import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { systemClock } from '../../local/clock.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of the machine: `$CHROMIUM`, or one on the PATH; undefined if there is none. */
export const executable: string | undefined = found();

/** Printed when the tests cannot run here. */
export const NO_CHROMIUM =
  'skipped: there is no Chromium. Install one, or name it: CHROMIUM=/usr/bin/chromium';

function found(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env['CHROMIUM'] ?? '', ...paths].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}

/** Starts the browser, without a window. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable ?? '',
    // Chromium refuses its sandbox to root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** Everything that a page did and that no page may do. */
export interface Watched {
  readonly page: Page;
  /** The addresses of all requests. */
  readonly requests: string[];
  /** The same with the time of each request, in ms since the epoch. */
  readonly asked: { readonly url: string; readonly at: number }[];
  /** The addresses that the page has had. */
  readonly addresses: string[];
  /** The tokens that it has sent. */
  readonly tokens: Set<string>;
  /** Violations of the content security policy, and errors of scripts. */
  readonly faults: string[];
}

/** Opens a page that is watched. */
export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const watched: Watched = {
    page,
    requests: [],
    asked: [],
    addresses: [],
    tokens: new Set(),
    faults: [],
  };
  page.on('request', (request) => {
    watched.requests.push(request.url());
    watched.asked.push({ url: request.url(), at: systemClock.now() });
    const [, token] = /^Bearer (.+)$/.exec(request.headers()['authorization'] ?? '') ?? [];
    if (token !== undefined) watched.tokens.add(token);
  });
  page.on('framenavigated', (frame) => watched.addresses.push(frame.url()));
  page.on('pageerror', (error) => watched.faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedScript|TrustedHTML/i.test(message.text()))
      watched.faults.push(message.text());
  });
  return watched;
}
