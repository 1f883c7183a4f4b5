import { afterAll, beforeAll, expect, it } from 'vitest';
import { endings } from '../../../lib/http/schemas.ts';
import type { Subject } from '../../../lib/subjects.ts';
import { jobIdOf, type Job } from '../../../lib/jobs/job.ts';
import { newJob } from '../../../lib/jobs/newJob.ts';
import { placeJob } from '../../../lib/jobs/table.ts';
import { randomId } from '../../../lib/random.ts';
import { workflows, type WorkflowName } from '../../../lib/workflows/workflows.ts';
import type { Workflow } from '../../../lib/definition/define.ts';
import { World, type Answer } from '../../world.ts';
import type { JobFields } from '../../unit/jobs/sample.ts';

// Which jobs somebody has to look at, and what is said about a job that is in the way.

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const MINUTE_MS = 60_000;

/** A job on a subject of its own, as it stands in the table. */
async function givenJob(over: JobFields, workflow: WorkflowName = 'deleteChannel'): Promise<Job> {
  const id = randomId(world.app.random);
  const subject: Subject = `channel/${id}`;
  const now = world.clock.now();
  const job = {
    ...newJob(world.app, jobIdOf(subject, id), { workflow, subject, input: {}, caller: 'tester' }),
    acting: false,
    wakeAt: now + MINUTE_MS,
    ...over,
  } as Job;
  const placed = await placeJob(world.app, job, undefined, now + 100 * MINUTE_MS);
  if (!placed) throw new Error('The job was not placed.');
  return placed;
}

const list = (query: string): Promise<Answer> => world.http('GET', `/v1/jobs?limit=100${query}`);
const idsIn = ({ body }: Answer): string[] => (body.jobs as Job[]).map(({ id }) => id).toSorted();

it('jobs are found by how they ended, and by whether somebody has to look at them', async () => {
  const now = world.clock.now();
  const failed = { status: 'failed', announced: true } as const;
  const gaveUp = await givenJob({ ...failed, ending: 'failed' });
  const keyless = await givenJob({ ...failed, ending: 'stillLive', left: ['keyless'] });
  const stranded = await givenJob({
    workflowVersion: 99,
    updatedAt: now - 31 * MINUTE_MS,
    wakeAt: now - 31 * MINUTE_MS,
  });
  const refused = await givenJob({ ...failed, ending: 'notFound' });
  const redriven = await givenJob({
    ...failed,
    ending: 'failed',
    left: ['keyless'],
    redrivenBy: 'channel-x-0f3k9m2q7r5t8w1x',
  });
  const cancelled = await givenJob({ status: 'cancelled', ending: 'cancelled', announced: true });
  const running = await givenJob({});

  const wanted = [gaveUp, keyless, stranded].map(({ id }) => id).toSorted();
  expect(idsIn(await list('&needsAttention=true'))).toEqual(wanted);
  expect(idsIn(await list('&needsAttention=false'))).toEqual(
    [refused, redriven, cancelled, running].map(({ id }) => id).toSorted(),
  );
  expect(idsIn(await list('&ending=notFound'))).toEqual([refused.id]);
  expect(idsIn(await list('&ending=failed&needsAttention=true'))).toEqual([gaveUp.id]);
  expect(await list('&ending=unheardOf')).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'ending' }] },
  });
  expect(endings).toEqual(expect.arrayContaining(['failed', 'succeeded', 'stillLive', 'notFound']));

  const marked = ((await list('')).body.jobs as { id: string; needsAttention?: true }[]).flatMap(
    ({ id, needsAttention }) => (needsAttention ? [id] : []),
  );
  expect(marked.toSorted()).toEqual(wanted);
});

it('a job says when it is taken up next, until it has ended', async () => {
  const now = world.clock.now();
  const told = async (over: JobFields): Promise<unknown> =>
    (
      (await world.http('GET', `/v1/jobs/${(await givenJob(over)).id}`)).body.job as {
        nextAttemptAt?: string;
      }
    ).nextAttemptAt;
  expect(await told({ wakeAt: now + 7_000 })).toBe(new Date(now + 7_000).toISOString());
  expect(await told({ acting: true, leaseUntil: now + 40_000 })).toBe(
    new Date(now + 40_000).toISOString(),
  );
  expect(await told({ status: 'failed', ending: 'failed' })).toBeUndefined();
});

it('a job says when it gives up, while its step fails and where it ever does', async () => {
  const now = world.clock.now();
  const told = async (over: JobFields, workflow?: WorkflowName): Promise<unknown> => {
    const { id } = await givenJob(over, workflow);
    const { body } = await world.http('GET', `/v1/jobs/${id}`);
    return (body.job as { givesUpAt?: string }).givesUpAt;
  };
  const failing = (kind: 'unavailable' | 'conflict'): JobFields => ({
    error: { class: kind, name: 'X', message: 'x' },
    failingSince: now,
    failingAs: { class: kind, since: now },
  });
  expect(await told(failing('unavailable'))).toBe(
    new Date(now + 12 * 60 * MINUTE_MS).toISOString(),
  );
  expect(await told(failing('conflict'))).toBe(new Date(now + 30 * MINUTE_MS).toISOString());
  expect(await told({})).toBeUndefined();
  expect(
    await told({ ...failing('unavailable'), step: 'stopping' }, 'suspendChannel'),
  ).toBeUndefined();
});

const atSteps = (Object.keys(workflows) as WorkflowName[]).flatMap((name) => {
  const { steps }: Workflow = workflows[name];
  return Object.entries(steps).flatMap(([step, row]) =>
    'final' in row ? [] : [[name, step] as const],
  );
});

it.each(atSteps)(
  'whoever meets %s at %s is told to cancel it exactly where that is possible',
  async (name, step) => {
    const job = await givenJob(
      { step, acting: true, leaseUntil: world.clock.now() + 40_000 },
      name,
    );
    const ask = (): Promise<Answer> =>
      world.http('PATCH', `/v1/channels/${job.subject.split('/')[1] ?? ''}`, {
        body: { name: 'other' },
      });
    const met = await ask();
    expect(met).toMatchObject({
      status: 409,
      body: { type: '/problems/job-conflict', jobId: job.id },
    });
    const cancelled = await world.http('POST', `/v1/jobs/${job.id}/cancel`);
    expect(String(met.body.detail)).toBe(
      `${name} is under way on this subject. ${cancelled.status === 202 ? 'Wait for it to end, or cancel it.' : 'It can no longer be cancelled. Wait for it to end.'}`,
    );
    if (cancelled.status === 202)
      expect((await ask()).body.detail).toContain('It has been asked to stop.');
  },
);

it('whoever meets a job of another version is told to wait for it or to cancel it, and one that is giving up is not to be cancelled', async () => {
  const told = async (over: JobFields): Promise<unknown> =>
    (
      await world.http(
        'PATCH',
        `/v1/channels/${(await givenJob({ acting: true, leaseUntil: world.clock.now() + 40_000, ...over })).subject.split('/')[1] ?? ''}`,
        { body: { name: 'other' } },
      )
    ).body.detail;
  expect(await told({ workflowVersion: 99 })).toContain(
    'Wait for it to end, or cancel it, which takes some minutes.',
  );
  expect(
    await told({ failure: { error: { class: 'exhausted', name: 'GaveUp', message: 'x' } } }),
  ).toContain('It can no longer be cancelled.');
});
