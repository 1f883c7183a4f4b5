import { isOwing } from '../actions/jobState.ts';
import type { App } from '../app.ts';
import { causeOf } from '../cause.ts';
import { digestOf } from '../random.ts';
import { workflows } from '../workflows/workflows.ts';
import { continued } from './continuing.ts';
import { dueEvent } from './due.ts';
import { isFinal, isWorkflowName, jobIdOf, type Job } from './job.ts';
import { newJob } from './newJob.ts';
import { amendFinished, placeJob, readJob } from './table.ts';
import { givingWay, handSuperseded, readBeforePlacing } from './succession.ts';

type Ended = Pick<Job, 'subject' | 'supersedes' | 'supersededBy' | 'ending'>;

/**
 * Starts the jobs again whose place an ended job had taken, if their work still makes sense: one
 * after the other, each after the end of the one before. They rest until a worker takes them up. If
 * another job locks the subject by then, they are started after the end of that job. A job that
 * ended as `protected` has done nothing, so the job whose place it took is started again anyway.
 * Safe to repeat.
 * @throws Error when the subject changed in the middle of it: the end of the job is then announced
 * again, and this is repeated
 */
export async function startSupersededAgain(
  app: App,
  { supersedes = [], supersededBy, subject, ending }: Ended,
): Promise<void> {
  // The job that took its place has taken over the list.
  const [first, ...rest] =
    supersededBy === undefined
      ? supersedes.filter(({ startsAgain }) => startsAgain || ending === 'protected')
      : [];
  if (!first) return;
  const superseded = await readJob(app, first.jobId);
  if (
    !superseded ||
    superseded.redrivenBy !== undefined ||
    !isWorkflowName(superseded.workflow) ||
    !(first.startsAgain || isUntouched(superseded))
  )
    return startSupersededAgain(app, { subject, supersedes: rest });
  const id = jobIdOf(subject, digestOf(first.jobId, 'again'));
  const { current, placed } = await readBeforePlacing(app, subject, id);
  if (!placed) {
    if (current && !isFinal(current)) {
      if (await handSuperseded(app, current, [first, ...rest])) return;
      throw new Error(`${superseded.id} was not started again: its subject has changed.`);
    }
    const { workflow, input, requestedBy: caller, reason } = superseded;
    const request = {
      workflow,
      subject,
      input,
      caller,
      ...(reason !== undefined && { reason }),
      cause: causeOf(superseded),
      redriveOf: superseded.id,
      supersedes: rest,
    };
    const previous = current && givingWay(current, id, app.clock.now());
    const job = newJob(
      app,
      id,
      { ...request, continues: continued(workflows[workflow], superseded) },
      previous,
    );
    if (!(await placeJob(app, { ...job, acting: false }, previous, job.wakeAt)))
      throw new Error(`${superseded.id} was not started again: its subject has changed.`);
  }
  await amendFinished(app, superseded, { redrivenBy: id });
  await app.bus.publish(dueEvent({ ...superseded, id }));
}

/** Returns whether a job that was to be dropped can go on: it had taken nothing, and is wanted. */
const isUntouched = ({ memory, uncertain, cancel, parent }: Job): boolean =>
  !isOwing(memory) && !uncertain && !cancel && !parent;
