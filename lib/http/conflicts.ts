import type { App } from '../app.ts';
import { Problem } from '../errors.ts';
import { cancellable, findJob } from '../jobs/queries.ts';

/** The remedies, by whether the job that is in the way can be cancelled. */
const REMEDIES: Readonly<Record<ReturnType<typeof cancellable>, string>> = {
  yes: 'Wait for it to end, or cancel it.',
  asked: 'It has been asked to stop. Wait for it to end.',
  tooLate: 'It can no longer be cancelled. Wait for it to end.',
  unknown:
    'This deployment does not know its version. Wait for it to end, or cancel it, which ' +
    'takes some minutes.',
  ended: 'It has ended meanwhile. Send the request again.',
};

/**
 * For the `catch` of a command on jobs. If another job is in the way, the refusal says what can be
 * done about that job.
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
