import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod/mini';
import { app } from '../app.ts';
import { publishMetrics } from '../metrics.ts';
import { keepDeadLetter } from '../records/deadLetters.ts';
import { letterIn, queueMessage } from './deadLetterMessage.ts';

const batch = z.object({ Records: z.array(queueMessage) });

/**
 * Keeps each message of a batch as a record. A message leaves the queue only when its record is
 * written; the others come again.
 * @returns the messages that could not be kept
 * @throws Error when the event is no batch of messages, so that the whole batch comes again
 */
export async function keepDeadLetters(event: unknown): Promise<SQSBatchResponse> {
  const opened = app();
  const { store, clock, config, log } = opened;
  const { Records } = z.parse(batch, event);
  const kept = await Promise.all(
    Records.map(async (message) => {
      try {
        const letter = letterIn(config, message, clock.now());
        const isNew = await keepDeadLetter(store, letter, clock.now());
        const { id, functionName, reason } = letter;
        const text = isNew ? 'Kept a dead letter' : 'A dead letter came again';
        log.warn(text, { id, functionName, reason });
        if (isNew)
          publishMetrics(opened, [
            { name: 'DeadLetters', value: 1, by: { function: functionName } },
          ]);
        return true;
      } catch (error) {
        log.error('A dead letter was not kept', { messageId: message.messageId, error });
        return false;
      }
    }),
  );
  return {
    batchItemFailures: Records.filter((_, at) => !kept[at]).map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  };
}
