import type { Call } from '../invocations.ts';

/**
 * A call that only reads leaves everything as the change before it left it, and so does a slot of a
 * rate limiter: to die after it is to die after that change. So each change is struck, and that is
 * every state there is between two calls.
 */
export function changesSomething({ operation, input }: Call): boolean {
  const key = (input.Key ?? {}) as { pk?: { S?: string } | string };
  const pk = typeof key.pk === 'string' ? key.pk : (key.pk?.S ?? '');
  return !/^(Get|List|BatchGet|Query)/.test(operation) && !pk.startsWith('lane#');
}
