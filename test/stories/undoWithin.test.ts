import { AsyncResource } from 'node:async_hooks';
import { describe, expect } from 'vitest';
import { startJob } from '../../lib/jobs/commands.ts';
import {
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  refuse,
  suspend,
  useUp,
  workerDies,
  type GivenChannel,
} from '../given.ts';
import { plan, steer, untilIs } from '../givenOperations.ts';
import type { Answer, World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const trash = (world: World, { id }: GivenChannel, query = 'undoWithin=P7D'): Promise<Answer> =>
  world.http('DELETE', `/v1/channels/${id}?${query}`);

const isSuspended = async (world: World, { id }: GivenChannel): Promise<boolean> =>
  (await world.http('GET', `/v1/channels/${id}/suspension`)).status === 200;

const resume = (world: World, { id }: GivenChannel): Promise<Answer> =>
  world.http('DELETE', `/v1/channels/${id}/suspension`, { headers: { prefer: 'wait=20' } });

/** Moves the clock, and lets the sweep find what has come due. */
async function moveOn(world: World, ms: number): Promise<void> {
  world.clock.moveTo(world.clock.now() + ms);
  await world.advance(2 * MINUTE_MS);
}

describe('a deletion that can be taken back', () => {
  it('makes the channel dark now, and deletes it then', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 2_000 });
    const answer = await trash(world, channel);
    expect(answer.status).toBe(202);
    expect(answer.body.job).toMatchObject({
      workflow: 'startLater',
      scheduled: { workflow: 'deleteChannel', channelArn: channel.arn, undoable: true },
    });
    const { id } = jobIn(answer);
    await world.advance(2 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    expect(await keysOf(world, channel)).toEqual([]);
    expect(await isSuspended(world, channel)).toBe(true);
    await moveOn(world, 6 * DAY_MS);
    expect(await isThere(world, channel)).toBe(true);
    expect((await world.job(id)).status).toBe('waiting');
    await moveOn(world, DAY_MS);
    expect(await isThere(world, channel)).toBe(false);
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded' });
    const { body } = await world.http('GET', `/v1/jobs/${id}`);
    const { job: child } = (body.job as { scheduled: { job: string } }).scheduled;
    expect(await world.job(child)).toMatchObject({ workflow: 'deleteChannel' });
  });

  it('is taken back by the one call that resumes the channel', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel));
    await world.advance(2 * MINUTE_MS);
    await world.http('DELETE', `/v1/channels/${channel.id}/suspension`, {
      headers: { prefer: 'wait=20' },
    });
    expect(await keysOf(world, channel)).toHaveLength(1);
    await moveOn(world, HOUR_MS);
    expect(await world.job(id)).toMatchObject({ status: 'failed', ending: 'takenBack' });
    expect((await world.job(id)).left).toBeUndefined();
    await moveOn(world, 8 * DAY_MS);
    expect(await isThere(world, channel)).toBe(true);
  });

  it('is taken back in the hour before its time as well', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel, 'undoWithin=PT1H'));
    await world.advance(50 * MINUTE_MS);
    await world.http('DELETE', `/v1/channels/${channel.id}/suspension`, {
      headers: { prefer: 'wait=20' },
    });
    await world.advance(15 * MINUTE_MS);
    expect(await world.job(id)).toMatchObject({ ending: 'takenBack' });
    expect(await isThere(world, channel)).toBe(true);
  });

  it('is taken back by a resumption that is under way at its time', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel, 'undoWithin=PT1H'));
    await world.advance(2 * MINUTE_MS);
    // The resumption waits for a slot, and has the channel meanwhile.
    await useUp(world, 'CreateStreamKey', world.clock.now() + HOUR_MS + 5 * MINUTE_MS);
    world.clock.moveTo(world.clock.now() + 57 * MINUTE_MS);
    await world.http('DELETE', `/v1/channels/${channel.id}/suspension`);
    await world.advance(20 * MINUTE_MS);
    expect(await world.job(id)).toMatchObject({ ending: 'takenBack' });
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('is taken back by a resumption that ends as it begins to delete', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel, 'undoWithin=PT10M'));
    await world.advance(5 * MINUTE_MS);
    const request = { workflow: 'resumeChannel', input: {}, caller: 'ann' } as const;
    const resume = AsyncResource.bind(() =>
      startJob(world.app, { ...request, subject: `channel/${channel.id}` }, 5_000),
    );
    let isResumed = false;
    // The set is written after the first look at the suspension.
    world.fateOf = async ({ operation, input }) => {
      if (isResumed || operation !== 'UpdateItem' || !JSON.stringify(input).includes('#portion#'))
        return undefined;
      isResumed = true;
      await resume();
      return undefined;
    };
    await world.advance(20 * MINUTE_MS);
    expect(isResumed).toBe(true);
    expect(await isThere(world, channel)).toBe(true);
    expect(await keysOf(world, channel)).toHaveLength(1);
    expect(await world.job(id)).toMatchObject({ ending: 'takenBack' });
  });

  it('leaves the channel dark when its job is cancelled, and says so', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel));
    await world.advance(2 * MINUTE_MS);
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    expect(await world.ended(id)).toMatchObject({ status: 'cancelled', left: ['suspended'] });
    expect(await isSuspended(world, channel)).toBe(true);
    await moveOn(world, 8 * DAY_MS);
    expect(await isThere(world, channel)).toBe(true);
  });

  it.for([false, true])(
    'says when its job is cancelled after weeks whether the channel is dark, resumed: %s',
    async (isResumed, { world }) => {
      const channel = await givenLiveChannel(world);
      const { id } = jobIn(await trash(world, channel, 'undoWithin=P60D'));
      await world.advance(3 * MINUTE_MS);
      world.clock.moveTo(world.clock.now() + 60 * DAY_MS - 10 * MINUTE_MS);
      // Another suspension rests, and has the channel meanwhile.
      refuse(world, 'ListStreamKeys', 'ServiceUnavailable');
      const other = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`)).id;
      await world.advance(13 * MINUTE_MS);
      expect((await world.job(id)).step).toBe('awaitingLock');
      refuse(world);
      if (isResumed) {
        await world.ended(other);
        expect((await resume(world, channel)).status).toBe(200);
      }
      await world.http('POST', `/v1/jobs/${id}/cancel`);
      const { ending, left } = await world.ended(id);
      expect([ending, left]).toEqual(['cancelled', isResumed ? undefined : ['suspended']]);
      expect(await isSuspended(world, channel)).toBe(!isResumed);
    },
  );

  it('keeps the first reason of a channel that is suspended already', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const before = await suspend(world, channel);
    const { id } = jobIn(await trash(world, channel, 'undoWithin=PT1H'));
    await world.advance(5 * MINUTE_MS);
    const { body } = await world.http('GET', `/v1/channels/${channel.id}/suspension`);
    expect(JSON.stringify(body)).toContain(before.id);
    await world.advance(HOUR_MS);
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded' });
    expect(await isThere(world, channel)).toBe(false);
  });

  it('spares a protected channel, which goes on', async ({ world }) => {
    const channel = await givenLiveChannel(
      world,
      {},
      { tags: { 'channelkeeper:protected': 'true' } },
    );
    const { id } = jobIn(await trash(world, channel));
    expect(await world.ended(id)).toMatchObject({ status: 'failed', ending: 'incomplete' });
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect(await isSuspended(world, channel)).toBe(false);
  });

  it('says that the channel is gone when somebody has deleted it', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel));
    await world.advance(2 * MINUTE_MS);
    await world.http('DELETE', `/v1/channels/${channel.id}`);
    expect(await isThere(world, channel)).toBe(false);
    await moveOn(world, HOUR_MS);
    expect(await world.job(id)).toMatchObject({ status: 'failed', ending: 'notFound' });
    expect((await world.job(id)).left).toBeUndefined();
    const again = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`));
    expect((await world.ended(again.id)).ending).toBe('notFound');
  });

  it('is moved to another time as other work is', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel));
    await world.advance(2 * MINUTE_MS);
    const at = new Date(world.clock.now() + HOUR_MS).toISOString();
    expect((await world.http('PATCH', `/v1/jobs/${id}`, { body: { at } })).status).toBe(200);
    await moveOn(world, HOUR_MS);
    expect(await world.ended(id)).toMatchObject({ status: 'succeeded' });
    expect(await isThere(world, channel)).toBe(false);
  });

  it('shows the time to which it is moved before the channel is dark', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    refuse(world, 'StopStream', 'InternalServerException');
    const { id } = jobIn(await trash(world, channel));
    await world.advance(MINUTE_MS);
    expect((await world.job(id)).step).toBe('awaitingDark');
    const at = new Date(world.clock.now() + DAY_MS).toISOString();
    expect((await world.http('PATCH', `/v1/jobs/${id}`, { body: { at } })).status).toBe(200);
    await world.advance(MINUTE_MS);
    const { body } = await world.http('GET', `/v1/jobs/${id}`);
    expect(body.job).toMatchObject({ step: 'awaitingDark', scheduled: { at } });
  });

  it.for(['undoWithin=7d', 'undoWithin=PT1M', 'undoWithin=P7D&after=PT1H', 'undoWithin=P400D'])(
    'is refused with %s',
    async (query, { world }) => {
      const channel = await givenLiveChannel(world);
      const answer = await trash(world, channel, query);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain('undoWithin');
      expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
      const rotation = `/v1/channels/${channel.id}/stream-key-rotations?when=now&${query}`;
      expect((await world.http('POST', rotation)).status).toBe(400);
    },
  );

  it('stays taken back when the channel is suspended for something else', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel, 'undoWithin=P2D'));
    await world.advance(2 * MINUTE_MS);
    expect((await resume(world, channel)).status).toBe(200);
    await suspend(world, channel);
    const second = jobIn(await trash(world, channel, 'undoWithin=P30D')).id;
    await world.advance(2 * MINUTE_MS);
    await moveOn(world, 2 * DAY_MS);
    expect(await isThere(world, channel)).toBe(true);
    expect(await world.ended(id)).toMatchObject({ ending: 'takenBack' });
    expect((await world.job(second)).status).toBe('waiting');
  });

  it('stays taken back when it is done again', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel, 'undoWithin=PT3H'));
    await world.advance(2 * MINUTE_MS);
    expect((await resume(world, channel)).status).toBe(200);
    await moveOn(world, 4 * HOUR_MS);
    expect((await world.ended(id)).ending).toBe('takenBack');
    const again = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`));
    expect((await world.ended(again.id)).ending).toBe('takenBack');
    expect([await isThere(world, channel), await isSuspended(world, channel)]).toEqual([
      true,
      false,
    ]);
  });

  it('can be taken back for its whole time after the channel is dark', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    refuse(world, 'StopStream', 'InternalServerException');
    const { id } = jobIn(await trash(world, channel, 'undoWithin=PT1H'));
    await world.advance(2 * HOUR_MS);
    refuse(world);
    await world.advance(50 * MINUTE_MS);
    expect([await isThere(world, channel), await isSuspended(world, channel)]).toEqual([
      true,
      true,
    ]);
    await world.advance(20 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
    expect((await world.ended(id)).ending).toBe('succeeded');
  });

  it.for([4, 5, 6, 7, 8, 9, 10])(
    'is taken back although its worker died at its time, at write or read %i',
    async (place, { world }) => {
      const channel = await givenChannel(world);
      const { id } = jobIn(await trash(world, channel, 'undoWithin=PT10M'));
      await world.advance(9.9 * MINUTE_MS);
      await workerDies(world, place);
      const answer = await resume(world, channel);
      await world.advance(5 * MINUTE_MS);
      expect(answer.status, answer.text).toBe(200);
      expect(await isThere(world, channel)).toBe(true);
      expect((await world.ended(id)).ending).toBe('takenBack');
    },
  );

  it('goes on when an operation suspends the same channel at the same time', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await trash(world, channel, 'undoWithin=PT1H'));
    await world.advance(2_000);
    const selection = { ids: [channel.id] };
    const operation = await plan(world, { workflow: 'suspendChannel', selection });
    await steer(world, operation, 'apply');
    expect((await untilIs(world, operation, 'succeeded')).progress.failed).toBe(0);
    await world.advance(2 * HOUR_MS);
    expect((await world.ended(id)).ending).toBe('succeeded');
    expect(await isThere(world, channel)).toBe(false);
  });
});
