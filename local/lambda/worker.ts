import { parentPort, workerData } from 'node:worker_threads';
import { systemClock, tellTime } from '../clock.ts';
import type { LambdaFunction } from '../template.ts';
import { contextOf } from './invocation.ts';
import type { Handler } from './lambda.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { timeIn } from './toldTime.ts';
import type { ToldTime } from './toldTime.ts';

/**
 * One execution environment: a thread that loads the bundle once and runs one invocation after
 * another.
 */

if (!parentPort) throw new Error('This file must run in a worker thread');
const port = parentPort;
const { fn, bundleUrl, told } = workerData as {
  fn: LambdaFunction;
  bundleUrl: string;
  told?: ToldTime;
};
if (told) tellTime(() => timeIn(told));

const { handler } = (await import(bundleUrl)) as { handler?: Handler };
if (typeof handler !== 'function') throw new Error(`${fn.bundle} exports no handler`);

port.on('message', ({ id, payload, remainingMs }: ToWorker) => {
  void invoke(id, payload, remainingMs);
});
send({ ready: true });

async function invoke(id: string, payload: string, remainingMs: number): Promise<void> {
  const context = contextOf(fn, id, systemClock.now() + remainingMs, () => systemClock.now());
  try {
    const result: unknown = await handler?.(JSON.parse(payload) as unknown, context);
    // JSON cannot represent some results, such as a function.
    send({ payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    const shown =
      error instanceof Error
        ? { errorMessage: `${error.name}: ${error.message}`, stack: ownFrames(error.stack) }
        : { errorMessage: String(error) };
    send({ errorMessage: shown.errorMessage, stack: shown.stack ?? '' });
  }
}

/** Returns the stack without the frames of this file, whose name contains its whole code. */
function ownFrames(stack: string | undefined): string | undefined {
  return stack
    ?.split('\n')
    .filter((line) => !line.includes('data:text/javascript'))
    .join('\n');
}

function send(message: FromWorker): void {
  port.postMessage(message);
}
