import { describe, expect } from 'vitest';
import { getChannel } from '../../lib/ivs/channels.ts';
import { jobIdOf } from '../../lib/jobs/job.ts';
import { newJob } from '../../lib/jobs/newJob.ts';
import { deleteChannel } from '../../lib/workflows/deleteChannel.ts';
import { perform, runOf } from '../../lib/jobs/perform.ts';
import { givenChannel, jobIn, keysOf, suspend, type GivenChannel } from '../given.ts';
import type { Call } from '../invocations.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('late writes and calls', () => {
  let channel: GivenChannel;
  it.beforeEach(async ({ world }) => {
    channel = await givenChannel(world);
  });

  const isSuspended = async (world: World): Promise<boolean> =>
    (await world.http('GET', `/v1/channels/${channel.id}/suspension`)).status === 200;
  const endedOf = async (world: World, answer: Answer) =>
    world.ended(jobIn(answer).id, 5 * MINUTE_MS);
  const names = ({ input }: Call): string => JSON.stringify(input.ExpressionAttributeNames ?? {});

  /**
   * Makes a request and holds up its call for which `isHeld` is true for `afterMs` (minutes).
   * Returns once that call is held up, while the request is still open.
   */
  async function heldUp(
    world: World,
    isHeld: (call: Call) => boolean,
    method: string,
    path: string,
    afterMs: number,
    body?: unknown,
  ): Promise<{ asking: Promise<unknown> }> {
    const held = { call: false };
    world.pick = (waiting) => {
      const index = held.call ? -1 : waiting.findIndex(isHeld);
      if (index < 0) return { index: 0 };
      held.call = true;
      return { index, afterMs };
    };
    const headers = {
      authorization: `Bearer ${await world.stack.issuer.mint({})}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const asking = fetch(`${world.stack.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => undefined);
    while (!held.call) await world.settle();
    world.pick = undefined;
    return { asking };
  }

  it('a resumption whose write comes late does not lift a later suspension', async ({ world }) => {
    await suspend(world, channel);
    await heldUp(
      world,
      (call) =>
        call.operation === 'UpdateItem' &&
        names(call).includes('liftedAt') &&
        names(call).includes('fence'),
      'DELETE',
      `/v1/channels/${channel.id}/suspension`,
      6 * MINUTE_MS,
    );
    // The lease ends, and another runner resumes the channel.
    await world.until(
      'the channel has its key',
      async () => (await keysOf(world, channel)).length === 1,
      4 * MINUTE_MS,
    );
    await suspend(world, channel);
    expect(await isSuspended(world)).toBe(true);

    await world.advance(8 * MINUTE_MS);

    expect(await isSuspended(world)).toBe(true);
    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('a late write of a suspension does not suspend a resumed channel', async ({ world }) => {
    const isWriting = (call: Call): boolean =>
      call.operation === 'UpdateItem' && names(call).includes('suspendedAt');
    await heldUp(world, isWriting, 'POST', `/v1/channels/${channel.id}/suspension`, 6 * MINUTE_MS);
    await world.until('somebody else has suspended it', () => isSuspended(world), 4 * MINUTE_MS);
    const { id } = (await world.app.store.get({
      pk: `channel/${channel.id}`,
      sk: 'job',
    })) as unknown as { id: string };
    await world.ended(id, MINUTE_MS);
    expect((await world.http('DELETE', `/v1/channels/${channel.id}/suspension`)).status).toBe(200);

    await world.advance(8 * MINUTE_MS);

    expect(await isSuspended(world)).toBe(false);
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('the age of a stream key is that of the last one, after late notes too', async ({ world }) => {
    const isNoting = ({ operation, input }: Call): boolean =>
      operation === 'UpdateItem' && JSON.stringify(input.Key).includes('"streamKey"');
    await heldUp(
      world,
      isNoting,
      'POST',
      `/v1/channels/${channel.id}/stream-key-rotations?when=now`,
      6 * MINUTE_MS,
    );
    await world.advance(3 * MINUTE_MS);
    await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`);
    const [key] = await keysOf(world, channel);

    await world.advance(8 * MINUTE_MS);

    expect(
      await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'streamKey' }),
    ).toMatchObject({ streamKeyArn: key?.arn });
  });

  it('a change whose job was abandoned in its call does not undo the next', async ({ world }) => {
    const { asking } = await heldUp(
      world,
      ({ operation }) => operation === 'UpdateChannel',
      'PATCH',
      `/v1/channels/${channel.id}`,
      9_000,
      { name: 'old' },
    );
    const { id } = (await world.app.store.get({
      pk: `channel/${channel.id}`,
      sk: 'job',
    })) as unknown as { id: string };
    await world.http('POST', `/v1/jobs/${id}/abandon`);

    const next = await endedOf(
      world,
      await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: 'new' } }),
    );
    await world.during(asking, 'an answer');

    expect(next.status).toBe('succeeded');
    expect(await getChannel(world.app.ivs, channel.arn)).toMatchObject({ name: 'new' });
  });

  it('a call to IVS is not made when the lease of its job has ended', async ({ world }) => {
    const subject = `channel/${channel.id}` as const;
    const job = newJob(world.app, jobIdOf(subject, '0123456789abcdef'), {
      workflow: 'deleteChannel',
      subject,
      input: {},
      caller: 'tester',
    });
    const before = world.calls.length;

    const performed = await perform(
      world.app,
      deleteChannel,
      { ...job, leaseUntil: world.clock.now() - MINUTE_MS },
      'deleteChannel',
      runOf(job, world.clock.now() + MINUTE_MS),
    );

    expect(performed).toMatchObject({ kind: 'parked', uncertain: false });
    expect(world.calls.slice(before).filter(({ service }) => service === 'ivs')).toEqual([]);
  });
});
