import { firstStep, limitOf, waitMs, type Ending, type Workflow } from '../workflows/define.ts';
import { exhausted, leftBy, turnsUsedUp } from './givingUp.ts';
import type { Job, JobError, Performed } from './job.ts';
import type { JobChange } from './table.ts';
import { entryOf, extended } from './timeline.ts';

/** What follows from what: pure functions from a job, its table and an outcome to the one write that says so. No I/O. */
export interface Moment {
  /** ms since the epoch. */
  now: number;
  /** When whoever is running the job must stop. */
  untilMs: number;
  /** In [0, 1). */
  chance: number;
}

type Change = JobChange['set'];

/** From the write of an intention until others may take the job for orphaned. Longer than waiting for a turn and a call together. */
export const LEASE_MS = 40_000;
/** Attempts at one step that may fail before the job gives up. */
const ATTEMPTS_MAX = 8;
const BACKOFF_MS = 500;
const BACKOFF_MS_MAX = 30_000;
/** After this the sweep says again that a job has ended, if nobody wrote that it has been said. */
const REPEAT_MS = 60_000;

/** What a new job's first write holds: the intention of its first step. */
export const firstIntention = (workflow: Workflow, now: number): Pick<Job, 'step' | 'acting' | 'leaseUntil'> => ({
  step: firstStep(workflow),
  acting: true,
  leaseUntil: now + LEASE_MS,
});

/** When the next step may be taken: a step that somebody is doing is his until the lease ends; a signal makes a wait ready at once. */
export function readyAt(workflow: Workflow, job: Job): number {
  if (job.acting) return job.leaseUntil;
  const signalled = job.status === 'waiting' && job.signals !== job.signalsSeen;
  return signalled || cancelIsDue(workflow, job) ? 0 : job.wakeAt;
}

/**
 * A cancel is asked for and still possible: the point of no return is not behind, and no attempt is open whose outcome is unknown. Such an attempt
 * is made again first: it may have been the point of no return, or have taken what is to be given back.
 */
export function cancelIsDue(workflow: Workflow, job: Job): boolean {
  if (!job.cancel || job.cancel.result || job.failure) return false;
  return !job.uncertain && !workflow.pointOfNoReturn?.past.includes(job.step);
}

/** Takes up a job at rest, or one whose runner is gone: the next intention, or the step after a wait. */
export function claiming(workflow: Workflow, found: Job, moment: Moment): JobChange {
  const { now } = moment;
  const parkedMs = found.parkedMs + Math.max(0, now - (found.parkedAt ?? (found.acting ? found.leaseUntil : found.wakeAt)));
  const told = found.acting ? extended(found, { at: now, step: found.step, outcome: 'orphaned' }) : {};
  const job = { ...found, ...told, parkedMs, uncertain: found.uncertain || found.acting };
  return withSet(goingOn(workflow, job, moment), { ...told, parkedMs, parkedAt: undefined });
}

function goingOn(workflow: Workflow, job: Job, moment: Moment): JobChange {
  const { now } = moment;
  if (cancelIsDue(workflow, job)) return diverting(workflow, job, moment);
  // Time parked is not time running: it does not count against the deadline.
  const late = !job.failure && now - job.createdAt - job.parkedMs > workflow.deadlineSeconds * 1_000;
  if (late) return failing(workflow, job, exhausted('The deadline has passed.'), moment);
  const step = workflow.steps[job.step];
  if (step && 'waits' in step) {
    const signalled = job.signals !== job.signalsSeen;
    return leavingWait(workflow, job, signalled ? 'signalled' : 'timeUp', signalled ? step.then : limitOf(step).then, moment);
  }
  return { set: { status: 'running', acting: true, leaseUntil: now + LEASE_MS, uncertain: job.uncertain }, dueAt: now + LEASE_MS };
}

/** What follows from an attempt at the present step. */
export function concluding(workflow: Workflow, job: Job, performed: Performed, moment: Moment): JobChange {
  const { now } = moment;
  const told = extended(job, entryOf(job.step, performed, now));
  if (performed.kind === 'outcome') {
    const { outcome, memory = {}, effect } = performed.result;
    const learnt = { ...told, memory: { ...job.memory, ...memory }, effects: job.effects || effect === true };
    return withSet(entering(workflow, { ...job, ...learnt, uncertain: false }, nextStep(workflow, job.step, outcome), moment), learnt);
  }
  if (performed.kind === 'parked') {
    const wakeAt = Math.max(now, performed.untilMs) + moment.chance * 500;
    return resting(wakeAt, { ...told, uncertain: job.uncertain || performed.uncertain, parkedAt: now });
  }
  const attempts = job.attempts + 1;
  const { error } = performed;
  const uncertain = job.uncertain || performed.uncertain;
  if (!performed.again || attempts >= ATTEMPTS_MAX) {
    return withSet(failing(workflow, { ...job, uncertain }, error, moment), { ...told, attempts });
  }
  const backoff = Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** attempts) * (0.5 + moment.chance / 2);
  return resting(now + backoff, { ...told, attempts, uncertain, error });
}

function nextStep(workflow: Workflow, from: string, outcome: string): string {
  const row = workflow.steps[from];
  const then: Readonly<Record<string, string>> = row && 'does' in row ? row.then : {};
  const next = then[outcome];
  if (next === undefined) throw new Error(`${workflow.name}: ${from} has no answer to ${outcome}.`);
  return next;
}

/** Goes to a step: intends it, waits at it, or ends with it. When the time is up the step is released instead of intended. */
function entering(workflow: Workflow, job: Job, step: string, { now, untilMs }: Moment): JobChange {
  const row = workflow.steps[step];
  if (!row) throw new Error(`${workflow.name} has no step ${step}.`);
  if ('final' in row) return withSet(ending(job, row.final, now), { step });
  const arrived: Change = { step, attempts: 0, uncertain: false, waitsFor: undefined, error: undefined };
  if ('waits' in row) {
    const wakeAt = now + Math.ceil(waitMs(row, job.turns));
    const set: Change = { ...arrived, status: 'waiting', acting: false, waitsFor: row.waits, wakeAt, parkedAt: now, signalsSeen: job.signals };
    return { set, dueAt: wakeAt, unlessSignalled: true };
  }
  if (now >= untilMs) return resting(now, arrived);
  return { set: { ...arrived, status: 'running', acting: true, leaseUntil: now + LEASE_MS }, dueAt: now + LEASE_MS };
}

/** The write of a wait failed only because a signal came: what is waited for may have happened, so the wait is over before it began. */
export function skippingWait(workflow: Workflow, job: Job, refused: JobChange, moment: Moment): JobChange {
  const { step = '', memory = job.memory, effects = job.effects, timeline = job.timeline, timelineDropped = job.timelineDropped } = refused.set;
  const row = workflow.steps[step];
  if (!row || !('waits' in row)) throw new Error(`${workflow.name}: only a wait depends on signals, and ${step} is none.`);
  const learnt = { memory, effects, timeline, timelineDropped };
  const change = leavingWait(workflow, { ...job, ...learnt, step, parkedAt: moment.now }, 'signalled', row.then, moment);
  return withSet(change, { ...learnt, signalsSeen: job.signals });
}

function leavingWait(workflow: Workflow, job: Job, outcome: 'signalled' | 'timeUp', next: string, moment: Moment): JobChange {
  const { now } = moment;
  const told = extended(job, { at: now, step: job.step, outcome, durationMs: now - (job.parkedAt ?? now) });
  const turns = job.turns + 1;
  const change = turns > workflow.turnsMax
    ? failing(workflow, { ...job, ...told }, turnsUsedUp(workflow, job), moment)
    : entering(workflow, { ...job, ...told, turns }, next, moment);
  return withSet(change, { ...told, turns });
}

/** Leaves the way to give back what was taken. */
export function diverting(workflow: Workflow, job: Job, moment: Moment): JobChange {
  const cancel = job.cancel && { ...job.cancel, result: 'cancelled' as const };
  const change = workflow.onCancel ? entering(workflow, job, workflow.onCancel, moment) : ending(job, 'cancelled', moment.now);
  return { ...change, set: { ...change.set, cancel } };
}

/** Gives up, loudly. A job that fails while giving back what it took ends as it would have all the same, and says what is left. */
function failing(workflow: Workflow, job: Job, error: JobError, moment: Moment): JobChange {
  const cancelled = job.cancel?.result === 'cancelled';
  if (workflow.onFailure && workflow.onCancel && !cancelled && !job.failure) {
    const failure = { error, ...(job.uncertain && { unknown: job.step }) };
    return withSet(entering(workflow, job, workflow.onCancel, moment), { failure });
  }
  return withSet(ending(job, cancelled ? 'cancelled' : 'failed', moment.now), { error });
}

function ending(job: Job, to: Ending | 'failed', now: number): JobChange {
  const word = job.failure ? 'failed' : to;
  const status = word === 'succeeded' || word === 'cancelled' ? word : 'failed';
  const set: Change = {
    status,
    ending: word,
    acting: false,
    waitsFor: undefined,
    parkedAt: undefined,
    finishedAt: now,
    announced: false,
    left: word === 'succeeded' || word === 'notFound' ? undefined : leftBy(job),
    ...(job.cancel && !job.cancel.result && { cancel: { ...job.cancel, result: 'tooLate' as const } }),
    ...(status === 'succeeded' && { error: undefined }),
    ...(job.failure && { error: job.failure.error }),
  };
  return { set, dueAt: now + REPEAT_MS };
}

/** The end of a job that an operator has given up: its subject is free, and what it left is said. */
export function abandoning(job: Job, by: string, reason: string | undefined, now: number): JobChange {
  const cancel = { by, at: now, ...(reason !== undefined && { reason }), result: 'abandoned' as const };
  // Whoever was doing the step may have done it, or may still.
  return withSet(ending({ ...job, cancel, uncertain: job.uncertain || job.acting }, 'cancelled', now), { cancel });
}

/** The end of a waiting job that a higher one takes the place of. */
export const superseding = (job: Job, by: string, now: number): JobChange => withSet(ending(job, 'cancelled', now), { supersededBy: by });

const resting = (wakeAtMs: number, set: Change): JobChange => {
  const wakeAt = Math.ceil(wakeAtMs);
  return { set: { ...set, status: 'running', acting: false, wakeAt }, dueAt: wakeAt };
};

/** The change with `set` beneath it: where both speak, the change's own word stands. */
const withSet = (change: JobChange, set: Change): JobChange => ({ ...change, set: { ...set, ...change.set } });
