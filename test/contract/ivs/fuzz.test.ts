import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock, VirtualClock } from '../../../local/clock.ts';
import { startIvsLocal, type IvsLocal } from '../../../local/ivs/server.ts';
import { createProgress } from '../../../local/progress.ts';
import { attacks, type Attack } from './conformance/arbitraries.ts';
import { aPublicKey } from './conformance/bench.ts';
import { MEDIA_TAILOR } from './conformance/making.ts';
import { pass } from './setting.ts';

/** The run is short by default; IVS_FUZZ_RUNS makes it longer, IVS_FUZZ_SEED repeats one. */
const RUNS = Number(process.env['IVS_FUZZ_RUNS'] ?? 1_500);
const SEED = Number(process.env['IVS_FUZZ_SEED'] ?? 20_261_123);

interface Answer {
  status: number;
  type: string | undefined;
  text: string;
}

/** Returns a simulator with resources of every type, and a function that calls it. */
async function victim(): Promise<{
  ivs: IvsLocal;
  call: (attack: Omit<Attack, 'operation'>) => Promise<Answer>;
  snapshot: () => Promise<string>;
  arns: string[];
}> {
  const clock = new VirtualClock();
  const ivs = await startIvsLocal({
    clock,
    seed: 1,
    settings: {
      throttling: false,
      channelsMax: 12,
      recordingConfigurationsMax: 5,
      adConfigurationsMax: 5,
    },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(async () => {
    agent.destroy();
    await ivs.close();
  });
  const call = ({ method, path, headers, body }: Omit<Attack, 'operation'>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const call = request(
        {
          host: '127.0.0.1',
          port: ivs.port,
          agent,
          method,
          path,
          headers: { ...headers, 'content-length': String(body.length) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              type: response.headers['x-amzn-errortype'] as string | undefined,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  const make = async (operation: string, input: object): Promise<string[]> => {
    const { text } = await call({
      method: 'POST',
      path: `/${operation}`,
      headers: {},
      body: Buffer.from(JSON.stringify(input)),
    });
    return text.match(/arn:aws:ivs:[^"]+/g) ?? [];
  };
  const [recording = ''] = await make('CreateRecordingConfiguration', {
    destinationConfiguration: { s3: { bucketName: 'recordings' } },
  });
  await pass(clock, 10_000);
  const [policy = ''] = await make('CreatePlaybackRestrictionPolicy', {});
  const [ads = ''] = await make('CreateAdConfiguration', {
    mediaTailorPlaybackConfigurations: MEDIA_TAILOR,
  });
  const keyPairs = await make('ImportPlaybackKeyPair', { publicKeyMaterial: aPublicKey() });
  const live = await make('CreateChannel', {
    recordingConfigurationArn: recording,
    playbackRestrictionPolicyArn: policy,
    adConfigurationArn: ads,
  });
  const idle = await make('CreateChannel', {});
  ivs.connectEncoder({ channelArn: live.find((arn) => arn.includes(':channel/')) ?? '' });
  await pass(clock, 10_000);
  const snapshot = async (): Promise<string> =>
    (await call({ method: 'GET', path: '/_local/snapshot', headers: {}, body: Buffer.alloc(0) }))
      .text;
  return { ivs, call, snapshot, arns: [...new Set([...keyPairs, ...live, ...idle])] };
}

test(
  `${RUNS} hostile inputs cause no 500, no crash and no change by a refused call`,
  { timeout: 60_000 + RUNS * 20 },
  async () => {
    const { call, snapshot, arns } = await victim();
    let before = await snapshot();
    expect(before).toContain(arns[0]);
    const outcomes = new Map<number, number>();
    const progress = createProgress('inputs', RUNS, { clock: systemClock, output: process.stderr });
    let inputs = 0;
    await fc.assert(
      fc.asyncProperty(attacks(arns), async (attack) => {
        const answer = await call(attack);
        outcomes.set(answer.status, (outcomes.get(answer.status) ?? 0) + 1);
        expect(answer.status, answer.text).toBeLessThan(500);
        const after = await snapshot();
        if (answer.status >= 400) {
          expect(answer.type, answer.text).toMatch(/^\w+$/);
          expect(after).toBe(before);
        }
        before = after;
        progress.set(++inputs);
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    progress.end();
    // A run in which no request succeeds would prove nothing.
    expect(
      Math.min(...[200, 400, 404].map((status) => outcomes.get(status) ?? 0)),
      JSON.stringify([...outcomes]),
    ).toBeGreaterThan(RUNS / 100);
  },
);

test('bytes that are hardly HTTP leave the server well', async () => {
  const { ivs, call } = await victim();
  const well = Buffer.from(
    'POST /GetChannel HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
      'content-length: 11\r\n\r\n{"arn":"x"}',
  );
  const mutation = fc.array(
    fc.record({ at: fc.nat({ max: well.length - 1 }), byte: fc.nat({ max: 255 }) }),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(mutation, async (changes) => {
      const bytes = Buffer.from(well);
      for (const { at, byte } of changes) bytes[at] = byte;
      await new Promise<void>((resolve) => {
        const socket = connect(ivs.port, '127.0.0.1', () => socket.end(bytes));
        socket.on('error', () => resolve());
        socket.on('close', () => resolve());
        socket.resume();
      });
    }),
    { numRuns: Math.ceil(RUNS / 10), seed: SEED },
  );
  expect(
    (await call({ method: 'GET', path: '/_local/health', headers: {}, body: Buffer.alloc(0) }))
      .status,
  ).toBe(200);
});

test.each([
  ['lists in lists', '['.repeat(400_000)],
  ['objects in objects', '{"a":'.repeat(150_000)],
  ['closed lists in lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['a number of a million digits', '1'.repeat(1_000_000)],
  ['a byte order mark', '\ufeff{}'],
])('%s are no valid input', async (_what, body) => {
  const { call } = await victim();
  const answer = await call({
    method: 'POST',
    path: '/GetChannel',
    headers: {},
    body: Buffer.from(body),
  });
  expect(answer).toMatchObject({ status: 400, type: 'SerializationException' });
});
