import type { App } from '../app.ts';
import { digestOf } from '../random.ts';
import { workflows } from '../workflows/workflows.ts';
import { continued } from './continuing.ts';
import { isFinal, isWorkflowName, jobIdOf, type Job } from './job.ts';
import { newJob } from './newJob.ts';
import { amendFinished, placeJob, readCurrent, readJob } from './table.ts';

/**
 * Starts the job again whose place an ended job had taken, where its work still makes sense. It rests until a worker takes it up. Safe to repeat: the same
 * job is started once. A subject that is held by then is left alone, and that is logged: whoever holds it was asked for later.
 */
export async function startSupersededAgain(app: App, { supersedes, subject }: Job): Promise<void> {
  if (!supersedes?.startsAgain) return;
  const id = jobIdOf(subject, digestOf(supersedes.jobId, 'again'));
  const superseded = await readJob(app, supersedes.jobId);
  if (!superseded || superseded.redrivenBy !== undefined || !isWorkflowName(superseded.workflow)) return;
  const current = await readCurrent(app, subject);
  if (!(await readJob(app, id))) {
    if (current && !isFinal(current)) return app.log.warn('Not started again: another job holds the subject', { jobId: superseded.id, holder: current.id });
    const { workflow, input, requestedBy: caller, reason } = superseded;
    const request = { workflow, subject, input, caller, ...(reason !== undefined && { reason }), redriveOf: superseded.id };
    const job = newJob(app, id, { ...request, continues: continued(workflows[workflow], superseded) }, current);
    if (!(await placeJob(app, { ...job, acting: false }, current, job.wakeAt))) throw new Error(`${superseded.id} was not started again: its subject changed.`);
  }
  await amendFinished(app, superseded, { redrivenBy: id });
  await app.bus.publish('Job Due', { jobId: id });
}
