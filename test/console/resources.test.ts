import { generateKeyPairSync } from 'node:crypto';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirm, plan, succeeded, type Filled, openConsole, goTo as goToPage } from './acting.ts';
import { violationsOn } from './axe.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { PATIENCE_MS, startScene, type Scene } from './scene.ts';

// An operator makes, changes and deletes the resources that channels use, against the whole stack.

const missing = executable === undefined;
const READ = /^(?:Get|List|BatchGet)/;

interface Resource {
  readonly arn: string;
  readonly name?: string;
  readonly [member: string]: unknown;
}

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('resources in the console', () => {
  let scene: Scene;
  let browser: Browser;
  let watched: Watched;
  beforeAll(async () => {
    [scene, browser] = await Promise.all([startScene(), startBrowser()]);
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
  const card = (name: string): Locator =>
    watched.page.locator('.resources .card').filter({ hasText: name });
  /** The calls that change something at IVS. */
  const changes = (): string[] =>
    scene.stack.ivs
      .requests()
      .map(({ operation }) => operation)
      .filter((operation) => !READ.test(operation));
  /** Returns the resources of a kind, as IVS has them. */
  async function atIvs(path: string, member: string): Promise<Resource[]> {
    const answer = await scene.ask('GET', `/v1/${path}`);
    return (answer as Record<string, Resource[]>)[member] ?? [];
  }

  /**
   * Carries out a verb, and checks that its dialog has no violation and that its dry run changes
   * nothing.
   * @returns the calls of the change itself
   */
  async function act(
    within: Locator,
    name: string,
    planned: string,
    fields: Filled = {},
  ): Promise<string[]> {
    const before = changes();
    const dialog = await plan(within, name, planned, fields);
    expect(await violationsOn(watched.page)).toEqual([]);
    expect(changes()).toEqual(before);
    await confirm(dialog, name);
    return changes().slice(before.length);
  }

  it(
    'creates, tags and deletes a recording configuration, also one that a channel uses',
    async () => {
      await goTo('recording-configurations', 'Recording configurations');
      for (const name of ['archive', 'vault']) {
        await act(main(), 'Create', 'Create recording configuration', {
          Name: name,
          'S3 bucket': 'studio-recordings',
          'Reconnect window': '60',
        });
        await card(name).getByText('active').waitFor();
      }
      await act(card('archive'), 'Tag', 'TagResource', { Tags: 'team=studio\nretention=long' });
      await card('archive').getByText('retention=long').waitFor();
      await act(card('archive'), 'Remove tags', 'UntagResource', { Keys: 'retention' });
      await card('archive').getByText('retention=long').waitFor({ state: 'detached' });
      const [archive] = (await atIvs('recording-configurations', 'recordingConfigurations')).filter(
        ({ name }) => name === 'archive',
      );
      expect(archive).toMatchObject({
        tags: { team: 'studio' },
        destinationConfiguration: { s3: { bucketName: 'studio-recordings' } },
        state: 'ACTIVE',
      });

      const channel = await scene.channel('recorded-show', {
        recordingConfigurationArn: archive?.arn,
      });
      await scene.goLive(channel.arn);
      const calls = await act(card('archive'), 'Delete', 'Delete attachment', {
        'Channels that use it': 'now',
      });
      await succeeded(watched.page);
      await card('archive').waitFor({ state: 'detached' });
      expect(calls).not.toContain('DeleteChannel');
      expect(changes()).toContain('StopStream');
      await act(card('vault'), 'Delete', 'Delete attachment');
      await main().getByText('There are none.').waitFor();
      expect(await atIvs('recording-configurations', 'recordingConfigurations')).toEqual([]);
      const { channel: left } = (await scene.ask('GET', `/v1/channels/${channel.id}`)) as {
        channel: Resource;
      };
      expect(left.recordingConfigurationArn ?? '').toBe('');
    },
    PATIENCE_MS,
  );

  it(
    'creates, updates, tags and deletes a playback restriction policy',
    async () => {
      const policies = (): Promise<Resource[]> =>
        atIvs('playback-restriction-policies', 'playbackRestrictionPolicies');
      await goTo('playback-restriction-policies', 'Restriction policies');
      const created = await act(main(), 'Create', 'CreatePlaybackRestrictionPolicy', {
        Name: 'europe',
        Countries: 'DE\nFR',
        Origins: 'https://example.com',
      });
      expect(created).toEqual(['CreatePlaybackRestrictionPolicy']);
      await card('europe').getByText('DE, FR').waitFor();
      const updated = await act(card('europe'), 'Update', 'UpdatePlaybackRestrictionPolicy', {
        Countries: 'DE',
        Refuse: 'checked',
      });
      expect(updated).toEqual(['UpdatePlaybackRestrictionPolicy']);
      await card('europe').getByText('refused').waitFor();
      await act(card('europe'), 'Tag', 'TagResource', { Tags: 'team=rights' });
      await card('europe').getByText('team=rights').waitFor();
      expect(await policies()).toMatchObject([
        {
          name: 'europe',
          allowedCountries: ['DE'],
          allowedOrigins: ['https://example.com'],
          enableStrictOriginEnforcement: true,
          tags: { team: 'rights' },
        },
      ]);
      await act(card('europe'), 'Delete', 'Delete attachment');
      await main().getByText('There are none.').waitFor();
      expect(await policies()).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'imports, tags and deletes a playback key pair, and tells why IVS refuses a key',
    async () => {
      const pairs = (): Promise<Resource[]> => atIvs('playback-key-pairs', 'playbackKeyPairs');
      const keyOn = (namedCurve: string): string =>
        generateKeyPairSync('ec', { namedCurve })
          .publicKey.export({ type: 'spki', format: 'pem' })
          .toString();
      await goTo('playback-key-pairs', 'Playback key pairs');
      const imported = await act(main(), 'Import', 'ImportPlaybackKeyPair', {
        Name: 'autumn',
        'Public key': keyOn('P-384'),
      });
      expect(imported).toEqual(['ImportPlaybackKeyPair']);
      await card('autumn')
        .getByText(/^(?:[0-9a-f]{2}:){5}/)
        .waitFor();
      await act(card('autumn'), 'Tag', 'TagResource', { Tags: 'team=keys' });
      await card('autumn').getByText('team=keys').waitFor();
      expect(await pairs()).toMatchObject([{ name: 'autumn', tags: { team: 'keys' } }]);
      await act(card('autumn'), 'Delete', 'DeletePlaybackKeyPair');
      await main().getByText('There are none.').waitFor();
      expect(await pairs()).toEqual([]);

      const fields = { Name: 'odd', 'Public key': keyOn('P-256') };
      const dialog = await plan(main(), 'Import', 'ImportPlaybackKeyPair', fields);
      await dialog.getByRole('button', { name: 'Import', disabled: false }).click();
      await dialog.getByRole('alert').waitFor();
      expect(await violationsOn(watched.page)).toEqual([]);
      await watched.page.keyboard.press('Escape');
      expect(await pairs()).toEqual([]);
      expect(watched.faults).toEqual([]);
    },
    PATIENCE_MS,
  );
});
