import type { Clock } from '../clock.ts';
import { createRandom } from '../random.ts';
import type { LambdaFunction, Template } from '../template.ts';
import { createAsyncInvocations } from './asyncInvocations.ts';
import { createTurns } from './concurrency.ts';
import type { Turns } from './concurrency.ts';
import { createEnvironment } from './executionEnvironment.ts';
import type { ExecutionEnvironment } from './executionEnvironment.ts';
import { findFunction } from './invocation.ts';
import type { InvokeResult, Lambda } from './lambda.ts';

/** How many of the functions without a limit of their own run at a time, for callers that wait and for events. */
const waitedForAtOnce = 16;
const eventsAtOnce = 8;

export interface WorkerLambdaOptions {
  template: Template;
  clock: Clock;
  /** Over the environment of every function. */
  environment?: Readonly<Record<string, string>>;
  /** Takes the lines the functions write, as JSON. */
  log?: (line: string) => void;
  waitedForAtOnce?: number;
}

/**
 * Lambda in worker threads, from the bundles: an environment runs one invocation at a time and is used again while it lives. A throw,
 * a stray rejection, an endless loop, an exhausted heap or the end of its time fails that one invocation and nothing else.
 */
export function createWorkerLambda(options: WorkerLambdaOptions): Lambda {
  const { template, clock, environment = {}, log = () => undefined } = options;
  const random = createRandom();
  const idle = new Map<string, ExecutionEnvironment[]>();
  const all = new Set<ExecutionEnvironment>();
  const reserved = new Map<string, Turns>();
  for (const fn of template.functions) if (fn.reservedConcurrency !== undefined) reserved.set(fn.name, createTurns(fn.reservedConcurrency));
  const waitedFor = createTurns(options.waitedForAtOnce ?? waitedForAtOnce);
  const events = createTurns(eventsAtOnce);
  let inFlight = 0;
  let closed = false;

  function take(fn: LambdaFunction): ExecutionEnvironment {
    const warm = idle.get(fn.name) ?? [];
    // The one used last first: the others get a chance to be found dead before anybody needs them.
    for (let found = warm.pop(); found; found = warm.pop()) {
      if (found.alive()) return found;
      all.delete(found);
    }
    const made = createEnvironment({ fn: { ...fn, environment: { ...fn.environment, ...environment } }, folder: template.folder, clock, log });
    all.add(made);
    return made;
  }

  function giveBack(fn: LambdaFunction, used: ExecutionEnvironment): void {
    if (!used.alive()) return void all.delete(used);
    const warm = idle.get(fn.name);
    if (warm) warm.push(used);
    else idle.set(fn.name, [used]);
  }

  async function attempt(fn: LambdaFunction, payload: unknown, id: string, turns: Turns): Promise<InvokeResult> {
    inFlight += 1;
    try {
      return await (reserved.get(fn.name) ?? turns).run(async () => {
        if (closed) return { functionError: 'Unhandled', errorMessage: 'Lambda was closed' };
        const environmentOf = take(fn);
        try {
          return await environmentOf.run(id, payload);
        } finally {
          giveBack(fn, environmentOf);
        }
      });
    } finally {
      inFlight -= 1;
    }
  }

  const queue = createAsyncInvocations({
    clock,
    newId: () => random.uuid(),
    attempt: (fn, payload, id) => attempt(fn, payload, id, events),
    log: (message) => log(JSON.stringify({ level: 'ERROR', message })),
  });
  return {
    invoke: async (functionName, payload) => attempt(findFunction(template, functionName), payload, random.uuid(), waitedFor),
    invokeAsync: (functionName, payload) => queue.add(findFunction(template, functionName), payload),
    deadLetters: () => queue.deadLetters(),
    inFlight: () => inFlight,
    async close() {
      closed = true;
      queue.close();
      await Promise.all([...all].map((one) => one.end()));
    },
  };
}
