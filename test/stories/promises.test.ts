import { describe, expect } from 'vitest';
import { givesUpAt } from '../../lib/jobs/queries.ts';
import { LEASE_MS } from '../../lib/jobs/stepping.ts';
import { deleteChannel } from '../../lib/workflows/deleteChannel.ts';
import { RATE_LIMITERS } from '../../lib/jobs/rateLimiter.ts';
import {
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  timelineOf,
  type GivenChannel,
  useUp,
} from '../given.ts';
import type { Call } from '../invocations.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DEADLINE_MS = deleteChannel.deadlineSeconds * 1_000;

describe('the promises of the engine', () => {
  const deletes = (world: World, channel: GivenChannel) =>
    world.http('DELETE', `/v1/channels/${channel.id}`);
  const rotateWhenIdle = (world: World, channel: GivenChannel) =>
    world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`);
  const pass = (world: World, ms: number): void => world.clock.moveTo(world.clock.now() + ms);
  const said = (world: World, type: string, id: string) =>
    world.published(type).filter(({ jobId }) => jobId === id);

  describe('lease, wait limit and deadline', () => {
    it('time without a slot is not time running', async ({ world }) => {
      const channel = await givenChannel(world);
      const slotAt = world.clock.now() + 2 * DEADLINE_MS;
      await useUp(world, 'DeleteChannel', slotAt);

      const { id } = jobIn(await deletes(world, channel));
      expect(timelineOf(await world.job(id))).toEqual(['deleting: parked']);
      await world.advance(5 * MINUTE_MS);
      expect(world.count('DeleteChannel')).toBe(0);
      world.clock.moveTo(slotAt - MINUTE_MS);
      const job = await world.ended(id, 5 * MINUTE_MS);

      expect(job).toMatchObject({ status: 'succeeded', attempts: 0 });
      expect(job.updatedAt - job.createdAt).toBeGreaterThan(DEADLINE_MS);
      expect(job.parkedMs).toBeGreaterThan(DEADLINE_MS);
    });

    it('time spent waiting is not time running', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      const { id } = jobIn(await rotateWhenIdle(world, channel));
      pass(world, 10 * HOUR_MS);
      world.stack.ivs.disconnectEncoder(channel.encoderId);

      expect(await world.ended(id, 3 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    });

    it('the end of a lease hands the job to another runner, and not sooner', async ({ world }) => {
      const channel = await givenChannel(world);
      world.fateOf = ({ operation, functionName }) =>
        operation === 'DeleteChannel' && functionName === 'commands' ? 'crashBefore' : undefined;

      expect((await deletes(world, channel)).status).toBe(500);
      const from = world.clock.now();
      const id = String(
        (await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' }))?.id,
      );
      await world.until(
        'somebody has taken the job up',
        async () => (await world.job(id)).version > 1,
      );
      expect(world.clock.now() - from).toBeGreaterThanOrEqual(LEASE_MS);

      const job = await world.ended(id);
      expect(job.status).toBe('succeeded');
      expect(timelineOf(job).slice(0, 2)).toEqual(['deleting: orphaned', 'deleting: deleted']);
    });

    it('the end of a wait leads a deletion round again', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      // The stream takes long to end: there is no event, and the stream is still in the list of
      // live streams.
      world.stack.ivs.settings.streamEndMs = 160_000;
      const { id } = jobIn(await deletes(world, channel));
      const job = await world.ended(id, 3 * MINUTE_MS);
      expect(job.status).toBe('succeeded');
      expect(timelineOf(job)).toContain('awaitingStreamEnd: timeUp');
    });

    it('the deadline alone ends a job, by time running, and tells the rest', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      world.fateOf = ({ operation }) => {
        if (operation === 'StopStream') pass(world, DEADLINE_MS + 1_000);
        return undefined;
      };

      const answer = await deletes(world, channel);
      const id = jobIn(answer).id;
      const job = await world.ended(id, 3 * MINUTE_MS);

      expect(job).toMatchObject({
        status: 'failed',
        ending: 'failed',
        left: ['keyless'],
        error: { class: 'exhausted', message: expect.stringContaining('deadline') as unknown },
      });
      expect(said(world, 'Job Failed', id)).toHaveLength(1);
      expect(await isThere(world, channel)).toBe(true);
    });
  });

  describe('retries by the class of the error', () => {
    const callsOf = (world: World, operation: string) =>
      world.stack.ivs.requests().filter((request) => request.operation === operation);

    it.for<[string, string, number]>([
      ['unavailable', 'InternalServerException', 12 * HOUR_MS],
      ['conflict', 'ConflictException', HOUR_MS / 2],
    ])(
      '%s: retries with growing pauses as long as its class allows, then fails loudly',
      async ([kind, error, patienceMs], { world }) => {
        const channel = await givenLiveChannel(world);
        world.stack.ivs.setFaults([{ operation: 'StopStream', error }]);

        const { id } = jobIn(await deletes(world, channel));
        await world.advance(20 * MINUTE_MS);
        const times = callsOf(world, 'StopStream').map(({ at }) => Date.parse(at));
        const pauses = times.slice(1).map((at, i) => at - (times[i] ?? 0));
        expect(pauses.at(-1)).toBeGreaterThan(4 * (pauses[0] ?? 0));
        // A pause ends when the sweep says so.
        expect(Math.max(...pauses)).toBeLessThanOrEqual(7 * MINUTE_MS);
        expect((await world.job(id)).status).not.toBe('failed');
        // The clock moves straight to the last of many hours of attempts, because the others tell
        // no more.
        world.clock.moveTo((givesUpAt(await world.job(id)) ?? 0) - MINUTE_MS);
        const job = await world.ended(id, 20 * MINUTE_MS);

        expect(job).toMatchObject({
          status: 'failed',
          step: 'stopping',
          left: expect.arrayContaining(['keyless']) as unknown,
          error: { class: kind, name: error, operation: 'StopStream' },
        });
        expect(said(world, 'Job Failed', id)).toEqual([
          expect.objectContaining({
            error: expect.objectContaining({ class: kind, name: error }) as unknown,
          }),
        ]);
        expect(
          world.logged.filter(
            (line) =>
              line.includes('"level":"error"') && line.includes('Job failed') && line.includes(id),
          ),
        ).toHaveLength(1);
        expect(
          Date.parse(callsOf(world, 'StopStream').at(-1)?.at ?? '') - (times[0] ?? 0),
        ).toBeGreaterThanOrEqual(patienceMs);

        world.stack.ivs.setFaults([]);
        const redriven = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`));
        expect(await world.ended(redriven.id, MINUTE_MS)).toMatchObject({
          status: 'succeeded',
          redriveOf: id,
        });
        expect((await world.http('POST', `/v1/jobs/${id}/abandon`)).body.type).toContain(
          'job-ended',
        );
      },
    );

    it('retries a throttled call as long as it takes, with growing pauses', async ({ world }) => {
      const channel = await givenChannel(world);
      world.stack.ivs.setFaults([
        { operation: 'DeleteChannel', error: 'ThrottlingException', count: 20 },
      ]);

      const { id } = jobIn(await deletes(world, channel));
      const job = await world.ended(id, 2 * HOUR_MS);

      expect(job).toMatchObject({ status: 'succeeded' });
      expect(job.timeline[0]).toMatchObject({ step: 'deleting', outcome: 'throttled', count: 20 });
      expect(job.version).toBeLessThan(50);
      const times = callsOf(world, 'DeleteChannel').map(({ at }) => Date.parse(at));
      expect(times).toHaveLength(21);
      expect(
        Math.min(...times.slice(1).map((at, i) => at - (times[i] ?? 0))),
      ).toBeGreaterThanOrEqual(700);
    });

    it('does not retry a refused call', async ({ world }) => {
      const channel = await givenChannel(world);
      world.stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'AccessDeniedException' }]);

      expect((await deletes(world, channel)).status).toBe(502);
      expect(callsOf(world, 'DeleteChannel')).toHaveLength(1);
    });
  });

  describe('jobs of unknown versions', () => {
    const become = (world: World, channel: GivenChannel, set: Record<string, unknown>) =>
      world.app.store.update({ pk: `channel/${channel.id}`, sk: 'job' }, { set });

    it.for<[string, Record<string, unknown>, Record<string, unknown>]>([
      ['a version', { workflowVersion: 99 }, { workflowVersion: 1 }],
      ['a step', { step: 'polishing' }, { step: 'awaitingStreamEnd' }],
    ])(
      '%s unknown here: reports it after half an hour, and goes on when it is known again',
      async ([_what, unknown, known], { world }) => {
        const channel = await givenLiveChannel(world);
        const { id } = jobIn(await deletes(world, channel));
        await become(world, channel, unknown);
        const before = await world.job(id);
        const isReported = (): boolean =>
          world.logged.some((line) => line.includes('Job stranded') && line.includes(id));

        await world.advance(20 * MINUTE_MS);
        expect(isReported()).toBe(false);
        const { version, writer, timeline } = await world.job(id);
        expect({ version, writer, timeline }).toEqual({
          version: before.version,
          writer: before.writer,
          timeline: before.timeline,
        });
        const due = Date.parse(
          String((await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' }))?.dueSk),
        );
        expect(due).toBeGreaterThan(world.clock.now());
        await world.advance(15 * MINUTE_MS);
        expect(isReported()).toBe(true);
        expect((await world.http('GET', `/v1/jobs/${id}`)).body).toMatchObject({
          job: { id, stranded: true },
        });
        expect(await isThere(world, channel)).toBe(true);

        await become(world, channel, known);
        expect((await world.ended(id, 10 * MINUTE_MS)).status).toBe('succeeded');
        expect(await isThere(world, channel)).toBe(false);
      },
    );
  });

  it('gives up a call that is never answered before the lease ends', async ({ world }) => {
    const channel = await givenChannel(world);
    const isReservation = ({ input }: Call): boolean =>
      JSON.stringify(input.Key)?.includes(RATE_LIMITERS.pk) ?? false;
    let paused = false;
    world.fateOf = (call) => {
      // The process stands still between its intention and its call. A second and a half is left of
      // the time in which it may call.
      if (!paused && isReservation(call)) pass(world, LEASE_MS - 6_500);
      paused ||= isReservation(call);
      return undefined;
    };
    world.stack.ivs.setFaults([{ operation: 'DeleteChannel', latencyMs: HOUR_MS, count: 1 }]);
    const from = performance.now();

    const { id } = jobIn(await deletes(world, channel));
    const stuck = await world.job(id);

    // Any other call may take ten seconds.
    expect(performance.now() - from).toBeLessThan(8_000);
    expect(stuck.timeline[0]).toMatchObject({ step: 'deleting', outcome: 'retry' });
    expect(stuck.updatedAt).toBeLessThan(stuck.createdAt + LEASE_MS);
    const job = await world.ended(id, MINUTE_MS);
    expect(job.status).toBe('succeeded');
    expect(timelineOf(job)).not.toContain('deleting: orphaned');
  });
});
