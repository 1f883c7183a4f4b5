import { SETTLES_WITHIN_MS } from '../ivs/settling.ts';
import type { Workflow } from '../definition/define.ts';
import { changesIvs, isOurOwn, leavesNothing, limitOf, takesEffect } from '../definition/steps.ts';
import { exhausted } from './endings.ts';
import type { Job, Performed } from './job.ts';
import { GIVES_UP_AFTER_MS, linePauseMs, pauseMs } from './retries.ts';
import {
  diverting,
  entering,
  failing,
  LEASE_MS,
  leavingWait,
  mustSettle,
  nextStep,
  resting,
  sparing,
  withSet,
  type Change,
  type Moment,
} from './stepping.ts';
import type { JobChange } from './table.ts';
import { entryOf, extended } from './timeline.ts';

/**
 * The rules of progress: pure functions from a job, its workflow and an outcome to the one write
 * that records the result. They do no I/O.
 */

/**
 * Returns when the next step may be taken. A step that a runner performs is the runner's until the
 * lease ends; a signal makes a wait ready at once.
 */
export function readyAt(workflow: Workflow, job: Job): number {
  if (job.acting) return job.leaseUntil;
  const signalled = job.status === 'waiting' && job.signals !== job.signalsSeen;
  return signalled || cancelIsDue(workflow, job) ? 0 : job.wakeAt;
}

/**
 * Returns whether a cancel has been requested and is still possible: the job is not past its point
 * of no return, and no open attempt may have passed it or taken something that is to be given back.
 * Such an attempt is made again first.
 */
export function cancelIsDue(workflow: Workflow, job: Job): boolean {
  if (!job.cancel || job.cancel.result || job.failure) return false;
  if (workflow.pointOfNoReturn?.past.includes(job.step)) return false;
  const step = workflow.steps[job.step];
  return !job.uncertain || (step !== undefined && leavesNothing(step));
}

/**
 * Takes up a job at rest, or one whose runner is gone: writes the next intention, or the step after
 * a wait.
 */
export function claiming(workflow: Workflow, found: Job, moment: Moment): JobChange {
  const { now } = moment;
  const parkedMs =
    found.parkedMs +
    Math.max(0, now - (found.parkedAt ?? (found.acting ? found.leaseUntil : found.wakeAt)));
  const told = found.acting
    ? extended(found, { at: now, step: found.step, outcome: 'orphaned' })
    : {};
  const step = workflow.steps[found.step];
  const mayHaveActed = found.acting && step !== undefined && takesEffect(step);
  const mayLandLate = mayHaveActed && changesIvs(step);
  const late = mayLandLate ? { lateCallUntil: now + SETTLES_WITHIN_MS } : {};
  const job = { ...found, ...told, ...late, parkedMs, uncertain: found.uncertain || mayHaveActed };
  return withSet(goingOn(workflow, job, moment), {
    ...told,
    ...late,
    parkedMs,
    parkedAt: undefined,
  });
}

function goingOn(workflow: Workflow, job: Job, moment: Moment): JobChange {
  const { now } = moment;
  if (cancelIsDue(workflow, job)) return diverting(workflow, job, moment);
  // Parked time is not running time: it does not count against the deadline.
  const step = workflow.steps[job.step];
  const late =
    !job.failure && now - job.createdAt - job.parkedMs > workflow.deadlineSeconds * 1_000;
  if (late && !(step && isOurOwn(step)))
    return failing(workflow, job, exhausted('The deadline has passed.'), moment);
  // A call without an answer, perhaps of a runner that died, may still take effect.
  const { lateCallUntil = 0 } = job;
  if (now < lateCallUntil && job.uncertain && step && mustSettle(step, job))
    return resting(lateCallUntil, { uncertain: true, parkedAt: now });
  if (step && 'waits' in step) {
    const signalled = job.signals !== job.signalsSeen;
    return leavingWait(
      workflow,
      job,
      signalled ? 'signalled' : 'timeUp',
      signalled ? step.then : limitOf(step).then,
      moment,
    );
  }
  return {
    set: { status: 'running', acting: true, leaseUntil: now + LEASE_MS, uncertain: job.uncertain },
    dueAt: now + LEASE_MS,
  };
}

/** Returns the write that follows from an attempt at the current step. */
export function concluding(
  workflow: Workflow,
  job: Job,
  performed: Performed,
  moment: Moment,
): JobChange {
  const { now } = moment;
  const told = extended(job, entryOf(job.step, performed, now));
  if (performed.kind === 'outcome') {
    const { outcome, memory = {}, effect } = performed.result;
    const learnt = {
      ...told,
      memory: { ...job.memory, ...memory },
      effects: job.effects || effect === true,
      ...doubts(workflow, job, effect === true, now),
    };
    return withSet(
      entering(
        workflow,
        { ...job, ...learnt, uncertain: false },
        nextStep(workflow, job.step, outcome),
        moment,
      ),
      learnt,
    );
  }
  if (performed.kind === 'protected')
    return withSet(sparing(workflow, { ...job, ...told }, moment), told);
  const uncertain = job.uncertain || performed.uncertain;
  const late = performed.mayLandLate ? { lateCallUntil: now + SETTLES_WITHIN_MS } : {};
  if (performed.kind === 'parked') {
    const { parks = 0 } = job;
    const restMs = Math.max(
      linePauseMs(parks, moment.chance),
      failurePauseMs(workflow, job, moment),
    );
    return resting(Math.max(now, performed.untilMs) + restMs, {
      ...told,
      ...late,
      uncertain,
      failingAs: undefined,
      parks: parks + 1,
      parkedAt: now,
    });
  }
  return retrying(
    workflow,
    { ...job, ...late, uncertain },
    performed,
    { ...told, ...late },
    moment,
  );
}

/**
 * Returns whether a step that has come to its outcome leaves an unanswered attempt behind that may
 * still do what this attempt did not.
 */
function doubts(
  workflow: Workflow,
  { step, uncertain, lateCallUntil = 0, inDoubt }: Job,
  effect: boolean,
  now: number,
): Pick<Change, 'inDoubt'> {
  const row = workflow.steps[step];
  if (effect) return inDoubt === step ? { inDoubt: undefined } : {};
  return uncertain && now < lateCallUntil && row && changesIvs(row) && !leavesNothing(row)
    ? { inDoubt: step }
    : {};
}

type Refused = Extract<Performed, { kind: 'refused' }>;

/**
 * Retries a refused step after a pause, or gives up when the refusal is final or the time for
 * retries is over.
 */
function retrying(
  workflow: Workflow,
  job: Job,
  { error, again }: Refused,
  told: Change,
  moment: Moment,
): JobChange {
  const { now } = moment;
  const { attempts, uncertain, failingSince = now } = job;
  const step = workflow.steps[job.step];
  const failingAs =
    job.failingAs?.class === error.class ? job.failingAs : { class: error.class, since: now };
  const inTime =
    now - failingAs.since < GIVES_UP_AFTER_MS[error.class] &&
    now - failingSince < GIVES_UP_AFTER_MS.unavailable;
  const patient =
    (step !== undefined && isOurOwn(step)) || (again && (workflow.givesUp === 'never' || inTime));
  const failed = { ...told, attempts: attempts + 1, failingSince, failingAs, uncertain };
  if (!patient) return withSet(failing(workflow, job, error, moment), failed);
  const settlingMs = uncertain && step && mustSettle(step, job) ? SETTLES_WITHIN_MS : 0;
  const restMs = failurePauseMs(workflow, { ...failed, error }, moment);
  return resting(now + Math.max(settlingMs, restMs), { ...failed, error, parkedAt: now });
}

/**
 * Returns how long the current step rests after its last failure, in ms. It rests as long when it
 * then finds no slot: waiting in line is no reason to write more often in an outage.
 */
const failurePauseMs = (
  { priority }: Workflow,
  { attempts, error }: Pick<Job, 'attempts' | 'error'>,
  { chance }: Moment,
): number =>
  error && attempts > 0
    ? pauseMs(
        { kind: error.class, failures: attempts - 1, isEmergency: priority === 'emergency' },
        chance,
      )
    : 0;
