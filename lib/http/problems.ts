import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { Problem } from '../errors.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { PROTECTED } from '../actions/protection.ts';
import { PROTECTED_TAG } from '../tags.ts';
import { problemOfFailure, ivsAnswerIn, type IvsAnswer } from './ivsErrors.ts';
import { jobPath } from './jobView.ts';
import type { Answer } from './route.ts';

/**
 * Returns whether a call of AWS other than IVS failed for a reason that passes, such as a table
 * that is throttled or an answer with 500. The SDK has repeated the call by then.
 */
function isPassing(thrown: Error): boolean {
  const error = thrown as Parameters<typeof isThrottlingError>[0];
  return isThrottlingError(error) || isTransientError(error);
}

/** Returns the problem in an error; undefined for an error that callers must not see. */
export function problemIn(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof IvsRefusal) {
    const ivs = ivsAnswerIn(error);
    return problemOfFailure(error, ivs && { ivs });
  }
  if (!(error instanceof Error) || !isPassing(error)) return undefined;
  return new Problem(
    'aws-unavailable',
    'A service of AWS accepts no more requests right now, or does not answer. Try again in a ' +
      'few seconds.',
  );
}

export const noChannel = (channelId: string): Problem =>
  new Problem('not-found', `There is no channel ${channelId}.`);

export const notLive = (channelId: string): Problem =>
  new Problem('channel-not-broadcasting', `The channel ${channelId} is not live.`);

/** Returns the problem of a request that would harm a protected channel. */
export const protectedProblem = (extensions: Readonly<Record<string, unknown>> = {}): Problem =>
  new Problem('protected', PROTECTED.message, { ...extensions, tag: PROTECTED_TAG });

/** Returns the challenge that tells what a token lacks (RFC 6750). */
function challenge({
  detail,
  error,
  scope,
}: Record<'detail' | 'error' | 'scope', unknown>): string {
  const parts = Object.entries({
    realm: 'channelkeeper',
    error,
    error_description: error === undefined ? undefined : detail,
    scope,
  });
  const listed = parts.flatMap(([name, value]) =>
    typeof value === 'string' ? [`${name}="${value.replaceAll('"', "'")}"`] : [],
  );
  return `Bearer ${listed.join(', ')}`;
}

/**
 * Returns a problem as an answer: an RFC 9457 document. `type` is a relative reference, valid
 * wherever the API is served. An extension `job` is the id of a job; `retryAfterSeconds` goes into
 * `Retry-After`.
 */
export function problemAnswer(
  problem: Problem,
  where: { path: string; requestId: string; ivs?: IvsAnswer | undefined },
): Answer {
  const { type, title, status, message: detail } = problem;
  const { retryAfterSeconds, ...extensions } = problem.extensions;
  const { error, scope, job } = extensions;
  const link = typeof job === 'string' ? { jobId: job, job: jobPath(job) } : {};
  return {
    status,
    body: {
      type: `/problems/${type}`,
      title,
      status,
      detail,
      instance: where.path,
      requestId: where.requestId,
      ...(where.ivs && { ivs: where.ivs }),
      ...extensions,
      ...link,
    },
    headers: {
      'content-type': 'application/problem+json',
      ...((status === 401 || type === 'missing-scope') && {
        'www-authenticate': challenge({ detail, error, scope }),
      }),
      ...((status === 429 || status === 503) && { 'retry-after': '1' }),
      ...(typeof retryAfterSeconds === 'number' && { 'retry-after': String(retryAfterSeconds) }),
    },
  };
}
