import { describe, expect } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn, keysOf } from '../given.ts';
import { givenAdConfiguration, givenPlaybackRestrictionPolicy } from '../givenAttachments.ts';

import { it } from '../worldTest.ts';

describe('detachChannelNow', () => {
  it('stops a stream, detaches the channel once, and keeps the key', async ({ world }) => {
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

  it('loses against a faster encoder, and its retirement names the channel', async ({ world }) => {
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
