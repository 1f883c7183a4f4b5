import type { Steering } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { Problem } from '../errors.ts';
import { randomId } from '../random.ts';
import { idForKey, mustBeSameRequest } from '../records/idempotencyKeys.ts';
import type { Workflow } from '../definition/define.ts';
import { workflows } from '../workflows/workflows.ts';
import { continued } from './continuing.ts';
import { abandoning } from './endings.ts';
import { isFinal, isWorkflowName, jobIdOf, type Job } from './job.ts';
import { newJob, type StartRequest } from './newJob.ts';
import { isDeleted, isSameWork, takesOver, workflowOf } from './precedence.ts';
import { aliasJob, claimId, claimOf, requestDigestOf } from './jobAliases.ts';
import { runJob, runNew } from './run.ts';
import { againIdOf, redriveIdOf, refusalOf } from './steerable.ts';
import { tryAtOnce } from './steering.ts';
import {
  amendFinished,
  changeJob,
  placeJob,
  readCurrent,
  readJob,
  signalCancel,
  type StoredJob,
} from './table.ts';
import { givingWay, readBeforePlacing } from './succession.ts';

export interface Started {
  job: Job;
  /** `joined`: the same work was under way; `replayed`: the same request was made before. */
  how: 'started' | 'joined' | 'replayed';
}

export interface Who {
  by: string;
  reason?: string;
}

const PLACING_TRIES = 20;
/** How long a request waits before it checks again whether the job before it rests, in ms. */
const LOOK_AGAIN_MS = 200;
/** How long a command may work on a job for its caller, in ms. */
const COMMAND_MS = 2_000;

/**
 * Starts a workflow on a subject and runs it within the budget. The same work under way (workflow
 * and input) is joined, and tries at once if it is an emergency at rest; a waiting job of lower
 * rank that has had no effect is superseded.
 * @throws Problem `job-conflict` when other work locks the subject, `idempotency-key-reused` when
 * the key stands for another request
 */
export async function startJob(
  app: App,
  request: StartRequest,
  budgetMs: number,
): Promise<Started> {
  const untilMs = app.clock.now() + budgetMs;
  const { subject, caller, idempotencyKey } = request;
  const workflow: Workflow = workflows[request.workflow];
  const id =
    request.id ??
    jobIdOf(
      subject,
      idempotencyKey
        ? await idForKey(app, request.workflow, { caller, ...idempotencyKey })
        : randomId(app.random),
    );
  const replay = async (): Promise<Started | undefined> => {
    const replayed = idempotencyKey && (await replayOf(app, id, idempotencyKey.digest));
    return (
      replayed && { job: (await runJob(app, replayed.id, untilMs)) ?? replayed, how: 'replayed' }
    );
  };
  const replayed = await replay();
  if (replayed) return replayed;
  await request.prepare?.();

  for (let tries = 0; tries < PLACING_TRIES; tries++) {
    const claim = idempotencyKey && (await claimOf(app, id));
    const { current, placed: before } =
      request.id === undefined
        ? { current: await readCurrent(app, subject) }
        : await readBeforePlacing(app, subject, id);
    if (before) return { job: before, how: 'replayed' };
    // The same request was made twice at once, and the other one was faster.
    const overtaken = current?.id === id ? await replay() : undefined;
    if (overtaken) return overtaken;
    request.confirm?.(current);
    if (current && !isFinal(current)) {
      const isMoot = workflow.priority === 'emergency' && isDeleted(current);
      if (isSameWork(current, request) || isMoot) {
        if (idempotencyKey && !(await aliasJob(app, id, idempotencyKey.digest, current, claim))) {
          const twin = await replay();
          if (twin) return twin;
          continue;
        }
        return { job: await tryAtOnce(app, current, untilMs), how: 'joined' };
      }
      if (!(await mayTakeOver(app, current, request, untilMs))) continue;
    }
    const joined =
      idempotencyKey && !(await claimId(app, subject, id, idempotencyKey.digest))
        ? await replay()
        : undefined;
    if (joined) return joined;
    const previous = current && givingWay(current, id, app.clock.now());
    const fresh = newJob(app, id, request, previous, await request.beginsAt?.());
    // Without a time budget, the job is left to a worker.
    const job = budgetMs > 0 ? fresh : { ...fresh, acting: false };
    const placed = await placeJob(app, job, previous, job.acting ? job.leaseUntil : job.wakeAt);
    if (!placed) continue;
    // The end of the job that gave way is announced here or by the sweep, whichever comes first.
    if (current && !isFinal(current)) await runJob(app, current.id, app.clock.now());
    return { job: (await runNew(app, workflow, placed, untilMs)) ?? placed, how: 'started' };
  }
  throw new Problem('job-conflict', 'Too many requests want this subject at once. Try again.');
}

/**
 * Starts a workflow for which nobody waits. If other work locks the subject, the workflow is not
 * started and the log says so.
 * @returns whether it was started
 */
export async function startUnlessHeld(
  app: App,
  request: StartRequest,
  budgetMs: number,
): Promise<boolean> {
  try {
    await startJob(app, request, budgetMs);
    return true;
  } catch (error) {
    if (!(error instanceof Problem && error.type === 'job-conflict')) throw error;
    const { workflow, subject, caller } = request;
    app.log.info('Not started: another job locks the subject', { workflow, subject, caller });
    return false;
  }
}

async function replayOf(app: App, id: string, digest: string): Promise<Job | undefined> {
  const known = await requestDigestOf(app, id);
  if (known === undefined) return undefined;
  mustBeSameRequest(known, digest);
  let job = await readJob(app, id);
  // The work of a job that gave way continues in the job that was started again.
  while (job?.supersededBy !== undefined && job.redrivenBy !== undefined)
    job = await readJob(app, job.redrivenBy);
  return job;
}

/**
 * Returns whether a request may now take the place of the job that locks its subject; false after a
 * short wait, and the caller then checks again.
 * @throws Problem `job-conflict` when the request may not take the place of the job
 */
async function mayTakeOver(
  app: App,
  current: StoredJob,
  { workflow, input }: StartRequest,
  untilMs: number,
): Promise<boolean> {
  const way = takesOver(current, workflows[workflow], input);
  if (
    way === 'whenItRests' &&
    app.clock.now() + LOOK_AGAIN_MS <= Math.max(untilMs, current.updatedAt + COMMAND_MS)
  ) {
    await app.clock.sleep(LOOK_AGAIN_MS);
    return false;
  }
  if (way !== 'atOnce') {
    throw new Problem('job-conflict', `${current.workflow} is under way on this subject.`, {
      job: current.id,
    });
  }
  return true;
}

async function known(app: App, jobId: string): Promise<StoredJob> {
  const job = await readJob(app, jobId);
  if (!job) throw new Problem('not-found', 'There is no job with this id.');
  return job;
}

/** @throws Problem when the job cannot be steered so */
function refuse(job: Job, as: Steering): void {
  const refusal = refusalOf(job, as);
  if (refusal) throw refusal.problem;
}

/**
 * Asks a job to stop and to give back what it took. A waiting job does so at once, a running one
 * before its next step, unless that is too late.
 * @throws Problem `not-found`, `job-ended`, `past-point-of-no-return`
 */
export async function cancelJob(app: App, jobId: string, { by, reason }: Who): Promise<Job> {
  const job = await known(app, jobId);
  if (job.cancel?.result === 'cancelled') return job;
  refuse(job, 'cancel');
  await signalCancel(app, job, {
    by,
    at: app.clock.now(),
    ...(reason !== undefined && { reason }),
  });
  return (await runJob(app, job.id, app.clock.now() + COMMAND_MS)) ?? job;
}

/**
 * Does the work of a failed or cancelled job again, as a new job that names the old one.
 * @throws Problem `not-found`, `job-not-ended`, `job-conflict`
 */
export async function redriveJob(app: App, jobId: string, { by, reason }: Who): Promise<Job> {
  const job = await known(app, jobId);
  const id = redriveIdOf(job);
  // A job that gave way may have been started again just now.
  const before = (await readJob(app, job.redrivenBy ?? id)) ?? (await readJob(app, againIdOf(job)));
  if (before) return before;
  refuse(job, 'redrive');
  if (!isWorkflowName(job.workflow)) throw new Error(`There is no workflow ${job.workflow}.`);
  const { job: redriven } = await startJob(
    app,
    {
      workflow: job.workflow,
      subject: job.subject,
      input: job.input,
      caller: by,
      ...(reason !== undefined && { reason }),
      redriveOf: job.id,
      // The id is the same for every redrive, even if no record says that there was one.
      id,
      continues: continued(workflows[job.workflow], job),
    },
    COMMAND_MS,
  );
  await amendFinished(app, job, { redrivenBy: redriven.id });
  return redriven;
}

/**
 * Ends a job where it stands, to free its subject, and cancels its children; `left` names what it
 * left behind. This is the last resort for a job.
 * @throws Problem `not-found`, `job-ended`
 */
export async function abandonJob(app: App, jobId: string, { by, reason }: Who): Promise<Job> {
  for (let tries = 0; tries < PLACING_TRIES; tries++) {
    const job = await known(app, jobId);
    if (job.cancel?.result === 'abandoned') return job;
    refuse(job, 'abandon');
    const change = abandoning(job, workflowOf(job), by, reason, app.clock.now());
    const written = await changeJob(app, job, change);
    if (!('mine' in written)) continue;
    return (await runJob(app, jobId, app.clock.now())) ?? written.mine;
  }
  throw new Problem('conflict', 'The job changes too fast to be abandoned. Try again.');
}
