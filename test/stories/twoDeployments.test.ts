import { describe, expect } from 'vitest';
import {
  askIvs,
  givenChannel,
  givenManyChannels,
  goLive,
  jobIn,
  keysOf,
  suspend,
  type GivenChannel,
} from '../given.ts';
import { givenRecordingConfiguration } from '../givenAttachments.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const MINUTE_MS = 60_000;

// Two deployments share the account and the region. This one manages the channels with its tag; the
// other deployment's channels are green.

describe('a deployment that manages only the channels with its tag', () => {
  const it = itIn({ environment: { MANAGED_CHANNELS: 'deployment=blue' } });

  const tags = (deployment: string) => ({
    tags: {
      deployment,
      'channelkeeper:rotate-after-show': 'true',
      'channelkeeper:rotate-every': '1h',
    },
  });
  const given = async (world: World, deployment: string): Promise<GivenChannel> => {
    const [arn = ''] = await givenManyChannels(world, 1, tags(deployment));
    return { arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
  };
  /** Returns the changes that IVS was asked for, each with the ARN of its channel. */
  const changes = (world: World): string[] =>
    world.stack.ivs
      .requests()
      .flatMap(({ operation, channelArn }) =>
        /^(?:Get|List|BatchGet|CreateChannel)/.test(operation)
          ? []
          : [`${operation} ${channelArn}`],
      );

  it.for<[string, number]>([
    ['with every event', 0],
    ['with none', 1],
  ])(
    'rotates the key of its own channel after its stream, and not that of the other, %s',
    async ([_name, drop], { world }) => {
      const [ours, theirs] = [await given(world, 'blue'), await given(world, 'green')];
      const [ourKey, theirKey] = [await keysOf(world, ours), await keysOf(world, theirs)];
      world.stack.ivs.setChaos({ drop });
      const encoders = [await goLive(world, ours), await goLive(world, theirs)];
      await world.advance(2 * MINUTE_MS);
      for (const encoderId of encoders) world.stack.ivs.disconnectEncoder(encoderId);

      await world.until(
        'our key is rotated',
        async () => (await keysOf(world, ours))[0]?.arn !== ourKey[0]?.arn,
        5 * MINUTE_MS,
      );
      await world.advance(3 * 60 * MINUTE_MS);

      expect(await keysOf(world, theirs)).toEqual(theirKey);
      expect(changes(world).filter((change) => change.includes(theirs.id))).toEqual([]);
      expect((await world.http('GET', '/v1/jobs?limit=100')).body.jobs).not.toEqual(
        expect.arrayContaining([expect.objectContaining({ subject: `channel/${theirs.id}` })]),
      );
    },
  );

  it('keeps its own suspended channel dark, and lets the other one be live', async ({ world }) => {
    const ours = await givenChannel(world);
    const theirs = await given(world, 'green');
    await suspend(world, ours);
    await askIvs(world, 'CreateStreamKey', { channelArn: ours.arn });
    await goLive(world, ours);
    await goLive(world, theirs);

    await world.until(
      'our channel is dark',
      () => !world.stack.ivs.isLive(ours.arn),
      3 * MINUTE_MS,
    );
    expect(world.stack.ivs.isLive(theirs.arn)).toBe(true);
    expect(changes(world).filter((change) => change.includes(theirs.id))).toEqual([]);
  });

  it('says in its health which channels it manages', async ({ world }) => {
    expect((await world.http('GET', '/v1/health')).body).toMatchObject({
      managedChannels: 'deployment=blue',
    });
  });
});

describe('two deployments side by side', () => {
  const shares = { LANE_SHARE: '0.4', LANE_SHARE_MAX: '0.4' };
  const options = { environment: { MANAGED_CHANNELS: 'deployment=blue', ...shares } };
  const it = itIn(options).extend('green', async ({ world }, { onCleanup }) => {
    const green = await world.beside({
      seed: 2,
      environment: { MANAGED_CHANNELS: 'deployment=green', ...shares },
    });
    onCleanup(() => green.close());
    return green;
  });

  const given = async (world: World, tags: Record<string, string> = {}): Promise<GivenChannel> => {
    const { body } = await world.http('POST', '/v1/channels', {
      body: { name: 'studio', authorized: true, tags },
    });
    const { arn } = body.channel as { arn: string };
    return { arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
  };
  const jobsOf = async (world: World) =>
    (await world.http('GET', '/v1/jobs?limit=100')).body.jobs as {
      id: string;
      workflow: string;
      subject: string;
      ending?: string;
    }[];

  it('two deployments rotate their own keys, each once', async ({ world: blue, green }) => {
    const [ours, theirs] = [
      await given(blue, { 'channelkeeper:rotate-after-show': 'true' }),
      await given(green, { 'channelkeeper:rotate-after-show': 'true' }),
    ];
    const encoders = [await goLive(blue, ours), await goLive(green, theirs)];
    await blue.advance(2 * MINUTE_MS);
    for (const encoderId of encoders) blue.stack.ivs.disconnectEncoder(encoderId);
    await blue.advance(10 * MINUTE_MS);

    for (const [world, { arn, id }] of [
      [blue, ours],
      [green, theirs],
    ] as const) {
      const rotations = (await jobsOf(world)).filter(
        ({ workflow }) => workflow === 'rotateStreamKeyWhenIdle',
      );
      expect(rotations.map(({ subject }) => subject)).toEqual([`channel/${id}`]);
      expect(world.published('Stream Key Rotated')).toMatchObject([
        expect.objectContaining({ channelArn: arn }),
      ]);
    }
    expect(blue.count('CreateStreamKey')).toBe(2);
  });

  it("two deployments see none of each other's jobs", async ({ world: blue, green }) => {
    const theirs = await given(green);
    const { id } = await suspend(green, theirs);

    expect((await blue.http('GET', `/v1/jobs/${id}`)).status).toBe(404);
    expect(await jobsOf(blue)).not.toEqual(
      expect.arrayContaining([expect.objectContaining({ id })]),
    );
    expect(blue.published('Channel Suspended')).toEqual([]);
    expect(green.published('Channel Suspended')).toHaveLength(1);
  });

  it('a deployment retires none that another uses', async ({ world: blue, green }) => {
    const { arn, id } = await givenRecordingConfiguration(blue);
    await blue.http('POST', '/v1/channels', {
      body: { name: 'studio', recordingConfigurationArn: arn },
    });
    // The caller's function reads the channel once for the answer and once for the job. It dies
    // before the second read.
    let looks = 0;
    blue.fateOf = ({ operation }) =>
      operation === 'BatchGetChannel' && ++looks === 2 ? 'crashBefore' : undefined;
    await blue.http('DELETE', `/v1/recording-configurations/${id}?detach=idle`);
    await green.http('POST', '/v1/channels', {
      body: { name: 'studio', recordingConfigurationArn: arn },
    });
    await blue.until('the retirement has ended', async () =>
      (await jobsOf(blue)).some(
        ({ workflow, ending }) => workflow === 'retireAttachment' && ending !== undefined,
      ),
    );

    expect(await jobsOf(blue)).toContainEqual(
      expect.objectContaining({
        workflow: 'retireAttachment',
        ending: 'inUse',
        timeline: expect.arrayContaining([
          expect.objectContaining({ outcome: 'unmanaged' }),
        ]) as unknown,
      }),
    );
    expect(blue.count('UpdateChannel')).toBe(0);
  });

  it('two deployments keep within the quota together', async ({ world: blue, green }) => {
    const streams: { world: World; jobId: string; encoderId: string }[] = [];
    for (let n = 0; n < 12; n++) {
      const world = n % 2 === 0 ? blue : green;
      const channel = await given(world);
      const encoderId = await goLive(world, channel);
      streams.push({
        world,
        encoderId,
        jobId: jobIn(
          await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`),
        ).id,
      });
    }
    for (const { encoderId } of streams) blue.stack.ivs.disconnectEncoder(encoderId);
    for (const { world, jobId } of streams)
      expect((await world.ended(jobId)).status).toBe('succeeded');

    expect(blue.stack.ivs.requests().filter(({ status }) => status === 429)).toEqual([]);
  });
});
