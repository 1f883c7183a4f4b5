import { spawn, type ChildProcess } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { BatchGetChannelCommand } from '@aws-sdk/client-ivs';
import { expect, onTestFinished, test } from 'vitest';
import { aChannel, aFolder, clientOf, controlCall } from './setting.ts';

interface Run {
  child: ChildProcess;
  /** The first line on stdout. */
  ready: Promise<string>;
  /** How the process ended and the text that it wrote to stderr. */
  ended: Promise<{ code: number | null; signal: string | null; errors: string }>;
}

function run(args: string[]): Run {
  const child = spawn(process.execPath, ['local/ivs/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = new Promise<Awaited<Run['ended']>>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, errors })),
  );
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString()));
    void ended.then(() => reject(new Error(`ended before it was ready: ${errors}`)));
  });
  ready.catch(() => undefined);
  return { child, ready, ended };
}

const addressIn = (line: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';

test('prints one ready line, sends events to the bus, and ends cleanly at Ctrl-C', async () => {
  const received: string[] = [];
  const bus = createHttpServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
      received.push(`${request.method} ${request.url} ${body}`);
      response.end('{}');
    })();
  });
  await new Promise<void>((resolve) => void bus.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void bus.close());
  const { child, ready, ended } = run([
    '--port',
    '0',
    '--rtmp-port',
    '0',
    '--rtmps-port',
    '0',
    '--recordings',
    'http://127.0.0.1:9',
    '--state',
    await aFolder(),
    '--events',
    `http://127.0.0.1:${(bus.address() as AddressInfo).port}`,
  ]);
  const line = await ready;
  expect(line).toMatch(
    new RegExp(
      '^ivs-local is ready: IVS at http://127\\.0\\.0\\.1:\\d+, ' +
        'RTMP ingest at rtmp://127\\.0\\.0\\.1:\\d+/app/<stream key>, ' +
        'RTMPS ingest at rtmps://127\\.0\\.0\\.1:\\d+/app/<stream key>\\n$',
    ),
  );
  const url = addressIn(line);
  await controlCall({ url }, 'PUT', 'chaos', { delayMs: [0, 0] });
  const { arn: channelArn } = await aChannel(clientOf(url));
  await controlCall({ url }, 'POST', 'encoders', { channelArn });
  await expect.poll(() => received.length).toBe(1);
  expect(received[0]).toMatch(
    /^POST \/_local\/events \{"events":\[\{"version":"0",.*"event_name":"Session Created"/,
  );
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: 0, signal: null, errors: '' });
});

test('keeps every acknowledged channel after kill -9', async () => {
  const folder = await aFolder();
  const first = run(['--port', '0', '--no-rtmp', '--state', folder]);
  const url = addressIn(await first.ready);
  await controlCall({ url }, 'PUT', 'settings', { throttling: false });
  const client = clientOf(url);
  const acknowledged: string[] = [];
  const creating = (async () => {
    for (;;) acknowledged.push((await aChannel(client)).arn);
  })().catch(() => 'killed');
  await expect.poll(() => acknowledged.length).toBeGreaterThan(20);
  first.child.kill('SIGKILL');
  expect(await creating).toBe('killed');
  const second = run(['--port', '0', '--no-rtmp', '--state', folder]);
  const again = clientOf(addressIn(await second.ready));
  for (let start = 0, at = 0; start < acknowledged.length && at < 5; start += 50, at++) {
    const { errors } = await again.send(
      new BatchGetChannelCommand({ arns: acknowledged.slice(start, start + 50) }),
    );
    expect(errors).toEqual([]);
  }
});

test('names a taken port in one line and exits with 1, whichever port it is', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => void holder.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void holder.close());
  const { port } = holder.address() as AddressInfo;
  for (const ports of [
    ['--port', `${port}`, '--no-rtmp'],
    ['--port', '0', '--rtmp-port', `${port}`],
    ['--port', '0', '--no-rtmp', '--rtmps-port', `${port}`],
  ]) {
    const { code, errors } = await run([...ports, '--state', await aFolder()]).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(new RegExp(`^ivs-local: port ${port} is taken[^\n]*\n$`));
  }
});

test('the option of a setting is the setting, also after a reset', async () => {
  const { ready } = run([
    '--port',
    '0',
    '--no-rtmp',
    '--state',
    await aFolder(),
    '--local-addresses',
  ]);
  const url = addressIn(await ready);
  const client = clientOf(url);
  onTestFinished(() => client.destroy());
  const localAddresses = async (): Promise<unknown> =>
    (await controlCall({ url }, 'GET', 'settings')).body['localAddresses'];
  const playbackUrl = async (): Promise<string | undefined> =>
    (await aChannel(client)).channel.playbackUrl;
  expect([await localAddresses(), await playbackUrl()]).toEqual([
    true,
    expect.stringContaining(url),
  ]);
  await controlCall({ url }, 'PUT', 'settings', { localAddresses: false });
  expect([await localAddresses(), await playbackUrl()]).toEqual([
    false,
    expect.stringContaining('playback.live-video.net'),
  ]);
  await controlCall({ url }, 'POST', 'reset');
  expect([await localAddresses(), await playbackUrl()]).toEqual([
    true,
    expect.stringContaining(url),
  ]);
});

const REFUSED = [
  ['--prot', '1'],
  ['--port', '0', '--port', '1'],
  ['--events', 'http://127.0.0.1:1', '--events-endpoint', 'http://127.0.0.1:1'],
  ['--no-rtmp', '--rtmp-port', '0'],
  ['--public-url', 'nowhere'],
  ['--public-url', 'rtmp://127.0.0.1'],
  ['--host', 'no host'],
  ['--port', 'x'],
  ['--port', '70000'],
  ['--accounts', 'mine'],
  ['--events-endpoint', 'nowhere'],
  ['--seed-file', 'local/absent.json'],
  ['--rtmps-port', 'x'],
  ['--tls-cert', 'cert.pem'],
  ['--srt'],
];

test.each(REFUSED.map((args) => [args.join(' '), args] as const))('refuses %s', async (_, args) => {
  const { code, errors } = await run(args).ended;
  expect(code).toBe(1);
  expect(errors).toMatch(/^ivs-local: /);
  if (args.includes('--srt')) expect(errors).toContain('there is no SRT ingest');
});
