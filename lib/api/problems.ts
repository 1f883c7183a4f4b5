import { Problem, type ProblemType } from '../errors.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import type { JobError } from '../jobs/job.ts';
import { jobPath } from './jobView.ts';
import type { Answer } from './route.ts';

type Failure = Pick<JobError, 'class' | 'name' | 'message'> & { readonly operation?: string | undefined; readonly requestId?: string | undefined };

/** Refusals for good, by IVS's name (IVS API reference, "Common Errors"). The rest of the 403 family is about our own rights, and its text names our roles. */
function refused({ name, message }: Failure, extensions: Record<string, unknown>): Problem {
  switch (name) {
    case 'ValidationException':
    case 'ValidationError':
      return new Problem('invalid-request', message, extensions);
    case 'ServiceQuotaExceededException':
      return new Problem('quota-exceeded', message, extensions);
    case 'PendingVerification':
      return new Problem('account-not-verified', 'AWS is still verifying this account for IVS. Its support can tell more.', extensions);
    default:
      return new Problem('not-permitted-by-aws', 'AWS does not let this deployment make the call. Whoever runs it finds the reason in its log.', extensions);
  }
}

/** By class of failure: the problem, and what to say where the failure's own words are not for callers. */
const BY_CLASS = {
  throttled: ['throttled', 'IVS takes no more calls of this kind right now. Try again in a second.'],
  unavailable: ['ivs-unavailable', 'IVS does not answer as it should. Try again in a few seconds.'],
  conflict: ['conflict', undefined],
  notFound: ['not-found', undefined],
  exhausted: ['job-exhausted', undefined],
  internal: ['internal', 'The job failed for a reason that is ours to find. Its id is enough to ask about it.'],
} as const satisfies Record<Exclude<JobError['class'], 'refused'>, readonly [ProblemType, string | undefined]>;

/** IVS's own words for its refusal, to ask AWS about; nothing where IVS was not reached. */
export const wordsOfIvs = ({ name: error, operation, requestId }: Failure): Record<string, unknown> =>
  requestId === undefined ? {} : { ivs: { error, operation, requestId } };

/** What a caller is told of a failure, be it of a call just made or of a job. */
export function problemOfFailure(failure: Failure, told: Record<string, unknown> = {}): Problem {
  const extensions = { ...wordsOfIvs(failure), ...told };
  if (failure.class === 'refused') return refused(failure, extensions);
  const [type, detail = failure.message] = BY_CLASS[failure.class];
  return new Problem(type, detail, extensions);
}

/** The problem in an error; undefined for what callers must not see. */
export function problemIn(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  return error instanceof IvsRefusal ? problemOfFailure(error) : undefined;
}

/** RFC 6750: what a token lacks. */
function challenge({ detail, error, scope }: Record<'detail' | 'error' | 'scope', unknown>): string {
  const parts = Object.entries({ realm: 'channelkeeper', error, error_description: error === undefined ? undefined : detail, scope });
  const said = parts.flatMap(([name, value]) => (typeof value === 'string' ? [`${name}="${value.replaceAll('"', "'")}"`] : []));
  return `Bearer ${said.join(', ')}`;
}

/** A problem as an answer: an RFC 9457 document. `type` is a relative reference, good wherever the API lives; an extension `job` is a job's id. */
export function problemAnswer(problem: Problem, where: { path: string; requestId: string }): Answer {
  const { type, title, status, message: detail, extensions } = problem;
  const { error, scope, job } = extensions;
  const link = typeof job === 'string' ? { jobId: job, job: jobPath(job) } : {};
  return {
    status,
    body: { type: `/problems/${type}`, title, status, detail, instance: where.path, requestId: where.requestId, ...extensions, ...link },
    headers: {
      'content-type': 'application/problem+json',
      ...((status === 401 || type === 'missing-scope') && { 'www-authenticate': challenge({ detail, error, scope }) }),
      ...((status === 429 || status === 503) && { 'retry-after': '1' }),
    },
  };
}
