import { CALLS_OF, type ActionName } from '../actions/actions.ts';
import type { ActionContext } from '../actions/context.ts';
import { PROTECTION_CALL } from '../actions/protection.ts';
import type { App } from '../app.ts';
import type { Workflow } from '../definition/define.ts';

/**
 * How long a runner that goes from one step to the next relies on the last answer, in ms. A runner
 * that takes up a job asks again, so a protection that begins while a job waits or rests counts.
 */
const SEEN_MS = 5_000;

/**
 * Returns whether a job must not take its step, because the step would do harm to a protected
 * subject. It asks before the first such step of a run.
 * @throws IvsRefusal
 */
export async function mustSpare(
  config: App['config'],
  { harms, spares }: Pick<Workflow, 'harms' | 'spares'>,
  action: ActionName,
  context: ActionContext,
  run: { unprotectedAt?: number },
): Promise<boolean> {
  const { step, clock, reserve } = context;
  if (!harms.includes(step)) return false;
  if (run.unprotectedAt !== undefined && clock.now() - run.unprotectedAt < SEEN_MS) return false;
  // One write reserves the slots of this call and of those of the step.
  const calls = [PROTECTION_CALL, ...(CALLS_OF[action] ?? [])];
  await reserve(...calls.map((operation) => ({ operation, count: 1 })));
  if (await spares(context, config)) return true;
  run.unprotectedAt = clock.now();
  return false;
}
