import { AsyncResource } from 'node:async_hooks';
import type { World } from './world.ts';

// Things that happen in the middle of what a function does, between two of its calls.

type Held = Parameters<World['fateOf']>[0];

/** Does something right before the first call that fits, while the function that makes it waits. */
export function beforeCall(
  world: World,
  fits: (call: Held) => boolean,
  act: () => Promise<unknown>,
): void {
  // The calls of the act belong to the test, not to the function.
  const acts = AsyncResource.bind(act);
  let isDone = false;
  world.fateOf = async (call) => {
    if (isDone || !fits(call)) return undefined;
    isDone = true;
    await acts();
    return undefined;
  };
}

/** Whether a call writes the time of a scheduled job. */
export const writesTime = ({ operation, input }: Held): boolean =>
  /^(?:Put|Update)Item$/.test(operation) && JSON.stringify(input).includes('"S":"time"');

/** Asks our API while a call is held, so without waiting for the world to come to rest. */
export async function askMeanwhile(
  { stack }: World,
  method: string,
  path: string,
  { subject, body }: { subject?: string; body?: unknown } = {},
): Promise<{ status: number; body: unknown }> {
  const token = await stack.issuer.mint({ ...(subject !== undefined && { subject }) });
  const answer = await fetch(`${stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}
