import { SETTLES_WITHIN_MS } from '../ivs/settling.ts';
import { changesIvs, isOurOwn, leavesNothing, limitOf, waitMs, type StepOf, type Workflow } from '../workflows/define.ts';
import { assuming } from './continuing.ts';
import { ending, exhausted, turnsUsedUp } from './endings.ts';
import type { Job, JobError, Performed } from './job.ts';
import { GIVES_UP_AFTER_MS, linePauseMs, pauseMs } from './retries.ts';
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

/** When the next step may be taken: a step that somebody is doing is his until the lease ends; a signal makes a wait ready at once. */
export function readyAt(workflow: Workflow, job: Job): number {
  if (job.acting) return job.leaseUntil;
  const signalled = job.status === 'waiting' && job.signals !== job.signalsSeen;
  return signalled || cancelIsDue(workflow, job) ? 0 : job.wakeAt;
}

/**
 * A cancel is asked for and still possible: the point of no return is not behind, and no attempt is open that may have passed it, or may have taken what is to
 * be given back. Such an attempt is made again first.
 */
export function cancelIsDue(workflow: Workflow, job: Job): boolean {
  if (!job.cancel || job.cancel.result || job.failure) return false;
  if (workflow.pointOfNoReturn?.past.includes(job.step)) return false;
  const step = workflow.steps[job.step];
  return !job.uncertain || (step !== undefined && leavesNothing(step));
}

/** Takes up a job at rest, or one whose runner is gone: the next intention, or the step after a wait. */
export function claiming(workflow: Workflow, found: Job, moment: Moment): JobChange {
  const { now } = moment;
  const parkedMs = found.parkedMs + Math.max(0, now - (found.parkedAt ?? (found.acting ? found.leaseUntil : found.wakeAt)));
  const told = found.acting ? extended(found, { at: now, step: found.step, outcome: 'orphaned' }) : {};
  const step = workflow.steps[found.step];
  const mayHaveActed = found.acting && step !== undefined && changesIvs(step);
  const late = mayHaveActed ? { lateCallUntil: now + SETTLES_WITHIN_MS } : {};
  const job = { ...found, ...told, ...late, parkedMs, uncertain: found.uncertain || mayHaveActed };
  return withSet(goingOn(workflow, job, moment), { ...told, ...late, parkedMs, parkedAt: undefined });
}

function goingOn(workflow: Workflow, job: Job, moment: Moment): JobChange {
  const { now } = moment;
  if (cancelIsDue(workflow, job)) return diverting(workflow, job, moment);
  // Time parked is not time running: it does not count against the deadline.
  const step = workflow.steps[job.step];
  const late = !job.failure && now - job.createdAt - job.parkedMs > workflow.deadlineSeconds * 1_000;
  if (late && !(step && isOurOwn(step))) return failing(workflow, job, exhausted('The deadline has passed.'), moment);
  // Its runner died, perhaps in a call that is still on its way.
  if (job.acting && job.uncertain && step && mustSettle(step)) return resting(now + SETTLES_WITHIN_MS, { uncertain: true, parkedAt: now });
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
    const learnt = { ...told, memory: { ...job.memory, ...memory }, effects: job.effects || effect === true, ...doubts(workflow, job, effect === true, now) };
    return withSet(entering(workflow, { ...job, ...learnt, uncertain: false }, nextStep(workflow, job.step, outcome), moment), learnt);
  }
  const uncertain = job.uncertain || performed.uncertain;
  const late = performed.mayLandLate ? { lateCallUntil: now + SETTLES_WITHIN_MS } : {};
  if (performed.kind === 'parked') {
    const { parks = 0 } = job;
    const wakeAt = Math.max(now, performed.untilMs) + linePauseMs(parks, moment.chance);
    return resting(wakeAt, { ...told, ...late, uncertain, failingAs: undefined, parks: parks + 1, parkedAt: now });
  }
  return retrying(workflow, { ...job, ...late, uncertain }, performed, { ...told, ...late }, moment);
}

/** Whether a step that has come to its outcome leaves an attempt behind that was not answered and may yet do what this one did not. */
function doubts(workflow: Workflow, { step, uncertain, lateCallUntil = 0, inDoubt }: Job, effect: boolean, now: number): Pick<Change, 'inDoubt'> {
  const row = workflow.steps[step];
  if (effect) return inDoubt === step ? { inDoubt: undefined } : {};
  return uncertain && now < lateCallUntil && row && changesIvs(row) && !leavesNothing(row) ? { inDoubt: step } : {};
}

type Refused = Extract<Performed, { kind: 'refused' }>;

/** Tries a step again that was refused, after a pause; or gives up, when the refusal is for good or the time for retries is over. */
function retrying(workflow: Workflow, job: Job, { error, again }: Refused, told: Change, moment: Moment): JobChange {
  const { now, chance } = moment;
  const { attempts, uncertain, failingSince = now } = job;
  const step = workflow.steps[job.step];
  const failingAs = job.failingAs?.class === error.class ? job.failingAs : { class: error.class, since: now };
  const inTime = now - failingAs.since < GIVES_UP_AFTER_MS[error.class] && now - failingSince < GIVES_UP_AFTER_MS.unavailable;
  const patient = (step !== undefined && isOurOwn(step)) || (again && (workflow.givesUp === 'never' || inTime));
  const failed = { ...told, attempts: attempts + 1, failingSince, failingAs, uncertain };
  if (!patient) return withSet(failing(workflow, job, error, moment), failed);
  const settlingMs = uncertain && step && mustSettle(step) ? SETTLES_WITHIN_MS : 0;
  const restMs = pauseMs({ kind: error.class, failures: attempts, isEmergency: workflow.priority === 'emergency' }, chance);
  return resting(now + Math.max(settlingMs, restMs), { ...failed, error, parkedAt: now });
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
  const arrived: Change = { step, attempts: 0, failingSince: undefined, failingAs: undefined, parks: undefined, uncertain: false, waitsFor: undefined, error: undefined };
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
  const change = workflow.onCancel ? entering(workflow, job, workflow.onCancel, moment) : ending({ ...job, uncertain: false }, 'cancelled', moment.now);
  return { ...change, set: { ...change.set, cancel } };
}

/** Gives up, loudly. A job that fails while giving back what it took ends as it would have all the same, and says what is left. */
function failing(workflow: Workflow, job: Job, error: JobError, moment: Moment): JobChange {
  const cancelled = job.cancel?.result === 'cancelled';
  if (workflow.onFailure && workflow.onCancel && !cancelled && !job.failure) {
    const failure = { error, ...(job.uncertain && { unknown: job.step }) };
    const memory = assuming(workflow, job);
    return withSet(entering(workflow, { ...job, memory }, workflow.onCancel, moment), { failure, memory });
  }
  return withSet(ending(job, cancelled ? 'cancelled' : 'failed', moment.now), { error, memory: assuming(workflow, job) });
}

const mustSettle = (step: StepOf<string>): boolean => 'does' in step && step.settles === true;

const resting = (wakeAtMs: number, set: Change): JobChange => {
  const wakeAt = Math.ceil(wakeAtMs);
  return { set: { ...set, status: 'running', acting: false, wakeAt }, dueAt: wakeAt };
};

/** The change with `set` beneath it: where both speak, the change's own word stands. */
const withSet = (change: JobChange, set: Change): JobChange => ({ ...change, set: { ...set, ...change.set } });
