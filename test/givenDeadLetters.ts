import type { Call } from './invocations.ts';
import { givenLiveChannel, jobIn, rotate, type GivenChannel } from './given.ts';
import type { Answer, World } from './world.ts';

/** A dead letter as the API shows it. */
export interface Letter {
  id: string;
  arrivedAt: string;
  function: string;
  reason: string;
  attempts: number;
  error?: string;
  detailType?: string;
  channelArn?: string;
  redrivenAt?: string;
  event?: Record<string, unknown>;
  text?: string;
  leftOutBytes?: number;
}

/** The functions that can take up a job whose event was lost. */
const HELPERS = ['streamState', 'sweep', 'jobDue'];

type Fates = World['fateOf'];

/** Lets the table answer none of the calls that fit. Returns the function that ends it. */
export function breakStore(world: World, fits: (call: Call) => boolean): () => void {
  world.fateOf = (call) => (call.service === 'dynamodb' && fits(call) ? 'noAnswer' : undefined);
  return () => void (world.fateOf = () => undefined);
}

/** Returns whether IVS has told of a change of a stream. */
const isTold = (world: World, eventName: string): boolean =>
  world.stack.bus
    .events()
    .some(({ detail }) => (detail as { event_name?: string }).event_name === eventName);

/**
 * Lets a job wait for the end of a stream whose event is given up, because the table does not
 * answer the functions that would notice the end. Afterwards the table answers again.
 * @param others decides about all other calls
 */
export async function givenDeadLetter(
  world: World,
  others: Fates = () => undefined,
): Promise<{ channel: GivenChannel; jobId: string }> {
  const channel = await givenLiveChannel(world);
  const jobId = jobIn(await rotate(world, channel, 'idle')).id;
  world.stack.ivs.disconnectEncoder(channel.encoderId);
  await world.until('the session has ended', () => isTold(world, 'Session Ended'));
  world.fateOf = (call) =>
    call.service === 'dynamodb' && HELPERS.includes(call.functionName ?? '')
      ? 'noAnswer'
      : others(call);
  await world.until(
    'the event is given up',
    () =>
      world.stack.lambda.deadLetters().some(({ functionName }) => functionName === 'streamState'),
    10 * 60_000,
  );
  world.fateOf = others;
  return { channel, jobId };
}

/** A message of the queue, apart from the members that have a default. */
export interface SentMessage {
  messageId: string;
  body: string;
  sentAt?: number;
  messageAttributes?: Record<string, string>;
}

/** The ARN of the function whose events have dead letters. */
export const STREAM_STATE =
  'arn:aws:lambda:us-west-2:123456789012:function:channelkeeper-local-streamState';

/** Returns the record of an invocation that Lambda gave up. */
export const invocationOf = (requestPayload: unknown, errorMessage = 'boom'): string =>
  JSON.stringify({
    version: '1.0',
    requestContext: {
      functionArn: `${STREAM_STATE}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload,
    responsePayload: { errorType: 'Error', errorMessage },
  });

/** Delivers messages to the function that reads the queue, in one batch, as Lambda would. */
export const deliver = (world: World, ...messages: SentMessage[]): Promise<void> =>
  world.invoke('keepDeadLetters', {
    Records: messages.map(({ messageId, body, sentAt, messageAttributes = {} }) => ({
      messageId,
      body,
      receiptHandle: 'receipt',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(sentAt ?? world.clock.now()),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(messageAttributes).map(([name, stringValue]) => [
          name,
          { stringValue, dataType: 'String' },
        ]),
      ),
      eventSource: 'aws:sqs',
    })),
  });

/** Returns all pages of the list of dead letters. */
export async function letterPages(world: World, limit = 100): Promise<Letter[][]> {
  const pages: Letter[][] = [];
  for (let cursor = ''; ;) {
    const { body } = await world.http('GET', `/v1/dead-letters?limit=${limit}${cursor}`);
    pages.push(body.deadLetters as Letter[]);
    if (typeof body.nextCursor !== 'string') return pages;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

export const letters = async (world: World): Promise<Letter[]> => (await letterPages(world)).flat();

export const redriveLetter = (
  world: World,
  id: string,
  headers: Record<string, string> = {},
): Promise<Answer> => world.http('POST', `/v1/dead-letters/${id}/redrive`, { headers });
