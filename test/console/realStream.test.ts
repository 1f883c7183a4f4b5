import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { findFfmpeg, startEncoder, type Encoder } from '../../local/demo/ffmpeg.ts';
import { confirm, plan, succeeded, type Filled } from './acting.ts';
import { violationsOn } from './axe.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { npmStart, type Started } from './npmStart.ts';
import { onTheWall } from './onTheWall.ts';
import { PATIENCE_MS, until } from './scene.ts';

// An operator works in the console of `npm start`, with a stream that ffmpeg sends.

const POLL = { timeout: PATIENCE_MS / 2 };

function whyNot(): string | undefined {
  if (executable === undefined) return NO_CHROMIUM;
  try {
    findFfmpeg();
  } catch (error) {
    return `skipped: ${String(error)}`;
  }
  return undefined;
}

interface IvsEvent {
  readonly resources: readonly string[];
  readonly detail: { readonly event_name?: string };
}

interface Channel {
  readonly id: string;
  readonly arn: string;
}

const reason = whyNot();
if (reason !== undefined) console.log(reason);
describe.skipIf(reason !== undefined)('the console of npm start, with a real stream', () => {
  let stack: Started;
  let browser: Browser;
  let watched: Watched;
  let page: Page;
  let encoder: Encoder | undefined;
  let privateKey: KeyObject;
  /**
   * A private channel with a real stream, and one with a simulated stream; and the address of one
   * that is made in the console and stays idle.
   */
  let [real, simulated]: Channel[] = [];
  let darkHash = '';
  const violations: string[] = [];

  beforeAll(async () => {
    [stack, browser] = await Promise.all([npmStart(), startBrowser()]);
    const ads = { playbackConfigurationArn: `arn:aws:mediatailor:us-west-2:123456789012:${ADS}` };
    const { adConfiguration } = await stack.ask('POST', '/v1/ad-configurations', {
      mediaTailorPlaybackConfigurations: [ads],
    });
    real = await channel('real-show', {
      authorized: true,
      adConfigurationArn: (adConfiguration as { arn: string }).arn,
    });
    simulated = await channel('second-show');
    watched = await watchedPage(browser);
    ({ page } = watched);
    page.setDefaultTimeout(PATIENCE_MS / 2);
    await page.goto(stack.console);
    await page.getByRole('list', { name: 'Quotas' }).waitFor();
  }, PATIENCE_MS);
  afterAll(async () => {
    await encoder?.stop();
    await browser?.close();
    await stack?.close();
  }, PATIENCE_MS);

  const ADS = 'playbackConfiguration/shows';

  async function channel(name: string, fields = {}): Promise<Channel> {
    const made = await stack.ask('POST', '/v1/channels', { name, ...fields });
    const { arn } = made.channel as { arn: string };
    return { arn, id: arn.split('/')[1] ?? '' };
  }

  async function streamKeyOf({ id }: Channel): Promise<{ arn: string; value: string }> {
    const { streamKeys } = await stack.ask('GET', `/v1/channels/${id}/stream-keys`);
    const [{ arn } = { arn: '' }] = streamKeys as { arn: string }[];
    const { streamKey } = await stack.ask('GET', `/v1/stream-keys/${arn.split('/')[1]}`);
    return streamKey as { arn: string; value: string };
  }

  /** Returns how often IVS has reported something about a channel. */
  async function reported({ arn }: Channel, name: string): Promise<number> {
    const { events } = (await stack.ivs('GET', '/_local/events')) as { events: IvsEvent[] };
    return events.filter(
      ({ resources, detail }) => resources.includes(arn) && detail.event_name === name,
    ).length;
  }
  /** IVS reports a stream from its Stream Start on. */
  const isLive = async (channel: Channel): Promise<boolean> =>
    (await reported(channel, 'Stream Start')) > 0;

  /** Sends a stream of ffmpeg with a key. */
  const sendStream = (value: string): Encoder =>
    startEncoder({
      ffmpeg: findFfmpeg(),
      address: `${stack.addresses.rtmp}/${value}`,
      clock: systemClock,
      tell: () => undefined,
    });

  async function goTo(hash: string, heading: string): Promise<void> {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }
  const check = async (name: string): Promise<void> =>
    void violations.push(...(await violationsOn(page)).map((one) => `${name}: ${one}`));

  /**
   * Carries out a verb in its dialog: fills in the fields and a reason, sees the dry run, confirms.
   * @param planned a text of the dry run
   */
  const act = async (name: string, planned: string, fields: Filled = {}): Promise<void> =>
    confirm(await plan(page.locator('main'), name, planned, fields), name);
  /** Does the same for a verb that is a job, and waits for the end of the job. */
  async function actByJob(name: string, planned: string, fields: Filled = {}): Promise<void> {
    await act(name, planned, fields);
    await succeeded(page);
    await page.getByRole('button', { name: 'Delete channel' }).waitFor();
  }

  it(
    'imports a playback key, and shows the stream within three seconds of its report',
    async () => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
      ({ privateKey } = pair);
      const { value } = await streamKeyOf(real as Channel);
      encoder = sendStream(value);
      await stack.ivs('POST', '/_local/encoders', { channelArn: simulated?.arn });
      await goTo('#/channels', 'Channels');
      await act('Create channel', 'Create channel', { Name: 'dark-show' });
      await page.getByRole('heading', { level: 1, name: 'dark-show' }).waitFor();
      darkHash = new URL(page.url()).hash;
      await goTo('#/playback-key-pairs', 'Playback key pairs');
      await act('Import', 'ImportPlaybackKeyPair', {
        Name: 'console',
        'Public key': pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      });
      await page.getByRole('heading', { name: 'console' }).waitFor();
      await check('playback key pairs');
      // The suspension watches the channel for some seconds, until it is surely dark.
      await goTo(darkHash, 'dark-show');
      await act('Suspend', 'Revoke noted stream key');
      await goTo('#/', 'Now');
      await until('IVS reports the stream', () => isLive(real as Channel));
      const startedAt = systemClock.now();
      const { arn = '' } = real ?? {};
      await onTheWall(watched, (...request) => stack.ask(...request), {
        name: 'real-show',
        arn,
        startedAt,
      });
      await check('now');
    },
    PATIENCE_MS,
  );

  it(
    'plays the private stream with a token, and asks no other origin for anything else',
    async () => {
      await page.getByRole('list', { name: 'Live streams' }).getByText('real-show').click();
      const field = page.getByLabel('Playback token');
      await field.waitFor();
      const ours = new URL(stack.console).origin;
      const elsewhere = (): string[] => watched.requests.filter((url) => !url.startsWith(ours));
      expect(elsewhere()).toEqual([]);
      const token = await new SignJWT({ 'aws:channel-arn': real?.arn ?? '' })
        .setProtectedHeader({ alg: 'ES384', typ: 'JWT' })
        .setExpirationTime('5 minutes')
        .sign(privateKey);
      await field.fill('not.a.token');
      await page.getByRole('button', { name: 'Play' }).click();
      await page.getByText('The stream does not play: manifestLoadError, answer 403.').waitFor();
      await field.fill(token);
      await page.getByRole('button', { name: 'Play' }).click();
      const seconds = (): Promise<number> =>
        page.evaluate<number>('document.querySelector("video").currentTime');
      await expect.poll(seconds, POLL).toBeGreaterThan(1);
      await check('a live channel');

      // The stream comes from the playback origin, which is ivs-local here.
      const { ivs } = stack.addresses;
      expect(elsewhere().filter((url) => !/\/(?:api\/video\/)?v1\//.test(url))).toEqual([]);
      expect([...new Set(elsewhere().map((url) => new URL(url).origin))]).toEqual([ivs]);
      expect(watched.faults).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'carries out every verb of a live channel, its deletion to the end of the time line',
    async () => {
      await page.evaluate('globalThis.isSame = true');
      await act('Send metadata', 'PutMetadata', { Metadata: 'half time' });
      const { metadata } = await stack.ivs('GET', '/_local/metadata');
      expect(metadata).toMatchObject([{ channelArn: real?.arn, metadata: 'half time' }]);
      await act('Tag', 'TagResource', { Tags: 'team=studio' });
      await page.getByText('team=studio').waitFor();
      await act('Remove tags', 'UntagResource', { Keys: 'team' });
      await page.getByText('team=studio').waitFor({ state: 'detached' });
      await act('Ad break', 'InsertAdBreak');
      await actByJob('Revoke viewers', 'Revoke', { 'Viewer ids': 'ann' });
      const { revocations } = await stack.ivs('GET', '/_local/revocations');
      expect(revocations).toMatchObject([{ channelArn: real?.arn, viewerId: 'ann' }]);

      await act('Delete channel', 'Stop stream');
      const latest = page.getByRole('region', { name: 'Latest job' });
      await latest.getByText('Awaiting stream end').first().waitFor();
      await latest.getByRole('listitem').filter({ hasText: 'Succeeded' }).waitFor();
      await page.getByText('IVS has no such channel.').waitFor();
      expect(await page.evaluate('globalThis.isSame')).toBe(true);
      await until('ffmpeg is refused', () => encoder?.fates.at(-1)?.kind === 'refused');
    },
    PATIENCE_MS,
  );

  it(
    'carries out the verbs that take a channel off air, and those of an idle channel',
    async () => {
      await until('IVS reports the stream', () => isLive(simulated as Channel));
      await goTo(`#/channels/${simulated?.id}`, 'second-show');
      const heading = page.getByRole('heading', { level: 1 });
      await heading.getByText('live, healthy').waitFor();
      await actByJob('Stop stream', 'Stop stream', { 'Leave a new stream alone': 'checked' });
      await heading.getByText('idle').waitFor();
      await actByJob('Update', 'Update channel', { Name: 'other-show' });
      await page.getByRole('heading', { level: 1, name: 'other-show' }).waitFor();
      await actByJob('Rotate key', 'Create stream key');
      const { arn } = await streamKeyOf(simulated as Channel);
      await stack.ivs('POST', '/DeleteStreamKey', { arn });
      await goTo(darkHash, 'dark-show');
      await heading.getByText('suspended').waitFor();
      await check('a suspended channel');
      await actByJob('Resume', 'Create stream key');
      await goTo('#/jobs', 'Jobs');
      await check('jobs');
      await goTo(`#/channels/${simulated?.id}`, 'other-show');
      await actByJob('Create key', 'Create stream key');
      expect((await streamKeyOf(simulated as Channel)).arn).not.toBe(arn);
    },
    PATIENCE_MS,
  );

  it(
    'leads to a stuck job and its redrive in four clicks, and no page has a violation',
    async () => {
      await stack.ivs('PUT', '/_local/faults', {
        faults: [{ operation: 'DeleteChannel', error: 'AccessDeniedException', count: 1 }],
      });
      await page.getByRole('button', { name: 'Delete channel' }).click();
      const deletion = page.getByRole('dialog', { name: 'Delete channel' });
      await deletion.getByRole('button', { name: 'Delete channel', disabled: false }).click();
      await deletion.getByRole('alert').getByRole('link', { name: 'Show the job' }).waitFor();
      await page.keyboard.press('Escape');
      await goTo('#/', 'Now');
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
      await check('a job');
      await click('Redrive');
      await page.getByRole('region', { name: 'Dry run' }).waitFor();
      await check('a dialog');
      await click('Redrive');
      await page.getByText('Does again the work of').waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Succeeded' }).waitFor();
      expect(clicks).toBeLessThanOrEqual(4);

      for (const [hash, heading] of [
        ['#/channels', 'Channels'],
        ['#/dead-letters', 'Dead letters'],
        ['#/recording-configurations', 'Recording configurations'],
        ['#/playback-restriction-policies', 'Restriction policies'],
      ] as const) {
        await goTo(hash, heading);
        await check(heading);
      }
      expect(violations).toEqual([]);
      expect(watched.faults).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'shows one recording of an encoder that comes back within the window, with all its streams',
    async () => {
      const { recordingConfiguration } = await stack.ivs('POST', '/CreateRecordingConfiguration', {
        destinationConfiguration: { s3: { bucketName: 'night-recordings' } },
        recordingReconnectWindowSeconds: 60,
      });
      const { arn } = recordingConfiguration as { arn: string };
      const pass = (advanceMs: number): Promise<unknown> =>
        stack.ivs('PUT', '/_local/clock', { advanceMs });
      // Until the configuration is active.
      await pass(10_000);
      const recorded = await channel('recorded-show', { recordingConfigurationArn: arn });
      const { value } = await streamKeyOf(recorded);
      for (let stream = 1; stream <= 2; stream++) {
        encoder = sendStream(value);
        await until(
          'IVS reports the stream',
          async () => (await reported(recorded, 'Stream Start')) === stream,
        );
        await encoder.stop();
        // An encoder that leaves without a word may come back to its stream for half a minute.
        await pass(35_000);
        await until(
          'IVS reports its end',
          async () => (await reported(recorded, 'Stream End')) === stream,
        );
        // IVS takes ten seconds to write the files; an encoder that is faster is recorded anew.
        if (stream === 1) await pass(20_000);
      }
      await pass(90_000);
      let recordings: { state: string }[] = [];
      await until('the recording has ended', async () => {
        const told = await stack.ask('GET', `/v1/channels/${recorded.id}/recordings`);
        recordings = told.recordings as { state: string }[];
        return recordings[0]?.state === 'ended';
      });
      expect(recordings).toHaveLength(1);
      await goTo(`#/channels/${recorded.id}/recordings`, 'Recordings');
      const list = page.getByRole('list', { name: 'Recordings' });
      await list.getByText('ended').waitFor();
      await list.getByRole('link').first().click();
      await page.getByRole('list', { name: 'Streams' }).getByRole('link').nth(1).waitFor();
      expect(watched.faults).toEqual([]);
    },
    PATIENCE_MS,
  );
});
