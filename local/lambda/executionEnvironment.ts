import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import type { LambdaFunction } from '../template.ts';
import type { InvokeResult } from './lambda.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import type { ToldTime } from './toldTime.ts';

/** Lambda gives a function ten seconds to load. */
const initTimeoutMs = 10_000;

/** One thread with one function loaded. It runs one invocation at a time. */
export interface ExecutionEnvironment {
  /** False once the thread has ended, or has to. */
  alive(): boolean;
  /**
   * Loads the function if this is its first, runs it, and ends the thread when its time is up.
   * Never rejects.
   */
  run(id: string, payload: unknown): Promise<InvokeResult>;
  end(): Promise<void>;
}

export interface EnvironmentOptions {
  fn: LambdaFunction;
  /** The code that the thread runs, from `workerCode`. */
  code: URL;
  /** The folder that the bundle's path is relative to. */
  folder: string;
  /** Measures how long an invocation may take. */
  clock: Clock;
  /** The time that `Date` tells the function, when it is not the machine's own. */
  told?: ToldTime | undefined;
  /** Takes every line the function writes, and what the runtime has to say about it. */
  log: (line: string) => void;
}

export function createEnvironment({
  fn,
  code,
  folder,
  clock,
  told,
  log,
}: EnvironmentOptions): ExecutionEnvironment {
  const worker = new Worker(code, {
    workerData: { fn, bundleUrl: pathToFileURL(join(folder, fn.bundle)).href, told },
    env: { ...fn.environment },
    // Not the flags of this process. And no source maps: they would cost 7 MB in every thread, and
    // bundles are readable as they are.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb },
    stdout: true,
    stderr: true,
  });
  let dead: string | undefined;
  let settle: ((message: FromWorker | { died: string }) => void) | undefined;

  const said = (message: FromWorker | { died: string }): void => {
    const waiting = settle;
    settle = undefined;
    waiting?.(message);
  };
  const died = (reason: string): void => {
    if (dead !== undefined) return;
    dead = reason;
    log(JSON.stringify({ level: 'ERROR', function: fn.name, message: reason }));
    said({ died: reason });
  };
  worker.on('message', said);
  worker.on('error', (error: Error & { code?: string }) => {
    died(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? 'Runtime.OutOfMemory: the heap is exhausted'
        : `Runtime.UnhandledError: ${String(error)}`,
    );
  });
  worker.on('exit', (code) => died(`Runtime.ExitError: the runtime exited with code ${code}`));
  for (const stream of [worker.stdout, worker.stderr]) {
    createInterface({ input: stream }).on('line', (line) => log(asJson(fn.name, line)));
  }

  /** Waits for what the thread says next, at most so long; then the thread is ended. */
  async function next(
    timeoutMs: number,
    late: string,
  ): Promise<FromWorker | { died: string; late?: true }> {
    if (dead !== undefined) return { died: dead };
    let cancel: (() => void) | undefined;
    const answer = new Promise<FromWorker | { died: string; late?: true }>((resolve) => {
      settle = resolve;
      cancel = clock.after(timeoutMs, () => {
        settle = undefined;
        died(late);
        resolve({ died: late, late: true });
      });
    });
    const message = await answer;
    cancel?.();
    if (dead !== undefined) await worker.terminate();
    return message;
  }

  const loaded = next(
    initTimeoutMs,
    `Runtime.InitError: ${fn.name} was not loaded within ${initTimeoutMs / 1_000} seconds`,
  );

  return {
    alive: () => dead === undefined,
    async run(id, payload) {
      const init = await loaded;
      if ('died' in init) return { functionError: 'Unhandled', errorMessage: init.died };
      const timeoutMs = fn.timeoutSeconds * 1_000;
      const answer = next(
        timeoutMs,
        `Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds`,
      );
      const message: ToWorker = {
        id,
        payload: JSON.stringify(payload ?? null),
        remainingMs: timeoutMs,
      };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have none
      if (dead === undefined) worker.postMessage(message);
      const result = await answer;
      if ('died' in result)
        return { functionError: result.late ? 'Timeout' : 'Unhandled', errorMessage: result.died };
      if ('payload' in result) return { payload: JSON.parse(result.payload) as unknown };
      if ('ready' in result)
        return { functionError: 'Unhandled', errorMessage: 'The runtime answered out of turn' };
      log(
        JSON.stringify({
          level: 'ERROR',
          function: fn.name,
          function_request_id: id,
          message: result.errorMessage,
          stack: result.stack,
        }),
      );
      return { functionError: 'Unhandled', errorMessage: result.errorMessage };
    },
    async end() {
      dead ??= 'The environment was ended';
      await worker.terminate();
      said({ died: dead });
    },
  };
}

/** A line of JSON goes as it is; anything else becomes one. */
function asJson(functionName: string, line: string): string {
  return line.startsWith('{') && line.endsWith('}')
    ? line
    : JSON.stringify({ function: functionName, message: line });
}
