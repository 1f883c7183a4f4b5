import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { startIvsLocal } from '../../../local/ivs/server.ts';

/** Returns the script of the README, which uses only the SDK and the facts in the README. */
async function script(): Promise<string> {
  const readme = await readFile('local/ivs/README.md', 'utf8');
  const [, section = ''] = readme.split('## A private channel');
  const [, code = ''] = /```js\n([^]*?)```/.exec(section) ?? [];
  expect(code).toContain('StartViewerSessionRevocationCommand');
  return code;
}

test('the README’s script plays a private channel until it revokes the viewer', async () => {
  const ivs = await startIvsLocal({ clock: systemClock });
  onTestFinished(() => ivs.close());
  const child = spawn(process.execPath, ['--input-type=module', '-e', await script()], {
    env: { ...process.env, IVS_ENDPOINT: ivs.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect([code, errors, output.trim().split('\n')]).toEqual([
    0,
    '',
    [
      'without a token: 403',
      'with a token: 200',
      'its playlist: 200',
      'the playlist of a revoked session: 403',
      'the token of a revoked session: 403',
      'a token with a higher version: 200',
    ],
  ]);
});

test('the seed file of the README is accepted', async () => {
  const [, json = ''] =
    /```json\n([^]*?)```/.exec(await readFile('local/ivs/README.md', 'utf8')) ?? [];
  const ivs = await startIvsLocal({ clock: systemClock, resources: JSON.parse(json) as unknown });
  onTestFinished(() => ivs.close());
  const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/Studio000001';
  ivs.connectEncoder({ channelArn, streamKey: 'sk_us-west-2_mine_always' });
  expect(ivs.encoders()).toMatchObject([{ channelArn, state: 'streaming' }]);
});
