import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { EventSource, LambdaFunction, Template } from '../template.ts';
import { findFunction } from './invocation.ts';
import { invocationRecord } from './invocationRecord.ts';
import type { DeadLetter, InvokeResult } from './lambda.ts';

/** A message in Lambda's event (Lambda developer guide, "Using Lambda with Amazon SQS"). */
interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { stringValue: string; dataType: string }>;
  md5OfBody: string;
  eventSource: 'aws:sqs';
  eventSourceARN: string;
  awsRegion: string;
}

interface Message {
  id: string;
  body: string;
  sentAt: number;
  firstReceivedAt?: number;
  receipts: number;
}

export interface Queues {
  /** Puts a message into a queue. Returns false when no function reads a queue with this ARN. */
  send(queueArn: string, body: string): boolean;
  close(): void;
}

/**
 * Creates the queues that a function reads. Lambda's part is done as well: messages are delivered
 * in batches, one batch at a time, and a message whose batch failed is delivered again when its
 * visibility timeout has passed. Unlike SQS's own, a queue keeps its messages for as long as the
 * process lives, and no longer.
 * @param attempt runs the function once; it never rejects
 */
export function createQueues(options: {
  template: Template;
  clock: Clock;
  newId: () => string;
  attempt: (fn: LambdaFunction, payload: unknown, id: string) => Promise<InvokeResult>;
  log?: (line: string) => void;
}): Queues {
  const { template, clock, newId, attempt, log = () => undefined } = options;
  const returns = new Set<() => void>();
  let closed = false;

  function recordOf(message: Message, { queueArn }: EventSource): QueueRecord {
    const { id, body, sentAt, firstReceivedAt = clock.now(), receipts } = message;
    return {
      messageId: id,
      receiptHandle: newId(),
      body,
      attributes: {
        ApproximateReceiveCount: String(receipts),
        SentTimestamp: String(sentAt),
        SenderId: 'lambda',
        ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(body).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: queueArn.split(':')[3] ?? '',
    };
  }

  function reader(source: EventSource): (message: Message) => void {
    const visible: Message[] = [];
    let reading = false;

    function comeAgain(message: Message): void {
      const cancel = clock.after(source.visibilityTimeoutSeconds * 1_000, () => {
        returns.delete(cancel);
        add(message);
      });
      returns.add(cancel);
    }

    async function readAll(): Promise<void> {
      const fn = findFunction(template, source.functionName);
      while (visible.length > 0) {
        if (closed) return;
        const batch = visible.splice(0, source.batchSize);
        for (const message of batch) {
          message.receipts += 1;
          message.firstReceivedAt ??= clock.now();
        }
        const Records = batch.map((message) => recordOf(message, source));
        const failed = failedIn(batch, source, await attempt(fn, { Records }, newId()));
        if (failed.length > 0) log(`${fn.name} did not take ${failed.length} message(s)`);
        if (!closed) for (const message of failed) comeAgain(message);
      }
      reading = false;
    }

    function add(message: Message): void {
      visible.push(message);
      if (reading) return;
      reading = true;
      void readAll();
    }
    return add;
  }

  const readers = new Map(
    template.eventSources.map((source) => [source.queueArn, reader(source)] as const),
  );
  return {
    send(queueArn, body) {
      const add = readers.get(queueArn);
      add?.({ id: newId(), body, sentAt: clock.now(), receipts: 0 });
      return add !== undefined;
    },
    close() {
      closed = true;
      for (const cancel of returns) cancel();
      returns.clear();
    },
  };
}

/** Sends each event that was given up to the failure destination of its function. */
export const toQueue =
  (queues: Queues) =>
  (fn: LambdaFunction, letter: DeadLetter, { functionError }: InvokeResult): void => {
    if (fn.onFailureArn !== undefined)
      queues.send(fn.onFailureArn, JSON.stringify(invocationRecord(fn, letter, functionError)));
  };

/**
 * Returns the messages of a batch that failed: those that the function names, or all of them if it
 * failed or named them wrongly, as Lambda does.
 */
function failedIn(
  batch: readonly Message[],
  { reportsItemFailures }: EventSource,
  { functionError, payload }: InvokeResult,
): readonly Message[] {
  if (functionError !== undefined) return batch;
  if (!reportsItemFailures || payload === null || payload === undefined) return [];
  const { batchItemFailures } = payload as {
    batchItemFailures?: { itemIdentifier?: unknown }[] | null;
  };
  const ids = (batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return ids.every((id) => batch.some((message) => message.id === id))
    ? batch.filter(({ id }) => ids.includes(id))
    : batch;
}
