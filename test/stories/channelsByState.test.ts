import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { idOf } from '../../lib/arns.ts';
import { noteBegun } from '../../lib/journal/openStates.ts';
import { jobIdOf } from '../../lib/jobs/job.ts';
import { placeJob } from '../../lib/jobs/table.ts';
import type { Subject } from '../../lib/subjects.ts';
import {
  askIvs,
  givenChannel,
  givenLiveChannel,
  givenManyChannels,
  jobIn,
  refuse,
  rotate,
  suspend,
  type GivenChannel,
} from '../given.ts';
import { jobAt } from '../unit/jobs/sample.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;

interface Shown {
  arn: string;
  name?: string;
}

/** Returns the channels in a state, all pages of them. */
async function shown(world: World, state: string, limit = 100): Promise<Shown[]> {
  const all: Shown[] = [];
  for (let cursor = ''; ;) {
    const path = `/v1/channels?is=${state}&limit=${limit}${cursor}`;
    const { status, body } = await world.http('GET', path);
    expect(status, JSON.stringify(body)).toBe(200);
    all.push(...(body.channels as Shown[]));
    if (typeof body.nextCursor !== 'string') return all;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

const arns = async (world: World, state: string, limit?: number): Promise<string[]> =>
  (await shown(world, state, limit)).map(({ arn }) => arn);

/** Tells the journal of a starvation, or of its end, which IVS reports as an event. */
async function tellHealth(
  world: World,
  { arn, id }: GivenChannel,
  change: 'Start' | 'End',
): Promise<void> {
  const file = new URL(
    `../../events/received/streamHealth.starvation${change}.json`,
    import.meta.url,
  );
  const event = JSON.parse(readFileSync(file, 'utf8')) as { detail: object };
  const { body } = await world.http('GET', `/v1/channels/${id}/stream`);
  const { streamId } = body.stream as { streamId: string };
  await world.invoke('journal', {
    ...event,
    id: `${id}-${change}`,
    time: new Date(world.clock.now()).toISOString().replace(/\.\d+/, ''),
    resources: [arn],
    detail: { ...event.detail, stream_id: streamId },
  });
}

/** Leaves a channel without a stream key: its deletion is given up after the key was revoked. */
async function leaveKeyless(world: World): Promise<GivenChannel> {
  const channel = await givenLiveChannel(world);
  refuse(world, 'DeleteChannel');
  await world.ended(jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`)).id);
  refuse(world);
  await world.settle();
  return channel;
}

/** Makes the key of a channel as old as told. */
const ageKey = (world: World, { id }: GivenChannel, ms: number): Promise<unknown> =>
  world.app.store.update(
    { pk: `channel/${id}`, sk: 'streamKey' },
    { set: { since: world.clock.now() - ms } },
  );

/** Puts a job on a subject that no code gets on with. */
async function strand(world: World, subject: Subject, dueAt: number): Promise<void> {
  const at = world.clock.now() - 40 * MINUTE_MS;
  const job = jobAt('waiting', {
    id: jobIdOf(subject, '0123456789abcdef'),
    subject,
    workflow: 'fromTheFuture',
    acting: false,
    createdAt: at,
    updatedAt: at,
    wakeAt: at,
  });
  expect(await placeJob(world.app, job, undefined, dueAt)).toBeDefined();
}

describe('channels by state', () => {
  it('lists a channel as long as it is live, unhealthy or suspended', async ({ world }) => {
    const [live, quiet] = [await givenLiveChannel(world), await givenChannel(world)];
    expect(await arns(world, 'live')).toEqual([live.arn]);
    expect(await arns(world, 'unhealthy')).toEqual([]);
    await tellHealth(world, live, 'Start');
    expect(await arns(world, 'unhealthy')).toEqual([live.arn]);
    await world.advance(1_000);
    await tellHealth(world, live, 'End');
    expect(await arns(world, 'unhealthy')).toEqual([]);
    world.stack.ivs.disconnectEncoder(live.encoderId);
    await world.advance(20_000);
    expect(await arns(world, 'live')).toEqual([]);

    const { id } = jobIn(await world.http('POST', `/v1/channels/${quiet.id}/suspension`));
    expect(await arns(world, 'suspended')).toEqual([quiet.arn]);
    await world.ended(id);
    expect(await arns(world, 'suspended')).toEqual([quiet.arn]);
    await world.http('DELETE', `/v1/channels/${quiet.id}/suspension`, {
      headers: { prefer: 'wait=20' },
    });
    expect(await arns(world, 'suspended')).toEqual([]);
  });

  it('lists a channel from the job that left it without a key until it has one', async ({
    world,
  }) => {
    const [mended, dark, gone, outside] = [
      await leaveKeyless(world),
      await leaveKeyless(world),
      await leaveKeyless(world),
      await leaveKeyless(world),
    ];
    const all = [mended, dark, gone, outside].map(({ arn }) => arn);
    expect(await arns(world, 'keyless')).toEqual(all);
    const told = world.stack.bus.events().filter((event) => event['detail-type'] === 'Job Failed');
    await world.http('POST', `/v1/channels/${mended.id}/stream-keys`, { body: {} });
    await suspend(world, dark);
    await world.http('DELETE', `/v1/channels/${gone.id}`, { headers: { prefer: 'wait=20' } });
    await world.settle();
    expect(await arns(world, 'keyless')).toEqual([outside.arn]);
    // The end of a job that is announced again, late, does not bring back what is over.
    expect(told).toHaveLength(4);
    const time = new Date(world.clock.now() + MINUTE_MS).toISOString().replace(/\.\d+/, '');
    for (const event of told)
      await world.invoke('journal', { ...event, id: `again-${event.id}`, time });
    expect(await arns(world, 'keyless')).toEqual([outside.arn]);

    await askIvs(world, 'CreateStreamKey', { channelArn: outside.arn });
    await world.advance(10 * MINUTE_MS);
    expect(await arns(world, 'keyless')).toEqual([]);
    expect(await arns(world, 'suspended')).toEqual([dark.arn]);
  });

  it('lists a channel from the moment its key is too old until it has a new one', async ({
    world,
  }) => {
    const every = { tags: { 'channelkeeper:rotate-every': '30d' } };
    world.fateOf = ({ functionName }) =>
      functionName === 'rotateStreamKeys' ? 'crashBefore' : undefined;
    const [old, untagged] = [await givenChannel(world, every), await givenChannel(world)];
    await givenChannel(world, every);
    const dayMs = 24 * 60 * MINUTE_MS;
    await ageKey(world, old, 30 * dayMs - 8 * MINUTE_MS);
    await ageKey(world, untagged, 40 * dayMs);
    await world.advance(6 * MINUTE_MS);
    expect(await arns(world, 'overdue')).toEqual([]);
    // No check comes in between: the index has the moment.
    await world.advance(3 * MINUTE_MS);
    expect(await arns(world, 'overdue')).toEqual([old.arn]);
    await rotate(world, old, 'now');
    await world.settle();
    expect(await arns(world, 'overdue')).toEqual([]);

    const dark = await givenChannel(world, every);
    const gone = await givenChannel(world, every);
    for (const channel of [dark, gone]) await ageKey(world, channel, 31 * dayMs);
    await world.advance(5 * MINUTE_MS);
    expect((await arns(world, 'overdue')).toSorted()).toEqual([dark.arn, gone.arn].toSorted());
    // A deletion counts at once, whether or not its event arrives.
    world.stack.bus.setChaos({ drop: 1 });
    await world.http('DELETE', `/v1/channels/${gone.id}`, { headers: { prefer: 'wait=20' } });
    world.stack.bus.setChaos({ drop: 0 });
    expect(await arns(world, 'overdue')).toEqual([dark.arn]);
    await suspend(world, dark);
    // The next walk leaves out a suspended channel, too.
    await world.advance(6 * MINUTE_MS);
    expect(await arns(world, 'overdue')).toEqual([]);
  });

  it('lists a channel whose job nobody gets on with, whatever else is due', async ({ world }) => {
    const channels = [await givenChannel(world), await givenChannel(world)];
    const now = world.clock.now();
    // Jobs that are about no channel, at the same moment.
    for (let n = 0; n < 5; n++) await strand(world, `recordingConfiguration/Other${n}`, now);
    for (const { id } of channels) await strand(world, `channel/${id}`, now);
    const waiting = await givenLiveChannel(world);
    await rotate(world, waiting, 'idle');
    const all = channels.map(({ arn }) => arn).toSorted();
    for (const limit of [1, 3, 100])
      expect((await arns(world, 'stranded', limit)).toSorted(), String(limit)).toEqual(all);
    // The sweep publishes these jobs, and moves them ahead of itself.
    await world.advance(2 * MINUTE_MS);
    expect((await arns(world, 'stranded')).toSorted()).toEqual(all);
  });

  it('notes what no event has told', async ({ world }) => {
    world.stack.ivs.setChaos({ drop: 1 });
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 0 });
    expect(await arns(world, 'live')).toEqual([]);
    await tellHealth(world, channel, 'Start');
    await world.advance(10 * MINUTE_MS);
    expect(await arns(world, 'live')).toEqual([channel.arn]);
    expect(await arns(world, 'unhealthy')).toEqual([]);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(20_000);
    expect(await arns(world, 'live')).toEqual([]);
  });

  it('closes what it has missed, however much else stays open', async ({ world }) => {
    const { store, clock } = world.app;
    // Nobody tells of the ends of these, and no list has their streams.
    for (let n = 0; n < 1_000; n++) {
      const other = { channelId: `Other${n}`, streamId: `st-${n}` };
      await noteBegun(store, 'starvation', other, clock.now(), '{}');
    }
    await world.advance(1_000);
    const channel = await givenLiveChannel(world);
    await tellHealth(world, channel, 'Start');
    expect(await arns(world, 'unhealthy')).toEqual([channel.arn]);
    await world.advance(10 * MINUTE_MS);
    expect(await arns(world, 'unhealthy')).toEqual([]);
  });

  it('gives each channel once, whatever the pages, and refuses what cannot be', async ({
    world,
  }) => {
    const channels = [];
    for (let n = 0; n < 5; n++) channels.push(await givenChannel(world, { name: `n-${n}` }));
    for (const channel of channels) await suspend(world, channel);
    for (const { id } of channels.slice(0, 4))
      await world.app.store.update(
        { pk: `channel/${id}`, sk: 'suspension' },
        { set: { dueSk: '2026-11-23T10:00:00.000Z' } },
      );
    const all = channels.map(({ arn }) => arn).toSorted();
    for (const limit of [1, 2, 3, 100])
      expect((await arns(world, 'suspended', limit)).toSorted(), String(limit)).toEqual(all);

    const page = await world.http('GET', '/v1/channels?is=suspended&limit=2');
    const cursor = encodeURIComponent(String(page.body.nextCursor));
    const asked = world.count('ListChannels');
    for (const query of [
      `is=live&cursor=${cursor}`,
      `cursor=${cursor}`,
      'is=live&name=n-1',
      'is=asleep',
    ])
      expect((await world.http('GET', `/v1/channels?${query}`)).status, query).toBe(400);
    expect(world.count('ListChannels')).toBe(asked);
  });

  it('lists the channels that went live at an instant or later', async ({ world }) => {
    await givenLiveChannel(world);
    await world.advance(MINUTE_MS);
    const [second, third] = [await givenLiveChannel(world), await givenLiveChannel(world)];
    const { body } = await world.http('GET', `/v1/channels/${second.id}/stream`);
    const { startTime } = body.stream as { startTime: string };
    const at = Date.parse(startTime);
    const since = (ms: number, limit: number): Promise<string[]> =>
      arns(world, `live&since=${new Date(ms).toISOString()}`, limit);
    for (const limit of [1, 100]) {
      expect(await since(at, limit), `limit ${limit}`).toEqual([second.arn, third.arn]);
      expect((await since(at - 2 * MINUTE_MS, limit)).length, `limit ${limit}`).toBe(3);
      expect(await since(world.clock.now(), limit)).toEqual([]);
    }
    expect(await arns(world, `unhealthy&since=${startTime}`)).toEqual([]);
    for (const query of [
      `since=${startTime}`,
      `is=keyless&since=${startTime}`,
      'is=live&since=soon',
    ])
      expect((await world.http('GET', `/v1/channels?${query}`)).status, query).toBe(400);
  });

  it('costs a few reads and no call of IVS, and describes what was changed by its ARN', async ({
    world,
  }) => {
    const [renamed, kept] = [
      await givenLiveChannel(world, {}, { name: 'first' }),
      await givenLiveChannel(world, {}, { name: 'kept' }),
    ];
    await world.advance(6 * MINUTE_MS);
    await world.http('POST', `/v1/channels/${renamed.id}/tags`, { body: { tags: { team: 'b' } } });
    const states = ['suspended', 'keyless', 'overdue', 'live', 'unhealthy', 'stranded'];
    const before = world.calls.length;
    for (const state of states) await shown(world, state);
    const live = await world.http('GET', '/v1/channels?is=live');
    const calls = world.calls
      .slice(before)
      .filter(({ functionName }) => functionName === 'queries')
      .map(({ service, operation }) => `${service} ${operation}`);
    expect(new Set(calls)).toEqual(new Set(['dynamodb Query', 'dynamodb BatchGetItem']));
    // One query a partition: 2 of suspensions, 12 of jobs, and one of each other state; for
    // `overdue`, one of the policies too.
    expect(calls.filter((call) => call === 'dynamodb Query')).toHaveLength(2 + 12 + 5 + 1);
    expect(live.body.channels).toEqual([
      { arn: renamed.arn },
      expect.objectContaining({ arn: kept.arn, name: 'kept', type: 'STANDARD' }),
    ]);
    expect(Number(live.headers.get('age'))).toBeGreaterThan(0);
    const fresh = await world.http('GET', '/v1/channels?is=live', {
      headers: { 'cache-control': 'no-cache' },
    });
    expect(fresh.body.channels).toMatchObject([{ tags: { team: 'b' } }, { name: 'kept' }]);
  });
});

describe('a deployment that manages only the channels with its tag', () => {
  const it = itIn({ journal: true, environment: { MANAGED_CHANNELS: 'deployment=blue' } });

  it('lists none of the other channels', async ({ world }) => {
    world.stack.ivs.setChaos({ drop: 1 });
    const ours = await givenLiveChannel(world);
    const [theirs = ''] = await givenManyChannels(world, 1, { tags: { deployment: 'green' } });
    world.stack.ivs.connectEncoder({ channelArn: theirs });
    await world.advance(10 * MINUTE_MS);
    expect(world.stack.ivs.isLive(theirs)).toBe(true);
    expect(await arns(world, 'live')).toEqual([ours.arn]);
    expect(await world.app.store.list(`open/${idOf(theirs)}`, 'stream#', 10)).toEqual([]);
  });
});
