import type { ActionContext, ChildRequest, ChildSubject } from '../actions/context.ts';
import type { App } from '../app.ts';
import { causeOf } from '../cause.ts';
import {
  CHILD_OUTCOMES,
  readChildren,
  resultIn,
  resultKey,
  writeResult,
  type ChildResult,
} from '../records/childJobs.ts';
import { digestOf } from '../random.ts';
import type { Workflow } from '../definition/define.ts';
import { workflows } from '../workflows/workflows.ts';
import {
  isFinal,
  isWorkflowName,
  jobIdOf,
  subjectOfJobId,
  type EndedJob,
  type Job,
  type ParentLink,
} from './job.ts';
import { hint } from './due.ts';
import { newJob } from './newJob.ts';
import { isSameWork, takesOver } from './precedence.ts';
import { placeJob, readJob, signal, signalCancel, type StoredJob } from './table.ts';
import { letGo, stoppedOutcome } from './steeredJobs.ts';
import { givingWay, readBeforePlacing } from './succession.ts';

/** The number of children that are read at once. */
const CHUNK = 20;
/** How long it may take to call back the children of an abandoned job, in ms. */
const CALL_BACK_MS = 2_000;

/**
 * Returns the id of a child, which holds its parent and its place in the set. A child therefore has
 * the same id however often it is begun.
 */
export const childIdOf = (parent: Pick<Job, 'id'>, { index, subject }: ChildSubject): string =>
  jobIdOf(subject, digestOf(parent.id, String(index)));

/**
 * Returns a job's access to its children. Each of these functions may be called again at any
 * time.
 */
export const childrenOf = (app: App, parent: Job): Omit<ActionContext['children'], 'steer'> => ({
  begin: (request) => beginChild(app, parent, request),
  isBegun: async (child) => (await readJob(app, childIdOf(parent, child))) !== undefined,
  stop: (child) => stopChild(app, parent, child),
});

/**
 * Places a child on its subject, at rest, for a worker to take up. `held`: another job has the
 * subject and does not give way; nothing was done.
 */
async function beginChild(
  app: App,
  parent: Job,
  { index, subject, workflow, input, isKnownLive, mayBegin }: ChildRequest,
): Promise<'begun' | 'held'> {
  if (!isWorkflowName(workflow)) throw new Error(`There is no workflow ${workflow}.`);
  const id = childIdOf(parent, { index, subject });
  const { current, placed: before } = await readBeforePlacing(app, subject, id);
  if (before) return 'begun';
  // The same work under way is not done twice: an emergency would only push it aside.
  if (
    current &&
    !isFinal(current) &&
    (isSameWork(current, { workflow, input }) ||
      takesOver(current, workflows[workflow]) !== 'atOnce')
  )
    return 'held';
  const holder = current && !isFinal(current) ? current.workflow : undefined;
  if (mayBegin && !(await mayBegin(holder))) return 'held';
  const previous = current && givingWay(current, id, app.clock.now());
  const { ifKnownLive }: Workflow = workflows[workflow];
  const reason = parent.reason ?? `Part of ${parent.workflow} of ${parent.subject}.`;
  const child = newJob(
    app,
    id,
    {
      workflow,
      subject,
      input,
      caller: parent.requestedBy,
      reason,
      cause: causeOf(parent),
      parent: { jobId: parent.id, index },
    },
    previous,
    isKnownLive ? ifKnownLive : undefined,
  );
  // Nobody performs its first step yet, so the child is due, and its first attempt is not a repeat.
  const placed = await placeJob(app, { ...child, acting: false }, previous, child.wakeAt);
  if (!placed) return 'held';
  if (current && !isFinal(current)) await hint(app, current);
  await hint(app, placed);
  return 'begun';
}

/**
 * Asks a child to stop. A child that was never begun is recorded as such, so that its parent does
 * not wait for it.
 */
async function stopChild(
  app: App,
  parent: Job,
  { index, subject, steered }: ChildSubject,
): Promise<void> {
  if (steered !== undefined) return letGo(app, parent, { index, subject, steered });
  const child = await readJob(app, childIdOf(parent, { index, subject }));
  const now = app.clock.now();
  if (!child)
    return writeResult(
      app.store,
      { subject: parent.subject, jobId: parent.id },
      { index, subject, outcome: 'notBegun' },
      now,
    );
  if (isFinal(child)) return;
  await signalCancel(app, child, {
    by: parent.requestedBy,
    at: now,
    reason: `The parent job ${parent.id} no longer needs this job.`,
  });
  await hint(app, child);
}

/** Returns the job that has begun another one: its parent, or the job that has redriven it. */
export const begunBy = ({ parent, tells }: Pick<Job, 'parent' | 'tells'>): ParentLink | undefined =>
  parent ?? tells;

/**
 * Cancels a job if the one that has begun it has ended, was abandoned without it, or has recorded
 * that it was never begun. A job that was not told to stop, or that a runner began without knowing,
 * thus finds out when it wakes.
 */
export async function heedParent(app: App, child: StoredJob): Promise<StoredJob> {
  const by = begunBy(child);
  if (!by || child.cancel || isFinal(child)) return child;
  const parent = await readJob(app, by.jobId);
  if (parent && !isFinal(parent) && !(await hasGivenUp(app, parent, by))) return child;
  const cancel = {
    by: child.requestedBy,
    at: app.clock.now(),
    reason: `The parent job ${by.jobId} no longer needs this job.`,
  };
  return (await signalCancel(app, child, cancel)) ?? child;
}

/** Returns whether a parent that gives up has recorded that it never began an item. */
async function hasGivenUp(
  { store }: App,
  { id: jobId, subject, cancel, failure }: Job,
  { index }: ParentLink,
): Promise<boolean> {
  if (!cancel && !failure) return false;
  const result = resultIn(await store.get(resultKey({ subject, jobId }, index)));
  return result?.outcome === 'notBegun';
}

/**
 * Asks the children of an abandoned parent to stop, including those that it has not begun, as far
 * as the time allows. It runs before the end is noted as announced, so a crash repeats it.
 */
export async function callBackChildren(app: App, parent: Job): Promise<void> {
  const untilMs = app.clock.now() + CALL_BACK_MS;
  const { total = 0, done = 0, open = [], begun = 0, helper } = parent.memory;
  // A job with a helper counts other things than children.
  if (helper) return stopChild(app, parent, helper);
  const by = { subject: parent.subject, jobId: parent.id };
  for (const index of open)
    for (const child of await readChildren(app.store, by, index, 1))
      await stopChild(app, parent, child);
  for (
    let from = parent.memory.open ? begun : done;
    from < total && app.clock.now() < untilMs;
    from += CHUNK
  ) {
    for (const child of await readChildren(app.store, by, from, Math.min(CHUNK, total - from))) {
      await stopChild(app, parent, child);
    }
  }
}

/**
 * Tells the end of a job to its parent and to the jobs that have steered it. It runs before the end
 * is noted as announced, so a crash repeats it.
 */
export async function tellParents(app: App, job: EndedJob): Promise<void> {
  const { id: jobId, subject, parent, tells, redriveOf, cancel } = job;
  if (parent) await tell(app, parent, { subject, jobId, ...outcomeOf(job) });
  if (tells)
    await tell(app, tells, {
      subject,
      jobId,
      ...(redriveOf !== undefined && { steered: redriveOf }),
      ...outcomeOf(job),
    });
  for (const one of cancel?.tells ?? [])
    await tell(app, one, { subject, steered: jobId, ...stoppedOutcome(job) });
}

/**
 * Records the outcome of an item, unless that has been done, and wakes the parent. The record is
 * written before the parent is signalled, so the woken parent finds it.
 */
async function tell(
  app: App,
  { jobId, index }: ParentLink,
  result: Omit<ChildResult, 'index'>,
): Promise<void> {
  const subject = subjectOfJobId(jobId);
  if (!subject) return;
  await writeResult(app.store, { subject, jobId }, { index, ...result }, app.clock.now());
  const held = await signal(app, subject);
  if (held?.id === jobId) await hint(app, held);
}

function outcomeOf(child: EndedJob): Pick<ChildResult, 'outcome' | 'message'> {
  if (child.status === 'cancelled')
    return { outcome: child.supersededBy === undefined ? 'cancelled' : 'superseded' };
  const workflow: Workflow | undefined = isWorkflowName(child.workflow)
    ? workflows[child.workflow]
    : undefined;
  return workflow?.childResult?.(child) ?? endingOf(child);
}

/** Returns the outcome of a child whose workflow has no results of its own: how it ended. */
const endingOf = ({ ending, error }: EndedJob): Pick<ChildResult, 'outcome' | 'message'> => ({
  outcome: CHILD_OUTCOMES.find((word) => word === ending) ?? 'failed',
  ...(error && { message: error.message }),
});
