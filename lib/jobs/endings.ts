import { obligationsOf } from '../actions/jobState.ts';
import { PROTECTED } from '../actions/protection.ts';
import { SETTLES_WITHIN_MS } from '../ivs/settling.ts';
import type { Workflow } from '../definition/define.ts';
import { isOurOwn, takesEffect, waitedInVain, type Ending } from '../definition/steps.ts';
import { assuming } from './continuing.ts';
import type { EndedJob, Job, JobError, ParentLink } from './job.ts';
import type { JobChange } from './table.ts';

/** How jobs end, and what they report. Pure functions; the caller writes. */

/**
 * How long after the end of a job the sweep announces it again, unless the announcement is
 * recorded, in ms.
 */
export const REPEAT_MS = 60_000;

/** Returns the error of a job that gives up because its attempts or its time are used up. */
export const exhausted = (message: string): JobError => ({
  class: 'exhausted',
  name: 'GaveUp',
  message,
});

/** The error of a job whose subject is protected. */
export const PROTECTED_ERROR: JobError = { class: 'refused', ...PROTECTED };

/** Returns the error of a job that has come out of too many waits. */
export function waitsUsedUp({ steps, waitsMax }: Workflow, { step }: Pick<Job, 'step'>): JobError {
  return exhausted(`The job gave up after ${waitsMax} waits${waitedInVain(steps[step])}.`);
}

/**
 * Names everything that a job took and did not give back, and the step whose outcome is unknown.
 */
export function leftBy({ failure, uncertain, inDoubt, step, memory }: Job): string[] | undefined {
  const unknown = failure?.unknown ?? (uncertain ? step : inDoubt);
  const left = [
    ...obligationsOf(memory),
    ...(unknown === undefined ? [] : [`unknownOutcomeOf:${unknown}`]),
  ];
  return left.length > 0 ? left : undefined;
}

/** The write by which a job ends. */
interface JobEnd extends JobChange {
  set: Pick<EndedJob, 'status' | 'ending' | 'finishedAt' | 'announced'> & {
    acting: false;
    waitsFor: undefined;
    parkedAt: undefined;
  } & Pick<
      Partial<EndedJob>,
      'left' | 'unsettledUntil' | 'cancel' | 'error' | 'memory' | 'supersededBy'
    >;
}

/** Returns the end of a job with one of its workflow's endings; `failed` when it gave up. */
export function ending(job: Job, to: Ending | 'failed', now: number): JobEnd {
  const word = job.failure ? (job.failure.ending ?? 'failed') : to;
  const status = word === 'succeeded' || word === 'cancelled' ? word : 'failed';
  const unsettledUntil = Math.max(
    job.unsettledUntil ?? 0,
    job.lateCallUntil ?? 0,
    job.uncertain ? now + SETTLES_WITHIN_MS : 0,
  );
  const set: JobEnd['set'] = {
    status,
    ending: word,
    acting: false,
    waitsFor: undefined,
    parkedAt: undefined,
    finishedAt: now,
    announced: false,
    left: word === 'succeeded' || word === 'notFound' ? undefined : leftBy(job),
    ...(unsettledUntil > now && { unsettledUntil }),
    // A cancel is also too late if the change that it was to stop has happened after all.
    ...(job.cancel &&
      (!job.cancel.result || status === 'succeeded') && {
        cancel: { ...job.cancel, result: 'tooLate' as const },
      }),
    ...(status === 'succeeded' && { error: undefined }),
    ...(job.failure && { error: job.failure.error }),
  };
  return { set, dueAt: now + REPEAT_MS };
}

/**
 * Returns the end of a job that is ended from outside, perhaps in the middle of its call.
 * @param workflow undefined if this code does not know it
 */
function endingFromOutside(job: Job, workflow: Workflow | undefined, now: number): JobEnd {
  const step = workflow?.steps[job.step];
  const midCall = job.acting && (!step || takesEffect(step));
  const uncertain = job.uncertain || midCall;
  const { set, dueAt } = ending({ ...job, uncertain }, 'cancelled', now);
  // The change was made, but was not recorded or announced.
  const untold = step && isOurOwn(step) ? [`notDone:${job.step}`] : [];
  const left = [...(set.left ?? []), ...untold];
  return {
    set: {
      ...set,
      ...(left.length > 0 && { left }),
      memory: assuming(workflow, { ...job, uncertain }),
    },
    dueAt,
  };
}

/**
 * Returns the end of a job that an operator has abandoned: its subject is free, and `left` names
 * what it left behind.
 * @param steeredBy the job that has abandoned it and is told of its end, as are those that have
 * asked it to stop before
 */
export function abandoning(
  job: Job,
  workflow: Workflow | undefined,
  by: string,
  reason: string | undefined,
  now: number,
  steeredBy?: ParentLink,
): JobChange {
  const tells = [...(job.cancel?.tells ?? []), ...(steeredBy ? [steeredBy] : [])];
  const cancel = {
    by,
    at: now,
    ...(reason !== undefined && { reason }),
    result: 'abandoned' as const,
    ...(tells.length > 0 && { tells }),
  };
  const { set, dueAt } = endingFromOutside({ ...job, cancel }, workflow, now);
  // A request to cancel that has come meanwhile may name jobs that are to be told.
  return { set: { ...set, cancel }, dueAt, unlessSignalled: true };
}

/** Returns the end of a job whose place a job of higher rank takes. */
export function superseding(
  job: Job,
  workflow: Workflow | undefined,
  by: string,
  now: number,
): JobEnd {
  const { set, dueAt } = endingFromOutside(job, workflow, now);
  return { set: { ...set, supersededBy: by }, dueAt };
}

/**
 * Returns the end of a cancelled job whose workflow this code does not know. It cannot give back
 * what the job took, so it names what the job left.
 */
export function cancellingUnknown(job: Job, now: number): JobChange {
  const cancel = job.cancel && { ...job.cancel, result: 'cancelled' as const };
  const { set, dueAt } = endingFromOutside({ ...job, ...(cancel && { cancel }) }, undefined, now);
  return { set: { ...set, cancel }, dueAt };
}
