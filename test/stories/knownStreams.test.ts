import { describe, expect } from 'vitest';
import {
  askIvs,
  givenChannel,
  givenLiveChannel,
  givenManyChannels,
  goLive,
  jobIn,
  suspend,
  tellOfStream,
  type GivenChannel,
} from '../given.ts';
import type { Call } from '../invocations.ts';
import type { Answer, World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

const SECOND_MS = 1_000;
const NO_CACHE = { 'cache-control': 'no-cache' };

const list = (world: World, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
  world.http('GET', `/v1/streams${query}`, { headers });
const one = (
  world: World,
  { id }: GivenChannel,
  headers: Record<string, string> = {},
): Promise<Answer> => world.http('GET', `/v1/channels/${id}/stream`, { headers });
const arnsIn = ({ body }: Answer): string[] =>
  (body.streams as { channelArn: string }[]).map(({ channelArn }) => channelArn);

/** Returns how many items were read together. */
const keysIn = (calls: readonly Call[]): number =>
  calls
    .filter(({ operation }) => operation === 'BatchGetItem')
    .flatMap(({ input }) => Object.values(input.RequestItems as Record<string, { Keys: object[] }>))
    .reduce((sum, { Keys }) => sum + Keys.length, 0);

describe('reading streams', () => {
  it('asks IVS a few times, however many callers read for half a minute', async ({ world }) => {
    const channels = [await givenLiveChannel(world), await givenLiveChannel(world)];
    const idle = await givenChannel(world);
    const reads = ['ListStreams', 'GetStream', 'GetChannel', 'ListChannels', 'BatchGetChannel'];
    await world.advance(2 * 60_000);
    const before = reads.map((operation) => world.count(operation));

    for (let second = 0; second < 30; second += 3) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => {
          if (n % 4 === 0) return list(world);
          if (n % 4 === 1) return one(world, channels[second % 2] ?? idle);
          return n % 4 === 2
            ? world.http('GET', `/v1/channels/${idle.id}`)
            : world.http('GET', '/v1/channels');
        }),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      await world.advance(3 * SECOND_MS);
    }

    // At most one call a second of each operation, the sweep and the refresh included.
    const calls = reads.map((operation, n) => world.count(operation) - (before[n] ?? 0));
    for (const [n, count] of calls.entries()) expect(count, reads[n]).toBeLessThanOrEqual(6);
  });

  it('shows what IVS would show, with its age and an entity tag', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    await world.advance(5 * SECOND_MS);
    const direct = await one(world, channel, NO_CACHE);

    const known = await one(world, channel);

    expect(known.text).toBe(direct.text);
    expect(known.headers.get('etag')).toBe(direct.headers.get('etag'));
    expect(Number(known.headers.get('age'))).toBeLessThanOrEqual(10);
    const listed = await list(world);
    const etag = listed.headers.get('etag') ?? '';
    expect((await list(world, '', { 'if-none-match': etag })).status).toBe(304);
    expect(arnsIn(await list(world, '?health=HEALTHY'))).toEqual([channel.arn]);
    expect(arnsIn(await list(world, '?health=STARVING'))).toEqual([]);
  });

  it('goes page by page, in one order', async ({ world }) => {
    const arns: string[] = [];
    for (let n = 0; n < 3; n++) arns.push((await givenLiveChannel(world)).arn);
    const first = await list(world, '?limit=2');
    const second = await list(world, `?limit=2&cursor=${String(first.body.nextCursor)}`);
    expect([...arnsIn(first), ...arnsIn(second)]).toEqual(arns.toSorted());
    expect(second.body.nextCursor).toBeUndefined();
  });

  const itMany = itIn({ settings: { concurrentStreamsMax: 120 } });

  itMany('lists more streams than IVS lists in what is left of a second', async ({ world }) => {
    const arns = await givenManyChannels(world, 120);
    world.stack.ivs.setChaos({ drop: 1 });
    for (const channelArn of arns) world.stack.ivs.connectEncoder({ channelArn });
    await world.advance(20 * SECOND_MS);
    // The quota has five calls a second, and the list takes two.
    for (let n = 0; n < 4; n++) await askIvs(world, 'ListStreams', {});

    const first = await list(world);
    expect(first.status, first.text).toBe(200);
    expect(arnsIn(first)).toEqual(arns.toSorted().slice(0, 100));
    expect(arnsIn(await list(world, `?cursor=${String(first.body.nextCursor)}`))).toEqual(
      arns.toSorted().slice(100),
    );

    // The first list could not tell whether jobs had begun since, but the second one can. Each page
    // reads the jobs of its own streams, and one more, which tells of another page.
    for (const [query, keys] of [
      ['', 101],
      ['?limit=10', 11],
    ] as const) {
      const before = world.calls.length;
      expect((await list(world, query)).status).toBe(200);
      expect(keysIn(world.calls.slice(before))).toBe(keys);
    }
  });

  it('shows each change of ours at once', async ({ world }) => {
    const [stopped, suspended, deleted] = [
      await givenLiveChannel(world),
      await givenLiveChannel(world),
      await givenLiveChannel(world),
    ];
    expect(arnsIn(await list(world))).toHaveLength(3);
    const stop = await world.http('DELETE', `/v1/channels/${stopped.id}/stream`);
    if (stop.status === 202) await world.ended(jobIn(stop).id);
    expect((await one(world, stopped)).status).toBe(404);
    expect(arnsIn(await list(world))).not.toContain(stopped.arn);
    await suspend(world, suspended);
    expect(arnsIn(await list(world))).toEqual([deleted.arn]);
    expect((await one(world, suspended)).status).toBe(404);
    const deletion = await world.http('DELETE', `/v1/channels/${deleted.id}`);
    await world.ended(jobIn(deletion).id);
    expect(arnsIn(await list(world))).toEqual([]);
    expect((await one(world, deleted)).body).toMatchObject({ type: '/problems/not-found' });
  });

  it('shows the end of a job at once although no event has reached the reads', async ({
    world,
  }) => {
    const channels = [await givenLiveChannel(world), await givenLiveChannel(world)];
    world.fateOf = ({ functionName, operation, input }) =>
      functionName === 'streamState' &&
      operation === 'UpdateItem' &&
      JSON.stringify(input).includes('reading/')
        ? 'noAnswer'
        : undefined;
    for (const channel of channels) {
      await list(world);
      expect(arnsIn(await list(world))).toContain(channel.arn);
      const stop = await world.http('DELETE', `/v1/channels/${channel.id}/stream?once=true`);
      if (stop.status === 202) await world.ended(jobIn(stop).id);
      expect(arnsIn(await list(world))).not.toContain(channel.arn);
      expect((await one(world, channel)).status).toBe(404);
    }
  });

  it('sees a stream begin and end by its events, or without them some seconds later', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    for (const drop of [0, 1]) {
      world.stack.ivs.setChaos({ drop });
      expect((await one(world, channel)).status).toBe(404);
      const encoderId = await goLive(world, channel);
      await world.advance(drop === 1 ? 11 * SECOND_MS : 3 * SECOND_MS);
      expect((await one(world, channel)).status).toBe(200);
      expect(arnsIn(await list(world))).toEqual([channel.arn]);
      world.stack.ivs.disconnectEncoder(encoderId);
      await world.until('the stream is over', () => !world.stack.ivs.isLive(channel.arn));
      await world.advance(drop === 1 ? 31 * SECOND_MS : 3 * SECOND_MS);
      expect((await one(world, channel)).status).toBe(404);
      expect(arnsIn(await list(world))).toEqual([]);
    }
  });

  it('believes no event: repeated, disordered and false ones change nothing', async ({ world }) => {
    const live = await givenLiveChannel(world);
    const idle = await givenChannel(world);
    for (const event of ['Stream End', 'Stream Start', 'Stream End', 'Stream End']) {
      await tellOfStream(world, live, event);
      await tellOfStream(world, idle, event);
      expect((await one(world, live)).status).toBe(200);
      expect((await one(world, idle)).status).toBe(404);
      expect(arnsIn(await list(world))).toEqual([live.arn]);
    }
  });
});
