import type { Clock } from './clock.ts';
import type { Components } from './api.ts';
import { dataOf } from './problem.ts';

export type Job = Components['schemas']['Job'];

export interface WaitOptions {
  /** Called with the job when it is first seen and after every change. */
  onProgress?: (job: Job) => void;
  signal?: AbortSignal;
}

type DryRun = Components['schemas']['DryRun'] | Components['schemas']['DryRunOfCall'];
/** All answers except a 202 and the answer to a dry run. */
type Final<Data> = Data extends DryRun
  ? never
  : Data extends { job: Job }
    ? Exclude<keyof Data, 'job'> extends never
      ? never
      : Data
    : Data;
/** The final answer of a call. For a call that answers with its job only, it is the job. */
export type Outcome<Data> = [Final<Data>] extends [never]
  ? Extract<Data, { job: Job }>
  : Final<Data>;

/**
 * How long the API remembers a key, less an hour. After that, the same request would be another
 * change.
 */
const REMEMBERED_MS = 23 * 3_600_000;
/** IVS may be too busy to show the change of a job at once. */
const TRIES = 5;
const PAUSE_MS = 1_000;

interface Parts {
  clock: Clock;
  waitForJob: (job: Job, options?: WaitOptions) => Promise<Job>;
  /** Sends the request of this answer again. */
  again: (answer: Response) => Promise<Response>;
}

/** Implements `outcomeOf` of the client. */
export function openOutcomes({ clock, waitForJob, again }: Parts) {
  return async function outcomeOf<Data>(
    call: Promise<{ data?: Data; error?: unknown; response: Response }>,
    options?: WaitOptions,
  ): Promise<Outcome<Data>> {
    const askedAt = clock.now();
    const first = await call;
    let data: unknown = dataOf(first);
    for (let tries = 0, { status } = first.response; status === 202; tries++) {
      const job = await waitForJob((data as { job: Job }).job, options);
      // A steering request is not sent twice, and scheduled work has no answer but its job.
      if (job.scheduled || /\/v1\/jobs\/[^/]+\/\w+$/.test(new URL(first.response.url).pathname))
        return { job } as Outcome<Data>;
      if (tries === TRIES || clock.now() - askedAt > REMEMBERED_MS)
        throw new Error(
          `The job ${job.id} has ended with the status ${job.status}, but its result cannot ` +
            'be read yet. Read it later.',
        );
      if (tries > 0) await clock.sleep(PAUSE_MS);
      const response = await again(first.response);
      const text = await response.text();
      const body: unknown = /json/.test(response.headers.get('content-type') ?? '')
        ? JSON.parse(text)
        : undefined;
      data = dataOf({ data: body, error: body, response });
      ({ status } = response);
    }
    return data as Outcome<Data>;
  };
}
