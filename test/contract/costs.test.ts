import { describe, expect } from 'vitest';
import { countsPath, readCounts, type Count, type Counts } from '../../scripts/cost/counts.ts';
import { countOf, hourOf } from '../costs/counting.ts';
import { Meter } from '../costs/meter.ts';
import {
  givenChannel,
  givenLiveChannel,
  givenManyChannels,
  jobIn,
  suspend,
  type GivenChannel,
} from '../given.ts';
import type { World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

/** The requests that a piece of work has made: DynamoDB's writes and reads, and the others. */
interface Cost {
  writes: number;
  reads: number;
  events: number;
  ivs: string[];
}

/** Does some work until nothing more happens, and counts what it costs, the refused writes too. */
async function costOf(world: World, work: () => Promise<unknown>): Promise<Cost> {
  await world.settle();
  const before = world.calls.length;
  await work();
  const calls = world.calls.slice(before).filter(({ functionName }) => functionName !== undefined);
  const count = (service: string, operation: RegExp): number =>
    calls.filter((call) => call.service === service && operation.test(call.operation)).length;
  return {
    writes: count('dynamodb', /^(Put|Update|Delete)/),
    reads: count('dynamodb', /^(Get|BatchGet|Query)/),
    events: count('events', /^PutEvents$/),
    ivs: calls.filter(({ service }) => service === 'ivs').map(({ operation }) => operation),
  };
}

it('an idle channel is deleted in three writes and two calls of IVS', async ({ world }) => {
  const channel = await givenChannel(world);
  expect(await costOf(world, () => world.http('DELETE', `/v1/channels/${channel.id}`))).toEqual({
    writes: 3,
    reads: 3,
    events: 1,
    ivs: ['ListTagsForResource', 'DeleteChannel'],
  });
});

it('a live channel is deleted in nine writes and six calls of IVS', async ({ world }) => {
  const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
  const cost = await costOf(world, async () => {
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await world.ended(id, 20_000);
    await world.settle();
  });
  expect(cost).toEqual({
    writes: 9,
    reads: 5,
    events: 1,
    ivs: [
      'ListStreamKeys',
      'ListTagsForResource',
      'DeleteStreamKey',
      'StopStream',
      'ListTagsForResource',
      'DeleteChannel',
    ],
  });
});

it('a stream key is rotated in eight writes', async ({ world }) => {
  const channel = await givenChannel(world);
  const cost = await costOf(world, () =>
    world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
  );
  expect(cost).toMatchObject({ writes: 8, events: 2 });
});

it('a thousand viewer sessions are revoked in sixty writes', async ({ world }) => {
  const channel = await givenChannel(world, { authorized: true });
  const viewerSessions = Array.from({ length: 1_000 }, (_, n) => ({
    channelArn: channel.arn,
    viewerId: `viewer-${n}`,
    viewerSessionVersionsLessThanOrEqualTo: 1,
  }));
  const cost = await costOf(world, async () => {
    const { id } = jobIn(
      await world.http('POST', '/v1/viewer-session-revocations', { body: { viewerSessions } }),
    );
    await world.ended(id, 60_000);
  });
  expect(cost.writes).toBeLessThanOrEqual(60);
  expect(cost.reads).toBeLessThanOrEqual(80);
});

/** The time after which all events of some work have arrived, in ms. */
const EVENTS_MS = 15_000;
const MINUTE_MS = 60_000;
/** An hour takes some seconds on an idle machine, and a minute on one that is busy. */
const HOUR_TEST_MS_MAX = 300_000;

/** A piece of work that docs/cost.md prices. */
interface Piece {
  title: string;
  given?: (world: World) => Promise<GivenChannel>;
  does: (world: World, channel: GivenChannel) => Promise<unknown>;
  /** The schedules that do a part of the work. */
  scheduled?: string[];
  /** Its calls compete for the slots of two quotas, so their numbers differ a little by chance. */
  varies?: true;
}

/** Makes a request that starts a job, and waits until the job has ended. */
async function doneBy(world: World, ...request: Parameters<World['http']>): Promise<void> {
  const { body } = await world.http(...request);
  if (body.job) await world.ended((body.job as { id: string }).id, 10 * MINUTE_MS);
}

const path = ({ id }: GivenChannel, rest = ''): string => `/v1/channels/${id}${rest}`;

const PIECES: Readonly<Record<string, Piece>> = {
  readChannel: {
    title: 'read a channel that is known',
    async given(world) {
      const channel = await givenChannel(world);
      await world.advance(EVENTS_MS);
      await world.http('GET', path(channel));
      return channel;
    },
    does: (world, channel) => world.http('GET', path(channel)),
  },
  createChannel: {
    title: 'create a channel',
    given: () => Promise.resolve({ id: '', arn: '' }),
    does: (world) => givenChannel(world),
  },
  updateChannel: {
    title: 'update an idle channel',
    does: (world, channel) =>
      doneBy(world, 'PATCH', path(channel), { body: { latencyMode: 'NORMAL' } }),
  },
  deleteChannel: {
    title: 'delete an idle channel',
    does: (world, channel) => doneBy(world, 'DELETE', path(channel)),
  },
  deleteLiveChannel: {
    title: 'delete a live channel whose encoder reconnects',
    given: (world) => givenLiveChannel(world, { reconnectAfterMs: 500 }),
    does: (world, channel) => doneBy(world, 'DELETE', path(channel)),
  },
  rotateStreamKey: {
    title: 'rotate the stream key of an idle channel that is due, by the schedule',
    async given(world) {
      const tags = { 'channelkeeper:rotate-every': '1h' };
      const channel = await givenChannel(world, { tags });
      // The age of the key counts from the first check.
      await world.advance(6 * MINUTE_MS);
      return channel;
    },
    // The schedule runs as soon as time passes again.
    does: ({ clock }) => Promise.resolve(clock.moveTo(clock.now() + 2 * 60 * MINUTE_MS)),
    scheduled: ['rotateStreamKeys'],
  },
  rotateStreamKeyNow: {
    title: 'rotate the stream key of an idle channel, by a request',
    does: (world, channel) =>
      doneBy(world, 'POST', path(channel, '/stream-key-rotations?when=now')),
  },
  suspendChannel: {
    title: 'suspend a live channel whose encoder reconnects',
    given: (world) => givenLiveChannel(world, { reconnectAfterMs: 500 }),
    does: (world, channel) => doneBy(world, 'POST', path(channel, '/suspension')),
  },
  resumeChannel: {
    title: 'resume a suspended channel',
    async given(world) {
      const channel = await givenChannel(world);
      await suspend(world, channel);
      return channel;
    },
    does: (world, channel) => doneBy(world, 'DELETE', path(channel, '/suspension')),
  },
  stream: {
    title: 'a stream, from the encoder that connects to the one that leaves',
    async does(world, { arn: channelArn }) {
      const encoderId = world.stack.ivs.connectEncoder({ channelArn });
      await world.until('it is live', () => world.stack.ivs.isLive(channelArn), MINUTE_MS);
      await world.advance(EVENTS_MS);
      world.stack.ivs.disconnectEncoder(encoderId);
    },
  },
  revokeViewers: {
    title: 'revoke the sessions of a thousand viewers',
    varies: true,
    given: (world) => givenChannel(world, { authorized: true }),
    does: (world, { arn: channelArn }) =>
      doneBy(world, 'POST', '/v1/viewer-session-revocations', {
        body: {
          viewerSessions: Array.from({ length: 1_000 }, (_, n) => ({
            channelArn,
            viewerId: `viewer-${n}`,
            viewerSessionVersionsLessThanOrEqualTo: 1,
          })),
        },
      }),
  },
};

/** The hours in which only schedules run: how many channels there are, and how many are live. */
const HOURS = [
  { name: 'an empty account', channels: 0, live: 0 },
  { name: 'a hundred channels', channels: 100, live: 0 },
  { name: 'ten live streams', channels: 100, live: 10 },
] as const;

/**
 * Sizes depend on how many digits a time has, so they differ a little from run to run. A measured
 * number that is this close to the one in the file is the same.
 */
const TOLERANCE = 0.05;
const near = (measured: number, known = NaN, least = 50): number =>
  Math.abs(measured - known) <= Math.max(least, TOLERANCE * Math.abs(known)) ? known : measured;

/** Returns the measured numbers, each replaced by the known one that is close to it. */
function nearAll<Value>(measured: Value, known: unknown): Value {
  if (typeof measured === 'number')
    return near(measured, typeof known === 'number' ? known : NaN, 3) as Value;
  if (typeof measured !== 'object' || measured === null) return measured;
  return Object.fromEntries(
    Object.entries(measured).map(([name, value]) => [
      name,
      nearAll(value, (known as Record<string, unknown> | undefined)?.[name]),
    ]),
  ) as Value;
}

/**
 * The counts of docs/costs.json, which `npm run cost` and docs/cost.md price. After an intended
 * change: npx vitest run test/contract/costs.test.ts -u && npm run docs
 */
describe('docs/costs.json', () => {
  const it = itIn({ journal: true });
  const known = readCounts();
  const counted: Counts = { work: {}, hours: [] };
  const isUpdating = (): boolean => expect.getState().snapshotState.snapshotUpdateState === 'all';

  it.for(Object.entries(PIECES))(
    'has what it takes to %s',
    async ([name, { title, given = givenChannel, does, scheduled = [], varies }], { world }) => {
      const meter = new Meter(world);
      const channel = await given(world);
      await world.advance(EVENTS_MS);
      let jobs: string[] = [];
      const count = await countOf(
        world,
        meter,
        async () => {
          const from = world.calls.length;
          await does(world, channel);
          await world.advance(EVENTS_MS);
          jobs = jobsIn(world, from);
        },
        scheduled,
      );
      const steps = await Promise.all(jobs.map((id) => world.job(id)));
      const { lastingBytes, byteDays } = count.stored;
      const before = known.work[name]?.stored;
      const all = {
        title,
        steps: steps.reduce((sum, { timeline }) => sum + timeline.length, 0),
        ...count,
        stored: {
          lastingBytes: near(lastingBytes, before?.lastingBytes),
          byteDays: near(byteDays, before?.byteDays),
        },
      } satisfies Count;
      counted.work[name] = varies ? nearAll(all, known.work[name]) : all;
      if (!isUpdating()) expect(counted.work[name]).toEqual(known.work[name]);
    },
  );

  it.for(HOURS)(
    'has an hour of $name',
    { timeout: HOUR_TEST_MS_MAX },
    async ({ channels, live }, { world }) => {
      const meter = new Meter(world);
      const tags = { 'channelkeeper:rotate-every': '30d' };
      const arns = await givenManyChannels(world, channels, { tags });
      for (const channelArn of arns.slice(0, live)) world.stack.ivs.connectEncoder({ channelArn });
      // After a lap every channel is known, and after the next check so is the age of its key.
      await world.advance(14 * MINUTE_MS);
      const hour = { channels, live, parts: await hourOf(world, meter) };
      if (!isUpdating())
        expect(hour).toEqual(
          known.hours.find((one) => one.channels === channels && one.live === live),
        );
      counted.hours.push(hour);
    },
  );

  it('agrees with what the functions did', async () => {
    expect(Object.keys(counted.work)).toEqual(Object.keys(PIECES));
    await expect(`${JSON.stringify(counted, null, 2)}\n`).toMatchFileSnapshot(countsPath);
  });
});

/** Returns the ids of the jobs that were announced as ended since a call. */
const jobsIn = (world: World, from: number): string[] =>
  world.calls
    .slice(from)
    .flatMap(({ service, input }) =>
      service === 'events'
        ? (input.Entries as { DetailType: string; Detail: string }[])
            .filter(({ DetailType }) => DetailType === 'Job Succeeded')
            .map(({ Detail }) => (JSON.parse(Detail) as { jobId: string }).jobId)
        : [],
    );
