import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { projectFolder } from '../../local/build.ts';
import { matches } from '../../lib/patterns/pattern.ts';

interface Sample {
  'detail-type': string;
  detail: { jobId: string };
}

const folder = new URL('../../events/', import.meta.url);
const samplesIn = (name: string): Sample[] =>
  readdirSync(new URL(`${name}/`, folder))
    .filter((file) => !file.endsWith('.schema.json'))
    .map((file) => JSON.parse(readFileSync(new URL(`${name}/${file}`, folder), 'utf8')) as Sample);
const sent = samplesIn('sent');

test('the rule of docs/webhooks.yml lets through exactly the events meant for others', () => {
  const source = readFileSync(new URL('../../docs/webhooks.yml', import.meta.url), 'utf8');
  const { Resources } = parse(source, { logLevel: 'silent' }) as {
    Resources: { Rule: { Properties: { EventPattern: unknown } } };
  };
  const pattern = JSON.stringify(Resources.Rule.Properties.EventPattern);
  const isLetThrough = (event: object): boolean => matches(pattern, JSON.stringify(event));
  expect(sent.filter((event) => !isLetThrough(event)).map((event) => event['detail-type'])).toEqual(
    ['Job Due'],
  );
  expect(samplesIn('received').filter(isLetThrough)).toEqual([]);
  expect(isLetThrough({ ...sent[0], source: 'somebody.else' })).toBe(false);
});

/** Runs the receiver of the documentation. */
async function receiver(): Promise<{ url: string; output: () => string }> {
  const program = spawn(process.execPath, ['docs/webhookReceiver.ts'], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH ?? '', API_KEY: 'right', PORT: '0' },
  });
  onTestFinished(() => void program.kill());
  let output = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  while (!output.includes('\n}') && !/port: \d+ }/.test(output)) await once(program.stdout, 'data');
  const [, port] = /port: (\d+)/.exec(output) ?? [];
  output = '';
  return { url: `http://127.0.0.1:${port}`, output: () => output };
}

test('docs/webhookReceiver.ts takes each event once, and only from its sender', async () => {
  const { url, output } = await receiver();
  const post = async (event: unknown, key?: string): Promise<number> => {
    const headers = {
      'content-type': 'application/json',
      ...(key !== undefined && { 'x-api-key': key }),
    };
    const { status } = await fetch(url, {
      method: 'POST',
      headers,
      body: typeof event === 'string' ? event : JSON.stringify(event),
    });
    return status;
  };
  expect(await post(sent[0], 'wrong')).toBe(403);
  expect(await post(sent[0])).toBe(403);
  expect(await post('{', 'right')).toBe(400);
  expect(output()).toBe('');
  for (const event of [...sent, ...sent])
    expect(await post({ ...event, id: crypto.randomUUID() }, 'right')).toBe(204);
  await expect.poll(() => output().trim().split('\n')).toHaveLength(sent.length - 1);
  expect(output()).toMatch(/ was dark after \d+ ms$/m);
  expect(output()).toMatch(/ failed: \S/m);
});
