import { expect } from 'vitest';
import { endings } from '../../../lib/http/schemas.ts';
import type { Subject } from '../../../lib/subjects.ts';
import { jobIdOf, type Job } from '../../../lib/jobs/job.ts';
import { newJob } from '../../../lib/jobs/newJob.ts';
import { placeJob } from '../../../lib/jobs/table.ts';
import { randomId } from '../../../lib/random.ts';
import { workflows, type WorkflowName } from '../../../lib/workflows/workflows.ts';
import type { Workflow } from '../../../lib/definition/define.ts';
import type { JobFields } from '../../unit/jobs/sample.ts';
import type { World, Answer } from '../../world.ts';
import { itInOne } from '../../worldTest.ts';

// The jobs that an operator has to look at, and the answers about a job that is in the way.

const it = itInOne();

const MINUTE_MS = 60_000;

/** Stores a job on a subject of its own, and returns it. */
async function givenJob(
  world: World,
  over: JobFields,
  workflow: WorkflowName = 'deleteChannel',
): Promise<Job> {
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

const list = (world: World, query: string): Promise<Answer> =>
  world.http('GET', `/v1/jobs?limit=100${query}`);
const idsIn = ({ body }: Answer): string[] => (body.jobs as Job[]).map(({ id }) => id).toSorted();

it('lists jobs by how they ended, and by their need of attention', async ({ world }) => {
  const now = world.clock.now();
  const failed = { status: 'failed', announced: true } as const;
  const gaveUp = await givenJob(world, { ...failed, ending: 'failed' });
  const keyless = await givenJob(world, { ...failed, ending: 'stillLive', left: ['keyless'] });
  const stranded = await givenJob(world, {
    workflowVersion: 99,
    updatedAt: now - 31 * MINUTE_MS,
    wakeAt: now - 31 * MINUTE_MS,
  });
  const refused = await givenJob(world, { ...failed, ending: 'notFound' });
  const redriven = await givenJob(world, {
    ...failed,
    ending: 'failed',
    left: ['keyless'],
    redrivenBy: 'channel-x-0f3k9m2q7r5t8w1x',
  });
  const cancelled = await givenJob(world, {
    status: 'cancelled',
    ending: 'cancelled',
    announced: true,
  });
  const running = await givenJob(world, {});

  const wanted = [gaveUp, keyless, stranded].map(({ id }) => id).toSorted();
  expect(idsIn(await list(world, '&needsAttention=true'))).toEqual(wanted);
  expect(idsIn(await list(world, '&needsAttention=false'))).toEqual(
    [refused, redriven, cancelled, running].map(({ id }) => id).toSorted(),
  );
  expect(idsIn(await list(world, '&ending=notFound'))).toEqual([refused.id]);
  expect(idsIn(await list(world, '&ending=failed&needsAttention=true'))).toEqual([gaveUp.id]);
  expect(await list(world, '&ending=unheardOf')).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'ending' }] },
  });
  expect(endings).toEqual(expect.arrayContaining(['failed', 'succeeded', 'stillLive', 'notFound']));

  const marked = (
    (await list(world, '')).body.jobs as { id: string; needsAttention?: true }[]
  ).flatMap(({ id, needsAttention }) => (needsAttention ? [id] : []));
  expect(marked.toSorted()).toEqual(wanted);
});

it('a job says when it is taken up next, until it has ended', async ({ world }) => {
  const now = world.clock.now();
  const told = async (over: JobFields): Promise<unknown> =>
    (
      (await world.http('GET', `/v1/jobs/${(await givenJob(world, over)).id}`)).body.job as {
        nextAttemptAt?: string;
      }
    ).nextAttemptAt;
  expect(await told({ wakeAt: now + 7_000 })).toBe(new Date(now + 7_000).toISOString());
  expect(await told({ acting: true, leaseUntil: now + 40_000 })).toBe(
    new Date(now + 40_000).toISOString(),
  );
  expect(await told({ status: 'failed', ending: 'failed' })).toBeUndefined();
});

it('a job says when it gives up if its step goes on failing', async ({ world }) => {
  const now = world.clock.now();
  const told = async (over: JobFields, workflow?: WorkflowName): Promise<unknown> => {
    const { id } = await givenJob(world, over, workflow);
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

it.for(atSteps)(
  'a caller who meets %s at %s is told to cancel it exactly if that is possible',
  async ([name, step], { world }) => {
    const job = await givenJob(
      world,
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
    const advice =
      cancelled.status === 202
        ? 'Wait for it to end, or cancel it.'
        : 'It can no longer be cancelled. Wait for it to end.';
    expect(String(met.body.detail)).toBe(`${name} is under way on this subject. ${advice}`);
    if (cancelled.status === 202)
      expect((await ask()).body.detail).toContain('It has been asked to stop.');
  },
);

it('a caller who meets a job of another version is told how to go on', async ({ world }) => {
  const told = async (over: JobFields): Promise<unknown> => {
    const leaseUntil = world.clock.now() + 40_000;
    const { subject } = await givenJob(world, { acting: true, leaseUntil, ...over });
    const path = `/v1/channels/${subject.split('/')[1] ?? ''}`;
    return (await world.http('PATCH', path, { body: { name: 'other' } })).body.detail;
  };
  expect(await told({ workflowVersion: 99 })).toContain(
    'Wait for it to end, or cancel it, which takes some minutes.',
  );
  expect(
    await told({ failure: { error: { class: 'exhausted', name: 'GaveUp', message: 'x' } } }),
  ).toContain('It can no longer be cancelled.');
});
