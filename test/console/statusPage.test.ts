import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { GetChannelCommand } from '@aws-sdk/client-ivs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildStatusPage } from '../../local/buildStatusPage.ts';
import { systemClock } from '../../local/clock.ts';
import { startIvsLocal, type IvsLocal } from '../../local/ivs/server.ts';
import { clientOf } from '../contract/ivs/setting.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { until } from './scene.ts';

// The status page of ivs-local, in a real browser.

const missing = executable === undefined;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** IVS refuses such a name, but a seed of an older state or a tag may hold any text. */
const EVIL = '<img src=x onerror="globalThis.pwned=1">';

const violationsOn = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then((found) =>' +
      ' found.violations.map(({ id, help, nodes }) => id + ": " + help + " " + nodes[0].html))',
  );

/** Creates a channel with any name, as if its record had been stored before a rule of names. */
async function channelNamed(ivs: IvsLocal, name: string): Promise<string> {
  const local = (method: string, body?: object): Promise<Response> =>
    fetch(`${ivs.url}/_local/snapshot`, { method, ...(body && { body: JSON.stringify(body) }) });
  const made = await fetch(`${ivs.url}/CreateChannel`, { method: 'POST', body: '{}' });
  const { channel } = (await made.json()) as { channel: { arn: string } };
  type Snapshot = {
    places: { tables: { channels: [string, { channel: { arn: string; name: string } }][] } }[];
  };
  const snapshot = (await (await local('GET')).json()) as Snapshot;
  for (const { tables } of snapshot.places)
    for (const [, record] of tables.channels)
      if (record.channel.arn === channel.arn) record.channel.name = name;
  expect((await local('PUT', snapshot)).status).toBe(204);
  return channel.arn;
}

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('the status page', () => {
  let ivs: IvsLocal;
  let browser: Browser;
  let watched: Watched;

  beforeAll(async () => {
    await buildStatusPage();
    [ivs, browser] = await Promise.all([
      startIvsLocal({ settings: { throttling: false } }),
      startBrowser(),
    ]);
    ivs.setChaos({ delayMs: [0, 0] });
    watched = await watchedPage(browser);
    await watched.page.goto(ivs.url);
  });
  afterAll(async () => {
    await browser?.close();
    await ivs?.close();
  });

  const row = (name: string) => watched.page.locator('#channels tbody tr', { hasText: name });

  it('shows a live channel within three seconds, plays it, and keeps a strange name inert', async () => {
    const { page } = watched;
    const channelArn = await channelNamed(ivs, EVIL);
    ivs.connectEncoder({ channelArn });
    ivs.clock.advance(7_000);
    const sinceMs = systemClock.now();
    await row('onerror').getByText('LIVE', { exact: true }).waitFor({ timeout: 20_000 });
    expect(systemClock.now() - sinceMs).toBeLessThan(3_000);
    await page.getByRole('button', { name: 'Play <img' }).click();
    await until('the preview plays', () =>
      page.evaluate<boolean>('document.querySelector("video")?.currentTime > 0.5'),
    );
    await expect
      .poll(() => page.locator('#events tbody').textContent())
      .toMatch(/Stream Start.*Session Created/);
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
    await page.getByRole('button', { name: 'Close the preview' }).click();
  });

  it('plays a private channel, whose playback URL still asks for a token', async () => {
    const { page } = watched;
    const { channel } = await created('members-only', { authorized: true });
    ivs.connectEncoder({ channelArn: channel.arn });
    ivs.clock.advance(7_000);
    const asked = `${ivs.url}/_local/playback-url?channelArn=${channel.arn}`;
    const { playbackUrl } = (await (await fetch(asked)).json()) as { playbackUrl: string };
    await page.getByRole('button', { name: 'Play members-only' }).click();
    await until('the preview plays', () =>
      page.evaluate<boolean>('document.querySelector("video")?.currentTime > 0.5'),
    );
    expect((await fetch(playbackUrl)).status).toBe(403);
    // The page is a viewer like any other.
    await expect.poll(() => row('members-only').locator('td').nth(2).textContent()).toBe('1');
    await page.getByRole('button', { name: 'Close the preview' }).click();
  });

  it('shows the value of a stream key only when it is asked for', async () => {
    const { page, requests } = watched;
    const { channel, streamKey } = await created('with-a-key');
    await row('with-a-key').waitFor();
    expect(await page.content()).not.toContain(streamKey.value);
    expect(requests.filter((url) => url.includes('stream-keys'))).toEqual([]);
    await page.getByRole('button', { name: 'Show the stream key of with-a-key' }).click();
    await row('with-a-key').getByText(streamKey.value).waitFor();
    // A change of the channel leaves the row, and the value in it, where they are.
    ivs.connectEncoder({ channelArn: channel.arn });
    await row('with-a-key').getByText('CONNECTED').waitFor();
    expect(await row('with-a-key').textContent()).toContain(streamKey.value);
    await fetch(`${ivs.url}/_local/encoders`);
  });

  it('sets a fault, which the next call meets, shows the call, and removes the fault', async () => {
    const { page } = watched;
    const { channel } = await created('faulty');
    const client = clientOf(ivs.url);
    onTestFinished(() => client.destroy());
    const get = (): Promise<unknown> => client.send(new GetChannelCommand({ arn: channel.arn }));
    await page.getByLabel('Operation', { exact: true }).selectOption('GetChannel');
    await page.getByLabel('Error', { exact: true }).selectOption('AccessDeniedException');
    await page.getByRole('button', { name: 'Add the fault' }).click();
    await page.locator('#faults tbody tr', { hasText: 'AccessDeniedException' }).waitFor();
    await expect(get()).rejects.toThrow('AccessDeniedException');
    await page.locator('#requests tr', { hasText: '403 AccessDeniedException' }).waitFor();
    await page.getByRole('button', { name: 'Remove the fault of GetChannel' }).click();
    await until('the fault is gone', async () => {
      const { faults } = (await (await fetch(`${ivs.url}/_local/faults`)).json()) as {
        faults: unknown[];
      };
      return faults.length === 0;
    });
    await expect(get()).resolves.toMatchObject({ channel: { name: 'faulty' } });
  });

  it('moves, stops and continues the clock', async () => {
    const { page } = watched;
    const beforeMs = ivs.clock.now();
    await page.getByRole('button', { name: 'Move the clock by +1 h' }).click();
    await until('the clock has moved', () => ivs.clock.now() - beforeMs >= 3_600_000);
    await page.getByRole('button', { name: 'Stop the clock' }).click();
    await until('the clock stands', () => ivs.clock.frozen);
    await page.getByRole('button', { name: 'Continue the clock' }).click();
    await until('the clock goes on', () => !ivs.clock.frozen);
  });

  it('starts again after a reset, with the rows of now alone', async () => {
    const { page } = watched;
    await created('before-the-reset');
    await page.locator('#requests tr', { hasText: 'CreateChannel' }).first().waitFor();
    await fetch(`${ivs.url}/_local/reset`, { method: 'POST' });
    await until('the page is empty', async () =>
      [
        await page.locator('#channels tbody tr').count(),
        await page.locator('#requests tbody tr').count(),
        await page.locator('#events tbody tr').count(),
      ].every((rows) => rows === 0),
    );
    ivs.setChaos({ delayMs: [0, 0] });
    Object.assign(ivs.settings, { throttling: false });
    await created('after-the-reset');
    await row('after-the-reset').waitFor();
    expect(await page.locator('#requests tbody tr').count()).toBe(1);
  });

  it('can be used by everybody, in light and dark, and asks no other origin', async () => {
    const { page, requests, faults } = watched;
    const { channel } = await created('for-everybody');
    ivs.setFaults([{ operation: '*', error: 'ThrottlingException', count: 9 }]);
    ivs.connectEncoder({ channelArn: channel.arn });
    ivs.clock.advance(7_000);
    await row('for-everybody').getByText('LIVE', { exact: true }).waitFor();
    await page.locator('#faults tbody tr').waitFor();
    await page.evaluate(axe);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOn(page), colorScheme).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await violationsOn(page), 'narrow').toEqual([]);
    const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate<number>(width)).toBe(0);
    const origins = new Set(
      requests.filter((url) => url.startsWith('http')).map((url) => new URL(url).origin),
    );
    expect([...origins]).toEqual([ivs.url]);
    expect(faults).toEqual([]);
    ivs.setFaults([]);
  });

  it('a page of another origin can neither read nor frame nor change anything', async () => {
    const { channel } = await created('not-for-others');
    const other = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>other</title>'),
    );
    await new Promise<void>((done) => void other.listen(0, '127.0.0.1', done));
    onTestFinished(() => void other.close());
    const stranger = await watchedPage(browser);
    onTestFinished(() => stranger.page.close());
    await stranger.page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
    const tried = await stranger.page.evaluate<Record<string, string>>(`(async () => {
      const said = (work) => work.then(async (answer) => answer.type + ' ' + (await answer.text()), String);
      const encoder = JSON.stringify({ channelArn: '${channel.arn}' });
      const url = '${ivs.url}';
      return {
        page: await said(fetch(url + '/')),
        overview: await said(fetch(url + '/_local/overview')),
        keys: await said(fetch(url + '/_local/stream-keys?channelArn=${channel.arn}')),
        // Both are simple requests, which a browser sends without asking.
        encoder: await said(fetch(url + '/_local/encoders', { method: 'POST', mode: 'no-cors', body: encoder })),
        created: await said(fetch(url + '/CreateChannel', { method: 'POST', mode: 'no-cors', body: '{"name": "theirs"}' })),
        framed: await new Promise((resolve) => {
          const frame = document.createElement('iframe');
          frame.onload = () => resolve(String(frame.contentDocument?.title ?? 'closed'));
          frame.src = url;
          document.body.append(frame);
        }),
      };
    })()`);
    for (const name of ['page', 'overview', 'keys'])
      expect(tried[name], name).toMatch(/^TypeError: Failed to fetch/);
    // A browser tells nothing about these two, so ivs-local is asked whether they had an effect.
    expect(ivs.encoders().filter(({ channelArn }) => channelArn === channel.arn)).toEqual([]);
    const { channels } = (await (
      await fetch(`${ivs.url}/ListChannels`, { method: 'POST', body: '{}' })
    ).json()) as { channels: { name: string }[] };
    expect(channels.map(({ name }) => name)).not.toContain('theirs');
    expect(tried['framed']).toBe('closed');
    expect(stranger.faults.join()).toMatch(/frame-ancestors/);
  });

  /** Creates a channel by plain HTTP. */
  async function created(
    name: string,
    members: object = {},
  ): Promise<{ channel: { arn: string }; streamKey: { value: string } }> {
    const answer = await fetch(`${ivs.url}/CreateChannel`, {
      method: 'POST',
      body: JSON.stringify({ name, ...members }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { channel: { arn: string }; streamKey: { value: string } };
  }
});

/** Sends a request with these headers. `fetch` would not let us choose the Host. */
function statusWith(url: string, path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<number>((resolve, reject) => {
    httpRequest(`${url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end(method === 'POST' ? '{}' : undefined);
  });
}

describe('the guard against pages', () => {
  it('answers to addresses and private names, and to no name that leads here by DNS', async () => {
    await buildStatusPage();
    const ivs = await startIvsLocal({
      publicUrl: 'https://ivs.example.com',
      settings: { throttling: false },
    });
    onTestFinished(() => ivs.close());
    const statuses = (headers: Record<string, string>): Promise<number[]> =>
      Promise.all([
        statusWith(ivs.url, '/', headers),
        statusWith(ivs.url, '/_local/health', headers),
        statusWith(ivs.url, '/_local/snapshot', headers),
        statusWith(ivs.url, '/ListChannels', headers, 'POST'),
      ]);
    const answered = [200, 200, 200, 200];
    const refused = [403, 403, 403, 403];
    for (const host of [
      `127.0.0.1:${ivs.port}`,
      'localhost',
      `[::1]:${ivs.port}`,
      '192.168.1.20:4100',
      'ivs-local:4100',
      'host.docker.internal:4100',
      'ivs.localhost',
      'ivs-local.team.svc.cluster.local:4100',
      'ivs.example.com',
    ])
      expect(await statuses({ host }), host).toEqual(answered);
    for (const host of [
      'evil.example',
      'evil.example:4100',
      '127.0.0.1.evil.example',
      'a b',
      'evil.example.',
    ])
      expect(await statuses({ host }), host).toEqual(refused);
    const host = `localhost:${ivs.port}`;
    expect(await statuses({ host, origin: `http://${host}` })).toEqual(answered);
    expect(await statuses({ host, origin: 'https://ivs.example.com' })).toEqual(answered);
    for (const origin of ['http://localhost:3000', 'https://evil.example', 'null', 'nonsense'])
      expect(await statuses({ host, origin }), origin).toEqual(refused);
    // A page whose name leads to this machine has the same origin as its requests.
    expect(await statuses({ host: 'evil.example', origin: 'http://evil.example' })).toEqual(
      refused,
    );
  });
});
