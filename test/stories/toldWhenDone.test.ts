import { describe, expect } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn, keysOf, timelineOf, tagKey } from '../given.ts';

import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('changes are announced when they are done', () => {
  it('announces a rotation although the stream on the old key goes on', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const [before] = await keysOf(world, channel);
    world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'AccessDeniedException' }]);

    const answer = await world.http(
      'POST',
      `/v1/channels/${channel.id}/stream-key-rotations?when=now`,
    );

    const job = await world.ended(String(answer.body.jobId), MINUTE_MS);
    const [after] = await keysOf(world, channel);
    expect(job).toMatchObject({ status: 'failed', left: ['streamOnRevokedKey'] });
    expect(world.published('Stream Key Rotated')).toMatchObject([
      expect.objectContaining({ streamKeyArn: after?.arn, previousStreamKeyArn: before?.arn }),
    ]);
    expect(
      await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'streamKey' }),
    ).toMatchObject({ streamKeyArn: after?.arn });
  });

  it.for<[string, string, string, object | undefined]>([
    ['a deletion that is cancelled', 'DELETE', '', undefined],
    ['an update that is cancelled', 'PATCH', '?when=now&block=true', { latencyMode: 'NORMAL' }],
  ])('announces the key that %s gives back', async ([_name, method, query, body], { world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    await tagKey(world, channel, { team: 'night' });
    const [before] = await keysOf(world, channel);
    world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'ThrottlingException' }]);
    const { id } = jobIn(
      await world.http(method, `/v1/channels/${channel.id}${query}`, { ...(body && { body }) }),
    );

    await world.http('POST', `/v1/jobs/${id}/cancel`);
    const job = await world.ended(id, MINUTE_MS);

    expect(job).toMatchObject({ status: 'cancelled' });
    const last = timelineOf(job).filter((line) => line !== 'lookingForChannel: there');
    expect(last.slice(-3)).toEqual([
      expect.stringMatching(/: returned$/),
      'recordingReturned: recorded',
      'announcingReturned: announced',
    ]);
    const [after] = await keysOf(world, channel);
    expect(after?.tags).toEqual({ team: 'night' });
    expect(world.published('Stream Key Rotated')).toMatchObject([
      expect.objectContaining({
        jobId: id,
        streamKeyArn: after?.arn,
        previousStreamKeyArn: before?.arn,
      }),
    ]);
  });

  it('announces the key that an update gives back when it is done', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(
      await world.http('PATCH', `/v1/channels/${channel.id}?when=now&block=true`, {
        body: { latencyMode: 'NORMAL' },
      }),
    );
    await world.ended(id, MINUTE_MS);

    expect(world.published('Stream Key Rotated')).toMatchObject([
      expect.objectContaining({ jobId: id, streamKeyArn: (await keysOf(world, channel))[0]?.arn }),
    ]);
    expect(world.published('Channel Updated')).toEqual([expect.objectContaining({ jobId: id })]);
  });

  it('leaves no unknown outcome where only a look or event was cut short', async ({ world }) => {
    const channel = await givenChannel(world);
    world.fateOf = ({ operation }) => (operation === 'ListStreamKeys' ? 'crashBefore' : undefined);
    await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`);
    world.fateOf = () => undefined;
    const id = String((await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' }))?.id);
    const answer = await world.http('POST', `/v1/jobs/${id}/abandon`);

    expect(answer.status).toBe(200);
    expect(await world.job(id)).not.toHaveProperty('left');
  });
});
