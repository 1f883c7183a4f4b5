import { describe, expect } from 'vitest';
import { runJob } from '../../lib/jobs/run.ts';
import {
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  timelineOf,
  workerDies,
  type GivenChannel,
} from '../given.ts';
import { askMeanwhile, beforeCall, writesTime } from '../meanwhile.ts';
import type { Answer, World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const ask = (world: World, { id }: GivenChannel, query: string, more = {}): Promise<Answer> =>
  world.http('DELETE', `/v1/channels/${id}?${query}`, more);

const timeIn = (world: World, ms: number): string => new Date(world.clock.now() + ms).toISOString();

describe('work that begins later', () => {
  it('begins at its time, and locks nothing until then', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const answer = await ask(world, channel, 'after=PT20M');
    expect(answer.status).toBe(202);
    const job = jobIn(answer);
    expect(answer.body.job).toMatchObject({
      workflow: 'startLater',
      scheduled: {
        workflow: 'deleteChannel',
        channelArn: channel.arn,
        at: timeIn(world, 20 * MINUTE_MS),
      },
    });
    const rotation = await world.http(
      'POST',
      `/v1/channels/${channel.id}/stream-key-rotations?when=now`,
    );
    expect((await world.ended(jobIn(rotation).id)).status).toBe('succeeded');
    await world.advance(15 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    expect((await world.job(job.id)).status).toBe('waiting');
    await world.advance(6 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
    const ended = await world.ended(job.id);
    expect(ended).toMatchObject({ status: 'succeeded', ending: 'succeeded' });
    const { body } = await world.http('GET', `/v1/jobs/${job.id}`);
    const { job: child } = (body.job as { scheduled: { job: string } }).scheduled;
    expect(await world.job(child)).toMatchObject({
      workflow: 'deleteChannel',
      status: 'succeeded',
      parent: { jobId: job.id },
    });
  });

  it('begins within seconds of a time that is near', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await ask(world, channel, 'after=PT5S'));
    const tookMs = await world.until('it is gone', async () => !(await isThere(world, channel)));
    expect(tookMs).toBeLessThan(8_000);
    expect((await world.ended(id)).status).toBe('succeeded');
  });

  it('begins at a time with its offset, or in its zone', async ({ world }) => {
    const [first, second] = [await givenChannel(world), await givenChannel(world)];
    const at = world.clock.now() + 3 * DAY_MS;
    const inBerlin = new Date(at + HOUR_MS).toISOString().slice(0, 19);
    const before = await ask(world, first, `at=${inBerlin}+01:00`);
    const after = await ask(world, second, `at=${inBerlin}[Europe/Berlin]`);
    const inZone = new Date(at - 5 * HOUR_MS).toISOString().slice(0, 19);
    const third = await ask(world, await givenChannel(world), `at=${inZone}[Etc/GMT+5]`);
    const both = `at=${inBerlin}+01:00[Etc/GMT-1]`;
    const fourth = await ask(world, await givenChannel(world), both);
    for (const { status, body } of [before, after, third, fourth]) {
      expect(status, JSON.stringify(body)).toBe(202);
      const shown = (body.job as { scheduled: { at: string } }).scheduled.at;
      expect(Date.parse(shown)).toBe(at - (at % 1_000));
    }
    world.clock.moveTo(at - 2 * MINUTE_MS);
    await world.advance(MINUTE_MS);
    expect(await isThere(world, first)).toBe(true);
    await world.advance(3 * MINUTE_MS);
    expect(await isThere(world, first)).toBe(false);
    expect(await isThere(world, second)).toBe(false);
  });

  it('says in its dry run when it would begin, and meets no job of now', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`);
    const [now, ...later] = [
      await ask(world, channel, 'dryRun=true'),
      await ask(world, channel, 'dryRun=true&after=PT2H'),
      await ask(world, channel, `dryRun=true&at=${timeIn(world, 2 * HOUR_MS)}`),
      await ask(world, channel, 'dryRun=true&graceSeconds=60'),
      await ask(world, channel, 'dryRun=true&undoWithin=P7D'),
    ].map(({ body }) => body.dryRun as Record<string, unknown>);
    expect(now).not.toHaveProperty('scheduled');
    expect(now).toHaveProperty('wouldSupersede');
    expect(later.map(({ scheduled }) => scheduled)).toEqual([
      { at: timeIn(world, 2 * HOUR_MS) },
      { at: timeIn(world, 2 * HOUR_MS) },
      { at: timeIn(world, MINUTE_MS) },
      { at: timeIn(world, 7 * DAY_MS), undoable: true },
    ]);
    for (const dryRun of later) expect(dryRun).not.toHaveProperty('wouldSupersede');
  });

  it('is moved to another time, earlier or later', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await ask(world, channel, 'after=PT10M'));
    const move = (ms: number): Promise<Answer> =>
      world.http('PATCH', `/v1/jobs/${id}`, { body: { at: timeIn(world, ms) } });
    const at = timeIn(world, HOUR_MS);
    const dry = await world.http('PATCH', `/v1/jobs/${id}?dryRun=true`, { body: { at } });
    expect(dry.body).toEqual({
      dryRun: { operation: 'rescheduleJob', request: { jobId: id, at } },
    });
    const later = await move(20 * MINUTE_MS);
    // The worker takes it up at once, and reads the new time.
    expect(later.body.job).toMatchObject({
      scheduled: { at: timeIn(world, 20 * MINUTE_MS) },
      waitsFor: { what: 'timePassed', until: timeIn(world, 0) },
      nextAttemptAt: timeIn(world, 0),
    });
    await world.advance(2_000);
    const { scheduled, waitsFor, nextAttemptAt } = (await world.http('GET', `/v1/jobs/${id}`)).body
      .job as { scheduled: { at: string }; waitsFor: { until: string }; nextAttemptAt: string };
    expect([waitsFor.until, nextAttemptAt]).toEqual([scheduled.at, scheduled.at]);
    await world.advance(15 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    expect((await move(2 * MINUTE_MS)).status).toBe(200);
    await world.advance(4 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
    await world.ended(id);
    expect(await move(MINUTE_MS)).toMatchObject({
      status: 409,
      body: { type: '/problems/job-ended' },
    });
  });

  it('is not moved into the past, nor when it was not scheduled', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    const { id } = jobIn(await ask(world, channel, 'after=PT2H'));
    const move = (job: string, at: string): Promise<Answer> =>
      world.http('PATCH', `/v1/jobs/${job}`, { body: { at } });
    for (const at of [timeIn(world, -MINUTE_MS), 'tomorrow', '2026-12-01T03:00:00'])
      expect(await move(id, at)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'at' }] },
      });
    const other = await world.http('DELETE', `/v1/channels/${channel.id}/stream`);
    expect(await move(jobIn(other).id, timeIn(world, MINUTE_MS))).toMatchObject({
      status: 409,
      body: { type: '/problems/conflict' },
    });
  });

  it('is cancelled before it begins, and nothing is done', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await ask(world, channel, 'after=PT5M'));
    // The worker cancels it, which has the actions of scheduled jobs.
    expect(await world.http('POST', `/v1/jobs/${id}/cancel`)).toMatchObject({ status: 202 });
    await world.advance(1_000);
    expect((await world.job(id)).status).toBe('cancelled');
    await world.advance(8 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
  });

  it('is cancelled with the work that has begun', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const path = `/v1/channels/${channel.id}/stream-key-rotations?when=idle&after=PT1M`;
    const { id } = jobIn(await world.http('POST', path));
    await world.advance(5 * MINUTE_MS);
    const [before] = await keysOf(world, channel);
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    expect(await world.ended(id)).toMatchObject({ status: 'cancelled' });
    const { body } = await world.http('GET', `/v1/jobs?subject=channel/${channel.id}`);
    expect(body.jobs).toMatchObject([{ workflow: 'rotateStreamKeyWhenIdle', status: 'cancelled' }]);
    expect(await keysOf(world, channel)).toEqual([before]);
  });

  it('waits for a job that locks its channel', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const rotations = `/v1/channels/${channel.id}/stream-key-rotations`;
    const before = jobIn(await world.http('POST', `${rotations}?when=idle`));
    const update = { body: { name: 'later' } };
    const path = `/v1/channels/${channel.id}?when=idle&after=PT1M`;
    const { id } = jobIn(await world.http('PATCH', path, update));
    await world.advance(5 * MINUTE_MS);
    expect((await world.job(before.id)).status).toBe('waiting');
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    expect((await world.ended(before.id)).status).toBe('succeeded');
    const job = await world.ended(id);
    expect(timelineOf(job)).toContain('beginning: held');
    expect(job.status).toBe('succeeded');
  });

  it('gives up after an hour when another job locks its channel', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const rotations = `/v1/channels/${channel.id}/stream-key-rotations`;
    await world.http('POST', `${rotations}?when=idle`);
    const path = `/v1/channels/${channel.id}?when=idle&after=PT1M`;
    const { id } = jobIn(await world.http('PATCH', path, { body: { name: 'later' } }));
    await world.advance(5 * MINUTE_MS);
    expect(timelineOf(await world.job(id))).toContain('beginning: held');
    world.clock.moveTo(world.clock.now() + HOUR_MS);
    expect(await world.ended(id)).toMatchObject({ status: 'failed', ending: 'locked' });
  });

  it('waits an hour for that job again when it was moved meanwhile', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const rotations = `/v1/channels/${channel.id}/stream-key-rotations`;
    const before = jobIn(await world.http('POST', `${rotations}?when=idle`));
    const path = `/v1/channels/${channel.id}?when=idle&after=PT1M`;
    const { id } = jobIn(await world.http('PATCH', path, { body: { name: 'later' } }));
    await world.advance(5 * MINUTE_MS);
    expect((await world.job(id)).step).toBe('awaitingLock');
    const at = timeIn(world, 5 * HOUR_MS);
    expect((await world.http('PATCH', `/v1/jobs/${id}`, { body: { at } })).status).toBe(200);
    await world.advance(MINUTE_MS);
    world.clock.moveTo(world.clock.now() + 5 * HOUR_MS);
    await world.advance(5 * MINUTE_MS);
    expect((await world.job(id)).step).toBe('awaitingLock');
    await world.http('POST', `/v1/jobs/${before.id}/cancel`);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    expect((await world.ended(id)).status).toBe('succeeded');
  });

  it('ends as incomplete when its work fails', async ({ world }) => {
    const channel = await givenChannel(world);
    const path = `/v1/channels/${channel.id}/stream?after=PT1M`;
    const { id } = jobIn(await world.http('DELETE', path));
    await world.advance(3 * MINUTE_MS);
    expect(await world.ended(id)).toMatchObject({ status: 'failed', ending: 'incomplete' });
    expect((await world.job(id)).left).toBeUndefined();
  });

  it('is the same job for a retry under its key, also after its time', async ({ world }) => {
    const channel = await givenChannel(world);
    const query = `at=${timeIn(world, MINUTE_MS)}`;
    const headers = { 'idempotency-key': 'night' };
    const first = jobIn(await ask(world, channel, query, { headers }));
    expect(jobIn(await ask(world, channel, query, { headers })).id).toBe(first.id);
    await world.advance(5 * MINUTE_MS);
    const replayed = await ask(world, channel, query, { headers });
    expect([replayed.status, jobIn(replayed).id]).toEqual([202, first.id]);
    expect(await ask(world, channel, 'after=PT3H', { headers })).toMatchObject({
      body: { type: '/problems/idempotency-key-reused' },
    });
  });

  it.for([
    ['at=2020-01-01T00:00:00Z', 'at'],
    ['at=soon', 'at'],
    ['at=2026-03-29T02:30:00[Europe/Berlin]', 'at'],
    ['at=2999-01-01T00:00:00Z', 'at'],
    ['after=PT0S', 'after'],
    ['after=P9999D', 'after'],
    ['after=2 hours', 'after'],
    ['after=PT1H&at=2026-12-01T03:00:00Z', 'at'],
  ] as const)('is refused with %s', async ([query, field], { world }) => {
    const channel = await givenChannel(world);
    expect(await ask(world, channel, query)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
    expect(await isThere(world, channel)).toBe(true);
  });

  it('is refused on a channel that does not exist, unless IVS cannot be asked', async ({
    world,
  }) => {
    const nobody = { id: 'AbCdEf123456', arn: '' };
    expect(await ask(world, nobody, 'after=PT1H')).toMatchObject({
      status: 404,
      body: { type: '/problems/not-found' },
    });
    const channel = await givenChannel(world);
    world.stack.ivs.setFaults([{ operation: 'GetChannel', error: 'InternalServerException' }]);
    const { id } = jobIn(await ask(world, channel, 'after=PT1M'));
    await world.advance(3 * MINUTE_MS);
    expect((await world.ended(id)).status).toBe('succeeded');
  });

  it('is refused with If-Match, and where no channel is changed', async ({ world }) => {
    const channel = await givenChannel(world);
    const headers = { 'if-match': '"x"' };
    expect(await ask(world, channel, 'after=PT1H', { headers })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'after' }] },
    });
    const created = await world.http('POST', '/v1/channels?after=PT1H', { body: { name: 'x' } });
    expect(created).toMatchObject({ status: 400, body: { errors: [{ field: 'after' }] } });
  });

  it('needs the scope of the work to be steered', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await ask(world, channel, 'after=PT2H'));
    const scopes = ['jobs:write', 'streams:write'];
    for (const [method, path, body] of [
      ['POST', `/v1/jobs/${id}/cancel`, undefined],
      ['PATCH', `/v1/jobs/${id}`, { at: timeIn(world, HOUR_MS) }],
    ] as const)
      expect(await world.http(method, path, { scopes, ...(body && { body }) })).toMatchObject({
        status: 403,
        body: { type: '/problems/missing-scope' },
      });
    expect((await world.job(id)).cancel).toBeUndefined();
  });

  it.for([4, 5, 6, 7, 8])(
    'does not begin once it is moved, although its worker died at its time, at write or read %i',
    async (place, { world }) => {
      const channel = await givenChannel(world);
      const { id } = jobIn(await ask(world, channel, 'after=PT10M'));
      await world.advance(9.9 * MINUTE_MS);
      await workerDies(world, place);
      const at = timeIn(world, DAY_MS);
      const { status } = await world.http('PATCH', `/v1/jobs/${id}`, { body: { at } });
      await world.advance(5 * MINUTE_MS);
      expect([status, await isThere(world, channel)]).toEqual([200, true]);
      expect((await world.job(id)).status).toBe('waiting');
    },
  );

  it('is not moved once it begins', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await ask(world, channel, 'after=PT10M'));
    await world.advance(9 * MINUTE_MS);
    let moved: { status: number } | undefined;
    const body = { at: timeIn(world, DAY_MS) };
    beforeCall(
      world,
      // The child is about to be placed, after the last look at the time.
      ({ operation, input }) =>
        operation === 'PutItem' && JSON.stringify(input).includes('"deleteChannel"'),
      async () => (moved = await askMeanwhile(world, 'PATCH', `/v1/jobs/${id}`, { body })),
    );
    await world.advance(5 * MINUTE_MS);
    expect(moved).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
    expect(await isThere(world, channel)).toBe(false);
  });

  it('is moved at the moment at which it would begin', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await ask(world, channel, 'after=PT10M'));
    await world.advance(9 * MINUTE_MS);
    let moved: { status: number } | undefined;
    const body = { at: timeIn(world, DAY_MS) };
    beforeCall(
      world,
      writesTime,
      async () => (moved = await askMeanwhile(world, 'PATCH', `/v1/jobs/${id}`, { body })),
    );
    await world.advance(5 * MINUTE_MS);
    expect(moved).toMatchObject({ status: 200 });
    expect(await isThere(world, channel)).toBe(true);
    expect(await world.job(id)).toMatchObject({ status: 'waiting', step: 'awaitingTime' });
  });

  it('is told that it has begun when it begins while it is being moved', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await ask(world, channel, 'after=PT10M'));
    await world.advance(9.9 * MINUTE_MS);
    beforeCall(world, writesTime, async () => {
      world.clock.moveTo(world.clock.now() + 20_000);
      await runJob(world.app, id, world.clock.now() + 2_000);
    });
    const moved = await world.http('PATCH', `/v1/jobs/${id}`, {
      body: { at: timeIn(world, DAY_MS) },
    });
    expect(moved).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
    await world.advance(MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
  });

  it.for([
    ['a rotation', 'POST', 'stream-key-rotations?when=now'],
    ['a stop', 'DELETE', 'stream'],
  ])('is begun again after %s has taken its place', async ([, method = '', path], { world }) => {
    const channel = await givenLiveChannel(world, {}, { latencyMode: 'LOW' });
    const { id } = jobIn(
      await world.http('PATCH', `/v1/channels/${channel.id}?when=idle&after=PT5S`, {
        body: { latencyMode: 'NORMAL' },
      }),
    );
    await world.advance(MINUTE_MS);
    const other = await world.http(method, `/v1/channels/${channel.id}/${path}`);
    expect((await world.ended(jobIn(other).id)).status).toBe('succeeded');
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    expect((await world.ended(id)).ending).toBe('succeeded');
    const { body } = await world.http('GET', `/v1/channels/${channel.id}`);
    expect(body.channel).toMatchObject({ latencyMode: 'NORMAL' });
    const shown = (await world.http('GET', `/v1/jobs/${id}`)).body.job;
    const { job } = (shown as { scheduled: { job: string } }).scheduled;
    expect(await world.job(job)).toMatchObject({ status: 'succeeded' });
  });

  it('waits an hour for each job that locks its channel', async ({ world }) => {
    const channel = await givenLiveChannel(world, {}, { latencyMode: 'LOW' });
    const rotations = `/v1/channels/${channel.id}/stream-key-rotations?when=idle`;
    const rotate = async (): Promise<string> => jobIn(await world.http('POST', rotations)).id;
    const first = await rotate();
    const { id } = jobIn(
      await world.http('PATCH', `/v1/channels/${channel.id}?when=idle&after=PT5S`, {
        body: { latencyMode: 'NORMAL' },
      }),
    );
    await world.advance(MINUTE_MS);
    expect(timelineOf(await world.job(id))).toContain('beginning: held');
    await world.http('POST', `/v1/jobs/${first}/cancel`);
    await world.advance(5 * MINUTE_MS);
    expect(timelineOf(await world.job(id))).toContain('beginning: begun');
    world.clock.moveTo(world.clock.now() + 2 * HOUR_MS);
    const stop = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream`));
    expect((await world.ended(stop.id)).status).toBe('succeeded');
    const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(5_000);
    const second = await rotate();
    await world.advance(5 * MINUTE_MS);
    expect(timelineOf(await world.job(id)).at(-1)).toBe('beginning: held');
    await world.http('POST', `/v1/jobs/${second}/cancel`);
    await world.advance(5 * MINUTE_MS);
    world.stack.ivs.disconnectEncoder(encoderId);
    expect((await world.ended(id)).ending).toBe('succeeded');
  });
});
