import { AsyncResource } from 'node:async_hooks';
import { describe, expect } from 'vitest';
import { operationSubject } from '../../lib/api/operationView.ts';
import { runJob } from '../../lib/jobs/run.ts';
import { signal } from '../../lib/jobs/table.ts';
import { orderApply } from '../../lib/records/operations.ts';
import { givenChannel, givenLiveChannel, idIn, jobIn, refuse, refuseEvents } from '../given.ts';
import {
  givenFleet,
  jobOf,
  left,
  plan,
  resultsOf,
  shown,
  steer,
  untilIs,
  type ShownOperation,
} from '../givenOperations.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

// An operation steers a job at the moment at which somebody else writes it, or its worker dies.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FAILED = { status: 'failed', workflow: 'deleteChannel' };

/** A call that a function makes. */
type Made = Parameters<World['fateOf']>[0];

/**
 * Lets an operation steer its jobs right before a call. The workers do not hear of it until later.
 * Returns whether that has happened.
 */
function appliesAt(
  world: World,
  { id, jobId }: ShownOperation,
  isCall: (call: Made) => boolean,
): () => boolean {
  let isApplied = false;
  const apply = AsyncResource.bind(async () => {
    const { app } = world;
    const end = refuseEvents(world, 'Job Due');
    await orderApply(app.store, operationSubject(id), { now: app.clock.now() });
    await signal(app, operationSubject(id));
    await runJob(app, jobId, app.clock.now() + 2_000);
    end();
  });
  world.fateOf = async (call) => {
    if (isApplied || !isCall(call)) return undefined;
    isApplied = true;
    await apply();
    return undefined;
  };
  return () => isApplied;
}

const names = ({ input }: Made, word: string): boolean => JSON.stringify(input).includes(word);

/** Lets a process die once it has abandoned a job. Returns whether that has happened. */
function diesAsItAbandons(world: World): () => boolean {
  let isDead = false;
  world.fateOf = (call) => {
    if (isDead || call.operation !== 'UpdateItem' || !names(call, '"abandoned"')) return undefined;
    isDead = true;
    return 'crashAfter';
  };
  return () => isDead;
}

/** Returns the job of a new name that waits for the end of the stream of its channel. */
async function givenWaiting(world: World): Promise<{ id: string; channelId: string }> {
  const { id: channelId } = await givenLiveChannel(world);
  const body = { name: 'renamed' };
  const id = idIn(await world.http('PATCH', `/v1/channels/${channelId}?when=idle`, { body }));
  await world.advance(MINUTE_MS);
  expect((await world.job(id)).status).toBe('waiting');
  return { id, channelId };
}

/** Applies an operation that redrives so many failed deletions, which fail again for a while. */
async function givenRedrives(
  world: World,
  count: number,
): Promise<{ channels: string[]; redrives: ShownOperation }> {
  const channels = await givenFleet(world, count);
  refuse(world, 'DeleteChannel');
  for (const id of channels)
    await world.ended(idIn(await world.http('DELETE', `/v1/channels/${id}`)));
  refuse(world, 'DeleteChannel', 'ThrottlingException');
  return { channels, redrives: await plan(world, { steering: 'redrive', jobs: FAILED }) };
}

describe('an operation that cancels a job', () => {
  it('is told that the job succeeded first, in the middle of its last call', async ({ world }) => {
    const { id: channelId } = await givenChannel(world);
    refuse(world, 'DeleteChannel', 'ServiceUnavailable');
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channelId}`));
    const jobs = { workflow: 'deleteChannel', status: 'running' };
    const planned = await plan(world, { steering: 'cancel', jobs });
    refuse(world);
    const isApplied = appliesAt(world, planned, ({ operation }) => operation === 'DeleteChannel');
    await untilIs(world, planned, 'incomplete', HOUR_MS);

    expect(isApplied()).toBe(true);
    expect(await world.job(id)).toMatchObject({
      status: 'succeeded',
      announced: true,
      cancel: { result: 'tooLate' },
    });
    expect(await resultsOf(world, planned)).toMatchObject([
      { outcome: 'failed', message: 'The job has succeeded before it could stop.' },
    ]);
  });

  it('stops a job that another one is just about to push aside', async ({ world }) => {
    const { id, channelId } = await givenWaiting(world);
    const planned = await plan(world, { steering: 'cancel', jobs: { ids: [id] } });
    // The copy of the job that gives way is written first.
    const isApplied = appliesAt(
      world,
      planned,
      (call) => call.operation === 'PutItem' && names(call, `job#${id}`),
    );
    expect((await world.http('DELETE', `/v1/channels/${channelId}/stream`)).status).toBe(202);
    await untilIs(world, planned, 'succeeded', HOUR_MS);

    expect(isApplied()).toBe(true);
    const ended = await world.job(id);
    expect(ended).toMatchObject({ status: 'cancelled', cancel: { by: 'local-developer' } });
    expect(ended.redrivenBy).toBeUndefined();
  });

  it.for(['by hand', 'by another operation'])(
    'is told of the end of a job that is abandoned %s',
    async (how, { world }) => {
      const { id } = await givenWaiting(world);
      const planned = await plan(world, { steering: 'cancel', jobs: { ids: [id] } });
      const other = await plan(world, { steering: 'abandon', jobs: { ids: [id] } });
      const isApplied = appliesAt(
        world,
        planned,
        (call) => call.operation === 'UpdateItem' && names(call, '"abandoned"'),
      );
      if (how === 'by hand') await world.http('POST', `/v1/jobs/${id}/abandon`);
      else await steer(world, other, 'apply');
      await untilIs(world, planned, 'succeeded', HOUR_MS);

      expect(isApplied()).toBe(true);
      // The other operation reads the job again, which has stopped by then.
      const result = how === 'by hand' ? 'abandoned' : 'cancelled';
      expect((await world.job(id)).cancel).toMatchObject({ result });
      if (how !== 'by hand') await untilIs(world, other, 'succeeded');
    },
  );
});

describe('the redrives of an operation that has ended', () => {
  it.for(['by hand', 'by another operation'])(
    'are called back although the one that abandoned it %s dies',
    async (how, { world }) => {
      const { channels, redrives } = await givenRedrives(world, 2);
      await steer(world, redrives, 'apply');
      await world.advance(MINUTE_MS);
      const jobs = { ids: [redrives.jobId] };
      const abandons = await plan(world, { steering: 'abandon', jobs });
      const isDead = diesAsItAbandons(world);
      await (how === 'by hand'
        ? world.http('POST', `/v1/jobs/${redrives.jobId}/abandon`)
        : world.http('POST', `/v1/operations/${abandons.id}/apply`, { body: {} }));
      await world.advance(3 * MINUTE_MS);
      expect(isDead()).toBe(true);
      expect((await jobOf(world, redrives)).cancel).toMatchObject({ result: 'abandoned' });
      refuse(world);
      await world.advance(HOUR_MS);
      expect(await left(world, channels)).toBe(2);
    },
  );

  it('are called back soon although they wait for a week', async ({ world }) => {
    const [channel = ''] = await givenFleet(world, 1);
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel}?after=P7D`));
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    const redrives = await plan(world, { steering: 'redrive', jobs: { ids: [id] } });
    await steer(world, redrives, 'apply');
    await world.advance(MINUTE_MS);
    const { redrivenBy = '' } = await world.job(id);
    expect((await world.job(redrivenBy)).status).toBe('waiting');
    const isDead = diesAsItAbandons(world);
    await world.http('POST', `/v1/jobs/${redrives.jobId}/abandon`);
    await world.advance(3 * MINUTE_MS);
    expect(isDead()).toBe(true);
    expect((await world.job(redrivenBy)).status).toBe('cancelled');
  });

  it('stop if they were begun by a write that was late', async ({ world }) => {
    const { channels, redrives } = await givenRedrives(world, 1);
    refuse(world);
    let late = 0;
    world.fateOf = (call) => {
      if (call.operation !== 'PutItem' || !names(call, '"tells"')) return undefined;
      late++;
      return { givenUpAfterMs: 1_000, landsAfterMs: 10 * MINUTE_MS };
    };
    await steer(world, redrives, 'apply');
    await world.advance(10_000);
    await steer(world, redrives, 'cancel');
    await untilIs(world, redrives, 'cancelled');
    await world.advance(HOUR_MS);
    expect(late).toBeGreaterThan(0);
    expect((await shown(world, redrives)).status).toBe('cancelled');
    expect(await left(world, channels)).toBe(1);
    const { body } = await world.http('GET', '/v1/jobs?limit=100&status=cancelled');
    expect(body.jobs).toContainEqual(expect.objectContaining({ workflow: 'deleteChannel' }));
  });
});

describe('the children of an operation that is being cancelled', () => {
  it('stop if they were begun by a write that was late', async ({ world }) => {
    const live = await givenLiveChannel(world);
    const { id: idle } = await givenChannel(world);
    for (const id of [live.id, idle]) await world.http('GET', `/v1/channels/${id}`);
    // The first child gives back for long what it took.
    const error = 'ThrottlingException' as const;
    const faults = ['StopStream', 'CreateStreamKey'].map((operation) => ({ operation, error }));
    world.stack.ivs.setFaults(faults);
    const selection = { ids: [live.id, idle] };
    const planned = await plan(world, { workflow: 'deleteChannel', selection });
    let late = 0;
    world.fateOf = (call) => {
      if (
        call.operation !== 'PutItem' ||
        !names(call, '"parent"') ||
        !names(call, `channel/${idle}`)
      )
        return undefined;
      late++;
      return { givenUpAfterMs: 1_000, landsAfterMs: 5 * MINUTE_MS };
    };
    await steer(world, planned, 'apply');
    await world.until('the second child is under way', () => late > 0);
    await steer(world, planned, 'cancel');
    await world.advance(20 * MINUTE_MS);

    expect((await shown(world, planned)).status).toBe('cancelling');
    expect(await left(world, [idle])).toBe(1);
    world.stack.ivs.setFaults([]);
    await untilIs(world, planned, 'cancelled');
  });
});
