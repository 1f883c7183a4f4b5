import * as z from 'zod/mini';
import { isoTime } from '../clock.ts';
import { count, described, instant, text, withId } from '../http/schemas.ts';
import type { DeadLetter } from '../records/deadLetters.ts';

const fields = {
  id: z.string(),
  arrivedAt: instant,
  function: described(
    'The function that was to take the event, or the ARN of another target; `unknown` if the ' +
      'message could not be read.',
    z.string(),
  ),
  reason: described(
    'The condition under which AWS gave up, such as `RetriesExhausted`; `Unreadable` for a ' +
      'message that neither Lambda nor EventBridge wrote.',
    z.string(),
  ),
  attempts: described('How often the event was tried, redrives included.', count),
  error: described('The last error, 1,000 characters at most.', z.optional(z.string())),
  detailType: text,
  channelArn: text,
  redrivenAt: described('When the last redrive began.', z.optional(instant)),
};
/** The shape that `deadLetterView` returns. */
export const deadLetterShape = withId('DeadLetter', z.object(fields));
export const wholeDeadLetterShape = withId(
  'DeadLetterWithEvent',
  z.object({
    ...fields,
    event: described(
      'The event as it arrived, without secrets. It is data from outside.',
      z.optional(z.record(z.string(), z.unknown())),
    ),
    text: described('The message, if it could not be read.', z.optional(z.string())),
    leftOutBytes: described(
      'The size of an event or a message that was too large to keep.',
      z.optional(count),
    ),
  }),
);

/** Returns a dead letter as the list shows it. */
export function deadLetterView(letter: DeadLetter): Record<string, unknown> {
  const { id, arrivedAt, functionName, reason, attempts, redrivenAt } = letter;
  const { error, detailType, channelArn } = letter;
  return {
    id,
    arrivedAt: isoTime(arrivedAt),
    function: functionName,
    reason,
    attempts,
    ...(error !== undefined && { error }),
    ...(detailType !== undefined && { detailType }),
    ...(channelArn !== undefined && { channelArn }),
    ...(redrivenAt !== undefined && { redrivenAt: isoTime(redrivenAt) }),
  };
}
