import type { Clock } from '../clock.ts';
import type { AdjustableClock } from '../ivs/state/adjustableClock.ts';
import { createRandom } from '../random.ts';
import type { LambdaFunction, Template } from '../template.ts';
import { createAsyncInvocations } from './asyncInvocations.ts';
import { createTurns } from './concurrency.ts';
import type { Turns } from './concurrency.ts';
import { createEnvironment } from './executionEnvironment.ts';
import type { ExecutionEnvironment } from './executionEnvironment.ts';
import { findFunction } from './invocation.ts';
import type { InvokeResult, Lambda } from './lambda.ts';
import { createQueues, toQueue } from './queues.ts';
import { toldTime } from './toldTime.ts';
import { workerCode } from './workerCode.ts';

/**
 * How many of the functions without a limit of their own run at a time: for callers that wait, and
 * for events.
 */
const waitedForAtOnce = 16;
const eventsAtOnce = 4;
/**
 * An environment that has been idle for this long, in ms, is ended, because a thread takes some 30
 * MB.
 */
const idleMaxMs = 120_000;

export interface WorkerLambdaOptions {
  template: Template;
  /** Measures the time limit of an invocation. */
  clock: Clock;
  /**
   * The time that `Date` shows the functions, and by which retries of events are timed. Default:
   * the machine's time for functions, `clock` for retries.
   */
  time?: AdjustableClock;
  /** Receives the lines that the functions write, as JSON. */
  log?: (line: string) => void;
  waitedForAtOnce?: number;
}

/**
 * Creates a Lambda in worker threads that runs the bundles. An environment runs one invocation at a
 * time and is reused while it is alive. A throw, a stray rejection, an endless loop, an exhausted
 * heap or a timeout fails that one invocation and no other.
 */
export function createWorkerLambda(options: WorkerLambdaOptions): Lambda {
  const { template, clock, time, log = () => undefined } = options;
  const told = time && toldTime(time);
  const code = workerCode();
  const random = createRandom();
  const idle = new Map<string, { one: ExecutionEnvironment; cancelEnd: () => void }[]>();
  const all = new Set<ExecutionEnvironment>();
  const reserved = new Map<string, Turns>();
  for (const fn of template.functions)
    if (fn.reservedConcurrency !== undefined)
      reserved.set(fn.name, createTurns(fn.reservedConcurrency));
  const waitedFor = createTurns(options.waitedForAtOnce ?? waitedForAtOnce);
  const events = createTurns(eventsAtOnce);
  let inFlight = 0;
  let closed = false;

  function take(fn: LambdaFunction): ExecutionEnvironment {
    const warm = idle.get(fn.name) ?? [];
    // The most recently used environment is taken first, so that the others stay idle long enough
    // to be ended.
    for (let found = warm.pop(); found; found = warm.pop()) {
      found.cancelEnd();
      if (found.one.alive()) return found.one;
      all.delete(found.one);
    }
    const made = createEnvironment({ fn, code, folder: template.folder, clock, told, log });
    all.add(made);
    return made;
  }

  function giveBack(fn: LambdaFunction, one: ExecutionEnvironment): void {
    if (!one.alive() || closed) return void all.delete(one);
    const warm = idle.get(fn.name) ?? [];
    idle.set(fn.name, warm);
    const cancelEnd = clock.after(idleMaxMs, () => {
      warm.splice(
        warm.findIndex((entry) => entry.one === one),
        1,
      );
      all.delete(one);
      void one.end();
    });
    warm.push({ one, cancelEnd });
  }

  async function attempt(
    fn: LambdaFunction,
    payload: unknown,
    id: string,
    turns: Turns,
  ): Promise<InvokeResult> {
    inFlight += 1;
    try {
      return await (reserved.get(fn.name) ?? turns).run(async () => {
        if (closed) return { functionError: 'Unhandled', errorMessage: 'Lambda was closed' };
        const chosen = take(fn);
        try {
          return await chosen.run(id, payload);
        } finally {
          giveBack(fn, chosen);
        }
      });
    } finally {
      inFlight -= 1;
    }
  }

  const calls = {
    clock: time ?? clock,
    newId: () => random.uuid(),
    attempt: (fn: LambdaFunction, payload: unknown, id: string): Promise<InvokeResult> =>
      attempt(fn, payload, id, events),
    log: (message: string) => log(JSON.stringify({ level: 'ERROR', message })),
  };
  const queues = createQueues({ template, ...calls });
  const queue = createAsyncInvocations({ ...calls, givenUp: toQueue(queues) });
  return {
    invoke: async (functionName, payload) =>
      attempt(findFunction(template, functionName), payload, random.uuid(), waitedFor),
    invokeAsync: (functionName, payload) =>
      queue.add(findFunction(template, functionName), payload),
    deadLetters: () => queue.deadLetters(),
    inFlight: () => inFlight,
    async close() {
      closed = true;
      queue.close();
      queues.close();
      for (const warm of idle.values()) for (const { cancelEnd } of warm) cancelEnd();
      await Promise.all([...all].map((one) => one.end()));
    },
  };
}
