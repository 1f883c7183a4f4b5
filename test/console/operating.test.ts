import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { violationsOn } from './axe.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { onTheWall } from './onTheWall.ts';
import { PATIENCE_MS, startScene, until, type Scene } from './scene.ts';

// An operator works in the console, against the whole stack.

const missing = executable === undefined;
/** The longest time from an event to its delivery, by default. */
const DELIVERY_MS_MAX = 2_000;

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('operating in the console', () => {
  let scene: Scene;
  let browser: Browser;
  beforeAll(async () => {
    [scene, browser] = await Promise.all([startScene(), startBrowser()]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  async function watch(hash = ''): Promise<Watched> {
    const watched = await watchedPage(browser);
    const { page } = watched;
    page.setDefaultTimeout(PATIENCE_MS / 2);
    await page.goto(`${scene.stack.url}/console${hash}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return watched;
  }
  const open = async (hash = ''): Promise<Page> => (await watch(hash)).page;

  /** Brings a channel on air, and returns its row on the wall of a page. */
  async function goesLive(
    watched: Watched,
    name: string,
  ): Promise<Awaited<ReturnType<typeof onTheWall>>> {
    const { arn } = await scene.channel(name);
    scene.stack.ivs.connectEncoder({ channelArn: arn });
    await until('IVS reports the stream', () => scene.stack.ivs.isLive(arn));
    return onTheWall(watched, scene.ask, { name, arn, startedAt: systemClock.now() });
  }

  it(
    'shows a channel that goes live at once, and its deletion to the end without a reload',
    async () => {
      const watched = await watch();
      const { page } = watched;
      await page.evaluate('globalThis.isSame = true');
      scene.stack.ivs.setChaos({ delayMs: [DELIVERY_MS_MAX, DELIVERY_MS_MAX] });
      const card = await goesLive(watched, 'evening-show');
      scene.stack.ivs.setChaos({ delayMs: [0, 0] });

      await card.click();
      await page.getByRole('button', { name: 'Delete channel' }).click();
      await page.getByLabel('Reason').fill('the season is over');
      await page.getByRole('region', { name: 'Dry run' }).getByText('Stop stream').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete channel' }).click();
      const latest = page.getByRole('region', { name: 'Latest job' });
      await latest.getByText('Awaiting stream end').first().waitFor();
      await latest.getByRole('listitem').filter({ hasText: 'Succeeded' }).waitFor();
      await page.getByText('IVS has no such channel.').waitFor();
      await page.getByText('test: ').or(page.getByText('the season is over')).first().waitFor();
      expect(await page.evaluate('globalThis.isSame')).toBe(true);
    },
    PATIENCE_MS,
  );

  it(
    'shows a channel that goes live although IVS lists no streams',
    async () => {
      scene.stack.ivs.setFaults([{ operation: 'ListStreams', error: 'InternalServerException' }]);
      const watched = await watch();
      await goesLive(watched, 'unlisted-show');
      await watched.page.getByText('just started').waitFor();
      expect(await violationsOn(watched.page)).toEqual([]);
      scene.stack.ivs.setFaults([]);
      await watched.page.getByText('healthy', { exact: true }).waitFor();
      expect(await watched.page.getByText('just started').count()).toBe(0);
    },
    PATIENCE_MS,
  );

  it(
    'leads to a stuck job, its error in words and its redrive in four clicks at most',
    async () => {
      const channel = await scene.channel('stuck-show');
      await scene.goLive(channel.arn);
      scene.stack.ivs.setFaults([
        { operation: 'DeleteChannel', error: 'AccessDeniedException', count: 1 },
      ]);
      await scene.ask('DELETE', `/v1/channels/${channel.id}`);
      const page = await open();
      let clicks = 0;
      const click = async (name: string): Promise<void> => {
        clicks++;
        const dialog = page.getByRole('dialog');
        const within = (await dialog.count()) > 0 ? dialog : page.locator('main');
        await within.getByRole('link', { name }).or(within.getByRole('button', { name })).click();
      };
      await click('Delete channel');
      const error = page.getByRole('region', { name: 'Error' });
      await error.getByText('AWS does not allow this deployment to make the call.').waitFor();
      await error.getByText('The channel has no stream key.').waitFor();
      await click('Redrive');
      await page.getByRole('region', { name: 'Dry run' }).waitFor();
      await click('Redrive');
      await page.getByText('Does again the work of').waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Succeeded' }).waitFor();
      expect(clicks).toBeLessThanOrEqual(4);
    },
    PATIENCE_MS,
  );

  it(
    'is operated by the keyboard: pages, help, a dialog and back',
    async () => {
      const channel = await scene.channel('keyboard-show');
      const page = await open();
      const heading = page.getByRole('heading', { level: 1 });
      await page.keyboard.press('g');
      await page.keyboard.press('j');
      await expect.poll(() => heading.textContent()).toContain('Jobs');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await expect.poll(() => heading.textContent()).toContain('Channels');
      await page.keyboard.press('/');
      await page.keyboard.type('keyboard-show');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.url()).toContain(channel.id);
      const suspend = page.getByRole('button', { name: 'Suspend' });
      await suspend.focus();
      await page.keyboard.press('Enter');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: 'Suspend', disabled: false })
        .waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Suspend');
      await page.keyboard.press('g');
      await page.keyboard.press('n');
      await expect.poll(() => heading.textContent()).toBe('Now');
    },
    PATIENCE_MS,
  );

  it(
    'plays a live stream, from the playback origin and only after the person asks',
    async () => {
      const channel = await scene.channel('played-show');
      await scene.goLive(channel.arn);
      const { page, requests, faults } = await watchedPage(browser);
      await page.goto(`${scene.stack.url}/console#/channels/${channel.id}`);
      const play = page.getByRole('button', { name: 'Play' });
      await play.waitFor();
      expect(requests.filter((url) => !url.startsWith(scene.stack.url))).toEqual([]);
      await play.click();
      await until('segments are read', () => requests.some((url) => /\.ts\b|segment/.test(url)));
      expect([...new Set(requests.map((url) => new URL(url).origin))]).toEqual(
        expect.arrayContaining([scene.stack.url, scene.stack.ivs.url]),
      );
      await expect
        .poll(() => page.evaluate('document.querySelector("video").currentTime'))
        .toBeGreaterThan(0);
      expect(faults).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'signs in again by itself when its token has expired, and stays on its page',
    async () => {
      const { page, tokens } = await watchedPage(browser);
      await page.goto(`${scene.stack.url}/console#/jobs?status=succeeded`);
      await page.getByRole('list', { name: 'Jobs' }).getByRole('link').first().waitFor();
      await page.goto(`${scene.stack.url}/console#/`);
      expect(tokens.size).toBe(1);
      // A token that was refused as soon as it was new would not be renewed.
      await systemClock.sleep(11_000);
      await scene.advance(2 * 86_400_000);
      await until('another token is sent', () => tokens.size > 1);
      await page.getByRole('heading', { name: 'Now' }).waitFor();
      await page.getByRole('list', { name: 'Quotas' }).waitFor();
    },
    PATIENCE_MS,
  );
});
