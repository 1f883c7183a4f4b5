import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executable, NO_CHROMIUM, startBrowser, watchedPage } from './chromium.ts';
import { startBuckets, type BucketServer } from '../bucketServer.ts';
import { prefixOf, recordingIds, STREAMS, tellOfBreach, tellOfNight } from './night.ts';
import { PATIENCE_MS, startScene, until, type Scene } from './scene.ts';

// The journal and the reactions in the console, against the whole stack.

const missing = executable === undefined;

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('the journal in the console', () => {
  let scene: Scene;
  let buckets: BucketServer;
  let browser: Browser;
  let page: Page;
  let gone: { id: string; arn: string };
  beforeAll(async () => {
    buckets = await startBuckets();
    const environment = { RECORDING_BUCKET: '*', AWS_ENDPOINT_URL_S3: buckets.url };
    [scene, browser] = await Promise.all([
      startScene({ schedules: false, environment }),
      startBrowser(),
    ]);
    gone = await scene.channel('night-show', { tags: { 'channelkeeper:keep-recordings': '30d' } });
    await fetch(
      `${buckets.url}/night-recordings/${prefixOf(gone.id, 1)}/events/recording-ended.json`,
      {
        method: 'PUT',
        body: JSON.stringify({
          media: {
            hls: {
              path: 'media/hls',
              playlist: 'master.m3u8',
              renditions: [
                {
                  path: '720p30',
                  playlist: 'playlist.m3u8',
                  resolution_width: 1_280,
                  resolution_height: 720,
                },
              ],
            },
          },
        }),
      },
    );
    await tellOfNight(scene, gone);
    // A channel that is gone no longer says how long its recordings are kept.
    await until('the recording is tagged', async () => {
      const answer = await scene.ask('GET', `/v1/channels/${gone.id}/recordings`);
      return (answer as { recordings: object[] }).recordings.some((one) => 'keepDays' in one);
    });
    await asCaller('night-watch', 'POST', `/v1/channels/${gone.id}/tags`, 'sorted by team', {
      tags: { team: 'night' },
    });
    await asCaller('day-shift', 'DELETE', `/v1/channels/${gone.id}`, 'the season is over');
    ({ page } = await watchedPage(browser));
    page.setDefaultTimeout(PATIENCE_MS / 2);
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
    await buckets?.close();
  });

  /** Makes a change as a caller of this name, for a reason. */
  async function asCaller(
    subject: string,
    method: string,
    path: string,
    reason: string,
    body?: object,
  ): Promise<void> {
    const { stack } = scene;
    const answer = await fetch(`${stack.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await stack.issuer.mint({ subject })}`,
        'x-reason': reason,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }

  async function open(link: string): Promise<void> {
    await page.goto(`${scene.stack.url}/console#${link}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  }

  it(
    'shows the history of a channel that is gone, on one page, with who changed what and why',
    async () => {
      await open(`/channels/${gone.id}`);
      await page.getByText('It was deleted; its journal and its jobs are kept.').waitFor();
      const events = page.getByRole('list', { name: 'Events' });
      await events.getByText('Delete channel succeeded by day-shift: the season is over').waitFor();
      await events.getByText('Tag resource by night-watch: sorted by team').waitFor();
      await events.getByText('Limit breach: Ingest Bitrate').waitFor();
      const failure = 'Recording End Failure (InternalServerException)';
      await events.getByText(failure).waitFor();
      const bars = page.getByRole('list', { name: 'Streams' }).getByRole('listitem');
      await expect.poll(() => bars.count()).toBe(3);
      await open('/channels/NeverThere01');
      await page.getByText('The journal knows nothing of one either.').waitFor();
    },
    PATIENCE_MS,
  );

  it(
    'leads from a recording to the streams in it, and shows the health of each',
    async () => {
      const [, merged = ''] = await recordingIds(scene, gone.id);
      await open(`/channels/${gone.id}/recordings`);
      const list = page.getByRole('list', { name: 'Recordings' });
      await list.getByText('InternalServerException').waitFor();
      await list.locator(`a[href*="${merged}"]`).click();
      await page.getByText('night-recordings').waitFor();
      await page.getByText('29 min').waitFor();
      const renditions = page.getByRole('list', { name: 'Renditions' });
      await renditions.getByText('1280 × 720').waitFor();
      await renditions.getByText('/media/hls/720p30/playlist.m3u8').waitFor();
      await page.getByText('30 days').waitFor();
      const streams = page.getByRole('list', { name: 'Streams' }).getByRole('link');
      expect(await streams.allTextContents()).toEqual([...STREAMS]);
      await streams.first().click();
      await page.getByText('limit breached').waitFor();
      await page.getByText('1 starvation · 1 breach of a limit').waitFor();
      await page.getByText('Starvation Start').waitFor();
    },
    PATIENCE_MS,
  );

  it(
    'filters the audit trail by caller and time, in the address, and shows each change whole',
    async () => {
      await open('/audit');
      const changes = page.getByRole('list', { name: 'Changes' });
      await changes.getByText('day-shift').waitFor();
      const caller = page.getByLabel('Caller');
      await caller.fill('night-watch');
      await caller.press('Enter');
      await changes.getByText('day-shift').waitFor({ state: 'detached' });
      await changes.getByText('sorted by team').waitFor();
      expect(await changes.getByText('day-shift').count()).toBe(0);
      expect(page.url()).toContain('by=night-watch');
      await page.getByRole('button', { name: 'Show Tag resource' }).click();
      await page.getByLabel('Entry').getByText('"team": "night"').waitFor();
      await page.keyboard.press('Escape');
      await page.getByLabel('Since').fill('2099-01-01T00:00');
      await page.getByText('No entry fits.').waitFor();
      await open('/audit');
      await caller.fill('day-shift');
      await caller.press('Enter');
      await changes.getByRole('link', { name: 'Delete channel succeeded' }).click();
      await page.getByText('the season is over').waitFor();
      expect(page.url()).toContain('/jobs/');
    },
    PATIENCE_MS,
  );

  it(
    'writes a reaction in shadow after its dry run, shows its decisions, and deletes it',
    async () => {
      const channel = await scene.channel('watched-show');
      const dialog = page.getByRole('dialog');
      const dryRun = dialog.getByRole('region', { name: 'Dry run' });
      await open('/reactions');
      await page.getByRole('button', { name: 'New reaction' }).click();
      await dialog.locator('input[name="name"]').fill('breaches');
      await dryRun.getByText('putReaction').waitFor();
      const pattern = dialog.locator('textarea[name="pattern"]');
      const good = await pattern.inputValue();
      await pattern.fill('{"detail-type": [');
      await dialog.getByText('The pattern is not JSON.').waitFor();
      await pattern.fill('{"detail-type": "IVS Limit Breach"}');
      await dialog.getByText(/must be a pattern that EventBridge accepts/).waitFor();
      expect(await dialog.getByRole('button', { name: 'New reaction' }).isDisabled()).toBe(true);
      await pattern.fill(good);
      await dryRun.waitFor();
      const written = async (): Promise<unknown[]> => {
        const answer = (await scene.ask('GET', '/v1/reactions')) as {
          reactions: { builtIn?: true }[];
        };
        return answer.reactions.filter(({ builtIn }) => !builtIn);
      };
      expect(await written()).toEqual([]);
      await dialog.getByRole('button', { name: 'New reaction' }).click();
      await page.getByRole('link', { name: 'breaches', exact: true }).click();
      await page.getByRole('heading', { name: 'breaches' }).getByText('shadow').waitFor();

      await until('the reaction has decided', async () => {
        await tellOfBreach(scene, channel.arn);
        await page.getByRole('button', { name: 'Read again' }).click();
        await page.waitForTimeout(500);
        return (await page.getByText('would start').count()) > 0;
      });
      await page.getByRole('button', { name: 'Switch on' }).click();
      await dryRun.waitFor();
      await dialog.getByRole('button', { name: 'Switch on' }).click();
      await page.getByRole('button', { name: 'Back to shadow' }).waitFor();
      await page.getByRole('button', { name: 'Delete reaction' }).click();
      await dryRun.getByText('deleteReaction').waitFor();
      await dialog.getByRole('button', { name: 'Delete reaction' }).click();
      await page.getByText('Done.').waitFor();
      await until('the reaction is gone', async () => (await written()).length === 0);
    },
    PATIENCE_MS,
  );

  it(
    'switches a built-in reaction to shadow with another time, and off again',
    async () => {
      const dialog = page.getByRole('dialog');
      const dryRun = dialog.getByRole('region', { name: 'Dry run' });
      const stored = async (): Promise<unknown> =>
        ((await scene.ask('GET', '/v1/reactions/stop-after-hours')) as { reaction: unknown })
          .reaction;
      await open('/reactions');
      await page.getByRole('link', { name: 'stop-after-hours' }).click();
      await page.getByRole('heading', { name: 'stop-after-hours' }).getByText('off').waitFor();
      await page.getByText('when a stream has been live for PT12H').waitFor();
      expect(await page.getByRole('button', { name: 'Delete reaction' }).count()).toBe(0);
      await page.getByRole('button', { name: 'Change' }).click();
      await dialog.locator('input[name="time"]').fill('PT6H');
      await dialog.locator('select[name="mode"]').selectOption('shadow');
      await dryRun.getByText('putReaction').waitFor();
      await dialog.getByRole('button', { name: 'Change' }).click();
      await page.getByText('when a stream has been live for PT6H').waitFor();
      expect(await stored()).toMatchObject({ mode: 'shadow', when: { streamLiveFor: 'PT6H' } });
      await page.getByRole('button', { name: 'Switch off' }).click();
      await dryRun.getByText('deleteReaction').waitFor();
      await dialog.getByRole('button', { name: 'Switch off' }).click();
      await page.getByText('when a stream has been live for PT12H').waitFor();
      expect(await stored()).toMatchObject({ mode: 'off', builtIn: true });
    },
    PATIENCE_MS,
  );
});
