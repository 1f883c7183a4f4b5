import { describe, expect } from 'vitest';
import {
  givenChannel,
  givenLiveChannel,
  jobIn,
  keysOf,
  timelineOf,
  type GivenChannel,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('updateChannelNow', () => {
  const update = (
    world: World,
    { id }: GivenChannel,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    world.http('PATCH', `/v1/channels/${id}?when=now`, {
      body: { latencyMode: 'NORMAL' },
      headers,
    });
  const latencyOf = async (world: World, { id }: GivenChannel): Promise<unknown> =>
    ((await world.http('GET', `/v1/channels/${id}`)).body.channel as { latencyMode: string })
      .latencyMode;

  it('changes an idle channel at once', async ({ world }) => {
    const channel = await givenChannel(world);

    expect(await update(world, channel)).toMatchObject({
      status: 200,
      body: { channel: { latencyMode: 'NORMAL' } },
    });

    expect(world.count('StopStream')).toBe(0);
  });

  it('stops the stream, changes the channel, and leaves its key', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const before = await keysOf(world, channel);

    const answer = await update(world, channel);
    expect(answer.status).toBe(202);
    const job = await world.ended(jobIn(answer).id, 15_000);

    expect(timelineOf(job)).toEqual([
      'updating: stillLive',
      'stopping: stopping',
      'awaitingStreamEnd: signalled',
      'updating: updated',
      'announcing: announced',
    ]);
    expect(await latencyOf(world, channel)).toBe('NORMAL');
    expect(await keysOf(world, channel)).toEqual(before);
  });

  it('wins against an encoder that takes some seconds to come back', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 5_000 });

    const job = await world.ended(jobIn(await update(world, channel)).id, 60_000);

    expect(job.status).toBe('succeeded');
    await world.until('the encoder is back', () => world.stack.ivs.isLive(channel.arn), 30_000);
    expect(await latencyOf(world, channel)).toBe('NORMAL');
  });

  it('says that it lost against an encoder that returns at once', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 50 });
    const headers = { 'idempotency-key': 'change-1' };

    const { id } = jobIn(await update(world, channel, headers));
    const job = await world.ended(id, 10 * 60_000);
    const answer = await update(world, channel, headers);

    expect(job).toMatchObject({ status: 'failed', error: { class: 'exhausted' } });
    expect(job.left).toBeUndefined();
    expect(answer).toMatchObject({
      status: 504,
      body: { type: '/problems/job-exhausted', jobId: id },
    });
    expect(answer.body.detail).toContain('block=true');
    expect(await latencyOf(world, channel)).toBe('LOW');
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('keeps two different changes apart', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await update(world, channel));

    const same = await update(world, channel);
    const other = await world.http('PATCH', `/v1/channels/${channel.id}?when=now`, {
      body: { name: 'another' },
    });
    const thought = await world.http('PATCH', `/v1/channels/${channel.id}?when=now&dryRun=true`, {
      body: { name: 'another' },
    });

    expect(jobIn(same).id).toBe(id);
    expect(other).toMatchObject({
      status: 409,
      body: { type: '/problems/job-conflict', jobId: id },
    });
    expect(thought.body).toMatchObject({ dryRun: { wouldConflictWith: id } });
    await world.ended(id, 60_000);
  });

  it('ends by the sweep when every event is lost', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });

    expect((await world.ended(jobIn(await update(world, channel)).id, 130_000)).status).toBe(
      'succeeded',
    );
  });
});
