import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenChannel, givenLiveChannel } from '../given.ts';
import { World } from '../world.ts';

describe('deleteChannel', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  it('deletes an idle channel before it answers', async () => {
    const channel = await givenChannel(world);

    const answer = await world.http('DELETE', `/v1/channels/${channel.id}`);

    expect(answer.status).toBe(204);
    expect((await world.http('GET', `/v1/channels/${channel.id}`)).status).toBe(404);
    expect(world.said('Channel Deleted')).toEqual([expect.objectContaining({ channelArn: channel.arn })]);
    expect(world.count('StopStream')).toBe(0);
  });

  it('takes a live channel off air, then deletes it', async () => {
    const channel = await givenLiveChannel(world);

    const answer = await world.http('DELETE', `/v1/channels/${channel.id}`);
    expect(answer.status).toBe(202);
    const { id } = answer.body.job as { id: string };
    expect(answer.headers.get('location')).toBe(`/v1/jobs/${id}`);
    const job = await world.ended(id, 15_000);

    expect(job.status).toBe('succeeded');
    expect(job.left).toBeUndefined();
    expect(job.timeline.map(({ step, outcome }) => `${step}: ${outcome}`)).toEqual([
      'deleting: stillLive',
      'notingStreamKey: noted',
      'revoking: revoked',
      'stopping: stopping',
      'awaitingStreamEnd: signalled',
      'deleting: deleted',
      'announcing: announced',
    ]);
  });
});
