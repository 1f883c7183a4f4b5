import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../bench/load/table.ts';
import { systemClock } from '../../local/clock.ts';
import { confirm, plan, openConsole, goTo as goToPage } from './acting.ts';
import { violationsOn } from './axe.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { PATIENCE_MS, startScene, until, type Scene } from './scene.ts';

// An operator writes policies and looks at their work, against the whole stack.

const missing = executable === undefined;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

interface Policy {
  readonly name: string;
  readonly [member: string]: unknown;
}

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('policies in the console', () => {
  let scene: Scene;
  let browser: Browser;
  let watched: Watched;
  beforeAll(async () => {
    [scene, browser] = await Promise.all([startScene({ schedules: false }), startBrowser()]);
    watched = await watchedPage(browser);
    await openConsole(watched.page, scene.stack.url);
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  const goTo = (path: string, heading: string): Promise<void> =>
    goToPage(watched.page, path, heading);
  const main = (): Locator => watched.page.locator('main');
  const list = (name: string): Locator => main().getByRole('list', { name, exact: true });
  const policies = async (): Promise<Policy[]> =>
    ((await scene.ask('GET', '/v1/policies')) as { policies: Policy[] }).policies;

  it(
    'writes a policy after its dry run, with its rules in words, changes it and deletes it',
    async () => {
      await goTo('', 'Now');
      await watched.page.keyboard.press('g');
      await watched.page.keyboard.press('y');
      await main().getByText('There are no policies.').waitFor();
      const dialog = await plan(main(), 'New policy', 'putPolicy', {
        Name: 'night',
        'Only channels with these tags': 'team=night',
        'Age of stream keys': 'P30D',
        'Window opens': '02:00',
        'Window closes': '05:00',
        'Time zone of the window': 'Europe/Berlin',
        'Spread rotations over': 'P5D',
        'Announce rotations ahead': 'P3D',
        'Cut a live stream after': '5',
        'Length of streams': 'PT12H',
        'Warn streams ahead': 'PT10M',
        'Suspend after breaches': '5/PT10M',
        'Keep recordings': 'P90D',
      });
      expect(await violationsOn(watched.page)).toEqual([]);
      await dialog.getByLabel(/^Length of streams/).fill('');
      await dialog.getByText('warnBefore needs streamMaxLength').waitFor();
      expect(await dialog.getByRole('button', { name: 'New policy' }).isDisabled()).toBe(true);
      await dialog.getByLabel(/^Length of streams/).fill('PT12H');
      expect(await policies()).toEqual([]);
      await confirm(dialog, 'New policy');

      await list('Policies').getByRole('link', { name: 'night' }).waitFor();
      expect(await list('Rules').getByRole('listitem').allTextContents()).toEqual([
        'Stream keys are rotated before they are 30 d old.',
        'They are rotated between 02:00 and 05:00, Europe/Berlin.',
        'The rotations are spread over the last 5 d.',
        'Each one is announced 3 d ahead.',
        'A live stream is cut after 5 deferrals.',
        'A stream is stopped after 12 h, and is warned 10 min ahead.',
        'A channel is suspended after 5 breaches of its limits in 10 min.',
        'Recordings are kept for 90 d.',
      ]);
      await main().getByText('channels with team=night').waitFor();
      expect(await violationsOn(watched.page)).toEqual([]);
      expect(await policies()).toMatchObject([
        {
          name: 'night',
          selection: { tags: { team: 'night' } },
          streamKeyMaxAge: 'P30D',
          rotation: {
            window: { from: '02:00', to: '05:00', zone: 'Europe/Berlin' },
            spreadOver: 'P5D',
            announceBefore: 'P3D',
            nowAfterDeferrals: 5,
          },
          streamMaxLength: 'PT12H',
          warnBefore: 'PT10M',
          suspendAfterBreaches: '5/PT10M',
          keepRecordings: 'P90D',
        },
      ]);

      await list('Policies').getByRole('link', { name: 'night' }).click();
      const nothing = { 'Window opens': '', 'Window closes': '', 'Time zone of the window': '' };
      const change = await plan(main(), 'Change', 'putPolicy', {
        ...nothing,
        'Only channels with these tags': '',
        'Age of stream keys': 'P10D',
        'Cut a live stream after': '0',
        'Warn streams ahead': '',
        'Length of streams': '',
      });
      await confirm(change, 'Change');
      await list('Rules').getByText('before they are 10 d old').waitFor();
      await list('Rules').getByText('A live stream is cut without a deferral.').waitFor();
      await main().getByText('all channels').waitFor();
      const [changed] = await policies();
      expect(changed).toMatchObject({ selection: {}, rotation: { nowAfterDeferrals: 0 } });
      expect(changed?.rotation).not.toHaveProperty('window');
      expect(changed).not.toHaveProperty('warnBefore');
      expect(await violationsOn(watched.page)).toEqual([]);

      await confirm(await plan(main(), 'Delete policy', 'deletePolicy'), 'Delete policy');
      await main().getByText('Done.').waitFor();
      expect(await policies()).toEqual([]);
      await goTo('policies/never', 'Policy');
      await main().getByText('There is no policy never.').waitFor();
    },
    PATIENCE_MS,
  );

  /** Makes the stream key of a channel as old as told. */
  async function ageKey({ id }: { id: string }, ms: number): Promise<void> {
    const table = openTable(scene.stack);
    try {
      const key = await table.read(`channel/${id}`, 'streamKey');
      const since = { N: String(systemClock.now() - ms) };
      await table.fill(1, () => ({ ...key, since }));
    } finally {
      table.close();
    }
  }

  it(
    'shows the stream keys that are due, why they are deferred, those that failed and the next',
    async () => {
      const [live, idle, young] = await Promise.all(
        ['late-live', 'late-idle', 'late-young'].map((name) => scene.channel(name)),
      );
      if (!live || !idle || !young) throw new Error('There are no channels.');
      await scene.goLive(live.arn);
      for (const channel of [live, idle]) await ageKey(channel, 40 * DAY_MS);
      scene.stack.ivs.setFaults([
        { operation: 'DeleteStreamKey', error: 'AccessDeniedException', count: 100 },
      ]);
      await scene.ask('PUT', '/v1/policies/strict', {
        selection: { name: 'late-*' },
        streamKeyMaxAge: 'P30D',
        streamMaxLength: 'PT1H',
      });
      const states = async (): Promise<string[]> => {
        const { streamKeys } = (await scene.ask('GET', '/v1/policies/strict')) as {
          streamKeys: { due: { state: string }[] };
        };
        return streamKeys.due.map(({ state }) => state).toSorted();
      };
      await until('the keys are due', async () => {
        for (const schedule of ['refreshChannels', 'closeLostEnds', 'rotateStreamKeys'])
          await scene.stack.lambda.invoke(schedule, {});
        await scene.advance(MINUTE_MS);
        return (await states()).join() === 'deferred,failed';
      });
      await goTo('policies/strict', 'strict');
      // The page learns the time of the deployment when it is loaded.
      await watched.page.reload();
      const row = (name: string, text: string): Locator =>
        list(name).getByRole('listitem').filter({ hasText: text });
      await row('Stream keys that are due', 'late-live')
        .getByText(/^deferred \d+ times?, the channel was live .+ ago · too old for 10 d/)
        .waitFor();
      await row('Stream keys that are due', 'late-idle')
        .getByText('the last rotation failed')
        .waitFor();
      await row('Stream keys that come next', 'late-young').getByText('too old in 29 d').waitFor();
      expect(await violationsOn(watched.page)).toEqual([]);

      await scene.advance(70 * MINUTE_MS);
      await until('the stream is too long', async () => {
        await scene.stack.lambda.invoke('runTimedReactions', {});
        return !scene.stack.ivs.isLive(live.arn);
      });
      await row('Decisions', 'late-live').getByText('started').waitFor();
      await row('Stream keys that are due', 'late-idle').getByRole('link', { name: 'job' }).click();
      await main().getByText('policy:strict').waitFor();
      expect(watched.faults).toEqual([]);
    },
    2 * PATIENCE_MS,
  );
});
