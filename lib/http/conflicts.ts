import type { App } from '../app.ts';
import { Problem } from '../errors.ts';
import { cancellable, findJob } from '../jobs/queries.ts';

/** By what can be done about the job that is in the way. */
const REMEDIES: Readonly<Record<ReturnType<typeof cancellable>, string>> = {
  yes: 'Wait for it, or cancel it.',
  asked: 'It has been asked to stop. Wait for its end.',
  tooLate: 'It can no longer be stopped. Wait for its end.',
  unknown:
    'This deployment does not know its version. Wait for it, or cancel it, which takes some minutes.',
  ended: 'It has ended meanwhile. Ask again.',
};

/**
 * For the `catch` of a command on jobs. When another job is in the way, the refusal says what can
 * be done about that one.
 * @throws Problem `job-conflict`, and whatever the command throws
 */
export const explainConflict =
  (app: App) =>
  async (error: unknown): Promise<never> => {
    const { job } =
      error instanceof Problem && error.type === 'job-conflict' ? error.extensions : {};
    const holder = typeof job === 'string' ? await findJob(app, job) : undefined;
    if (!holder) throw error;
    throw new Problem(
      'job-conflict',
      `${holder.workflow} is under way on this subject. ${REMEDIES[cancellable(holder)]}`,
      { job: holder.id },
    );
  };
