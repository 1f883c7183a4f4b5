import type { Workflow } from '../definition/define.ts';
import { isForGood, isLasting, isOurOwn, isReading, takesEffect } from '../definition/steps.ts';
import type { EndedJob, Job, Performed } from './job.ts';
import type { JobChange } from './table.ts';

/**
 * Which steps share one write. A write is needed before every step that changes something, and it
 * may carry the outcomes of several steps before it: if it is lost, the steps since the last write
 * are taken again and come to the same outcomes. Pure functions.
 */

/** With less time of the lease left, the outcome is written before the next step, in ms. */
const LEASE_LEFT_MS_MIN = 25_000;

/**
 * Returns whether the outcome of a step may wait for the write after the next step: the next one
 * only reads, or records and announces a change that lasts.
 */
export function sharesNextWrite(
  workflow: Workflow,
  { step, leaseUntil }: Job,
  { kind }: Pick<Performed, 'kind'>,
  { set }: JobChange,
  now: number,
): boolean {
  const done = workflow.steps[step];
  const next = set.step === undefined ? undefined : workflow.steps[set.step];
  if (kind !== 'outcome' || set.acting !== true || !done || !next) return false;
  if (leaseUntil - now < LEASE_LEFT_MS_MIN) return false;
  if (isReading(next)) return isLasting(done) || !takesEffect(done);
  return isOurOwn(next) && (isLasting(done) || isOurOwn(done));
}

/**
 * Returns whether the end of a job may be announced together with its last announcement, before it
 * is written: nothing else can become of the job, whoever repeats its steps.
 * @param written the job as it was written last
 */
export function isCertain(
  workflow: Workflow,
  written: Job,
  { status, parent, tells, supersedes = [], cancel, failure }: EndedJob,
): boolean {
  const step = workflow.steps[written.step];
  return (
    step !== undefined &&
    isForGood(step) &&
    status === 'succeeded' &&
    !parent &&
    !tells &&
    supersedes.length === 0 &&
    !cancel &&
    !failure
  );
}
