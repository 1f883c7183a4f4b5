import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn, keysOf } from '../given.ts';
import { givenAdConfiguration, givenPlaybackRestrictionPolicy } from '../givenAttachments.ts';
import { World } from '../world.ts';

describe('detachChannelNow', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  it('stops a stream, detaches its channel from one thing only, and leaves the stream key', async () => {
    const [policy, ads] = [
      await givenPlaybackRestrictionPolicy(world),
      await givenAdConfiguration(world),
    ];
    const channel = await givenLiveChannel(
      world,
      {},
      { playbackRestrictionPolicyArn: policy.arn, adConfigurationArn: ads.arn },
    );
    const before = await keysOf(world, channel);

    const { id } = jobIn(await world.http('DELETE', `/v1/ad-configurations/${ads.id}?detach=now`));

    expect((await world.ended(id, 120_000)).status).toBe('succeeded');
    expect((await world.http('GET', `/v1/channels/${channel.id}`)).body).toMatchObject({
      channel: { playbackRestrictionPolicyArn: policy.arn, adConfigurationArn: '' },
    });
    expect(await keysOf(world, channel)).toEqual(before);
  });

  it('loses against an encoder that is always faster, and the retirement says which channel it was', async () => {
    const ads = await givenAdConfiguration(world);
    const idle = await givenChannel(world, { adConfigurationArn: ads.arn });
    const channel = await givenLiveChannel(
      world,
      { reconnectAfterMs: 1 },
      { adConfigurationArn: ads.arn },
    );
    world.stack.ivs.settings.streamStartMs = 1;

    const { id } = jobIn(await world.http('DELETE', `/v1/ad-configurations/${ads.id}?detach=now`));

    expect(await world.ended(id, 60 * 60_000)).toMatchObject({
      status: 'failed',
      ending: 'inUse',
      memory: { detached: 1, failed: 1 },
      left: ['detachedChannels:1'],
    });
    const { results } = (await world.http('GET', `/v1/jobs/${id}/results`)).body as {
      results: object[];
    };
    expect(results).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          channelArn: channel.arn,
          outcome: 'failed',
          message: expect.stringContaining('The job gave up after') as unknown,
        }),
        expect.objectContaining({ channelArn: idle.arn, outcome: 'detached' }),
      ]),
    );
  });
});
