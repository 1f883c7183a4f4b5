import { actions } from '../actions/actions.ts';
import type { App } from '../app.ts';
import type { Workflow } from '../definition/define.ts';
import type { StepOf } from '../definition/steps.ts';
import { resting } from './stepping.ts';
import { changeJob, type StoredJob } from './table.ts';

/**
 * Returns whether this function has all actions of a workflow. The bundle of a function leaves out
 * those that its routes do not start (local/build.ts); it hands such a job over to the worker,
 * which has them all.
 */
export const isCarried = ({ steps }: Pick<Workflow, 'steps'>): boolean =>
  Object.values<StepOf<string>>(steps).every(
    (step) => !('does' in step) || known[step.does] !== undefined,
  );

const known: Readonly<Record<string, unknown>> = actions;

/** Gives back a job whose first step is intended, so that the worker takes it up at once. */
export async function released(app: App, job: StoredJob): Promise<StoredJob | undefined> {
  const written = await changeJob(app, job, resting(app.clock.now(), {}));
  return 'mine' in written ? written.mine : written.theirs;
}
