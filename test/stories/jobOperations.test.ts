import { describe, expect } from 'vitest';
import { operationSubject } from '../../lib/api/operationView.ts';
import { idOf } from '../../lib/arns.ts';
import { selectJobs } from '../../lib/api/jobOperations.ts';
import { jobIdOf, type Job } from '../../lib/jobs/job.ts';
import { newJob } from '../../lib/jobs/newJob.ts';
import { steerJob } from '../../lib/jobs/steerJobs.ts';
import { placeJob } from '../../lib/jobs/table.ts';
import { randomId } from '../../lib/random.ts';
import type { Subject } from '../../lib/subjects.ts';
import { orderPause } from '../../lib/records/operations.ts';
import { givenChannel, idIn, jobIn, refuse } from '../given.ts';
import {
  givenFleet,
  jobOf,
  left,
  plan,
  resultsOf,
  shown,
  steer,
  untilIs,
} from '../givenOperations.ts';
import type { Answer, World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

// Operations that cancel, redrive or abandon many jobs.

const itApproved = itIn({ environment: { APPROVALS: 'deleteChannel' } });
const MINUTE_MS = 60_000;
const FAILED = { status: 'failed', workflow: 'deleteChannel' } as const;
const WAITING = { status: 'waiting', workflow: 'startLater' };

const remove = (world: World, id: string, query = ''): Promise<Answer> =>
  world.http('DELETE', `/v1/channels/${id}${query}`);

/** Returns the jobs of so many deletions that IVS has refused, and their channels. */
async function givenFailed(
  world: World,
  count: number,
): Promise<{ jobs: string[]; channels: string[] }> {
  const channels = await givenFleet(world, count);
  refuse(world, 'DeleteChannel');
  const jobs: string[] = [];
  for (const id of channels) jobs.push(idIn(await remove(world, id)));
  for (const id of jobs) expect((await world.ended(id)).status).toBe('failed');
  refuse(world);
  return { jobs, channels };
}

/** Returns the jobs of so many deletions that begin in a week. */
async function givenWaiting(world: World, count: number): Promise<string[]> {
  const jobs: string[] = [];
  for (const id of await givenFleet(world, count))
    jobs.push(jobIn(await remove(world, id, '?after=P7D')).id);
  return jobs;
}

/** Stores so many jobs that wait for a week, without their requests. */
async function placeMany({ app }: World, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const subject: Subject = `scheduledJob/${randomId(app.random)}`;
    const job = newJob(app, jobIdOf(subject, randomId(app.random)), {
      workflow: 'startLater',
      subject,
      input: {},
      caller: 'local-developer',
    });
    const wakeAt = app.clock.now() + 7 * 24 * 60 * MINUTE_MS;
    await placeJob(app, { ...job, acting: false, wakeAt }, undefined, wakeAt);
  }
}

const allJobs = (world: World, ids: readonly string[]): Promise<Job[]> =>
  Promise.all(ids.map((id) => world.job(id)));

/** Returns how many of these jobs have been redriven. */
const redrivenOf = async (world: World, ids: readonly string[]): Promise<number> =>
  (await allJobs(world, ids)).filter(({ redrivenBy }) => redrivenBy !== undefined).length;

const ask = (world: World, body: Record<string, unknown>, scopes?: string[]): Promise<Answer> =>
  world.http('POST', '/v1/operations', { body, ...(scopes && { scopes }) });

describe('an operation that redrives jobs', () => {
  it('redrives the canary first, pauses at its failures, and redrives the rest', async ({
    world,
  }) => {
    const { jobs } = await givenFailed(world, 30);
    const answer = await ask(world, {
      steering: 'redrive',
      jobs: { ...FAILED, createdSince: '2020-01-01T00:00:00Z' },
      canary: 3,
      maxFailures: 2,
      concurrency: 1,
    });
    expect(answer.status, answer.text).toBe(201);
    const planned = answer.body.operation as Awaited<ReturnType<typeof plan>>;
    expect(planned).toMatchObject({ status: 'planned', steering: 'redrive', total: 30, canary: 3 });
    expect(answer.body.plan).toMatchObject({ workflows: { deleteChannel: 30 }, refused: {} });
    const inPlan = (answer.body.plan as { jobs: { jobId: string; channelArn: string }[] }).jobs;
    expect(inPlan.map(({ jobId }) => jobId).toSorted()).toEqual(jobs.toSorted());
    expect(await redrivenOf(world, jobs)).toBe(0);

    await steer(world, planned, 'apply');
    const canary = await untilIs(world, planned, 'paused');
    expect(canary).toMatchObject({ pausedFor: 'canary', progress: { done: 3, succeeded: 3 } });
    expect(await redrivenOf(world, jobs)).toBe(3);
    const ids = inPlan.map(({ channelArn }) => idOf(channelArn));
    expect([await left(world, ids.slice(0, 3)), await left(world, ids)]).toEqual([0, 27]);

    refuse(world, 'DeleteChannel');
    await steer(world, planned, 'resume');
    const failing = await untilIs(world, planned, 'paused');
    expect(failing).toMatchObject({ pausedFor: 'failures', progress: { done: 5, failed: 2 } });
    expect(await redrivenOf(world, jobs)).toBe(5);

    refuse(world);
    await steer(world, planned, 'resume');
    const done = await untilIs(world, planned, 'incomplete');
    expect(done.progress).toEqual({ begun: 30, done: 30, succeeded: 28, skipped: 0, failed: 2 });
    const { body } = await world.http('GET', `/v1/operations/${planned.id}/results?counts=failed`);
    expect(body.results).toMatchObject(
      inPlan.slice(3, 5).map(({ jobId, channelArn }) => ({ steeredJobId: jobId, channelArn })),
    );
    for (const [n, result] of (await resultsOf(world, planned)).entries()) {
      const again = await world.job(result.jobId ?? '');
      const { jobId = '' } = inPlan[n] ?? {};
      expect(again).toMatchObject({ redriveOf: jobId, requestedBy: 'local-developer' });
      expect((await world.job(jobId)).redrivenBy).toBe(again.id);
    }
    // The jobs that failed again match the same filter, and those that were redriven refuse.
    const next = await ask(world, { steering: 'redrive', jobs: FAILED });
    expect(next.body).toMatchObject({
      operation: { total: 2 },
      plan: { refused: { redriven: 30 } },
    });
    const again = await world.http('POST', `/v1/operations/${planned.id}/redrive`);
    expect(again.body.type).toBe('/problems/operation-state');
  });

  it('redrives each job once when its worker dies between the job and its record', async ({
    world,
  }) => {
    const { jobs } = await givenFailed(world, 6);
    const planned = await plan(world, { steering: 'redrive', jobs: FAILED, concurrency: 1 });
    // Each attempt of the operation dies at a later one of its calls.
    let calls = 0;
    let deaths = 0;
    world.fateOf = ({ service, functionName, input }) => {
      if (service !== 'dynamodb' || functionName !== 'jobDue') return undefined;
      if (!JSON.stringify(input).includes('redrivenBy')) return undefined;
      return ++calls % 2 === 1 && ++deaths < 5 ? 'crashBefore' : undefined;
    };
    await steer(world, planned, 'apply');
    const done = await untilIs(world, planned, 'succeeded', 60 * MINUTE_MS);
    expect(done.progress).toMatchObject({ done: 6, succeeded: 6, skipped: 0 });
    expect(deaths).toBeGreaterThan(2);
    expect(await redrivenOf(world, jobs)).toBe(6);
    const { body } = await world.http('GET', '/v1/jobs?limit=100&workflow=deleteChannel');
    expect((body.jobs as unknown[]).length).toBe(12);
  });

  it('names the jobs that it refuses, and skips one that has changed since', async ({ world }) => {
    const { jobs, channels } = await givenFailed(world, 4);
    const [changed = '', redriven = '', outdated = '', good = ''] = jobs;
    const [, , later = ''] = channels;
    await world.ended(idIn(await world.http('POST', `/v1/jobs/${redriven}/redrive`)));
    const rotation = `/v1/channels/${later}/stream-key-rotations?when=now`;
    await world.ended(idIn(await world.http('POST', rotation)));
    const [waiting = ''] = await givenWaiting(world, 1);
    const ids = [...jobs, waiting, 'channel-absent-0123456789abcdef'];

    const answer = await ask(world, { steering: 'redrive', jobs: { ids } });
    expect(answer.body).toMatchObject({
      operation: { total: 2, jobs: { ids: 6 } },
      plan: {
        refused: { redriven: 1, outdated: 1, notEnded: 1, unknown: 1 },
        refusals: expect.arrayContaining([
          { jobId: redriven, reason: 'redriven', message: expect.any(String) as string },
          { jobId: outdated, reason: 'outdated', message: expect.any(String) as string },
          { jobId: waiting, reason: 'notEnded', message: expect.any(String) as string },
          { jobId: ids.at(-1), reason: 'unknown', message: expect.any(String) as string },
        ]) as unknown,
      },
    });
    const planned = answer.body.operation as Awaited<ReturnType<typeof plan>>;

    await world.ended(idIn(await world.http('POST', `/v1/jobs/${changed}/redrive`)));
    await steer(world, planned, 'apply');
    const done = await untilIs(world, planned, 'succeeded');
    expect(done.progress).toMatchObject({ succeeded: 1, skipped: 1 });
    const results = await resultsOf(world, planned);
    expect(Object.fromEntries(results.map(({ steered, outcome }) => [steered, outcome]))).toEqual({
      [changed]: 'skipped',
      [good]: 'succeeded',
    });
    const { id } = await givenChannel(world);
    expect(
      await ask(world, { steering: 'redrive', jobs: { subject: `channel/${id}` } }),
    ).toMatchObject({ status: 400, body: { errors: [{ field: 'jobs' }] } });
  });

  it('does scheduled work that failed once, by the job that began it', async ({ world }) => {
    const { id } = await givenChannel(world);
    const rotation = `/v1/channels/${id}/stream-key-rotations?when=now&after=PT10M`;
    const { id: parent } = jobIn(await world.http('POST', rotation));
    refuse(world, 'DeleteStreamKey');
    await world.advance(60 * MINUTE_MS);
    refuse(world);
    expect((await world.job(parent)).status).toBe('failed');
    const list = await world.http('GET', `/v1/jobs?status=failed&workflow=rotateStreamKeyNow`);
    const [child] = list.body.jobs as { id: string; parent: string }[];
    expect(child?.parent).toBe(parent);
    const answer = await ask(world, { steering: 'redrive', jobs: { status: 'failed' } });
    expect(answer.body).toMatchObject({
      operation: { total: 1 },
      plan: {
        jobs: [{ jobId: parent }],
        refusals: [{ jobId: child?.id, reason: 'byItsOwnRoute' }],
      },
    });
    // Neither does a plan of its own take the child, before and after its parent is redriven.
    const alone = { steering: 'redrive', jobs: { ids: [child?.id] } };
    expect((await ask(world, alone)).status).toBe(400);
    const planned = answer.body.operation as Awaited<ReturnType<typeof plan>>;
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'succeeded');
    expect((await ask(world, alone)).status).toBe(400);
    expect(world.published('Stream Key Rotated')).toHaveLength(1);
  });

  it('counts a redrive that lands while a repeat looks at its job', async ({ world }) => {
    const { jobs } = await givenFailed(world, 6);
    const { jobId } = await plan(world, { steering: 'redrive', jobs: FAILED });
    const parent = await world.job(jobId);
    const { app } = world;
    const outcomes: unknown[] = [];
    for (const [index, steered] of jobs.entries()) {
      const { subject } = await world.job(steered);
      const item = { index, subject, steered, as: 'redrive', filter: FAILED } as const;
      // The redrive lands after a later one of the reads.
      let reads = 0;
      const store: typeof app.store = Object.create(app.store);
      store.get = async (key) => {
        const found = await app.store.get(key);
        if (reads++ === index) expect(await steerJob(app, parent, item)).toBe('begun');
        return found;
      };
      outcomes.push(await steerJob({ ...app, store }, parent, item));
      expect(await steerJob(app, parent, item)).toBe('begun');
    }
    // A repeat that does not find it yet is made again.
    for (const outcome of outcomes) expect(['begun', 'held']).toContain(outcome);
    expect(outcomes).toContain('begun');
  });

  it('cancels the redrives that wait when it is cancelled', async ({ world }) => {
    const { jobs, channels } = await givenFailed(world, 4);
    refuse(world, 'DeleteChannel', 'ThrottlingException');
    const planned = await plan(world, { steering: 'redrive', jobs: FAILED, concurrency: 2 });
    await steer(world, planned, 'apply');
    await world.advance(MINUTE_MS);
    await steer(world, planned, 'cancel');
    await untilIs(world, planned, 'cancelled');

    const outcomes = (await resultsOf(world, planned)).map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).toEqual(['cancelled', 'cancelled', 'notBegun', 'notBegun']);
    expect(await redrivenOf(world, jobs)).toBe(2);
    refuse(world);
    expect(await left(world, channels)).toBe(4);
  });
});

describe('an operation that cancels jobs', () => {
  it('cancels 200 jobs that wait, each once, although its worker dies', async ({ world }) => {
    const jobs = await givenWaiting(world, 200);
    const planned = await plan(
      world,
      { steering: 'cancel', jobs: WAITING },
      {
        headers: { 'x-reason': 'The wrong season.' },
      },
    );
    expect(planned.total).toBe(200);
    let calls = 0;
    let deaths = 0;
    world.fateOf = ({ service, functionName }) => {
      const isWorkers = service === 'dynamodb' && functionName === 'jobDue';
      if (!isWorkers || ++calls % 97 !== 0 || deaths === 8) return undefined;
      return ++deaths % 2 === 0 ? 'crashAfter' : 'crashBefore';
    };

    await steer(world, planned, 'apply');
    const done = await untilIs(world, planned, 'succeeded');
    expect(deaths).toBe(8);

    expect(done.progress).toMatchObject({ done: 200, succeeded: 200, skipped: 0 });
    for (const job of await allJobs(world, jobs))
      expect(job).toMatchObject({
        status: 'cancelled',
        cancel: { by: 'local-developer', reason: 'The wrong season.', result: 'cancelled' },
      });
    expect(world.published('Job Cancelled')).toHaveLength(200);
  });

  it('begins with no further job once it is paused', async ({ world }) => {
    const jobs = await givenWaiting(world, 60);
    const planned = await plan(world, { steering: 'cancel', jobs: WAITING, canary: 0 });
    const asked = async (): Promise<number> =>
      (await allJobs(world, jobs)).filter(({ cancel }) => cancel !== undefined).length;
    // The order comes while a job is being asked to stop.
    let writes = 0;
    let before = 0;
    world.fateOf = async ({ operation, input }) => {
      if (operation !== 'UpdateItem' || !JSON.stringify(input).includes('"tells"'))
        return undefined;
      if (++writes !== 10) return undefined;
      before = await asked();
      await orderPause(world.app.store, operationSubject(planned.id));
      return undefined;
    };
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'paused');
    expect(before).toBeGreaterThan(2);
    expect(await asked()).toBeLessThanOrEqual(before + 1);
    await world.advance(30 * MINUTE_MS);
    expect(await asked()).toBeLessThanOrEqual(before + 1);
    world.fateOf = () => undefined;

    await steer(world, planned, 'resume');
    await untilIs(world, planned, 'succeeded');
    expect(await asked()).toBe(60);
  });

  it('skips a job that has ended or moved on since the plan', async ({ world }) => {
    const jobs = await givenWaiting(world, 3);
    const planned = await plan(world, { steering: 'cancel', jobs: WAITING });
    await world.http('POST', `/v1/jobs/${jobs[1]}/cancel`);
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'succeeded');
    for (const { steered, outcome } of await resultsOf(world, planned))
      expect(outcome).toBe(steered === jobs[1] ? 'skipped' : 'succeeded');
  });

  itApproved('skips a job that was approved since the plan', async ({ world }) => {
    const [approved = '', other = ''] = await givenWaiting(world, 2);
    const planned = await plan(world, { steering: 'cancel', jobs: { awaitsApproval: true } });
    expect(planned.total).toBe(2);
    const answer = await world.http('POST', `/v1/jobs/${approved}/approve`, { subject: 'bob' });
    expect(answer.status, answer.text).toBe(200);
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'succeeded');
    expect((await world.job(approved)).status).toBe('waiting');
    expect((await world.job(other)).status).toBe('cancelled');
    const { body } = await world.http('GET', `/v1/operations/${planned.id}/results`);
    expect(body.results).toContainEqual({
      steeredJobId: approved,
      outcome: 'skipped',
      counts: 'skipped',
      message: 'The job no longer matches the filter.',
    });
  });

  it('never has itself in its set, and may stop another operation', async ({ world }) => {
    await givenWaiting(world, 2);
    const other = await plan(world, { steering: 'cancel', jobs: WAITING });
    const planned = await plan(world, { steering: 'cancel', jobs: { status: 'waiting' } });
    expect(planned.total).toBe(3);
    const { body } = await world.http('GET', `/v1/operations/${planned.id}`);
    const listed = (body.plan as { jobs: { jobId: string }[] }).jobs.map(({ jobId }) => jobId);
    expect(listed).toContain(other.jobId);
    expect(listed).not.toContain(planned.jobId);

    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'succeeded');
    expect((await shown(world, other)).status).toBe('cancelled');
  });
});

describe('an operation that abandons jobs', () => {
  it('ends each where it stands, and frees its subject', async ({ world }) => {
    const channels = await givenFleet(world, 3);
    world.stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'ServiceUnavailable' }]);
    const jobs: string[] = [];
    for (const id of channels) jobs.push(jobIn(await remove(world, id)).id);
    const planned = await plan(world, {
      steering: 'abandon',
      jobs: { status: 'running', workflow: 'deleteChannel' },
    });
    expect(planned.total).toBe(3);
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'succeeded');
    for (const job of await allJobs(world, jobs))
      expect(job).toMatchObject({
        status: 'cancelled',
        cancel: { result: 'abandoned', by: 'local-developer' },
        announced: true,
      });
    expect(await jobOf(world, planned)).toMatchObject({ memory: { succeeded: 3 } });
  });
});

describe('a plan that steers jobs', () => {
  it('needs the scope of each job, and so does each order about it', async ({ world }) => {
    const { jobs } = await givenFailed(world, 1);
    const body = { steering: 'redrive', jobs: { ids: jobs } };
    const scopes = ['jobs:write', 'streams:write'];
    const refused = { status: 403, body: { scope: 'channels:write' } };
    expect(await ask(world, body, scopes)).toMatchObject(refused);
    expect(await ask(world, body, ['channels:write'])).toMatchObject({
      status: 403,
      body: { scope: 'jobs:write' },
    });
    const { id, jobId } = await plan(world, body);
    for (const verb of ['apply', 'pause', 'resume', 'cancel', 'redrive'])
      expect(
        await world.http('POST', `/v1/operations/${id}/${verb}`, {
          scopes,
          ...(verb === 'apply' && { body: {} }),
        }),
        verb,
      ).toMatchObject(refused);
    expect(await world.http('POST', `/v1/jobs/${jobId}/cancel`, { scopes })).toMatchObject(refused);
  });

  it('changes nothing in a dry run', async ({ world }) => {
    const [job = ''] = await givenWaiting(world, 1);
    const body = { steering: 'cancel', jobs: WAITING };
    const answer = await world.http('POST', '/v1/operations?dryRun=true', { body });
    expect(answer).toMatchObject({
      status: 200,
      body: { dryRun: { workflow: 'runOperation', steps: [], total: 1 } },
    });
    expect((await world.http('GET', '/v1/operations')).body.operations).toEqual([]);
    expect((await world.job(job)).status).toBe('waiting');
  });

  it('finds the jobs of a time, over many pages, and refuses to look at too many', async ({
    world,
  }) => {
    await placeMany(world, 300);
    const between = world.clock.now();
    await world.advance(1_000);
    const since = new Date(world.clock.now()).toISOString();
    await placeMany(world, 301);
    const body = { steering: 'cancel', jobs: { workflow: 'startLater', createdSince: since } };
    const late = await world.http('POST', '/v1/operations?dryRun=true', { body });
    expect(late.body.dryRun).toMatchObject({ total: 301 });
    const early = await selectJobs(world.app, 'cancel', { createdBefore: between + 1 });
    expect(early.chosen.length).toBe(300);
    const createdSince = between + 1;
    const atTheEnd = await selectJobs(world.app, 'cancel', { createdSince }, undefined, 500);
    expect(atTheEnd.chosen.length).toBe(301);
    await expect(selectJobs(world.app, 'cancel', {}, undefined, 500)).rejects.toMatchObject({
      type: 'invalid-request',
    });
    const listed = await world.http('GET', `/v1/jobs?limit=100&createdBefore=${since}`);
    expect(listed.body.nextCursor).toBeTypeOf('string');
    for (const { createdAt } of listed.body.jobs as { createdAt: string }[])
      expect(createdAt < since).toBe(true);
    const last = await world.http(
      'GET',
      `/v1/jobs?limit=100&createdSince=${since}&workflow=deleteChannel`,
    );
    expect(last.body).toEqual({ jobs: [] });
  });

  it('is about channels or about jobs, and names what it steers', async ({ world }) => {
    const issues = async (body: Record<string, unknown>): Promise<unknown> => {
      const answer = await ask(world, body);
      expect(answer.status).toBe(400);
      return (answer.body.errors as { field: string }[]).map(({ field }) => field);
    };
    const jobs = { status: 'failed' };
    const selection = { name: 'a' };
    expect(await issues({ steering: 'redrive' })).toEqual(['jobs']);
    expect(await issues({ jobs })).toEqual(['steering']);
    expect(await issues({})).toEqual(['workflow', 'selection']);
    expect(await issues({ steering: 'redrive', jobs: {} })).toEqual(['jobs']);
    expect(await issues({ steering: 'redrive', jobs, workflow: 'stopStream', selection })).toEqual([
      'workflow',
      'selection',
    ]);
    expect(await issues({ steering: 'pause', jobs })).toEqual(['steering']);
  });

  it('leaves out work that needs a second person, and asks for one when there is much', async ({
    world,
  }) => {
    const { jobs } = await givenFailed(world, 3);
    const { config } = world.app;
    const askFor = (from: number): void =>
      void Object.assign(world.app, {
        config: { ...config, approvals: [{ name: 'deleteChannel', from }] },
      });
    askFor(1);
    expect(await ask(world, { steering: 'redrive', jobs: { ids: jobs } })).toMatchObject({
      status: 400,
      body: {
        errors: [{ field: 'jobs', rule: expect.stringContaining('3 needsApproval') as string }],
      },
    });
    askFor(3);
    const planned = await plan(world, { steering: 'redrive', jobs: { ids: jobs } });
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'awaitingApproval');
    const few = await plan(world, { steering: 'redrive', jobs: { ids: jobs.slice(1) } });
    await steer(world, few, 'apply');
    await untilIs(world, few, 'succeeded');
  });

  it('asks for a second person when its work begins many suspensions', async ({ world }) => {
    const jobs: string[] = [];
    for (const id of await givenFleet(world, 2))
      jobs.push(jobIn(await remove(world, id, '?undoWithin=P1D')).id);
    await world.advance(MINUTE_MS);
    for (const id of jobs) await world.http('POST', `/v1/jobs/${id}/cancel`);
    for (const id of jobs) expect((await world.ended(id)).status).toBe('cancelled');
    const approvals = [{ name: 'suspendChannel', from: 2 }];
    Object.assign(world.app, { config: { ...world.app.config, approvals } });
    const planned = await plan(world, { steering: 'redrive', jobs: { ids: jobs } });
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'awaitingApproval');
    const one = await plan(world, { steering: 'redrive', jobs: { ids: jobs.slice(1) } });
    await steer(world, one, 'apply');
    await untilIs(world, one, 'running');
  });
});
