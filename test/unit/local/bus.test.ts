import {
  EventBridgeClient,
  PutEventsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { createConnection } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBus } from '../../../local/bus/bus.ts';
import type { Bus } from '../../../local/bus/bus.ts';
import type { EventBridgeEvent } from '../../../local/bus/event.ts';
import { systemClock, VirtualClock } from '../../../local/clock.ts';
import { createInProcessLambda } from '../../../local/lambda/inProcess.ts';
import type { Lambda } from '../../../local/lambda/lambda.ts';
import { passTime, templateOf } from './fixture.ts';

const start = Date.UTC(2026, 10, 23, 10);
let clock: VirtualClock;
let lambda: Lambda;
let bus: Bus;
let client: EventBridgeClient;
let calls: [functionName: string, event: EventBridgeEvent][];
let failing: boolean;

beforeEach(async () => {
  clock = new VirtualClock(start);
  calls = [];
  failing = false;
  const template = templateOf([{ name: 'streamState' }, { name: 'jobDue' }, { name: 'sweep' }], {
    buses: ['ours'],
    rules: [
      {
        name: 'a',
        busName: 'default',
        pattern: { source: ['aws.ivs'] },
        functionName: 'streamState',
      },
      {
        name: 'b',
        busName: 'ours',
        pattern: { source: ['channelkeeper'], 'detail-type': ['Job Due'] },
        functionName: 'jobDue',
      },
      { name: 'c', busName: 'default', schedule: 'rate(1 minute)', functionName: 'sweep' },
    ],
  });
  lambda = createInProcessLambda({
    template,
    clock,
    load: async (fn) => (event) => {
      calls.push([fn.name, event as EventBridgeEvent]);
      if (failing) throw new Error('boom');
    },
  });
  bus = await startBus({ port: 0, template, lambda, clock, seed: 1 });
  client = new EventBridgeClient({
    endpoint: bus.url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});

afterEach(async () => {
  client.destroy();
  await bus.close();
  await lambda.close();
  expect(clock.nextAt()).toBeUndefined();
});

const jobDue = {
  Source: 'channelkeeper',
  DetailType: 'Job Due',
  Detail: '{"jobId":"j"}',
  EventBusName: 'ours',
};
const streamEnd: EventBridgeEvent = {
  version: '0',
  id: 'e-1',
  'detail-type': 'IVS Stream State Change',
  source: 'aws.ivs',
  account: '123456789012',
  time: '2026-11-23T09:00:00Z',
  region: 'us-west-2',
  resources: ['arn:aws:ivs:us-west-2:123456789012:channel/x'],
  detail: { event_name: 'Stream End' },
};

test('an event reaches the function whose rule it matches, in its envelope', async () => {
  const { Entries } = await client.send(
    new PutEventsCommand({
      Entries: [
        { ...jobDue, Resources: ['r'] },
        { ...jobDue, DetailType: 'Job Failed' },
      ],
    }),
  );
  await passTime(clock, 0);
  expect(calls).toEqual([
    [
      'jobDue',
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Job Due',
        source: 'channelkeeper',
        account: '123456789012',
        time: '2026-11-23T10:00:00Z',
        region: 'us-west-2',
        resources: ['r'],
        detail: { jobId: 'j' },
      },
    ],
  ]);
  expect(bus.events().map((event) => [event.busName, event['detail-type']])).toEqual([
    ['ours', 'Job Due'],
    ['ours', 'Job Failed'],
  ]);
});

test('buses are apart, also when named by their ARN', async () => {
  await client.send(
    new PutEventsCommand({
      Entries: [
        { ...jobDue, EventBusName: 'default' },
        { ...jobDue, EventBusName: 'nowhere' },
      ],
    }),
  );
  await passTime(clock, 0);
  expect(calls).toEqual([]);
  await client.send(
    new PutEventsCommand({
      Entries: [
        { ...jobDue, EventBusName: 'arn:aws:events:us-west-2:123456789012:event-bus/ours' },
      ],
    }),
  );
  await passTime(clock, 0);
  expect(calls).toHaveLength(1);
});

test('entries are refused one by one, as on AWS', async () => {
  const { FailedEntryCount, Entries } = await client.send(
    new PutEventsCommand({
      Entries: [
        { ...jobDue, Source: 'aws.ivs' },
        { ...jobDue, Detail: '[1]' },
        { ...jobDue, Detail: '{' },
        { ...jobDue, DetailType: '' },
        jobDue,
      ],
    }),
  );
  expect(FailedEntryCount).toBe(4);
  expect(Entries?.map((entry) => entry.ErrorCode)).toEqual([
    'NotAuthorizedForSourceException',
    'MalformedDetail',
    'MalformedDetail',
    'InvalidArgument',
    undefined,
  ]);
  await passTime(clock, 0);
  expect(calls).toHaveLength(1);
  await expect(
    client.send(new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => jobDue) })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test('an entry that cannot be read fails by itself, not with its batch', async () => {
  const put = async (entries: unknown[]): Promise<{ status: number; answer: unknown }> => {
    const headers = {
      'x-amz-target': 'AWSEvents.PutEvents',
      'content-type': 'application/x-amz-json-1.1',
    };
    const response = await fetch(bus.url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ Entries: entries }),
    });
    return { status: response.status, answer: await response.json() };
  };
  const deep = `{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`;
  const wrong = [
    { ...jobDue, Time: 1e15 },
    { ...jobDue, Time: 'soon' },
    { ...jobDue, Resources: [1] },
    { ...jobDue, Detail: deep },
    null,
  ];
  const { status, answer } = await put([jobDue, ...wrong, jobDue]);
  expect(status).toBe(200);
  expect(answer).toMatchObject({
    FailedEntryCount: 5,
    Entries: [
      {},
      ...[
        'InvalidArgument',
        'InvalidArgument',
        'InvalidArgument',
        'MalformedDetail',
        'InvalidArgument',
      ].map((ErrorCode) => ({ ErrorCode })),
      {},
    ],
  });
  await passTime(clock, 0);
  expect(calls).toHaveLength(2);
});

test('a call takes a megabyte of text in UTF-8, and counts 14 bytes for a Time', async () => {
  const sized = (bytes: number, more: object = {}) => {
    const left = bytes - Buffer.byteLength(`${jobDue.Source}${jobDue.DetailType}{"text":"ü"}`);
    return { ...jobDue, Detail: JSON.stringify({ text: `ü${'x'.repeat(left)}` }), ...more };
  };
  const [half, megabyte] = [512 * 1024, 1024 * 1024];
  const put = (...Entries: (typeof jobDue)[]) => client.send(new PutEventsCommand({ Entries }));
  expect(await put(sized(megabyte))).toMatchObject({ FailedEntryCount: 0 });
  expect(await put(sized(half), sized(half - 14, { Time: new Date(start) }))).toMatchObject({
    FailedEntryCount: 0,
  });
  for (const tooMuch of [
    sized(megabyte + 1),
    sized(megabyte - 13, { Time: new Date(start) }),
    sized(megabyte, { Resources: ['r'] }),
  ]) {
    await expect(put(tooMuch)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  }
});

test('big numbers and repeated fields are matched and shown as they were written', async () => {
  const detail = '{"n":9007199254740993,"twice":1,"twice":2}';
  await client.send(new PutEventsCommand({ Entries: [{ ...jobDue, Detail: detail }] }));
  const event = JSON.stringify({ ...streamEnd, id: 'e-3' });
  const body = `{"events":[${event.replace('{"event_name":"Stream End"}', detail)}]}`;
  await fetch(`${bus.url}/_local/events`, { method: 'POST', body });
  const shown = await (await fetch(`${bus.url}/_local/events`)).text();
  expect(shown.split(detail)).toHaveLength(3);
  expect(JSON.parse(shown)).toMatchObject({
    events: [
      { busName: 'ours', detail: { twice: 2 } },
      { busName: 'default', id: 'e-3' },
    ],
  });
});

const attempt = (pattern: string) =>
  client.send(
    new TestEventPatternCommand({ EventPattern: pattern, Event: JSON.stringify(streamEnd) }),
  );

test('a pattern can be tried out', async () => {
  expect((await attempt('{"source":["aws.ivs"]}')).Result).toBe(true);
  expect((await attempt('{"source":["aws.s3"]}')).Result).toBe(false);
  await expect(attempt('{"source":"aws.s3"}')).rejects.toMatchObject({
    name: 'InvalidEventPatternException',
  });
  await expect(attempt('{')).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
  for (const Event of ['{', undefined]) {
    const call = client.send(
      new TestEventPatternCommand({ EventPattern: '{"source":["aws.ivs"]}', Event }),
    );
    await expect(call).rejects.toMatchObject({ name: 'ValidationException' });
  }
});

test('events of AWS come in by the trusted way only, and leave unchanged', async () => {
  const post = (body: unknown) =>
    fetch(`${bus.url}/_local/events`, { method: 'POST', body: JSON.stringify(body) });
  expect((await post({ events: [streamEnd] })).status).toBe(204);
  await bus.deliver({ ...streamEnd, id: 'e-2' });
  await passTime(clock, 0);
  expect(calls).toEqual([
    ['streamState', streamEnd],
    ['streamState', { ...streamEnd, id: 'e-2' }],
  ]);
  const wrong = await post({ events: [{ ...streamEnd, detail: 'text' }] });
  expect([wrong.status, await wrong.text()]).toEqual([
    400,
    '{"message":"\\"detail\\" must be an object"}',
  ]);
  expect((await post(null)).status).toBe(400);
});

test('events and dead letters can be looked at', async () => {
  failing = true;
  await bus.deliver(streamEnd);
  await client.send(new PutEventsCommand({ Entries: [jobDue] }));
  await passTime(clock, 200_000);
  const get = async (path: string): Promise<unknown> => (await fetch(`${bus.url}${path}`)).json();
  expect(await get('/_local/events')).toMatchObject({
    events: [{ id: 'e-1', busName: 'default' }, { busName: 'ours' }],
  });
  expect(await get('/_local/events?bus=ours')).toMatchObject({ events: [{ busName: 'ours' }] });
  const { deadLetters } = (await get('/_local/dead-letters')) as {
    deadLetters: { functionName: string }[];
  };
  expect(deadLetters.map((letter) => letter.functionName)).toContain('streamState');
  expect((await fetch(`${bus.url}/_local/nothing`)).status).toBe(404);
  expect((await fetch(`${bus.url}/`, { method: 'POST', body: '{' })).status).toBe(400);
});

test('a caller that hangs up in the middle of its body is no failure of the bus', async () => {
  const lines: string[] = [];
  const own = await startBus({
    port: 0,
    template: templateOf([]),
    lambda,
    clock,
    log: (line) => lines.push(line),
  });
  const socket = createConnection(own.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
  await systemClock.sleep(20);
  socket.destroy();
  await systemClock.sleep(20);
  await own.close();
  expect(lines).toEqual([]);
});

test('answers carry no Date, which a client might take for a skewed clock', async () => {
  expect((await fetch(`${bus.url}/_local/events`)).headers.get('date')).toBeNull();
});

test('a schedule runs its function with a Scheduled Event', async () => {
  await passTime(clock, 65_000);
  expect(
    calls.map(([name, event]) => [name, event['detail-type'], event.source, event.time]),
  ).toEqual([
    ['sweep', 'Scheduled Event', 'aws.events', '2026-11-23T10:00:05Z'],
    ['sweep', 'Scheduled Event', 'aws.events', '2026-11-23T10:01:05Z'],
  ]);
});

test('chaos drops, doubles, delays and reorders by its seed', async () => {
  const put = (chaos: unknown) =>
    fetch(`${bus.url}/_local/chaos`, { method: 'PUT', body: JSON.stringify(chaos) });
  const played = async (): Promise<string[]> => {
    calls = [];
    for (let n = 0; n < 30; n += 1) await bus.deliver({ ...streamEnd, id: String(n) });
    await passTime(clock, 4_000);
    return calls.filter(([name]) => name === 'streamState').map(([, event]) => event.id);
  };
  expect(
    (await put({ drop: 0.3, duplicate: 0.3, delayMs: [100, 1_000], reorder: 0.2, seed: 7 })).status,
  ).toBe(204);
  const first = await played();
  expect(new Set(first).size).toBeLessThan(30);
  expect(first.length).toBeGreaterThan(new Set(first).size);
  expect(first).not.toEqual(first.toSorted((a, b) => Number(a) - Number(b)));
  bus.setChaos({ seed: 7 });
  expect(await played()).toEqual(first);
  bus.setChaos({ drop: 1 });
  expect(await played()).toEqual([]);
  expect((await put({ drop: 2 })).status).toBe(400);
  expect((await put({ lose: 1 })).status).toBe(400);
});

test('a rule with a wrong pattern or schedule stops the start', async () => {
  const rule = { name: 'x', busName: 'default', functionName: 'echo' };
  const withRule = (more: object) =>
    startBus({
      port: 0,
      template: templateOf([{}], { rules: [{ ...rule, ...more }] }),
      lambda,
      clock,
    });
  await expect(withRule({ pattern: { source: 'x' } })).rejects.toThrow(
    'The rule x: Event pattern is not valid. Reason: "source" must be an object or an array',
  );
  await expect(withRule({ pattern: { a: [1], $or: [{ a: [2] }, { b: [1] }] } })).rejects.toThrow(
    'Path `a` cannot be allowed multiple times',
  );
  await expect(withRule({ schedule: 'rate(1 minutes)' })).rejects.toThrow('not a valid schedule');
});
