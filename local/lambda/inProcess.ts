import type { Clock } from '../clock.ts';
import { createRandom } from '../random.ts';
import type { LambdaFunction, Template } from '../template.ts';
import { createAsyncInvocations } from './asyncInvocations.ts';
import { createTurns } from './concurrency.ts';
import type { Turns } from './concurrency.ts';
import { contextOf, findFunction } from './invocation.ts';
import type { Handler, InvokeResult, Lambda } from './lambda.ts';
import { createQueues, toQueue } from './queues.ts';

export interface Invocation {
  /** The request id, which is the same for every attempt of one asynchronous event. */
  id: string;
  functionName: string;
  payload: unknown;
}

export interface InProcessOptions {
  template: Template;
  clock: Clock;
  /** Returns a function's handler. It is called once for each function, unless it fails. */
  load: (fn: LambdaFunction) => Promise<Handler>;
  /**
   * Wraps every invocation, for example to crash it. Its return value becomes the result; an error
   * that it throws becomes the error.
   */
  around?: (invocation: Invocation, run: () => Promise<unknown>) => Promise<unknown>;
  /** The seed of the request ids. */
  seed?: number;
  log?: (line: string) => void;
}

/**
 * Creates a Lambda inside this process, on any clock. It has the concurrency limits, timeouts,
 * asynchronous retries and dead letters of the worker threads, and events and results pass through
 * JSON as on AWS. It cannot end a handler whose time is up: the invocation fails with Timeout, but
 * the handler continues.
 */
export function createInProcessLambda(options: InProcessOptions): Lambda {
  const { template, clock, load, around = (_invocation, run) => run() } = options;
  const random = createRandom(options.seed);
  const handlers = new Map<string, Promise<Handler>>();
  const turns = new Map<string, Turns>(
    template.functions.map((fn) => [fn.name, createTurns(fn.reservedConcurrency)]),
  );
  let inFlight = 0;

  function handlerOf(fn: LambdaFunction): Promise<Handler> {
    const known = handlers.get(fn.name);
    if (known) return known;
    const loading = load(fn);
    handlers.set(fn.name, loading);
    loading.catch(() => handlers.delete(fn.name));
    return loading;
  }

  async function runOnce(fn: LambdaFunction, payload: unknown, id: string): Promise<InvokeResult> {
    const event = overTheWire(payload);
    const context = contextOf(fn, id, clock.now() + fn.timeoutSeconds * 1_000, () => clock.now());
    let cancel: (() => void) | undefined;
    const timeout = new Promise<InvokeResult>((resolve) => {
      cancel = clock.after(fn.timeoutSeconds * 1_000, () =>
        resolve({
          functionError: 'Timeout',
          errorMessage: `Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds`,
        }),
      );
    });
    const work = async (): Promise<InvokeResult> => {
      try {
        const result = await around({ id, functionName: fn.name, payload: event }, async () =>
          (await handlerOf(fn))(event, context),
        );
        return { payload: overTheWire(result) };
      } catch (error) {
        return {
          functionError: 'Unhandled',
          errorMessage: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        };
      }
    };
    try {
      return await Promise.race([work(), timeout]);
    } finally {
      cancel?.();
    }
  }

  async function attempt(fn: LambdaFunction, payload: unknown, id: string): Promise<InvokeResult> {
    inFlight += 1;
    try {
      return await (turns.get(fn.name) ?? createTurns(undefined)).run(() =>
        runOnce(fn, payload, id),
      );
    } finally {
      inFlight -= 1;
    }
  }

  const calls = {
    clock,
    newId: () => random.uuid(),
    attempt,
    ...(options.log ? { log: options.log } : {}),
  };
  const queues = createQueues({ template, ...calls });
  const queue = createAsyncInvocations({ ...calls, givenUp: toQueue(queues) });
  return {
    invoke: async (functionName, payload) =>
      attempt(findFunction(template, functionName), payload, random.uuid()),
    invokeAsync: (functionName, payload) =>
      queue.add(findFunction(template, functionName), payload),
    deadLetters: () => queue.deadLetters(),
    inFlight: () => inFlight,
    async close() {
      queue.close();
      queues.close();
    },
  };
}

/**
 * Returns a value as it arrives after passing through JSON. Undefined becomes null, as in Lambda's
 * answer.
 */
function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}
