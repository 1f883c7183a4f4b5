import { describe, expect } from 'vitest';
import {
  askIvs,
  givenChannel,
  givenLiveChannel,
  givenManyChannels,
  goLive,
  jobIn,
  keysOf,
  tellOfStream,
  useUp,
} from '../given.ts';
import type { World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('rotateStreamKeyWhenIdle', () => {
  const rotateWhenIdle = (world: World, id: string) =>
    world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=idle`);

  it('rotates at once when the channel is idle', async ({ world }) => {
    const channel = await givenChannel(world);
    const [before] = await keysOf(world, channel);

    expect((await rotateWhenIdle(world, channel.id)).status).toBe(201);

    expect((await keysOf(world, channel))[0]?.arn).not.toBe(before?.arn);
  });

  it('leaves channel and key alone until the stream has ended', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const before = await keysOf(world, channel);

    const { id } = jobIn(await rotateWhenIdle(world, channel.id));
    await world.advance(2 * HOUR_MS);
    expect(await keysOf(world, channel)).toEqual(before);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    const job = await world.ended(id, 15_000);

    expect(job.status).toBe('succeeded');
    expect((await keysOf(world, channel))[0]?.arn).not.toBe(before[0]?.arn);
    expect(world.count('StopStream')).toBe(0);
  });

  it('rotates by the sweep when the end of the stream is never told', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await rotateWhenIdle(world, channel.id));
    world.stack.ivs.setChaos({ drop: 1 });
    world.stack.ivs.disconnectEncoder(channel.encoderId);

    expect((await world.ended(id, 130_000)).status).toBe('succeeded');
  });

  it('waits for a stream that has been announced but is not on yet', async ({ world }) => {
    const channel = await givenChannel(world);
    const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(3_000);

    const { id } = jobIn(await rotateWhenIdle(world, channel.id));
    await world.advance(60_000);
    expect((await world.job(id)).step).toBe('awaitingStreamEnd');
    world.stack.ivs.disconnectEncoder(encoderId);

    expect((await world.ended(id, 15_000)).status).toBe('succeeded');
  });

  it('waits for a stream that began while there was no slot', async ({ world }) => {
    const channel = await givenChannel(world);
    const before = await keysOf(world, channel);
    await useUp(world, 'CreateStreamKey', world.clock.now() + 60_000);
    const { id } = jobIn(await rotateWhenIdle(world, channel.id));
    const encoderId = await goLive(world, channel);

    await world.advance(3 * 60_000);
    expect(await keysOf(world, channel)).toEqual(before);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);

    world.stack.ivs.disconnectEncoder(encoderId);
    expect((await world.ended(id, 5 * 60_000)).status).toBe('succeeded');
    expect((await keysOf(world, channel))[0]?.arn).not.toBe(before[0]?.arn);
  });

  it.for<[string, string[]]>([
    ['before', ['Session Created', 'Session Ended']],
    ['after', ['Session Ended', 'Session Created']],
  ])(
    'does not wait for a session whose beginning is told %s its end',
    async ([_when, events], { world }) => {
      const channel = await givenChannel(world);
      for (const event of events) await tellOfStream(world, channel, event);

      expect((await rotateWhenIdle(world, channel.id)).status).toBe(201);
    },
  );

  it('gives up on a stream that never ends, and says so', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await rotateWhenIdle(world, channel.id));
    // The clock moves straight to the end of the wait, because two days of sweeps tell no more.
    world.clock.moveTo((await world.job(id)).wakeAt - 1_000);

    const job = await world.ended(id, 180_000);

    expect(job).toMatchObject({ status: 'failed', ending: 'stillLive' });
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect(world.published('Job Failed')).toHaveLength(1);
  });

  it('can be cancelled while it waits, and has changed nothing', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const before = await keysOf(world, channel);
    const { id } = jobIn(await rotateWhenIdle(world, channel.id));

    await world.http('POST', `/v1/jobs/${id}/cancel`);

    expect(await world.ended(id, 5_000)).toMatchObject({ status: 'cancelled' });
    expect(await keysOf(world, channel)).toEqual(before);
  });

  describe('after each stream, by tag', () => {
    const TAGS = { tags: { 'channelkeeper:rotate-after-show': 'true' } };

    it('rotates when a tagged stream has ended, once', async ({ world }) => {
      world.stack.ivs.setChaos({ duplicate: 1 });
      const channel = await givenLiveChannel(world, {}, TAGS);
      const [before] = await keysOf(world, channel);

      world.stack.ivs.disconnectEncoder(channel.encoderId);
      await world.advance(15_000);

      expect((await keysOf(world, channel))[0]?.arn).not.toBe(before?.arn);
      expect(world.published('Stream Key Rotated')).toHaveLength(1);
    });

    it('rotates after twenty streams that end at once', async ({ world }) => {
      const { ivs } = world.stack;
      const arns = await givenManyChannels(world, 20, TAGS);
      const encoders = arns.map((channelArn) => ivs.connectEncoder({ channelArn }));
      await world.advance(30_000);

      for (const encoderId of encoders) ivs.disconnectEncoder(encoderId);
      await world.advance(5 * 60_000);

      expect(world.published('Stream Key Rotated')).toHaveLength(20);
      expect(ivs.requests().filter(({ status }) => status === 429)).toEqual([]);
      expect(world.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    });

    it('leaves a channel without the tag alone', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      world.stack.ivs.disconnectEncoder(channel.encoderId);
      await world.advance(15_000);

      expect(world.published('Stream Key Rotated')).toEqual([]);
    });

    it('starts no job while the stream goes on after a break', async ({ world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 200 }, TAGS);
      await askIvs(world, 'StopStream', { channelArn: channel.arn });
      await world.advance(30_000);

      expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
      expect(world.published('Stream Key Rotated')).toEqual([]);
      expect(await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' })).toBeUndefined();
    });
  });

  describe('every so often, by tag', () => {
    const it = itIn({ journal: true });
    const every = (interval: string) => ({ tags: { 'channelkeeper:rotate-every': interval } });
    /** Lets the channels be known, and the deadlines of their keys. */
    const learn = (world: World): Promise<void> => world.advance(6 * 60_000);

    it('rotates a key that is older than its tag allows, and no other', async ({ world }) => {
      const old = await givenChannel(world, every('30d'));
      const [before] = await keysOf(world, old);
      await learn(world);
      world.clock.moveTo(world.clock.now() + 31 * DAY_MS);
      const young = await givenChannel(world, every('30d'));
      const [youngKey] = await keysOf(world, young);

      await world.invoke('rotateStreamKeys');
      await world.advance(10_000);

      expect((await keysOf(world, old))[0]?.arn).not.toBe(before?.arn);
      expect((await keysOf(world, young))[0]?.arn).toBe(youngKey?.arn);
      await world.invoke('rotateStreamKeys');
      await world.advance(10_000);
      expect(world.published('Stream Key Rotated')).toHaveLength(1);
    });

    it('rotates a key of the shortest interval within minutes', async ({ world }) => {
      const channel = await givenChannel(world, every('1h'));
      const [before] = await keysOf(world, channel);
      await world.advance(HOUR_MS + 6 * 60_000);
      expect((await keysOf(world, channel))[0]?.arn).not.toBe(before?.arn);
    });

    it('rotates an overdue key when the stream ends that delayed it', async ({ world }) => {
      const channel = await givenLiveChannel(world, {}, every('1h'));
      const [before] = await keysOf(world, channel);
      await world.advance(HOUR_MS + 6 * 60_000);
      expect((await keysOf(world, channel))[0]?.arn).toBe(before?.arn);

      world.stack.ivs.disconnectEncoder(channel.encoderId);

      await world.until(
        'the key is rotated',
        async () => (await keysOf(world, channel))[0]?.arn !== before?.arn,
        2 * 60_000,
      );
      expect(
        await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'streamKey' }),
      ).not.toHaveProperty('deferrals');
    });

    it('waits for the end of a stream by a job after a day of delays', async ({ world }) => {
      const channel = await givenLiveChannel(world, {}, every('1h'));
      const jobs = async () =>
        (await world.http('GET', `/v1/jobs?subject=channel/${channel.id}`)).body.jobs as {
          workflow: string;
          status: string;
        }[];
      await learn(world);
      const deferrals = async () =>
        (await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'streamKey' }))?.deferrals ??
        0;
      const look = async (): Promise<void> => {
        world.clock.moveTo(world.clock.now() + HOUR_MS);
        await world.invoke('rotateStreamKeys');
        await world.invoke('rotateStreamKeys');
      };
      // However often the schedule looks, a deferral counts once an hour.
      for (let n = 1; n <= 23; n++) {
        await look();
        expect(await deferrals()).toBe(n);
      }
      expect(await jobs()).toEqual([]);

      await look();

      expect(await jobs()).toMatchObject([
        { workflow: 'rotateStreamKeyWhenIdle', status: 'waiting' },
      ]);
      expect(
        world.logged.some(
          (line) => line.includes('was live at each check') && line.includes(channel.id),
        ),
      ).toBe(true);
    });

    it('finds the keys that are due by an index, and reads no other channel', async ({ world }) => {
      const first = await givenChannel(world, every('30d'));
      await givenManyChannels(world, 600);
      const last = await givenChannel(world, every('30d'));
      await learn(world);
      world.clock.moveTo(world.clock.now() + 31 * DAY_MS);
      const from = world.calls.length;

      await world.invoke('rotateStreamKeys');
      const asked = world.calls
        .slice(from)
        .filter(
          ({ functionName, service }) => functionName === 'rotateStreamKeys' && service === 'ivs',
        )
        .map(({ operation }) => operation);
      expect(asked).toEqual(['BatchGetChannel', 'ListStreams']);
      await world.advance(30_000);

      expect(
        new Set(world.published('Stream Key Rotated').map(({ channelArn }) => channelArn)),
      ).toEqual(new Set([first.arn, last.arn]));
      expect(world.stack.ivs.requests().filter(({ status }) => status === 429)).toEqual([]);
    });

    it('leaves a live channel for another day, and starts no job for it', async ({ world }) => {
      const channel = await givenLiveChannel(world, {}, every('1d'));
      await learn(world);
      world.clock.moveTo(world.clock.now() + 2 * DAY_MS);

      await world.invoke('rotateStreamKeys');
      await world.advance(10_000);

      expect(await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' })).toBeUndefined();
      world.stack.ivs.disconnectEncoder(channel.encoderId);
      await world.advance(60_000);
      await world.invoke('rotateStreamKeys');
      await world.advance(10_000);
      expect(world.published('Stream Key Rotated')).toHaveLength(1);
    });
  });
});
