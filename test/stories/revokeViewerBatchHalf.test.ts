import { describe, expect } from 'vitest';
import { isFinal, type Job } from '../../lib/jobs/job.ts';
import { listIds } from '../../lib/jobs/jobIndexes.ts';
import { readJob } from '../../lib/jobs/table.ts';
import { givenChannel } from '../given.ts';
import {
  addPairs as add,
  askedOf as asked,
  openBatch as open,
  resultsOf as results,
  revocationsOf as calls,
  steerBatch as steer,
  viewers,
  viewersIn,
} from '../givenBatches.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
/** Two batches of 20 and 10 single calls a second (IVS user guide, Service Quotas). */
const PAIRS_A_SECOND = 50;
const RECORD = 500;

const numberOf = (viewerId: string): number => Number(viewerId.slice('v-'.length));
const halfOf = (viewerId: string): 'even' | 'odd' =>
  Math.floor(numberOf(viewerId) / RECORD) % 2 === 0 ? 'even' : 'odd';

/** Returns the jobs on the odd half of the batch of a job, the oldest first. */
async function halvesOf(world: World, id: string): Promise<Job[]> {
  const ids = (await listIds(world.app, 50)).map((each) => each.id).toReversed();
  const jobs = await Promise.all(ids.map((each) => readJob(world.app, each)));
  return jobs.filter((job) => job !== undefined && job.parent?.jobId === id) as Job[];
}

/** Opens a batch, and gives it as many pairs at once. Returns the id of its job. */
async function givenBatch(world: World, count: number): Promise<string> {
  const channel = await givenChannel(world, { authorized: true });
  const id = await open(world);
  await add(world, id, viewers(channel.id, 0, count));
  return id;
}

const someAreSent = (world: World, count: number): Promise<number> =>
  world.until('some are revoked', () => asked(world).length >= count, MINUTE_MS);

async function shown(world: World, id: string): Promise<{ done: number; total: number }> {
  const { body } = await world.http('GET', `/v1/jobs/${id}`);
  return (body.job as { progress: { done: number; total: number } }).progress;
}

const steerJob = (
  world: World,
  id: string,
  how: 'cancel' | 'redrive' | 'abandon',
): ReturnType<World['http']> => world.http('POST', `/v1/jobs/${id}/${how}`);

/** Lets the worker die after the next call for a pair of a half. */
async function workerDies(world: World, half: 'even' | 'odd'): Promise<void> {
  let isDead = false;
  world.fateOf = (call) => {
    const [viewerId] = viewersIn(call) ?? [];
    if (isDead || viewerId === undefined || halfOf(viewerId) !== half) return undefined;
    isDead = true;
    return 'crashAfter';
  };
  await world.until('a worker is dead', () => isDead, MINUTE_MS);
}

/** Returns whether a call begins a child. */
function beginsHalf({ operation, input }: World['calls'][number]): boolean {
  const text = JSON.stringify(input.Item ?? {});
  return operation === 'PutItem' && /revokeViewerBatchHalf/.test(text) && /"job"/.test(text);
}

/** Expects that each pair was sent, and how many calls were made again at most. */
function expectAllSent(world: World, count: number, repeatsMax = 0): void {
  expect(new Set(asked(world)).size).toBe(count);
  const all = calls(world);
  const distinct = new Set(all.map((pairs) => pairs.join(' ')));
  expect(all.length - distinct.size).toBeLessThanOrEqual(repeatsMax);
  if (repeatsMax === 0) expect(asked(world)).toHaveLength(count);
}

describe('a large batch of viewers', () => {
  it('is shared with a child, and ends with the counts of both', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    world.stack.ivs.setFaults(
      ['v-3', 'v-601'].map((viewerId) => ({
        operation: 'BatchStartViewerSessionRevocation',
        viewerId,
        code: '403',
        count: 1,
      })),
    );
    const id = await open(world);
    await add(world, id, viewers(channel.id, 0, 700));
    await add(world, id, viewers(channel.id, 700, 601));
    await steer(world, id, 'close');

    const job = await world.ended(id, MINUTE_MS);
    expect(job).toMatchObject({
      status: 'succeeded',
      memory: { total: 1_301, done: 1_301, failed: 2 },
    });
    expectAllSent(world, 1_301);
    const outcomes = await results(world, id);
    expect(outcomes.map(({ viewerId }) => viewerId)).toEqual(
      Array.from({ length: 1_301 }, (_, i) => `v-${i}`),
    );
    const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ viewerId }) => viewerId)).toEqual(['v-3', 'v-601']);
    expect(outcomes.filter(({ outcome }) => outcome === 'revoked')).toHaveLength(1_299);
    expect(world.published('Viewers Revoked')).toEqual([
      expect.objectContaining({ jobId: id, total: 1_301, revoked: 1_299, failed: 2 }),
    ]);
    // Records of 500, 200, 500 and 101 pairs: each part begins a record.
    expect(await halvesOf(world, id)).toMatchObject([
      {
        status: 'succeeded',
        workflow: 'revokeViewerBatchHalf',
        memory: { total: 301, done: 301, failed: 1 },
      },
    ]);
  });

  it('is not shared while no more than 500 pairs are left', async ({ world }) => {
    const id = await givenBatch(world, RECORD);
    await steer(world, id, 'close');
    expect(await world.ended(id, MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    expectAllSent(world, RECORD);
    expect(await halvesOf(world, id)).toEqual([]);
  });

  it.for(['even', 'odd'] as const)(
    'keeps the pace of the quota when the worker of its %s half dies',
    async (half, { world }) => {
      const id = await givenBatch(world, 4_000);
      await steer(world, id, 'close');
      await someAreSent(world, 200);
      await workerDies(world, half);
      const before = asked(world).length;
      await world.advance(30_000);
      const sent = asked(world).slice(before);
      expect(sent.length).toBeGreaterThanOrEqual(0.97 * 30 * PAIRS_A_SECOND);
      expect(new Set(sent.map((viewerId) => halfOf(viewerId))).size).toBe(1);

      expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({
        status: 'succeeded',
        memory: { total: 4_000, done: 4_000, failed: 0 },
      });
      expectAllSent(world, 4_000, 10);
    },
  );

  it('shows how far both halves are, even while the worker of its job is dead', async ({
    world,
  }) => {
    const id = await givenBatch(world, 2_000);
    let done = 0;
    for (let second = 0; second < 20; second++) {
      if (second === 5) await workerDies(world, 'even');
      await world.advance(1_000);
      const progress = await shown(world, id);
      const outcomes = await results(world, id);
      const revoked = outcomes.filter(({ outcome }) => outcome === 'revoked').length;
      expect(progress).toMatchObject({ total: 2_000, done: revoked });
      expect(progress.done).toBeGreaterThanOrEqual(done);
      // Each half may be within an attempt of 25 pairs.
      expect(Math.abs(asked(world).length - progress.done)).toBeLessThanOrEqual(50);
      const sent = new Set(asked(world));
      for (const { viewerId, outcome } of outcomes)
        if (outcome === 'revoked') expect(sent).toContain(viewerId);
      ({ done } = progress);
    }
    expect(done).toBeGreaterThan(800);
  });

  it('rests as a whole while it is paused, and goes on where it stopped', async ({ world }) => {
    const id = await givenBatch(world, 2_000);
    await someAreSent(world, 300);
    await steer(world, id, 'pause');
    await world.advance(2_000);
    const before = asked(world).length;
    expect(before).toBeLessThan(500);
    await steer(world, id, 'close');
    await world.advance(90 * MINUTE_MS);
    expect(asked(world)).toHaveLength(before);
    expect((await shown(world, id)).done).toBe(before);

    await steer(world, id, 'resume');
    const tookMs = await world.until('all are revoked', () => asked(world).length === 2_000);
    expect(tookMs).toBeLessThan(((2_000 - before) / PAIRS_A_SECOND) * 1_000 + 3_000);
    expect(await world.ended(id, MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    expectAllSent(world, 2_000);
  });

  it('goes on as a whole when it gets more pairs, and when it is closed', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await add(world, id, viewers(channel.id, 0, 1_000));
    await world.advance(MINUTE_MS);
    expect(asked(world)).toHaveLength(1_000);
    await add(world, id, viewers(channel.id, 1_000, 1_000));
    await world.advance(23_000);
    expect(asked(world)).toHaveLength(2_000);
    await steer(world, id, 'close');
    expect(await world.ended(id, 5_000)).toMatchObject({ status: 'succeeded' });
    expectAllSent(world, 2_000);
  });

  it('stops as a whole when it is cancelled, and a redrive repeats nothing', async ({ world }) => {
    const id = await givenBatch(world, 2_000);
    await steer(world, id, 'close');
    await someAreSent(world, 300);
    await steerJob(world, id, 'cancel');
    const job = await world.ended(id, MINUTE_MS);
    const before = asked(world).length;
    expect(before).toBeLessThan(500);
    expect(job).toMatchObject({ status: 'cancelled', memory: { total: 2_000, done: before } });
    expect(job.left).toBeUndefined();
    expect(await halvesOf(world, id)).toMatchObject([{ status: 'cancelled' }]);
    await world.advance(5 * MINUTE_MS);
    expect(asked(world)).toHaveLength(before);
    expect(world.published('Viewers Revoked')).toEqual([]);

    const redriven = (await steerJob(world, id, 'redrive')).body.job as { id: string };
    expect(await world.ended(redriven.id, 5 * MINUTE_MS)).toMatchObject({
      status: 'succeeded',
      memory: { total: 2_000, done: 2_000, failed: 0 },
    });
    expectAllSent(world, 2_000);
    expect(world.published('Viewers Revoked')).toMatchObject([
      { jobId: redriven.id, total: 2_000, revoked: 2_000 },
    ]);
  });

  it('is cancelled while it is paused', async ({ world }) => {
    const id = await givenBatch(world, 2_000);
    await someAreSent(world, 100);
    await steer(world, id, 'pause');
    await world.advance(MINUTE_MS);
    await steerJob(world, id, 'cancel');
    expect(await world.ended(id, 5_000)).toMatchObject({ status: 'cancelled' });
    expect(await halvesOf(world, id)).toMatchObject([{ status: 'cancelled' }]);
  });

  it('stops as a whole when it is abandoned', async ({ world }) => {
    const id = await givenBatch(world, 3_000);
    await someAreSent(world, 300);
    await steerJob(world, id, 'abandon');
    await world.advance(2_000);
    const before = asked(world).length;
    expect(before).toBeLessThan(500);
    await world.advance(5 * MINUTE_MS);
    expect(asked(world)).toHaveLength(before);
    expect(await halvesOf(world, id)).toMatchObject([{ status: 'cancelled' }]);
  });

  it('shows how far both halves came when it was abandoned', async ({ world }) => {
    const id = await givenBatch(world, 5_000);
    await someAreSent(world, 200);
    await workerDies(world, 'even');
    await world.advance(20_000);
    await steerJob(world, id, 'abandon');
    await world.advance(MINUTE_MS);
    const outcomes = await results(world, id);
    const revoked = outcomes.filter(({ outcome }) => outcome === 'revoked').length;
    expect(revoked).toBeGreaterThan(1_000);
    expect(await shown(world, id)).toMatchObject({ total: 5_000, done: revoked, failed: 0 });
    const { body } = await world.http('GET', '/v1/jobs?workflow=revokeViewerBatch');
    expect(body.jobs).toMatchObject([{ id, progress: { done: revoked } }]);

    // From here on the progress is that of the other job.
    const redriven = (await steerJob(world, id, 'redrive')).body.job as { id: string };
    await steer(world, redriven.id, 'close');
    await world.ended(redriven.id, 5 * MINUTE_MS);
    expect((await shown(world, redriven.id)).done).toBe(5_000);
    expect((await shown(world, id)).done).toBeLessThan(5_000);
  });

  it('counts the pairs of a child that died before it could', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await steer(world, id, 'pause');
    await add(world, id, viewers(channel.id, 0, RECORD));
    await add(world, id, viewers(channel.id, RECORD, 25));
    await steer(world, id, 'close');
    let isNoted = false;
    world.fateOf = ({ operation, input }) => {
      if (operation !== 'UpdateItem') return undefined;
      const text = JSON.stringify(input);
      isNoted ||= text.includes('oddHalf');
      if (!isNoted || !text.includes('-odd')) return undefined;
      world.fateOf = () => undefined;
      return 'crashBefore';
    };
    await steer(world, id, 'resume');
    expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ memory: { done: 525 } });
    expect(await halvesOf(world, id)).toMatchObject([
      { status: 'succeeded', memory: { total: 25, done: 25, failed: 0 } },
    ]);
  });

  it('is redriven without waiting for the dead worker of its child', async ({ world }) => {
    const id = await givenBatch(world, 3_000);
    await steer(world, id, 'close');
    await someAreSent(world, 300);
    await workerDies(world, 'odd');
    await steerJob(world, id, 'abandon');
    await world.advance(1_000);
    const before = asked(world).length;
    await world.advance(10_000);
    expect(asked(world)).toHaveLength(before);

    const redriven = (await steerJob(world, id, 'redrive')).body.job as { id: string };
    await world.advance(10_000);
    expect(asked(world).length - before).toBeGreaterThan(8 * PAIRS_A_SECOND);
    expect(await world.ended(redriven.id, 10 * MINUTE_MS)).toMatchObject({
      status: 'succeeded',
      memory: { total: 3_000, done: 3_000 },
    });
    // An abandoned job ends in the middle of its calls, and the worker of the other half is dead.
    expectAllSent(world, 3_000, 20);
  });

  it('goes on when it was abandoned while it was cancelled, and is redriven', async ({ world }) => {
    const id = await givenBatch(world, 3_000);
    await steer(world, id, 'close');
    await someAreSent(world, 300);
    await workerDies(world, 'odd');
    await steerJob(world, id, 'cancel');
    await world.advance(3_000);
    expect(await world.job(id)).toMatchObject({ step: 'awaitingStop' });
    await steerJob(world, id, 'abandon');
    await world.advance(1_000);

    const redriven = (await steerJob(world, id, 'redrive')).body.job as { id: string };
    expect(await world.ended(redriven.id, 10 * MINUTE_MS)).toMatchObject({
      status: 'succeeded',
      memory: { total: 3_000, done: 3_000 },
    });
    expectAllSent(world, 3_000, 20);
  });

  it.for(['cancel', 'abandon'] as const)(
    'begins another child when somebody wants to %s the one that it has',
    async (how, { world }) => {
      const id = await givenBatch(world, 2_000);
      await steer(world, id, 'close');
      await someAreSent(world, 300);
      const [first] = await halvesOf(world, id);
      await steerJob(world, first?.id ?? '', how);
      expect(await world.ended(id, 5 * MINUTE_MS)).toMatchObject({
        status: 'succeeded',
        memory: { total: 2_000, done: 2_000 },
      });
      expectAllSent(world, 2_000, how === 'cancel' ? 0 : 10);
      const children = await halvesOf(world, id);
      expect(children.map(({ status }) => status)).toEqual(['cancelled', 'succeeded']);
      const again = await steerJob(world, first?.id ?? '', 'redrive');
      expect(again).toMatchObject({ status: 409, body: { type: '/problems/job-ended' } });
    },
  );

  it('fails when its child fails, and a redrive sends the rest', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await steer(world, id, 'pause');
    await add(world, id, viewers(channel.id, 0, 2_000));
    const { subject } = await world.job(id);
    const { store } = world.app;
    const [record] = (await store.list(subject, 'part#', 10)).slice(1);
    if (!record) throw new Error('There is no second record.');
    // The child finds none of its pairs.
    const { pk, sk, sessions } = record;
    await store.update({ pk, sk }, { set: { sessions: undefined } });
    await steer(world, id, 'resume');

    const job = await world.ended(id, 60 * MINUTE_MS);
    expect(job).toMatchObject({ status: 'failed', ending: 'failed', memory: { done: 1_000 } });
    const { body } = await world.http('GET', `/v1/jobs/${id}`);
    expect(body.job).toMatchObject({
      needsAttention: true,
      error: { message: expect.stringContaining(`${subject}-odd`) },
    });
    expect(await halvesOf(world, id)).toMatchObject([{ status: 'failed' }]);
    // The batch answers for its child.
    const needing = await world.http('GET', '/v1/jobs?needsAttention=true');
    expect(needing.body.jobs).toMatchObject([{ id }]);
    await store.update({ pk, sk }, { set: { sessions } });
    const outcomes = await results(world, id);
    expect(outcomes.filter(({ outcome }) => outcome === 'pending')).toHaveLength(1_000);
    const redriven = (await steerJob(world, id, 'redrive')).body.job as { id: string };
    await steer(world, redriven.id, 'close');
    expect(await world.ended(redriven.id, 5 * MINUTE_MS)).toMatchObject({
      status: 'succeeded',
      memory: { total: 2_000, done: 2_000, failed: 0 },
    });
    expectAllSent(world, 2_000);
  });

  it('stops its child when it fails', async ({ world }) => {
    const id = await givenBatch(world, 4_000);
    await someAreSent(world, 200);
    const { subject } = await world.job(id);
    const { store } = world.app;
    const [, , third] = await store.list(subject, 'part#', 10);
    if (!third) throw new Error('There is no third record.');
    const { pk, sk, sessions } = third;
    await store.update({ pk, sk }, { set: { sessions: undefined } });
    expect(await world.ended(id, 60 * MINUTE_MS)).toMatchObject({ status: 'failed' });
    expect((await halvesOf(world, id)).every((child) => isFinal(child))).toBe(true);
    expect(await world.job(id)).toMatchObject({ memory: { done: asked(world).length } });

    await store.update({ pk, sk }, { set: { sessions } });
    const redriven = (await steerJob(world, id, 'redrive')).body.job as { id: string };
    await steer(world, redriven.id, 'close');
    expect(await world.ended(redriven.id, 5 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    expectAllSent(world, 4_000);
  });

  it('closes itself when it gets no pairs for a day', async ({ world }) => {
    const id = await givenBatch(world, 1_100);
    await world.advance(MINUTE_MS);
    const from = world.clock.now();
    world.clock.moveTo(from + 23 * 60 * MINUTE_MS);
    await world.advance(2 * MINUTE_MS);
    expect(await world.job(id)).toMatchObject({ status: 'waiting', memory: { total: 1_100 } });
    world.clock.moveTo(from + 25 * 60 * MINUTE_MS);
    expect(await world.ended(id, 5 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    expectAllSent(world, 1_100);
  });

  it('goes on from where an earlier release has left it', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await steer(world, id, 'pause');
    await add(world, id, viewers(channel.id, 0, 2_000));
    const job = await world.job(id);
    // That release sent the pairs in their order, and noted how many.
    const memory = { total: 2_000, done: 725, failed: 0 };
    await world.app.store.update({ pk: job.subject, sk: 'job' }, { set: { memory } });
    const outcomes = await results(world, id);
    expect(outcomes.filter(({ outcome }) => outcome === 'revoked')).toHaveLength(725);
    expect(await shown(world, id)).toMatchObject({ total: 2_000, done: 725 });

    await steer(world, id, 'resume');
    await steer(world, id, 'close');
    expect(await world.ended(id, MINUTE_MS)).toMatchObject({
      status: 'succeeded',
      memory: { total: 2_000, done: 2_000, failed: 0 },
    });
    expect(asked(world).toSorted((a, b) => numberOf(a) - numberOf(b))).toEqual(
      Array.from({ length: 1_275 }, (_, i) => `v-${725 + i}`),
    );
  });

  it.for(['cancel', 'abandon'] as const)(
    'stops as a whole (%s), also with a second child that has just begun',
    async (how, { world }) => {
      const channel = await givenChannel(world, { authorized: true });
      const id = await open(world);
      await add(world, id, viewers(channel.id, 0, 10_000));
      await add(world, id, viewers(channel.id, 10_000, 10_000));
      await someAreSent(world, 300);
      const [first] = await halvesOf(world, id);
      // No call succeeds in the attempts that begin the second child and follow.
      let isBegun = false;
      world.fateOf = (call) => {
        if (isBegun || !beginsHalf(call)) return undefined;
        isBegun = true;
        const refused = { error: 'ThrottlingException', count: 12 } as const;
        world.stack.ivs.setFaults([
          { operation: 'BatchStartViewerSessionRevocation', ...refused },
          { operation: 'StartViewerSessionRevocation', ...refused },
        ]);
        return undefined;
      };
      await steerJob(world, first?.id ?? '', 'cancel');
      await world.until('a second child has begun', () => isBegun, MINUTE_MS);
      await world.until('the job rests', async () => !(await world.job(id)).acting, MINUTE_MS);
      await steerJob(world, id, how);
      await world.ended(id, 10 * MINUTE_MS);
      world.stack.ivs.setFaults([]);
      const sent = asked(world).length;
      await world.advance(5 * MINUTE_MS);
      expect(asked(world).length - sent).toBeLessThanOrEqual(how === 'cancel' ? 0 : 25);
      const children = (await halvesOf(world, id)).map(({ status }) => status);
      expect(children).toEqual(['cancelled', 'cancelled']);
    },
  );

  it('leaves workers to other jobs while several batches share the quota', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const large: string[] = [];
    for (let n = 0; n < 6; n++) {
      const id = await open(world);
      await add(world, id, viewers(channel.id, n * 10_000, 1_500));
      await steer(world, id, 'close');
      large.push(id);
    }
    await world.advance(30_000);
    const small = await open(world);
    await world.advance(5_000);
    await add(world, small, viewers(channel.id, 900_000, 1));
    await world.until('it is sent', () => asked(world).includes('v-900000'), 15_000);
    for (const id of large)
      expect(await world.ended(id, 60 * MINUTE_MS)).toMatchObject({
        status: 'succeeded',
        memory: { done: 1_500 },
      });
  });
});
