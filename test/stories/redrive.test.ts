import { describe, expect } from 'vitest';
import { allChannels } from '../../lib/ivs/channels.ts';
import {
  encoderState,
  givenChannel,
  givenLiveChannel,
  idIn,
  jobIn,
  keysOf,
  timelineOf,
  tagKey,
  type GivenChannel,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const TAGS = { team: 'night' };

describe('redrives', () => {
  const refuse = (world: World, operation?: string): void =>
    world.stack.ivs.setFaults(
      operation === undefined ? [] : [{ operation, error: 'AccessDeniedException' }],
    );
  const failed = async (world: World, answer: Answer): Promise<string> => {
    const id = idIn(answer);
    expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ status: 'failed' });
    return id;
  };
  const redrive = async (world: World, id: string): Promise<string> =>
    jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`)).id;
  const given = async (
    world: World,
    encoder = {},
  ): Promise<GivenChannel & { encoderId: string }> => {
    const channel = await givenLiveChannel(world, encoder);
    await tagKey(world, channel, TAGS);
    return channel;
  };
  const rotateNow = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=now`);
  const madeNamed = async (world: World, wanted: string): Promise<unknown[]> => {
    const tags: unknown[] = [];
    for await (const channel of allChannels(world.app.ivs))
      if (channel.name === wanted) tags.push(channel.tags?.['channelkeeper:job']);
    return tags;
  };

  it('an update that ended keyless gives the key back, with its tags', async ({ world }) => {
    const channel = await given(world, { reconnectAfterMs: 100 });
    refuse(world, 'CreateStreamKey');
    const id = await failed(
      world,
      await world.http('PATCH', `/v1/channels/${channel.id}?when=now&block=true`, {
        body: { latencyMode: 'NORMAL' },
      }),
    );
    expect((await world.job(id)).left).toEqual(['keyless']);
    refuse(world);

    expect(await world.ended(await redrive(world, id), MINUTE_MS)).toMatchObject({
      status: 'succeeded',
    });
    expect(await keysOf(world, channel)).toMatchObject([{ tags: TAGS }]);
  });

  it('a rotation that ended keyless gives a key with the old tags', async ({ world }) => {
    const channel = await givenChannel(world);
    await tagKey(world, channel, TAGS);
    refuse(world, 'CreateStreamKey');
    const id = await failed(world, await rotateNow(world, channel));
    const again = await redrive(world, id);
    expect(await world.ended(again, MINUTE_MS)).toMatchObject({
      status: 'failed',
      left: ['keyless'],
    });
    refuse(world);

    expect(await world.ended(await redrive(world, again), MINUTE_MS)).toMatchObject({
      status: 'succeeded',
    });
    expect(await keysOf(world, channel)).toMatchObject([{ tags: TAGS }]);
  });

  it('a rotation that failed after its new key makes no third one', async ({ world }) => {
    const channel = await given(world, { reconnectAfterMs: 500 });
    refuse(world, 'StopStream');
    const id = await failed(world, await rotateNow(world, channel));
    expect((await world.job(id)).left).toEqual(['streamOnRevokedKey']);
    const [rotated] = await keysOf(world, channel);
    refuse(world);

    const job = await world.ended(await redrive(world, id), MINUTE_MS);

    expect(job).toMatchObject({ status: 'succeeded' });
    expect(timelineOf(job)[0]).toBe('stoppingOldStream: stopping');
    expect(await keysOf(world, channel)).toEqual([rotated]);
    expect(rotated?.tags).toEqual(TAGS);
    expect(encoderState(world, channel.encoderId)).toBe('refused');
  });

  it('a creation whose outcome was unknown creates once in all redrives', async ({ world }) => {
    let lost = 0;
    world.fateOf = ({ operation }) =>
      operation === 'CreateChannel' && lost++ === 0 ? 'lostResponse' : undefined;
    refuse(world, 'ListChannels');
    const id = await failed(
      world,
      await world.http('POST', '/v1/channels', { body: { name: 'once' } }),
    );
    expect((await world.job(id)).left).toEqual(['unknownOutcomeOf:creating']);
    const again = await redrive(world, id);
    await world.ended(again, 10 * MINUTE_MS);
    refuse(world);

    expect(await world.ended(await redrive(world, again), 10 * MINUTE_MS)).toMatchObject({
      status: 'succeeded',
    });
    expect(await madeNamed(world, 'once')).toEqual([id]);
  });

  it('a job that is redriven twice is done again once', async ({ world }) => {
    const channel = await givenChannel(world);
    refuse(world, 'DeleteChannel');
    const id = await failed(world, await world.http('DELETE', `/v1/channels/${channel.id}`));

    const again = await redrive(world, id);

    expect(await redrive(world, id)).toBe(again);
  });

  it('a revocation goes on at the pair at which it gave up', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const viewerSessions = Array.from({ length: 60 }, (_, n) => ({
      channelId: channel.id,
      viewerId: `viewer-${n}`,
    }));
    let batches = 0;
    world.fateOf = ({ operation }) => {
      if (operation === 'BatchStartViewerSessionRevocation' && ++batches === 3)
        refuse(world, 'BatchStartViewerSessionRevocation');
      return undefined;
    };
    const id = await failed(
      world,
      await world.http('POST', '/v1/viewer-session-revocations', {
        body: { viewerSessions, viewerSessionVersionsLessThanOrEqualTo: 1 },
      }),
    );
    expect((await world.job(id)).memory).toMatchObject({ done: 50, total: 60 });
    refuse(world);
    const before = world.calls.length;

    expect(await world.ended(await redrive(world, id), 5 * MINUTE_MS)).toMatchObject({
      status: 'succeeded',
      memory: { done: 60 },
    });
    const asked = JSON.stringify(world.calls.slice(before).map(({ input }) => input));
    expect(asked).toContain('"viewer-50"');
    expect(asked).not.toContain('"viewer-49"');
  });

  it.for<[string, (world: World, id: string) => Promise<string>]>([
    ['redriven', redrive],
    [
      'asked for again',
      async (world, id) =>
        jobIn(
          await world.http(
            'DELETE',
            `/v1/channels/${String((await world.job(id)).subject.split('/')[1])}`,
          ),
        ).id,
    ],
  ])(
    'a deletion that is %s and then cancelled gives back the key that the first one took',
    async ([_how, begin], { world }) => {
      const channel = await given(world);
      refuse(world, 'StopStream');
      const id = await failed(world, await world.http('DELETE', `/v1/channels/${channel.id}`));
      expect((await world.job(id)).left).toEqual(['keyless']);
      refuse(world);
      world.stack.ivs.setFaults([
        { operation: 'StopStream', error: 'InternalServerException', count: 3 },
      ]);
      const second = await begin(world, id);

      await world.http('POST', `/v1/jobs/${second}/cancel`);
      const job = await world.ended(second, 10 * MINUTE_MS);

      expect(job).toMatchObject({ status: 'cancelled' });
      expect(job).not.toHaveProperty('left');
      expect(await keysOf(world, channel)).toMatchObject([{ tags: TAGS }]);
      expect(world.published('Stream Key Rotated')).toMatchObject([
        expect.objectContaining({ jobId: second }),
      ]);
    },
  );

  it.for([
    ['took effect', 'lostResponse'],
    ['did not take effect', 'refused'],
  ])(
    'a revocation of the key that was never heard of and %s leaves one key, with its tags',
    async ([_name, fate], { world }) => {
      const channel = await given(world, { reconnectAfterMs: 100 });
      let attempts = 0;
      world.fateOf = ({ operation }) => {
        if (operation !== 'DeleteStreamKey') return undefined;
        attempts++;
        // The second attempt is refused for good, so the outcome of the first one is never known.
        if (attempts === 2) refuse(world, 'DeleteStreamKey');
        return attempts === 1 && fate === 'lostResponse' ? 'lostResponse' : undefined;
      };
      if (fate === 'refused')
        world.stack.ivs.setFaults([
          { operation: 'DeleteStreamKey', error: 'InternalServerException', count: 1 },
        ]);
      const id = await failed(
        world,
        await world.http('PATCH', `/v1/channels/${channel.id}?when=now&block=true`, {
          body: { latencyMode: 'NORMAL' },
        }),
      );
      refuse(world);

      expect(attempts).toBe(2);
      expect(await keysOf(world, channel)).toMatchObject([{ tags: TAGS }]);
      expect((await world.job(id)).left ?? []).not.toContain('keyless');
    },
  );
});
