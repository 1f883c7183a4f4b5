import { spawn, type ChildProcess } from 'node:child_process';
import type { Browser, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../local/build.ts';
import { buildClient } from '../../local/buildClient.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage } from '../console/chromium.ts';
import { PATIENCE_MS, startScene, until, type Scene } from '../console/scene.ts';

// The example in a browser, beside the whole stack with a simulated encoder.

const missing = executable === undefined;
const POLL = { timeout: PATIENCE_MS / 2 };

/** The program of the example, as `npm run example` runs it. */
interface Example {
  readonly url: string;
  readonly channelArn: string;
  /** The token of the API that it has. */
  readonly token: string;
  close(): void;
}

async function startExample({ stack }: Scene): Promise<Example> {
  const token = await stack.issuer.mint({ subject: 'example' });
  const child: ChildProcess = spawn(process.execPath, ['examples/private-stream/server.ts'], {
    cwd: projectFolder,
    env: {
      PATH: process.env['PATH'] ?? '',
      API_URL: stack.url,
      TOKEN: token,
      EXAMPLE_PORT: '0',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const printed = /The page +(\S+)\nThe channel (\S+)\n/;
  await until('the example has started', () => {
    if (child.exitCode !== null) throw new Error(output);
    return printed.test(output);
  });
  const [, url = '', channelArn = ''] = printed.exec(output) ?? [];
  return { url, channelArn, token, close: () => child.kill('SIGKILL') };
}

const secondsOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.querySelector("video").currentTime');

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('the example of a private stream', () => {
  let scene: Scene;
  let browser: Browser;
  let example: Example;
  let ann: Page;
  /** The text of every answer that came from the server of the example. */
  const answers: Promise<string>[] = [];

  beforeAll(async () => {
    [scene, browser] = await Promise.all([
      startScene({
        schedules: false,
        settings: { streamStartMs: 500, revocationEffectMs: 500 },
      }),
      startBrowser(),
      buildClient(),
    ]);
    example = await startExample(scene);
    await scene.goLive(example.channelArn);
  }, PATIENCE_MS);
  afterAll(async () => {
    example?.close();
    await browser?.close();
    await scene?.close();
  });

  async function join(name: string): Promise<Page> {
    const { page } = await watchedPage(browser);
    page.setDefaultTimeout(PATIENCE_MS / 2);
    page.on('response', (response: Response) => {
      if (response.url().startsWith(example.url)) answers.push(response.text());
    });
    await page.goto(example.url);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Watch' }).click();
    await expect.poll(() => secondsOf(page), POLL).toBeGreaterThan(1);
    return page;
  }

  it(
    'plays for its viewers, shows messages, and removes one viewer with the reason',
    async () => {
      const bob = await join('Bob <b>');
      ann = await join('Ann');

      await ann.getByLabel('Message', { exact: true }).fill('<i>Half time</i>');
      await ann.getByRole('button', { name: 'Send' }).click();
      for (const page of [ann, bob])
        await page.getByRole('list', { name: 'Messages' }).getByText('<i>Half time</i>').waitFor();

      await ann.getByRole('button', { name: 'Remove Bob <b>' }).click();
      await bob.getByText('The host has removed you from this stream.').waitFor();
      expect(await bob.evaluate('document.querySelector("video").readyState')).toBe(0);
      const before = await secondsOf(ann);
      await expect.poll(() => secondsOf(ann), POLL).toBeGreaterThan(before + 1);
      await ann.getByText('You are watching.').waitFor();
      await ann.getByRole('button', { name: 'Remove Bob <b>' }).waitFor({ state: 'detached' });

      // The browsers saw playback tokens, and neither the private key nor the token of the API.
      const seen = await Promise.all(answers);
      expect(seen.filter((text) => text.includes('?token=')).length).toBeGreaterThan(0);
      for (const secret of [example.token, 'PRIVATE KEY', '"kty"'])
        expect(seen.filter((text) => text.includes(secret))).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'says so when nobody is live, and goes on by itself when the stream is back',
    async () => {
      const [encoder] = scene.stack.ivs.encoders();
      scene.stack.ivs.disconnectEncoder(encoder?.encoderId ?? '');
      await ann.getByText('The stream is not live. Waiting for it.').waitFor();
      await ann.getByLabel('Message', { exact: true }).fill('too late');
      await ann.getByRole('button', { name: 'Send' }).click();
      await expect.poll(() => ann.getByRole('alert').textContent(), POLL).toMatch(/live/);
      await scene.goLive(example.channelArn);
      await ann.getByText('You are watching.').waitFor();
    },
    PATIENCE_MS,
  );
});
