import { Problem, type ProblemType } from '../errors.ts';
import type { IvsRefusal } from '../ivs/refusal.ts';
import type { Job, JobError } from '../jobs/job.ts';

type Failure = Pick<JobError, 'class' | 'name' | 'message'>;

/** IVS's own words for its refusal, to ask AWS about. */
export interface SaidByIvs {
  readonly error: string;
  readonly operation: string;
  readonly requestId: string;
}

type Refusal = Pick<IvsRefusal, 'name' | 'operation' | 'requestId'>;

/**
 * Returns IVS's own words for a refusal; undefined when the request never reached IVS, as the name
 * is then not IVS's own.
 */
export const saidBy = ({ name: error, operation, requestId }: Refusal): SaidByIvs | undefined =>
  requestId === undefined ? undefined : { error, operation, requestId };

/**
 * Returns IVS's own words for the refusal that decided the failure of a job; undefined when the job
 * has not failed, or failed for another reason.
 */
export function saidToJob({
  status,
  error,
  timeline,
}: Pick<Job, 'status' | 'error' | 'timeline'>): SaidByIvs | undefined {
  if (status !== 'failed') return undefined;
  if (error)
    return error.operation === undefined
      ? undefined
      : saidBy({ name: error.name, operation: error.operation, requestId: error.requestId });
  const { operations, error: name, requestId } = timeline.at(-1) ?? {};
  const operation = operations?.at(-1);
  return name === undefined || operation === undefined
    ? undefined
    : saidBy({ name, operation, requestId });
}

/**
 * Refusals for good, by IVS's name (IVS API reference, "Common Errors"). The rest of the 403 family
 * is about our own rights, and its text names our roles.
 */
function refused({ name, message }: Failure, extensions: Record<string, unknown>): Problem {
  switch (name) {
    case 'ValidationException':
    case 'ValidationError':
      return new Problem('invalid-request', message, extensions);
    case 'ServiceQuotaExceededException':
      return new Problem('quota-exceeded', message, extensions);
    case 'PendingVerification':
      return new Problem(
        'account-not-verified',
        'AWS is still verifying this account for IVS. AWS support can tell more.',
        extensions,
      );
    default:
      return new Problem(
        'not-permitted-by-aws',
        'AWS does not allow this deployment to make the call. The log of the deployment has the reason.',
        extensions,
      );
  }
}

/** Operations of jobs whose input is the caller's own, so that a fault in it is the caller's. */
const OF_CALLERS: ReadonlySet<string> = new Set([
  'CreateChannel',
  'CreateRecordingConfiguration',
  'UpdateChannel',
  'StartViewerSessionRevocation',
  'BatchStartViewerSessionRevocation',
]);

/**
 * The problem that a caller is told of a failed job: a fault in input that the job made by itself
 * is not the caller's.
 */
export function problemOfJobError(
  { workflow }: Pick<Job, 'workflow'>,
  error: JobError,
  extensions: Record<string, unknown> = {},
): Problem {
  const isFault = error.class === 'refused' && /^Validation(?:Exception|Error)$/.test(error.name);
  if (!isFault || OF_CALLERS.has(error.operation ?? '') || workflow === 'createStreamKey')
    return problemOfFailure(error, extensions);
  return new Problem(
    'refused-by-ivs',
    'IVS refused a call whose input this deployment made itself. The log of the deployment has the reason.',
    extensions,
  );
}

/**
 * By class of failure: the problem, and what to say where the failure's own words are not for
 * callers.
 */
const BY_CLASS = {
  throttled: [
    'throttled',
    'IVS accepts no more calls of this kind right now. Try again in a second.',
  ],
  unavailable: [
    'ivs-unavailable',
    'IVS does not answer, or returns errors. Try again in a few seconds.',
  ],
  conflict: ['conflict', undefined],
  notFound: ['not-found', undefined],
  exhausted: ['job-exhausted', undefined],
  internal: [
    'internal',
    'The job failed because of an error on our side. Quote the id of the job to ask about it.',
  ],
} as const satisfies Record<
  Exclude<JobError['class'], 'refused'>,
  readonly [ProblemType, string | undefined]
>;

/**
 * Returns the problem that a caller is told of a failure, be it of a call just made or of a job.
 */
export function problemOfFailure(
  failure: Failure,
  extensions: Record<string, unknown> = {},
): Problem {
  if (failure.class === 'refused') return refused(failure, extensions);
  const [type, detail = failure.message] = BY_CLASS[failure.class];
  return new Problem(type, detail, extensions);
}
