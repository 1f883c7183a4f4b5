import { RATE_LIMITERS } from '../../lib/jobs/rateLimiter.ts';
import type { Call } from '../invocations.ts';

/**
 * Returns whether a call changes something. A call that only reads leaves the state as the previous
 * change left it, and so does a call that takes a slot of a rate limiter. A crash after either is
 * the same as a crash after that change. The tests therefore strike each change, and so cover every
 * state that exists between two calls.
 */
export function changesSomething({ operation, input }: Call): boolean {
  const key = (input.Key ?? {}) as { pk?: { S?: string } | string };
  const pk = typeof key.pk === 'string' ? key.pk : (key.pk?.S ?? '');
  return !/^(Get|List|BatchGet|Query)/.test(operation) && pk !== RATE_LIMITERS.pk;
}
