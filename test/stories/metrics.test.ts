import { describe, expect } from 'vitest';
import { METRICS, type MetricName } from '../../lib/metrics.ts';
import {
  givenChannel,
  givenLiveChannel,
  goLive,
  jobIn,
  refuse,
  rotate,
  suspend,
} from '../given.ts';
import { givenDeadLetter } from '../givenDeadLetters.ts';
import type { MetricsLine, World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const namesIn = ({ sets }: MetricsLine): string[] =>
  sets.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));

/** Returns all values of a metric, in order, with these dimensions. */
const valuesOf = (world: World, name: MetricName, by: Record<string, string> = {}): number[] =>
  world.metrics
    .map(({ values }) => values)
    .filter((values) => Object.entries(by).every(([key, value]) => values[key] === value))
    .flatMap((values) => (values[name] ?? []) as number | number[]);

const lastOf = (world: World, name: MetricName): number => valuesOf(world, name).at(-1) ?? NaN;

const remove = async (world: World, { id }: { id: string }): Promise<void> =>
  void (await world.ended(jobIn(await world.http('DELETE', `/v1/channels/${id}`)).id));

describe('the metrics', () => {
  it('tell of each kind of work, once, with the stage and nothing that names a channel', async ({
    world,
  }) => {
    const [deleted, dark, rotated] = [
      await givenLiveChannel(world),
      await givenLiveChannel(world, { reconnectAfterMs: 500 }),
      await givenChannel(world, {
        authorized: true,
        tags: { 'channelkeeper:rotate-every': '30d' },
      }),
    ];
    const began = world.clock.now();
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${deleted.id}`));
    const job = await world.ended(id);
    await suspend(world, dark);
    await world.ended(jobIn(await rotate(world, rotated, 'now')).id);
    const revoked = await world.http('POST', '/v1/viewer-session-revocations', {
      body: {
        viewerSessions: [{ channelId: rotated.id, viewerId: 'ada' }],
        viewerSessionVersionsLessThanOrEqualTo: 1,
      },
    });
    expect(revoked.status, JSON.stringify(revoked.body)).toBeLessThan(300);
    await world.advance(7 * MINUTE_MS);
    await givenDeadLetter(world);
    await world.advance(2 * MINUTE_MS);

    expect([...new Set(world.metrics.flatMap(namesIn))].toSorted()).toEqual(
      Object.keys(METRICS).toSorted(),
    );
    expect(valuesOf(world, 'TimeToDeleted')).toEqual([(job.finishedAt ?? 0) - job.createdAt]);
    const [told] = world.published('Channel Suspended') as { timeToDarkMs: number }[];
    expect(valuesOf(world, 'TimeToDark')).toEqual([told?.timeToDarkMs]);
    expect(valuesOf(world, 'TimeToRotated')).toHaveLength(1);
    expect(valuesOf(world, 'TimeToRevoked')).toHaveLength(1);
    expect(valuesOf(world, 'DeadLetters', { function: 'streamState' })).toEqual([1]);
    const ended = (workflow: string, ending: string): number[] =>
      valuesOf(world, 'JobsEnded', { workflow, ending });
    expect(ended('deleteChannel', 'succeeded')).toEqual([1]);
    expect(ended('suspendChannel', 'succeeded')).toEqual([1]);
    for (const lag of valuesOf(world, 'EventLag')) expect(lag).toBeLessThan(5 * SECOND_MS);
    expect(world.clock.now()).toBeGreaterThan(began);

    const dimensions = new Set(
      world.metrics.flatMap((line) => line.sets.flatMap((set) => set.Dimensions.flat())),
    );
    expect([...dimensions].toSorted()).toEqual(
      ['ending', 'function', 'operation', 'service', 'stage', 'workflow'].toSorted(),
    );
    for (const line of world.metrics) {
      expect(line.values['stage']).toBe('local');
      for (const { id } of [deleted, dark, rotated]) expect(JSON.stringify(line)).not.toContain(id);
    }
  });

  it('count the end of a job once, although its event comes twice', async ({ world }) => {
    world.stack.bus.setChaos({ duplicate: 1 });
    await remove(world, await givenLiveChannel(world));
    await world.advance(MINUTE_MS);
    const ends = { workflow: 'deleteChannel', ending: 'succeeded' };
    expect(valuesOf(world, 'JobsEnded', ends)).toEqual([1]);
    expect(valuesOf(world, 'TimeToDeleted')).toHaveLength(1);
  });

  it('show a dead sweep, and only that', async ({ world }) => {
    await givenChannel(world);
    await world.advance(5 * MINUTE_MS);
    expect(lastOf(world, 'SweepLateness')).toBeLessThanOrEqual(60);
    world.fateOf = ({ functionName }) => (functionName === 'sweep' ? 'crashBefore' : undefined);
    await world.advance(10 * MINUTE_MS);
    expect(lastOf(world, 'SweepLateness')).toBeGreaterThan(500);
    expect(lastOf(world, 'JobsStranded')).toBe(0);
    expect(lastOf(world, 'Throttled')).toBe(0);
  });

  it('show a job that nobody takes up, then that it is stranded', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    await world.advance(5 * MINUTE_MS);
    expect(lastOf(world, 'OldestDueJob')).toBeLessThan(60);
    world.fateOf = ({ functionName }) =>
      ['jobDue', 'streamState'].includes(functionName ?? '') ? 'crashBefore' : undefined;
    await rotate(world, channel, 'idle');
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(20 * MINUTE_MS);
    expect(lastOf(world, 'OldestDueJob')).toBeGreaterThan(15 * 60);
    expect(lastOf(world, 'JobsStranded')).toBe(0);
    await world.advance(20 * MINUTE_MS);
    expect(lastOf(world, 'JobsStranded')).toBe(1);
    world.fateOf = () => undefined;
    await world.advance(5 * MINUTE_MS);
    expect(lastOf(world, 'OldestDueJob')).toBeLessThan(60);
    expect(lastOf(world, 'JobsStranded')).toBe(0);
  });

  it('show that IVS throttles jobs, and how long they waited', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(3 * MINUTE_MS);
    refuse(world, 'DeleteStreamKey', 'ThrottlingException');
    const { id } = jobIn(await rotate(world, channel, 'now'));
    await world.advance(3 * MINUTE_MS);
    expect(Math.max(...valuesOf(world, 'Throttled'))).toBeGreaterThan(0);
    refuse(world);
    await world.ended(id);
    await world.advance(MINUTE_MS);
    expect(lastOf(world, 'ThrottledTime')).toBeGreaterThan(60);
  });

  it('show how long a key is overdue', async ({ world }) => {
    const tags = { 'channelkeeper:rotate-every': '1d' };
    await goLive(world, await givenChannel(world, { tags }));
    await world.advance(7 * MINUTE_MS);
    expect([lastOf(world, 'KeysOverdue'), lastOf(world, 'OldestOverdueKey')]).toEqual([0, 0]);
    expect(lastOf(world, 'KeyAge')).toBeLessThan(10 * 60);
    world.clock.moveTo(world.clock.now() + 2 * DAY_MS);
    await world.invoke('measure');
    expect(lastOf(world, 'KeysOverdue')).toBe(1);
    expect(lastOf(world, 'OldestOverdueKey') / 86_400).toBeCloseTo(1, 1);
  });
});

describe('GET /v1/limits', () => {
  it('tells the use of each quota, now and over the last hour', async ({ world }) => {
    const channels = [];
    for (let n = 0; n < 6; n++) channels.push(await givenChannel(world));
    await world.advance(7 * MINUTE_MS);
    for (const { id } of channels.slice(0, 4))
      expect((await world.http('DELETE', `/v1/channels/${id}`)).status).toBe(204);
    await givenLiveChannel(world);
    await world.advance(70 * SECOND_MS);
    const now = (await world.http('GET', '/v1/limits')).body as unknown as Limits;
    const of = ({ rates }: Limits): Limits['rates'][number] | undefined =>
      rates.find(({ operation }) => operation === 'DeleteChannel');
    expect(of(now)).toMatchObject({ perSecond: 5, share: 1, lastHour: { calls: 4, throttled: 0 } });
    expect(of(now)?.lastHour?.most).toBeCloseTo(4 / 60, 2);
    expect(of(now)?.lastHour?.headroom).toBeCloseTo(5 - 4 / 60, 2);
    expect(now.resources).toContainEqual(
      expect.objectContaining({
        name: 'concurrentStreams',
        used: 1,
        defaultQuota: 100,
        headroom: 99,
      }),
    );
    await world.advance(10 * MINUTE_MS);
    const later = (await world.http('GET', '/v1/limits')).body as unknown as Limits;
    expect(of(later)?.now).toEqual({ used: 0, headroom: 5 });
    expect(later.resources).toContainEqual(expect.objectContaining({ name: 'channels', used: 3 }));
    refuse(world, 'ListStreams', 'InternalServerException');
    await world.advance(MINUTE_MS);
    const down = await world.http('GET', '/v1/limits');
    // A list that was read before is told with its age.
    expect([down.status, down.body.resources]).toMatchObject([
      200,
      [{ name: 'channels' }, { name: 'concurrentStreams', asOf: later.asOf }],
    ]);
    refuse(world);
    await world.advance(65 * MINUTE_MS);
    const last = (await world.http('GET', '/v1/limits')).body as unknown as Limits;
    expect(of(last)?.lastHour).toMatchObject({ calls: 0, most: 0 });
  });
});

interface Limits {
  asOf: string;
  rates: {
    operation: string;
    now?: object;
    lastHour?: { calls: number; most: number; headroom: number };
  }[];
  resources: object[];
}
