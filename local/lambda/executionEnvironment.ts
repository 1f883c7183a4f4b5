import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import { withSourcePositions } from '../sourcePositions.ts';
import type { LambdaFunction } from '../template.ts';
import type { InvokeResult } from './lambda.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import type { ToldTime } from './toldTime.ts';

/** Lambda allows a function ten seconds to load. */
const initTimeoutMs = 10_000;

/** One thread with one function loaded. It runs one invocation at a time. */
export interface ExecutionEnvironment {
  /** Returns false once the thread has ended or must end. */
  alive(): boolean;
  /**
   * Runs an invocation, after loading the function if it is the first one, and ends the thread when
   * the time is up. Never rejects.
   */
  run(id: string, payload: unknown): Promise<InvokeResult>;
  end(): Promise<void>;
}

export interface EnvironmentOptions {
  fn: LambdaFunction;
  /** The code of the thread, from `workerCode`. */
  code: URL;
  /** The folder to which the bundle's path is relative. */
  folder: string;
  /** Measures the time limit of an invocation. */
  clock: Clock;
  /** The time that `Date` shows the function, if it differs from the machine's. */
  told?: ToldTime | undefined;
  /** Receives every line that the function writes, and the messages of the runtime about it. */
  log: (line: string) => void;
}

export function createEnvironment({
  fn,
  code,
  folder,
  clock,
  told,
  log: write,
}: EnvironmentOptions): ExecutionEnvironment {
  const log = (line: string): void => write(withSourcePositions(folder, line));
  const worker = new Worker(code, {
    workerData: { fn, bundleUrl: pathToFileURL(join(folder, fn.bundle)).href, told },
    env: { ...fn.environment },
    // The flags of this process are not passed on. Source maps are off, because they would cost 7
    // MB in every thread; `log` translates the positions.
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

  /** Waits for the next message of the thread. When the timeout passes, the thread is ended. */
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

/** Returns a line of JSON unchanged, and any other line wrapped in JSON. */
function asJson(functionName: string, line: string): string {
  return line.startsWith('{') && line.endsWith('}')
    ? line
    : JSON.stringify({ function: functionName, message: line });
}
