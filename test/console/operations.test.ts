import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirm, plan, openConsole } from './acting.ts';
import { violationsOn } from './axe.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { PATIENCE_MS, startScene, until, type Scene } from './scene.ts';

// An operator plans the same work on many channels and steers it, against the whole stack.

const missing = executable === undefined;
/** The dry run of an order to an operation. */
interface Listed {
  readonly jobs: unknown[];
}

const ORDER = 'The operation takes the order.';
const NAMES = ['studio-1', 'studio-2', 'studio-3'];

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('operations in the console', () => {
  let scene: Scene;
  let browser: Browser;
  let watched: Watched;
  /** The channels, by name. */
  let channels: Readonly<Record<string, { id: string; arn: string }>>;
  beforeAll(async () => {
    [scene, browser] = await Promise.all([startScene(), startBrowser()]);
    const made = NAMES.map(async (name) => {
      const fields = { tags: { team: 'studio' }, latencyMode: 'LOW' };
      return [name, await scene.channel(name, fields)] as const;
    });
    channels = Object.fromEntries(await Promise.all(made));
    await scene.learn();
    watched = await watchedPage(browser);
    await openConsole(watched.page, scene.stack.url);
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  const main = (): Locator => watched.page.locator('main');
  const button = (name: string): Locator => main().getByRole('button', { name, exact: true });
  const rows = (list: string): Locator =>
    main().getByRole('list', { name: list }).getByRole('listitem');
  /** Waits until the heading has the state of the operation. */
  const comesTo = (state: string): Promise<void> =>
    main().getByRole('heading', { level: 1 }).getByText(state, { exact: true }).waitFor();

  async function open(): Promise<void> {
    await watched.page.evaluate('location.hash = "#/operations"');
    await main().getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
  }

  /** Carries out a verb of the page. Its dry run has a text, and its dialog no violation. */
  async function act(
    name: string,
    planned: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const dialog = await plan(main(), name, planned, fields);
    expect(await violationsOn(watched.page)).toEqual([]);
    await confirm(dialog, name);
  }

  /** Returns a member of each channel, as IVS has it. */
  async function shown(member: 'latencyMode' | 'type'): Promise<unknown[]> {
    return Promise.all(
      Object.values(channels).map(async ({ id }) => {
        const answer = await scene.ask('GET', `/v1/channels/${id}`);
        return (answer as { channel: Record<string, unknown> }).channel[member];
      }),
    );
  }
  const callsOf = (name: string): number =>
    scene.stack.ivs.requests().filter(({ operation }) => operation === name).length;

  it(
    'is planned, applied with a canary, judged, and done on each channel',
    async () => {
      await open();
      await main().getByText('There are no operations.').waitFor();
      expect(await violationsOn(watched.page)).toEqual([]);
      await act('Plan an operation', 'Channels that match: 3, 0 of them live.', {
        Work: 'updateChannel',
        'Only channels with these tags': 'team=studio',
        Input: '{"latencyMode": "NORMAL"}',
        Canary: '1',
        'Pause after failures': '2',
        'Channels at a time': '1',
      });

      await comesTo('planned');
      await main().getByText('3, 0 of them live').waitFor();
      await main().getByText('team=studio').waitFor();
      await main().getByText('3 UpdateChannel').waitFor();
      await main().getByText('after 2 failures').waitFor();
      await main().getByText('an exercise').waitFor();
      const planned = await rows('Planned channels').getByRole('link').allTextContents();
      expect(planned.toSorted()).toEqual(NAMES);
      expect(await violationsOn(watched.page)).toEqual([]);
      expect(callsOf('UpdateChannel')).toBe(0);

      await act('Apply', ORDER, { 'Go on by itself after': '' });
      await comesTo('paused');
      await main().getByText('The canary is over.').waitFor();
      await main().getByText('1 of 3 done').waitFor();
      await expect
        .poll(() => rows('Results').locator('.badge').allTextContents())
        .toEqual(['succeeded', 'pending', 'pending']);
      expect(callsOf('UpdateChannel')).toBe(1);
      expect(await button('Pause').count()).toBe(0);

      await act('Resume', ORDER);
      await comesTo('succeeded');
      await expect
        .poll(() => rows('Results').locator('.badge').allTextContents())
        .toEqual(['succeeded', 'succeeded', 'succeeded']);
      expect(await rows('Results').getByRole('link', { name: 'job' }).count()).toBe(3);
      expect(await violationsOn(watched.page)).toEqual([]);
      expect(callsOf('UpdateChannel')).toBe(3);
      expect(await shown('latencyMode')).toEqual(['NORMAL', 'NORMAL', 'NORMAL']);
      expect(await button('Redrive').count()).toBe(0);

      await rows('Results').getByRole('link', { name: 'studio-2' }).click();
      await main().getByRole('heading', { level: 1, name: 'studio-2' }).waitFor();
      await watched.page.goBack();
      await main()
        .getByRole('link', { name: /^operation-/ })
        .click();
      await main().getByRole('heading', { level: 1, name: 'Run operation' }).waitFor();
      await main()
        .getByRole('link', { name: /^operation / })
        .click();
      await comesTo('succeeded');
      await open();
      await rows('Operations').filter({ hasText: '3 of 3 done' }).getByText('succeeded').waitFor();
      expect(await violationsOn(watched.page)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'pauses after a failure, is cancelled, and its rest is planned again',
    async () => {
      const [first = '', ...others] = NAMES.map((name) => channels[name]?.id ?? '');
      await scene.goLive(channels['studio-1']?.arn ?? '');
      await scene.ask('GET', `/v1/channels/${first}/stream`);
      await open();
      await act('Plan an operation', 'Channels that match: 3, 1 of them live.', {
        Work: 'updateChannel',
        'Only channels with these ids': [first, ...others].join('\n'),
        Input: '{"latencyMode": "LOW"}',
        Canary: '1',
        'Pause after failures': '1',
      });
      await comesTo('planned');
      await main().getByText('3, 1 of them live').waitFor();
      await act('Apply', ORDER);
      await comesTo('paused');
      await main().getByText('Too many channels have failed.').waitFor();
      await main().getByText('1 failed').waitFor();
      await main().getByLabel('Only channels that failed').check();
      await expect
        .poll(() => rows('Results').getByRole('link').allTextContents())
        .toEqual(['studio-1', 'job']);
      await act('Cancel operation', ORDER);
      await comesTo('cancelled');
      await act('Redrive', 'A plan is made.');
      await comesTo('planned');
      await main().getByText('Does again').waitFor();
      expect(await rows('Planned channels').count()).toBe(3);
      await act('Cancel operation', ORDER);
      await comesTo('cancelled');
    },
    PATIENCE_MS,
  );

  it(
    'is paused by a person while a channel waits for the end of its stream, and goes on',
    async () => {
      const { id = '', arn: channelArn = '' } = channels['studio-2'] ?? {};
      const encoderId = scene.stack.ivs.connectEncoder({ channelArn });
      await until('the channel is live', () => scene.stack.ivs.isLive(channelArn));
      await scene.ask('GET', `/v1/channels/${id}/stream`);
      await open();
      await act('Plan an operation', 'Channels that match: 1, 1 of them live.', {
        Work: 'updateChannelWhenIdle',
        'Only channels with this name': 'studio-2',
        'Only channels in this state': 'live',
        Input: '{"type": "BASIC"}',
      });
      await comesTo('planned');
      await main().getByText('1 that wait for the end of their stream').waitFor();
      await act('Apply', ORDER);
      await comesTo('running');
      await main().getByText('1 under way').waitFor();
      await act('Pause', ORDER);
      await comesTo('paused');
      await main().getByText('A person has paused it.').waitFor();
      await act('Resume', ORDER);
      await comesTo('running');
      scene.stack.ivs.disconnectEncoder(encoderId);
      await comesTo('succeeded');
      expect((await shown('type')).filter((type) => type === 'BASIC')).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it(
    'steers the jobs that a list shows, and has their results',
    async () => {
      const { id: channelId = '' } = channels['studio-3'] ?? {};
      await scene.ask('DELETE', `/v1/channels/${channelId}?after=P7D`);
      // A job is in the list, and so in a plan, as soon as a worker has seen that it is to wait.
      const waiting = async (): Promise<unknown[]> =>
        ((await scene.ask('GET', '/v1/jobs?status=waiting&workflow=startLater')) as Listed).jobs;
      await expect.poll(waiting, { timeout: PATIENCE_MS }).not.toHaveLength(0);
      const total = (await waiting()).length;
      await watched.page.evaluate('location.hash = "#/jobs?status=waiting&workflow=startLater"');
      await main().getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
      expect(await violationsOn(watched.page)).toEqual([]);
      // The form begins with the filters of the list.
      await act('Steer many jobs', `Jobs that match: ${total}.`, {
        Work: 'cancel',
        Canary: String(total),
      });
      await main().getByRole('heading', { level: 1, name: 'Cancel jobs planned' }).waitFor();
      await main().getByText('status waiting, workflow startLater').waitFor();
      expect(await rows('Planned jobs').count()).toBe(total);
      expect(await violationsOn(watched.page)).toEqual([]);
      await act('Apply', ORDER);
      await main().getByText(`${total} of ${total} done`).waitFor();
      await rows('Results')
        .getByRole('link', { name: /^scheduledJob-/ })
        .first()
        .waitFor();
    },
    PATIENCE_MS,
  );

  it(
    'tells why a plan is refused, and changes nothing',
    async () => {
      const before = await scene.ask('GET', '/v1/operations');
      await open();
      await button('Plan an operation').click();
      const dialog = watched.page.getByRole('dialog', { name: 'Plan an operation' });
      const confirmation = dialog.getByRole('button', { name: 'Plan an operation' });
      await dialog.getByLabel('Work').selectOption('deleteChannel');
      await dialog.getByText('selection must name at least one filter').waitFor();
      expect(await violationsOn(watched.page)).toEqual([]);
      expect(await confirmation.isDisabled()).toBe(true);
      await dialog.getByLabel('Only channels with this name').fill('nobody-*');
      await dialog.getByText('must name at least one channel that is known').waitFor();
      await dialog.getByLabel('Only channels with this name').fill('studio-*');
      await dialog.getByLabel('Input').fill('{"latencyMode": "LOW"}');
      await dialog.getByText('input.latencyMode').waitFor();
      await dialog.getByLabel('Input').fill('LOW');
      await dialog.getByText('The input is not JSON.').waitFor();
      expect(await confirmation.isDisabled()).toBe(true);
      await dialog.getByLabel('Input').fill('');
      await until('the plan fits', () => confirmation.isEnabled());
      await watched.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await scene.ask('GET', '/v1/operations')).toEqual(before);
      expect(callsOf('DeleteChannel')).toBe(0);
      expect(watched.faults).toEqual([]);
    },
    PATIENCE_MS,
  );
});
