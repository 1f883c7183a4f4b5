import { VirtualClock } from '../../../local/clock.ts';
import type { LambdaFunction, Template } from '../../../local/template.ts';

/** Returns a template with functions that only the tests have. */
export function templateOf(
  functions: Partial<LambdaFunction>[],
  rest: Partial<Template> = {},
): Template {
  return {
    folder: '/nowhere',
    functions: functions.map((fn) => ({
      name: 'echo',
      fullName: `test-${fn.name ?? 'echo'}`,
      arn: `arn:aws:lambda:us-west-2:123456789012:function:test-${fn.name ?? 'echo'}`,
      source: '',
      bundle: '',
      timeoutSeconds: 3,
      memoryMb: 128,
      environment: {},
      maximumRetryAttempts: 2,
      maximumEventAgeSeconds: 21_600,
      ...fn,
    })),
    routes: [],
    rules: [],
    eventSources: [],
    tables: [],
    buses: [],
    ...rest,
  };
}

/**
 * Lets everything happen that falls due within `ms`, in order, on a clock that stands still in
 * between.
 */
export async function passTime(clock: VirtualClock, ms: number): Promise<void> {
  const until = clock.now() + ms;
  await settlePromises();
  while (clock.fireNext(until)) await settlePromises();
  clock.moveTo(until);
}

/** Lets promises settle that wait only for other promises. */
export function settlePromises(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
