import { dateAt } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { LambdaFunction } from '../template.ts';
import type { DeadLetter, InvokeResult } from './lambda.ts';

/** Lambda waits one minute before the second attempt and two before the third. */
const retryAfterMs = [60_000, 120_000];
const deadLettersMax = 1_000;

export interface AsyncInvocations {
  add(fn: LambdaFunction, payload: unknown): void;
  deadLetters(): DeadLetter[];
  close(): void;
}

/**
 * Creates the queue of asynchronous invocations. An event is attempted at once, then retried as
 * often as the function allows, then kept as a dead letter. An event older than the function's
 * maximum age is given up before its next attempt. Unlike Lambda's own, the queue does not outlive
 * the process.
 * @param attempt runs the function once, with the same id for every attempt of one event; it never
 * rejects
 */
export function createAsyncInvocations(options: {
  clock: Clock;
  newId: () => string;
  attempt: (fn: LambdaFunction, payload: unknown, id: string) => Promise<InvokeResult>;
  /** Receives each event that was given up, with the last result. */
  givenUp?: (fn: LambdaFunction, letter: DeadLetter, last: InvokeResult) => void;
  log?: (line: string) => void;
}): AsyncInvocations {
  const { clock, newId, attempt, givenUp, log = () => undefined } = options;
  const given: DeadLetter[] = [];
  const retries = new Set<() => void>();
  let closed = false;

  function giveUp(
    fn: LambdaFunction,
    payload: unknown,
    id: string,
    condition: DeadLetter['condition'],
    attempts: number,
    last: InvokeResult,
  ): void {
    const errorMessage = last.errorMessage ?? last.functionError ?? '';
    const letter: DeadLetter = {
      id,
      functionName: fn.name,
      payload,
      condition,
      attempts,
      errorMessage,
      at: dateAt(clock.now()).toISOString(),
    };
    given.push(letter);
    if (given.length > deadLettersMax) given.shift();
    givenUp?.(fn, letter, last);
    log(`${fn.name} gave up an event after ${attempts} attempt(s): ${errorMessage}`);
  }

  async function run(
    fn: LambdaFunction,
    payload: unknown,
    id: string,
    acceptedAt: number,
    attempts: number,
  ): Promise<void> {
    const result = await attempt(fn, payload, id);
    if (closed || result.functionError === undefined) return;
    if (attempts > fn.maximumRetryAttempts)
      return giveUp(fn, payload, id, 'RetriesExhausted', attempts, result);
    const waitMs = retryAfterMs[attempts - 1] ?? 120_000;
    if (clock.now() + waitMs - acceptedAt > fn.maximumEventAgeSeconds * 1_000) {
      return giveUp(fn, payload, id, 'EventAgeExceeded', attempts, result);
    }
    const cancel = clock.after(waitMs, () => {
      retries.delete(cancel);
      void run(fn, payload, id, acceptedAt, attempts + 1);
    });
    retries.add(cancel);
  }

  return {
    add: (fn, payload) => void run(fn, payload, newId(), clock.now(), 1),
    deadLetters: () => [...given],
    close() {
      closed = true;
      for (const cancel of retries) cancel();
      retries.clear();
    },
  };
}
