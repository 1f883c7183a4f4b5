import { describe, expect } from 'vitest';
import { closeIdleBatch, readViewerBatch } from '../../lib/records/viewerBatches.ts';
import { givenChannel, jobIn, refuseEvents } from '../given.ts';
import {
  addPairs as add,
  askedOf as asked,
  batchOf,
  openBatch as open,
  resultsOf as results,
  revocationsOf as calls,
  steerBatch as steer,
  viewers,
} from '../givenBatches.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

/** Lets IVS answer every revocation with an error of its own. */
const breakDown = (world: World): void =>
  world.stack.ivs.setFaults(
    ['BatchStartViewerSessionRevocation', 'StartViewerSessionRevocation'].map((operation) => ({
      operation,
      error: 'InternalServerException',
    })),
  );

describe('revokeViewerBatch', () => {
  it('revokes pairs as they are added, and ends when the batch is closed', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    world.stack.ivs.setFaults([
      { operation: 'BatchStartViewerSessionRevocation', viewerId: 'v-3', code: '403', count: 1 },
    ]);
    const id = await open(world);

    expect((await add(world, id, viewers(channel.id, 0, 30))).body).toEqual({
      viewerBatch: { jobId: id, total: 30, closed: false, paused: false },
    });
    await world.advance(5_000);
    expect(await world.job(id)).toMatchObject({ status: 'waiting', memory: { done: 30 } });
    // The viewer who was refused comes again in a later part, and so does another, who is then.
    world.stack.ivs.setFaults([
      { operation: 'BatchStartViewerSessionRevocation', viewerId: 'v-5', code: '403', count: 1 },
    ]);
    await add(world, id, [
      { channelId: channel.id, viewerId: 'v-3' },
      { channelId: channel.id, viewerId: 'v-5' },
      ...viewers(channel.id, 30, 700),
    ]);
    const closed = await steer(world, id, 'close');
    expect(closed.body).toEqual({
      viewerBatch: { jobId: id, total: 732, closed: true, paused: false },
    });

    const job = await world.ended(id, MINUTE_MS);
    expect(job).toMatchObject({
      status: 'succeeded',
      memory: { total: 732, done: 732, failed: 2 },
    });
    expect(asked(world).toSorted()).toEqual(
      [...Array.from({ length: 730 }, (_, i) => `v-${i}`), 'v-3', 'v-5'].toSorted(),
    );
    const outcomes = await results(world, id);
    expect(outcomes).toHaveLength(732);
    expect(outcomes[3]).toMatchObject({ viewerId: 'v-3', outcome: 'failed', code: '403' });
    expect(outcomes[5]).toMatchObject({ viewerId: 'v-5', outcome: 'revoked' });
    expect(outcomes[30]).toMatchObject({ viewerId: 'v-3', outcome: 'revoked' });
    expect(outcomes[31]).toMatchObject({ viewerId: 'v-5', outcome: 'failed', code: '403' });
    expect(outcomes.filter(({ outcome }) => outcome === 'revoked')).toHaveLength(730);
    expect(world.published('Viewers Revoked')).toMatchObject([
      expect.objectContaining({ total: 732, revoked: 730, failed: 2 }),
    ]);
  });

  it('sends no pair while it is paused, and goes on where it stopped', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await add(world, id, viewers(channel.id, 0, 500));
    await world.until('some are revoked', () => asked(world).length >= 100, MINUTE_MS);

    expect((await steer(world, id, 'pause')).body).toMatchObject({ viewerBatch: { paused: true } });
    await world.advance(1_000);
    const before = asked(world).length;
    expect(before).toBeLessThan(400);
    await steer(world, id, 'close');
    await world.advance(30 * MINUTE_MS);
    expect(asked(world)).toHaveLength(before);
    expect((await batchOf(world, id)).body).toEqual({
      viewerBatch: { jobId: id, total: 500, closed: true, paused: true },
    });

    await steer(world, id, 'resume');
    expect(await world.ended(id, MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    expect(asked(world)).toHaveLength(500);
    expect(new Set(asked(world)).size).toBe(500);
  });

  it('can be cancelled while it is paused', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await steer(world, id, 'pause');
    await add(world, id, viewers(channel.id, 0, 10));
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    expect(await world.ended(id, MINUTE_MS)).toMatchObject({ status: 'cancelled' });
    expect(asked(world)).toEqual([]);
  });

  it.for(['crashBefore', 'crashAfter'] as const)(
    'adds a part once, however often its request comes (%s)',
    async (fate, { world }) => {
      const channel = await givenChannel(world, { authorized: true });
      const id = await open(world);
      await steer(world, id, 'pause');
      // The process dies before or after the write that lists the part.
      world.fateOf = ({ operation, input }) => {
        if (operation !== 'UpdateItem' || !JSON.stringify(input).includes('"batch"'))
          return undefined;
        world.fateOf = () => undefined;
        return fate;
      };
      expect((await add(world, id, viewers(channel.id, 0, 600), 'one')).status).toBe(500);
      await world.advance(MINUTE_MS);
      for (let times = 0; times < 3; times++)
        expect((await add(world, id, viewers(channel.id, 0, 600), 'one')).body).toMatchObject({
          viewerBatch: { total: 600 },
        });
      expect((await add(world, id, viewers(channel.id, 0, 600), 'two')).body).toMatchObject({
        viewerBatch: { total: 1_200 },
      });
    },
  );

  it('two requests at once both get their pairs in', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await steer(world, id, 'pause');
    await Promise.all(
      [0, 1, 2, 3].map((n) => add(world, id, viewers(channel.id, n * 10, 10), String(n))),
    );
    expect((await batchOf(world, id)).body).toMatchObject({
      viewerBatch: { total: 40 },
    });
  });

  it('repeats at most ten calls after a crash, and loses no pair', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    let made = 0;
    world.fateOf = ({ operation }) =>
      operation.endsWith('StartViewerSessionRevocation') && [18, 50, 77].includes(++made)
        ? 'crashAfter'
        : undefined;
    const id = await open(world);
    await add(world, id, viewers(channel.id, 0, 600));
    await steer(world, id, 'close');

    expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    expect(made).toBeGreaterThan(77);
    expect(new Set(asked(world)).size).toBe(600);
    const distinct = new Set(calls(world).map((pairs) => pairs.join(' ')));
    const repeated = calls(world).length - distinct.size;
    expect(repeated).toBeGreaterThan(0);
    expect(repeated).toBeLessThanOrEqual(3 * 10);
  });

  it.for(['in one call', 'in two calls'] as const)(
    'lists as many failures as it counts when a pair comes twice in a part, %s',
    async (how, { world }) => {
      const channel = await givenChannel(world, { authorized: true });
      const id = await open(world);
      await steer(world, id, 'pause');
      const second = how === 'in one call' ? 10 : 300;
      const pairs = viewers(channel.id, 0, 400);
      pairs[second] = { channelId: channel.id, viewerId: 'v-3' };
      world.stack.ivs.setFaults([
        { operation: 'BatchStartViewerSessionRevocation', viewerId: 'v-3', code: '403', count: 1 },
      ]);
      await add(world, id, pairs);
      await steer(world, id, 'close');
      await steer(world, id, 'resume');

      const job = await world.ended(id, MINUTE_MS);
      const failed = (await results(world, id)).filter(({ outcome }) => outcome === 'failed');
      expect(failed).toHaveLength(job.memory.failed ?? 0);
      expect(failed[0]).toMatchObject({ viewerId: 'v-3', code: '403' });
      if (how === 'in two calls') expect(failed).toHaveLength(1);
      expect((await results(world, id))[second]).toMatchObject({
        viewerId: 'v-3',
        outcome: failed.length === 1 ? 'revoked' : 'failed',
      });
    },
  );

  it('lists no failure that it does not count: its process died in between', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    world.stack.ivs.setFaults([
      { operation: 'BatchStartViewerSessionRevocation', viewerId: 'v-3', code: '403', count: 1 },
    ]);
    let isDead = false;
    world.fateOf = ({ operation, input }) => {
      if (isDead || operation !== 'UpdateItem' || !JSON.stringify(input).includes('result#'))
        return undefined;
      isDead = true;
      return 'crashAfter';
    };
    await add(world, id, viewers(channel.id, 0, 10));
    await world.until('its process is dead', () => isDead, MINUTE_MS);
    await world.http('POST', `/v1/jobs/${id}/abandon`);
    expect((await world.job(id)).memory.done ?? 0).toBe(0);
    const outcomes = await results(world, id);
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['pending']));
  });

  describe('pairs that IVS could not process', () => {
    /** Lets IVS process none of the first 20 pairs in a batch, as often as given. */
    const refuse = (world: World, count?: number, more: object[] = []): void =>
      world.stack.ivs.setFaults([
        ...Array.from({ length: 20 }, (_, i) => ({
          operation: 'BatchStartViewerSessionRevocation',
          viewerId: `v-${i}`,
          code: '503',
          ...(count !== undefined && { count }),
        })),
        ...more,
      ] as never);

    /** Counts the calls since the job was last written, which a crash repeats. Returns the most. */
    function mostAtOnce(world: World, diesAt?: number): () => number {
      let [made, since, most] = [0, 0, 0];
      world.fateOf = ({ operation, input }) => {
        if (operation === 'UpdateItem' && JSON.stringify(input.Key).includes('"job"')) since = 0;
        if (!operation.endsWith('StartViewerSessionRevocation')) return undefined;
        most = Math.max(most, ++since);
        return ++made === diesAt ? 'crashAfter' : undefined;
      };
      return () => most;
    }

    async function givenPairs(world: World): Promise<string> {
      const channel = await givenChannel(world, { authorized: true });
      const id = await open(world);
      await add(world, id, viewers(channel.id, 0, 100));
      await steer(world, id, 'close');
      return id;
    }

    it.for([undefined, 6, 10, 13, 30])(
      'are sent alone, and no crash repeats more than ten calls (call %s)',
      async (diesAt, { world }) => {
        refuse(world, 6);
        const most = mostAtOnce(world, diesAt);
        const id = await givenPairs(world);

        expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({
          status: 'succeeded',
          memory: { total: 100, done: 100, failed: 0 },
        });
        expect(new Set(asked(world)).size).toBe(100);
        expect(most()).toBeLessThanOrEqual(10);
      },
    );

    it('are sent alone at once when they are few', async ({ world }) => {
      world.stack.ivs.setFaults(
        ['v-1', 'v-7', 'v-8', 'v-19'].map((viewerId) => ({
          operation: 'BatchStartViewerSessionRevocation',
          viewerId,
          code: '503',
          count: 1,
        })),
      );
      const id = await givenPairs(world);
      expect(await world.ended(id, MINUTE_MS)).toMatchObject({ memory: { done: 100, failed: 0 } });
      expect(asked(world)).toHaveLength(104);
    });

    it('are reported after three times, however many they are', async ({ world }) => {
      refuse(world, undefined, [
        { operation: 'StartViewerSessionRevocation', error: 'InternalServerException' },
      ]);
      const most = mostAtOnce(world);
      const id = await givenPairs(world);

      const job = await world.ended(id, 10 * MINUTE_MS);
      expect(job).toMatchObject({ status: 'succeeded', memory: { done: 100 } });
      const outcomes = await results(world, id);
      expect(outcomes.slice(0, 20).map(({ code }) => code)).toEqual(Array(20).fill('503'));
      const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
      expect(failed).toHaveLength(job.memory.failed ?? 0);
      for (const { viewerId } of failed)
        expect(calls(world).filter((of) => of.join() === viewerId).length).toBeGreaterThanOrEqual(
          3,
        );
      expect(most()).toBeLessThanOrEqual(10);
    });
  });

  it.for([400, 3_000])(
    'is cancelled at once in an outage of IVS, with %s pairs',
    async (count, { world }) => {
      const channel = await givenChannel(world, { authorized: true });
      const id = await open(world);
      await add(world, id, viewers(channel.id, 0, count));
      await world.until('some are revoked', () => asked(world).length >= 100, MINUTE_MS);
      breakDown(world);
      await world.advance(5 * MINUTE_MS);
      await world.http('POST', `/v1/jobs/${id}/cancel`);
      const job = await world.ended(id, 5_000);
      expect(job).toMatchObject({ status: 'cancelled', cancel: { result: 'cancelled' } });
      expect(job.left).toBeUndefined();
      world.stack.ivs.setFaults([]);
      const before = asked(world).length;
      await world.advance(10 * MINUTE_MS);
      expect(asked(world)).toHaveLength(before);

      const again = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`)).id;
      await steer(world, again, 'close');
      expect(await world.ended(again, 10 * MINUTE_MS)).toMatchObject({
        status: 'succeeded',
        memory: { total: count, done: count, failed: 0 },
      });
      expect(new Set(asked(world)).size).toBe(count);
    },
  );

  describe('whose worker dies once it has kept a refusal', () => {
    /**
     * Opens a batch, lets IVS refuse a viewer once, and lets the worker die before it notes so.
     * @param noted the record that is to note it
     */
    async function givenLostRefusal(
      world: World,
      { viewerId = 'v-3', noted = 'job', count = 400 } = {},
    ): Promise<{ id: string; channelId: string }> {
      world.stack.ivs.setFaults([
        { operation: 'BatchStartViewerSessionRevocation', viewerId, code: '403', count: 1 },
      ]);
      let isKept = false;
      let isDead = false;
      world.fateOf = ({ operation, input }) => {
        if (isDead || operation !== 'UpdateItem') return undefined;
        const key = JSON.stringify(input.Key);
        isDead = isKept && key.includes(`"${noted}"`) && !key.includes('-odd"');
        isKept ||= key.includes('result#') && JSON.stringify(input).includes(`"${viewerId}"`);
        return isDead ? 'crashBefore' : undefined;
      };
      const channel = await givenChannel(world, { authorized: true });
      const id = await open(world);
      await add(world, id, viewers(channel.id, 0, count));
      await world.until('a worker is dead', () => isDead, MINUTE_MS);
      return { id, channelId: channel.id };
    }

    /** Expects that every pair is revoked in the end, and that no doubt is left. */
    async function expectAllRevoked(world: World, id: string): Promise<void> {
      await steer(world, id, 'close');
      const job = await world.ended(id, 10 * MINUTE_MS);
      expect(job).toMatchObject({ status: 'succeeded', memory: { failed: 0 } });
      expect(job.inDoubt).toBeUndefined();
      const outcomes = await results(world, id);
      expect(outcomes.filter(({ outcome }) => outcome !== 'revoked')).toEqual([]);
    }

    it('lists the pair as revoked, shared by then', async ({ world }) => {
      const { id, channelId } = await givenLostRefusal(world);
      await add(world, id, viewers(channelId, 400, 1_000));
      await expectAllRevoked(world, id);
    });

    it.for([
      ['in a batch that is not shared', {}],
      ['in its own half', { count: 2_000 }],
      ['in the half of its child', { count: 2_000, viewerId: 'v-603', noted: 'oddHalf' }],
    ] as const)(
      'lists the pair as revoked after an outage and a pause, %s',
      async ([, given], { world }) => {
        const { id } = await givenLostRefusal(world, given);
        breakDown(world);
        await world.advance(10 * MINUTE_MS);
        await steer(world, id, 'pause');
        await world.advance(10 * MINUTE_MS);
        world.stack.ivs.setFaults([]);
        await steer(world, id, 'resume');
        await expectAllRevoked(world, id);
      },
    );

    it('leaves nothing when it is cancelled after it was shared', async ({ world }) => {
      const { id, channelId } = await givenLostRefusal(world);
      await add(world, id, viewers(channelId, 400, 3_000));
      await world.until('many are revoked', () => asked(world).length >= 1_000, 5 * MINUTE_MS);
      await world.http('POST', `/v1/jobs/${id}/cancel`);
      expect(await world.ended(id, MINUTE_MS)).toMatchObject({ status: 'cancelled' });
      const shown = jobIn(await world.http('GET', `/v1/jobs/${id}`));
      expect(shown).not.toHaveProperty('needsAttention');
      expect((await world.job(id)).left).toBeUndefined();
    });
  });

  it('takes no pair when it is closed or its job has ended', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await steer(world, id, 'pause');
    await steer(world, id, 'close');
    const late = await add(world, id, viewers(channel.id, 0, 1));
    expect([late.status, late.body.type]).toEqual([409, '/problems/conflict']);
    await steer(world, id, 'resume');
    expect(await world.ended(id, MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    for (const answer of [
      await add(world, id, viewers(channel.id, 0, 1)),
      await steer(world, id, 'pause'),
    ])
      expect([answer.status, answer.body.type]).toEqual([409, '/problems/job-ended']);
  });

  it('closes itself when it gets no pairs for a day', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await add(world, id, viewers(channel.id, 0, 3));
    await world.advance(MINUTE_MS);
    const from = world.clock.now();
    world.clock.moveTo(from + 23 * 60 * MINUTE_MS);
    await world.advance(2 * MINUTE_MS);
    expect(await world.job(id)).toMatchObject({ status: 'waiting', memory: { done: 3 } });
    world.clock.moveTo(from + 25 * 60 * MINUTE_MS);
    expect(await world.ended(id, 5 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
  });

  it('takes no pairs once it has closed itself, though its end is not told', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await add(world, id, viewers(channel.id, 0, 3));
    await world.advance(MINUTE_MS);
    const telling = refuseEvents(world, 'Viewers Revoked');
    world.clock.moveTo(world.clock.now() + 25 * 60 * MINUTE_MS);
    await world.advance(2 * MINUTE_MS);
    expect(await world.job(id)).toMatchObject({ step: 'announcing', status: 'running' });
    const late = await add(world, id, viewers(channel.id, 3, 100));
    expect([late.status, late.body.type]).toEqual([409, '/problems/conflict']);
    telling();
    const job = await world.ended(id, 30 * MINUTE_MS);
    expect(job).toMatchObject({ status: 'succeeded', memory: { done: 3, total: 3 } });
  });

  it('stays open for pairs that come while it closes itself', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const id = await open(world);
    await add(world, id, viewers(channel.id, 0, 3));
    await world.advance(MINUTE_MS);
    const { subject } = await world.job(id);
    const idle = (await readViewerBatch(world.app.store, subject))!;
    await add(world, id, viewers(channel.id, 3, 100));
    expect(await closeIdleBatch(world.app.store, subject, idle, world.clock.now())).toBe(false);
    await world.advance(MINUTE_MS);
    expect(asked(world)).toHaveLength(103);
    expect(await world.job(id)).toMatchObject({ status: 'waiting', memory: { done: 103 } });
  });

  it('is not found under the id of another job', async ({ world }) => {
    const channel = await givenChannel(world);
    const id = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`)).id;
    for (const answer of [
      await steer(world, id, 'close'),
      await batchOf(world, id),
      await add(world, id, viewers(channel.id, 0, 1)),
    ])
      expect(answer.status).toBe(404);
  });
});
