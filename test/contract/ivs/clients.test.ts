import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { MODEL, type OperationName } from '../../../local/ivs/protocol/model.ts';
import { SHAPES } from '../../../local/ivs/protocol/shapes.ts';
import { startIvsLocal, type IvsLocal } from '../../../local/ivs/server.ts';

const run = promisify(execFile);

/** An environment without the machine's own AWS configuration. */
const ENV = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_DEFAULT_REGION: 'us-west-2',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
  AWS_ENDPOINT_URL: '',
  NO_PROXY: '127.0.0.1',
};

const has = (command: string, ...args: string[]): Promise<boolean> =>
  run(command, args, { env: ENV }).then(
    () => true,
    () => false,
  );

/** Starts ivs-local in real time, with short delays. */
async function quickIvs(): Promise<IvsLocal> {
  const ivs = await startIvsLocal({
    clock: systemClock,
    settings: { throttling: false, streamStartMs: 50, sessionEndedMs: 20, streamEndMs: 100 },
  });
  onTestFinished(() => ivs.close());
  return ivs;
}

interface Told {
  code: number;
  text: string;
  json: Record<string, Record<string, unknown>>;
}

async function aws(ivs: IvsLocal, ...args: string[]): Promise<Told> {
  try {
    const { stdout } = await run(
      'aws',
      ['ivs', ...args, '--endpoint-url', ivs.url, '--output', 'json'],
      { env: ENV },
    );
    return {
      code: 0,
      text: stdout,
      json: (stdout.trim() ? JSON.parse(stdout) : {}) as Told['json'],
    };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, text: stderr, json: {} };
  }
}

test('the AWS CLI creates, streams, stops and deletes as documented', async (context) => {
  if (!(await has('aws', '--version'))) context.skip('skipped: there is no aws here');
  const ivs = await quickIvs();
  const { json: made } = await aws(ivs, 'create-channel', '--name', 'studio-1', '--tags', 'a=b');
  const arn = String(made['channel']?.['arn']);
  expect(made).toMatchObject({
    channel: { name: 'studio-1', tags: { a: 'b' } },
    streamKey: { channelArn: arn },
  });
  const missing = await aws(ivs, 'get-channel', '--arn', `${arn}x`);
  expect(missing.code).not.toBe(0);
  expect(missing.text).toContain(
    'An error occurred (ResourceNotFoundException) when calling the GetChannel operation: ' +
      `ResourceNotFoundException: Resource: ${arn}x not found`,
  );
  ivs.connectEncoder({ channelArn: arn });
  await expect.poll(() => ivs.isLive(arn)).toBe(true);
  expect((await aws(ivs, 'get-stream', '--channel-arn', arn)).json).toMatchObject({
    stream: { state: 'LIVE', channelArn: arn },
  });
  expect(
    (await aws(ivs, 'put-metadata', '--channel-arn', arn, '--metadata', 'score 1:0')).code,
  ).toBe(0);
  expect((await aws(ivs, 'delete-channel', '--arn', arn)).text).toContain('(ConflictException)');
  expect((await aws(ivs, 'stop-stream', '--channel-arn', arn)).code).toBe(0);
  await expect.poll(() => ivs.isLive(arn)).toBe(false);
  expect(await aws(ivs, 'delete-channel', '--arn', arn)).toMatchObject({ code: 0, text: '' });
  expect(ivs.requests().map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
    'CreateChannel ok',
    'GetChannel ResourceNotFoundException',
    'GetStream ok',
    'PutMetadata ok',
    'DeleteChannel ConflictException',
    'StopStream ok',
    'DeleteChannel ok',
  ]);
});

test('boto3 does the same as the AWS CLI, and gets every error with its code', async (context) => {
  if (!(await has('python3', '-c', 'import boto3')))
    context.skip('skipped: there is no boto3 here');
  const ivs = await quickIvs();
  const { stdout } = await run(
    'python3',
    [fileURLToPath(new URL('roundTrip.py', import.meta.url)), ivs.url],
    { env: ENV },
  );
  const told = Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { step: string })
      .map(({ step, ...facts }) => [step, facts]),
  );
  expect(told).toMatchObject({
    create: { type: 'STANDARD', key: 'sk_', tags: { 'team a': 'x' } },
    offline: {
      code: 'ChannelNotBroadcasting',
      status: 404,
      message: expect.stringMatching(
        /^ChannelNotBroadcasting: Channel: arn:\S+ is not currently online$/,
      ) as string,
    },
    live: { live: true },
    stream: { state: 'LIVE', started: true },
    list: { pages: 1 },
    metadata: { status: 204 },
    large: {
      code: 'ValidationException',
      status: 400,
      message: 'ValidationException: Metadata size exceeds payload limit',
    },
    busy: { code: 'ConflictException', status: 409 },
    name: {
      code: 'ValidationException',
      status: 400,
      message: expect.stringContaining("Value at 'name' failed to satisfy constraint") as string,
    },
    deleted: { deleted: true },
    gone: { code: 'ResourceNotFoundException', status: 404 },
  });
});

interface Botocore {
  operations: Record<
    string,
    {
      http: { method: string; requestUri: string; responseCode: number };
      input: { shape: string };
      errors: { shape: string }[];
    }
  >;
  shapes: Record<
    string,
    {
      type: string;
      min?: number;
      max?: number;
      pattern?: string;
      enum?: string[];
      required?: string[];
      members?: Record<string, { shape: string }>;
      member?: { shape: string };
    }
  >;
}

/**
 * Prints the service model that a botocore session finds, so that AWS_DATA_PATH can name a newer
 * one.
 */
const DUMP = [
  'import json, botocore.session',
  "loader = botocore.session.get_session().get_component('data_loader')",
  "print(json.dumps(loader.load_service_model('ivs', 'service-2')))",
].join('; ');

test('the table of the service model is that of botocore', async (context) => {
  if (!(await has('python3', '-c', 'import botocore')))
    context.skip('skipped: there is no botocore here');
  const { operations, shapes } = JSON.parse(
    (await run('python3', ['-c', DUMP], { env: ENV, maxBuffer: 10_000_000 })).stdout,
  ) as Botocore;
  if (!operations['UpdateAdConfiguration'])
    context.skip('skipped: the botocore here is older than the table');
  const memberShapes = (members: Botocore['shapes'][string]['members'] = {}): object =>
    Object.fromEntries(Object.entries(members).map(([member, { shape }]) => [member, shape]));
  for (const [name, { http, input, errors }] of Object.entries(operations)) {
    const {
      required,
      members,
      method,
      path,
      status,
      errors: declared,
    } = MODEL[name as OperationName];
    expect([http.method, http.requestUri, http.responseCode], name).toEqual([
      method,
      path === 'tags' ? '/tags/{resourceArn}' : `/${name}`,
      status,
    ]);
    expect(errors.map(({ shape }) => shape).toSorted(), name).toEqual([...declared].toSorted());
    expect((shapes[input.shape]?.required ?? []).toSorted(), name).toEqual(
      [...required].toSorted(),
    );
    expect(memberShapes(shapes[input.shape]?.members), name).toEqual(members);
  }
  const unanchored = (pattern: string): string =>
    pattern.replace(/^\^(?!\$\|)/, '').replace(/(?<!\|.*)\$$/, '');
  for (const [name, ours] of Object.entries(SHAPES)) {
    const {
      type,
      min,
      max,
      pattern,
      enum: values,
      members,
      required,
      member,
    } = shapes[name] ?? { type: 'missing' };
    const shape = {
      type,
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(values && { enum: values }),
    };
    expect(ours, name).toMatchObject({
      ...shape,
      ...(members && { members: memberShapes(members), required: required ?? [] }),
      ...(member && { member: member.shape }),
    });
    // This pattern is corrected in our model; see shapes.ts.
    if (name !== 'ResourceArn')
      expect('pattern' in ours ? unanchored(ours.pattern) : undefined, name).toBe(
        pattern === undefined ? undefined : unanchored(pattern),
      );
  }
});
