import { describe, expect } from 'vitest';
import {
  askIvs,
  givenChannel,
  givenLiveChannel,
  goLive,
  jobIn,
  keysOf,
  suspend,
  useUp,
} from '../given.ts';
import { givenRecordingConfiguration } from '../givenAttachments.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('lost hints cost minutes, not hours', () => {
  const loseIvsEvents = (world: World): void => world.stack.ivs.setChaos({ drop: 1 });
  const waits = (world: World, id: string): Promise<number> =>
    world.until('the job waits', async () => (await world.job(id)).status === 'waiting', MINUTE_MS);

  it('a job ends although the process that noted its cancel dies at once', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(
      await world.http('PATCH', `/v1/channels/${channel.id}?when=idle`, {
        body: { latencyMode: 'NORMAL' },
      }),
    );
    await waits(world, id);
    let noted = false;
    world.fateOf = ({ operation, input }) => {
      if (
        noted ||
        operation !== 'UpdateItem' ||
        !JSON.stringify(input.ExpressionAttributeNames).includes('"cancel"')
      )
        return undefined;
      noted = true;
      return 'crashAfter';
    };
    await world.http('POST', `/v1/jobs/${id}/cancel`);

    expect(await world.ended(id, 3 * MINUTE_MS)).toMatchObject({ status: 'cancelled' });
  });

  it('a cancelled retirement ends although its call to its children is lost', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const channel = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );
    const { id } = jobIn(
      await world.http('DELETE', `/v1/recording-configurations/${configuration.id}?detach=idle`),
    );
    await world.until(
      'the child waits',
      async () =>
        (await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' }))?.status ===
        'waiting',
      MINUTE_MS,
    );
    world.stack.bus.setChaos({ drop: 1 });
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    await world.advance(2 * MINUTE_MS);
    world.stack.bus.setChaos({ drop: 0 });

    expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ status: 'cancelled' });
  });

  it.for<[string, number]>([
    ['lived for a minute and more', 2 * MINUTE_MS],
    ['was over before any sweep', 0],
  ])(
    'a key is rotated although the Stream End of a stream that %s is lost',
    async ([_name, ms], { world }) => {
      const channel = await givenLiveChannel(
        world,
        {},
        { tags: { 'channelkeeper:rotate-after-show': 'true' } },
      );
      const [before] = await keysOf(world, channel);
      await world.advance(ms);
      loseIvsEvents(world);
      world.stack.ivs.disconnectEncoder(channel.encoderId);

      await world.until(
        'the key is rotated',
        async () => (await keysOf(world, channel))[0]?.arn !== before?.arn,
        5 * MINUTE_MS,
      );
      await world.advance(10 * MINUTE_MS);
      expect(world.published('Stream Key Rotated')).toHaveLength(1);
    },
  );

  it('a key is rotated although every event of its stream is lost', async ({ world }) => {
    const channel = await givenChannel(world, {
      tags: { 'channelkeeper:rotate-after-show': 'true' },
    });
    const [before] = await keysOf(world, channel);
    loseIvsEvents(world);
    const encoderId = await goLive(world, channel);
    await world.advance(2 * MINUTE_MS);
    world.stack.ivs.disconnectEncoder(encoderId);

    await world.until(
      'the key is rotated',
      async () => (await keysOf(world, channel))[0]?.arn !== before?.arn,
      5 * MINUTE_MS,
    );
  });

  it('a key is rotated although its Stream End meets a job on the channel', async ({ world }) => {
    const channel = await givenLiveChannel(
      world,
      {},
      { tags: { 'channelkeeper:rotate-after-show': 'true' } },
    );
    const [before] = await keysOf(world, channel);
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream`));
    await world.ended(id, MINUTE_MS);

    await world.until(
      'the key is rotated',
      async () => (await keysOf(world, channel))[0]?.arn !== before?.arn,
      5 * MINUTE_MS,
    );
  });

  it('a key is rotated although its Stream End meets a job without a slot', async ({ world }) => {
    const channel = await givenLiveChannel(
      world,
      {},
      { tags: { 'channelkeeper:rotate-after-show': 'true' } },
    );
    const [before] = await keysOf(world, channel);
    await useUp(world, 'UpdateChannel', world.clock.now() + 2 * MINUTE_MS);
    const { id } = jobIn(
      await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: 'other' } }),
    );
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(MINUTE_MS);
    expect((await keysOf(world, channel))[0]?.arn).toBe(before?.arn);

    expect((await world.ended(id, 5 * MINUTE_MS)).status).toBe('succeeded');
    await world.until(
      'the key is rotated',
      async () => (await keysOf(world, channel))[0]?.arn !== before?.arn,
      5 * MINUTE_MS,
    );
  });

  it('a key is kept although one list of live streams lacks its stream', async ({ world }) => {
    const channel = await givenLiveChannel(
      world,
      {},
      { tags: { 'channelkeeper:rotate-after-show': 'true' } },
    );
    const [before] = await keysOf(world, channel);
    await world.advance(2 * MINUTE_MS);
    const ivs = world.app.ivs as { call: typeof world.app.ivs.call };
    const call = ivs.call.bind(ivs);
    ivs.call = (async (operation, command) =>
      operation === 'ListStreams'
        ? { streams: [], $metadata: {} }
        : call(operation, command)) as typeof call;
    await world.advance(3 * MINUTE_MS);
    ivs.call = call;
    expect((await keysOf(world, channel))[0]?.arn).toBe(before?.arn);

    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.until(
      'the key is rotated',
      async () => (await keysOf(world, channel))[0]?.arn !== before?.arn,
      5 * MINUTE_MS,
    );
  });

  it('a suspended channel is dark two minutes after a lost Stream Start', async ({ world }) => {
    const channel = await givenChannel(world);
    await suspend(world, channel);
    await world.advance(MINUTE_MS);
    loseIvsEvents(world);
    await askIvs(world, 'CreateStreamKey', { channelArn: channel.arn });
    await goLive(world, channel, { reconnectAfterMs: 1_000 });

    await world.until(
      'the channel is dark',
      () => !world.stack.ivs.isLive(channel.arn),
      2 * MINUTE_MS,
    );
    await world.advance(10 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    expect(await keysOf(world, channel)).toEqual([]);
  });
});
