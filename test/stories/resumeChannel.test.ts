import { describe, expect } from 'vitest';
import {
  givenChannel,
  goLive,
  jobIn,
  keysOf,
  seedTags,
  timelineOf,
  suspend,
  tagKey,
  type GivenChannel,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('resumeChannel', () => {
  let channel: GivenChannel;
  it.beforeEach(async ({ world }) => {
    channel = await givenChannel(world);
    await tagKey(world, channel, { team: 'night' });
    await suspend(world, channel);
  });

  const resume = (world: World, headers: Record<string, string> = {}): Promise<Answer> =>
    world.http('DELETE', `/v1/channels/${channel.id}/suspension`, { headers });
  const suspended = async (world: World): Promise<boolean> =>
    (await world.http('GET', `/v1/channels/${channel.id}/suspension`)).status === 200;

  it('gives a key with the tags of the revoked one before it answers', async ({ world }) => {
    const answer = await resume(world);

    expect(answer.status).toBe(200);
    const [key] = await keysOf(world, channel);
    expect(key?.tags).toEqual({ team: 'night' });
    expect(answer.body).toMatchObject({ streamKey: { arn: key?.arn, channelArn: channel.arn } });
    expect(world.published('Channel Resumed')).toMatchObject([
      expect.objectContaining({ channelArn: channel.arn, streamKeyArn: key?.arn }),
    ]);
    expect(await suspended(world)).toBe(false);
    await goLive(world, channel);
  });

  it('answers 404 for a channel that is not suspended, and makes no key', async ({ world }) => {
    await resume(world);
    const before = await keysOf(world, channel);

    expect(await resume(world)).toMatchObject({
      status: 404,
      body: { detail: 'The channel is not suspended.' },
    });

    expect(await keysOf(world, channel)).toEqual(before);
  });

  it('leaves the channel suspended when it fails, and keeps the tags', async ({ world }) => {
    world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'PendingVerification' }]);

    const answer = await resume(world);
    expect(answer).toMatchObject({
      status: 403,
      body: { type: '/problems/account-not-verified', left: ['suspended'] },
    });
    expect(await suspended(world)).toBe(true);
    world.stack.ivs.setFaults([]);
    const redriven = await world.http('POST', `/v1/jobs/${String(answer.body.jobId)}/redrive`);
    const job = await world.ended(jobIn(redriven).id, 60_000);

    expect(job.status).toBe('succeeded');
    expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
    expect(await suspended(world)).toBe(false);
  });

  it("gives a key with its owner's tags after one that CloudFormation made", async ({ world }) => {
    const other = await givenChannel(world);
    await seedTags(world, (await keysOf(world, other))[0]?.arn, {
      'aws:cloudformation:stack-name': 'studio',
      team: 'day',
    });
    await suspend(world, other);

    expect((await world.http('DELETE', `/v1/channels/${other.id}/suspension`)).status).toBe(200);

    expect((await keysOf(world, other))[0]?.tags).toEqual({ team: 'day' });
    expect((await world.http('GET', `/v1/channels/${other.id}/suspension`)).status).toBe(404);
  });

  it('can be undone, and that can be undone', async ({ world }) => {
    await resume(world);
    await suspend(world, channel);
    expect(await keysOf(world, channel)).toEqual([]);
    expect(await suspended(world)).toBe(true);

    expect((await resume(world)).status).toBe(200);

    expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
  });

  it('keeps the tags when the channel is suspended again after a failure', async ({ world }) => {
    world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'PendingVerification' }]);
    await resume(world);
    world.stack.ivs.setFaults([]);
    await suspend(world, channel);
    expect(await suspended(world)).toBe(true);

    const answer = await resume(world);

    expect(timelineOf(await world.job(jobIn(answer).id))[0]).toBe('lifting: lifted');
    expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
  });

  it('answers 404 for a channel that has been deleted', async ({ world }) => {
    await world.http('DELETE', `/v1/channels/${channel.id}`);

    expect((await resume(world)).status).toBe(404);
  });
});
