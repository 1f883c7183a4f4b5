import { describe, expect } from 'vitest';
import type { Job } from '../../lib/jobs/job.ts';
import { readCurrent } from '../../lib/jobs/table.ts';
import { givenChannel, givenLiveChannel, jobIn, keysOf } from '../given.ts';
import { givenAdConfiguration, givenPlaybackRestrictionPolicy } from '../givenAttachments.ts';
import type { Fate } from '../invocations.ts';
import type { World } from '../world.ts';
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

  describe('its process died in the call that detaches, and the retirement is called off', () => {
    const calledOff = async (
      world: World,
      { fate, how }: { fate: Fate; how: 'cancel' | 'abandon' },
    ): Promise<{ child: Job; adConfigurationArn: unknown; arn: string; calls: number }> => {
      const ads = await givenAdConfiguration(world);
      const channel = await givenChannel(world, { adConfigurationArn: ads.arn });
      let calls = 0;
      world.fateOf = ({ operation }) =>
        operation === 'UpdateChannel' && calls++ === 0 ? fate : undefined;
      const { id } = jobIn(
        await world.http('DELETE', `/v1/ad-configurations/${ads.id}?detach=now`),
      );
      await world.until('the process died', () => calls > 0, 60_000);
      const child = await readCurrent(world.app, `channel/${channel.id}`);

      const answer = await world.http('POST', `/v1/jobs/${id}/${how}`);
      expect(answer.status).toBe(how === 'cancel' ? 202 : 200);

      const ended = await world.ended(child?.id ?? '', 10 * 60_000);
      const { body } = await world.http('GET', `/v1/channels/${channel.id}`);
      const { adConfigurationArn } = body['channel'] as Record<string, unknown>;
      return { child: ended, adConfigurationArn, arn: ads.arn, calls };
    };

    it.for(['cancel', 'abandon'] as const)(
      'leaves the channel attached when the call did nothing (%s)',
      async (how, { world }) => {
        const { child, adConfigurationArn, arn, calls } = await calledOff(world, {
          fate: 'crashBefore',
          how,
        });
        expect(child).toMatchObject({ status: 'cancelled', cancel: { result: 'cancelled' } });
        expect(child.left).toBeUndefined();
        expect([adConfigurationArn, calls]).toEqual([arn, 1]);
      },
    );

    it.for(['cancel', 'abandon'] as const)(
      'says that the channel is detached when the call took effect (%s)',
      async (how, { world }) => {
        const { child, adConfigurationArn, calls } = await calledOff(world, {
          fate: 'crashAfter',
          how,
        });
        expect(child).toMatchObject({ status: 'succeeded', memory: { detachment: 'detached' } });
        expect([adConfigurationArn, calls]).toEqual(['', 1]);
      },
    );
  });
});
