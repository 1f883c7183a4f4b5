import { systemClock } from '../../local/clock.ts';
import { invocationOf } from '../givenDeadLetters.ts';
import type { Scene } from './scene.ts';

/**
 * Lets an event about a stream be given up, as Lambda does after the third failure of its reaction.
 * Returns the id of the dead letter.
 */
export async function giveUp(
  { stack, ask }: Scene,
  channelArn: string,
  eventName: string,
  error?: string,
): Promise<string> {
  const event = {
    source: 'aws.ivs',
    'detail-type': 'IVS Stream State Change',
    resources: [channelArn],
    detail: { event_name: eventName },
  };
  await stack.lambda.invoke('keepDeadLetters', {
    Records: [
      {
        messageId: `message-${systemClock.now()}`,
        body: invocationOf(event, error),
        receiptHandle: 'receipt',
        attributes: { SentTimestamp: String(systemClock.now()) },
        messageAttributes: {},
        eventSource: 'aws:sqs',
      },
    ],
  });
  const answer = await ask('GET', '/v1/dead-letters');
  return (answer as { deadLetters: { id: string }[] }).deadLetters[0]?.id ?? '';
}
