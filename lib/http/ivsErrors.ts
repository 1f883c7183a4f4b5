import { Problem } from '../errors.ts';
import type { ProblemType } from '../problems.ts';
import type { IvsRefusal } from '../ivs/refusal.ts';
import type { Job, JobError } from '../jobs/job.ts';

type Failure = Pick<JobError, 'class' | 'name' | 'message'>;

/** IVS's own error name, operation and request id, for questions to AWS. */
export interface IvsAnswer {
  readonly error: string;
  readonly operation: string;
  readonly requestId: string;
}

type Refusal = Pick<IvsRefusal, 'name' | 'operation' | 'requestId'>;

/**
 * Returns IVS's own error; undefined when the request never reached IVS, because the error name is
 * then the SDK's, not IVS's.
 */
export const ivsAnswerIn = ({
  name: error,
  operation,
  requestId,
}: Refusal): IvsAnswer | undefined =>
  requestId === undefined ? undefined : { error, operation, requestId };

/**
 * Returns IVS's own error that made a job fail; undefined when the job has not failed, or failed
 * for another reason.
 */
export function ivsAnswerTo({
  status,
  error,
  timeline,
}: Pick<Job, 'status' | 'error' | 'timeline'>): IvsAnswer | undefined {
  if (status !== 'failed') return undefined;
  if (error)
    return error.operation === undefined
      ? undefined
      : ivsAnswerIn({ name: error.name, operation: error.operation, requestId: error.requestId });
  const { operations, error: name, requestId } = timeline.at(-1) ?? {};
  const operation = operations?.at(-1);
  return name === undefined || operation === undefined
    ? undefined
    : ivsAnswerIn({ name, operation, requestId });
}

/**
 * Returns the problem for a final refusal, by IVS's error name (IVS API reference, "Common
 * Errors"). The other errors with status 403 concern our own rights, and their messages name our
 * roles.
 */
function refused({ name, message }: Failure, extensions: Record<string, unknown>): Problem {
  switch (name) {
    case 'ValidationException':
    case 'ValidationError':
      return new Problem('invalid-request', message, extensions);
    case 'ServiceQuotaExceededException':
      return new Problem('quota-exceeded', message, extensions);
    case 'Protected':
      return new Problem('protected', message, extensions);
    case 'PendingVerification':
      return new Problem(
        'account-not-verified',
        'AWS is still verifying this account for IVS. AWS support can tell more.',
        extensions,
      );
    default:
      return new Problem(
        'not-permitted-by-aws',
        'AWS does not allow this deployment to make the call. The log of the deployment has ' +
          'the reason.',
        extensions,
      );
  }
}

/**
 * The operations of jobs whose input comes from the caller, so that an invalid input is the
 * caller's mistake.
 */
const OF_CALLERS: ReadonlySet<string> = new Set([
  'CreateChannel',
  'CreateRecordingConfiguration',
  'UpdateChannel',
  'StartViewerSessionRevocation',
  'BatchStartViewerSessionRevocation',
]);

/**
 * Returns the problem that tells a caller why a job failed. Invalid input that the job made itself
 * is not the caller's mistake.
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
    'IVS refused a call whose input this deployment made itself. The log of the deployment ' +
      'has the reason.',
    extensions,
  );
}

/**
 * The problem for each class of failure, and its detail when the failure's own message is not meant
 * for callers.
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

/** Returns the problem that tells a caller about a failure of a call or of a job. */
export function problemOfFailure(
  failure: Failure,
  extensions: Record<string, unknown> = {},
): Problem {
  if (failure.class === 'refused') return refused(failure, extensions);
  const [type, detail = failure.message] = BY_CLASS[failure.class];
  return new Problem(type, detail, extensions);
}
