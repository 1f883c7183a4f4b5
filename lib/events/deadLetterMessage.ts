import * as z from 'zod/mini';
import type { Config } from '../config.ts';
import { isRecord } from '../guards.ts';
import { jsonWithoutSecrets, scrub } from '../log.ts';
import { digestOf } from '../random.ts';
import type { DeadLetter } from '../records/deadLetters.ts';

/**
 * The fields that we need of a message of a queue, as Lambda passes it to a function (Lambda
 * developer guide, "Using Lambda with Amazon SQS").
 */
export const queueMessage = z.object({
  messageId: z.string().check(z.minLength(1)),
  body: z.string(),
  attributes: z.optional(z.object({ SentTimestamp: z.optional(z.string()) })),
  messageAttributes: z.optional(
    z.record(z.string(), z.object({ stringValue: z.optional(z.nullable(z.string())) })),
  ),
});

type Message = z.infer<typeof queueMessage>;

/**
 * The record that Lambda sends about an asynchronous invocation that it gave up (Lambda developer
 * guide, "Capturing records of Lambda asynchronous invocations").
 */
const lambdaRecord = z.object({
  requestContext: z.object({
    functionArn: z.string(),
    condition: z.string(),
    approximateInvokeCount: z.int(),
  }),
  requestPayload: z.optional(z.unknown()),
  responsePayload: z.optional(z.unknown()),
});

/** An item of DynamoDB has 400 kB at most; the rest is for the other members. */
const BODY_BYTES_MAX = 350_000;
const ERROR_LENGTH_MAX = 1_000;
const NAME_LENGTH_MAX = 200;
/** Deeper JSON is kept as a text. No event of AWS comes near it. */
const DEPTH_MAX = 64;

/** The part of a dead letter that its message tells. */
type Told = Pick<DeadLetter, 'functionName' | 'reason' | 'attempts' | 'error'> & {
  readonly event: unknown;
};

/** Returns a text from outside, without secrets and not too long. */
const cut = (text: string, lengthMax: number): string =>
  scrub(text).slice(0, lengthMax).toWellFormed();

/** Returns an error from outside as it is kept. */
export const keptError = (text: string): string => cut(text, ERROR_LENGTH_MAX);

/** Returns how deep lists and objects are nested in a text of JSON. */
function depthOf(json: string): number {
  let [depth, deepest, isInText] = [0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const character = json.charAt(at);
    if (isInText) {
      if (character === '\\') at++;
      else if (character === '"') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}

/** Returns the object in a text of JSON; undefined when there is none, or it is too deep. */
function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  if (depthOf(body) > DEPTH_MAX) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Returns the name of a function of this deployment, or of another one, or the ARN itself. */
function targetOf({ stage }: Pick<Config, 'stage'>, arn: string): string {
  const name = /^arn:[^:]*:lambda:[^:]*:\d+:function:([^:]+)/.exec(arn)?.[1] ?? arn;
  const own = `channelkeeper-${stage}-`;
  return name.startsWith(own) ? name.slice(own.length) : name;
}

/** Returns the error in the answer of a function. */
function errorIn(response: unknown): string | undefined {
  if (!isRecord(response)) return typeof response === 'string' ? response : undefined;
  const parts = [response.errorType, response.errorMessage].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  return parts.length > 0 ? parts.join(': ') : undefined;
}

/** Reads the record of an invocation that Lambda gave up; undefined when it is something else. */
function fromLambda(config: Pick<Config, 'stage'>, value: unknown): Told | undefined {
  const { success, data } = z.safeParse(lambdaRecord, value);
  if (!success) return undefined;
  const { functionArn, condition, approximateInvokeCount } = data.requestContext;
  const error = errorIn(data.responsePayload);
  return {
    functionName: targetOf(config, functionArn),
    reason: condition,
    attempts: Math.max(0, approximateInvokeCount),
    ...(error !== undefined && { error }),
    event: data.requestPayload,
  };
}

/**
 * Reads an event that EventBridge could not deliver: the body is the event, and attributes of the
 * message tell the rest (EventBridge user guide, "Using dead-letter queues"). `RETRY_ATTEMPTS` does
 * not count the first attempt.
 */
function fromEventBridge(
  config: Pick<Config, 'stage'>,
  event: unknown,
  attributes: Message['messageAttributes'],
): Told | undefined {
  const attribute = (name: string): string | undefined =>
    attributes?.[name]?.stringValue ?? undefined;
  const target = attribute('TARGET_ARN');
  if (target === undefined) return undefined;
  const code = attribute('ERROR_CODE');
  const error = [code, attribute('ERROR_MESSAGE')].filter((part) => part !== undefined);
  const retries = Number(attribute('RETRY_ATTEMPTS') ?? 0);
  return {
    functionName: targetOf(config, target),
    reason: attribute('EXHAUSTED_RETRY_CONDITION') ?? code ?? 'Undelivered',
    attempts: Number.isSafeInteger(retries) && retries >= 0 ? retries + 1 : 1,
    ...(error.length > 0 && { error: error.join(': ') }),
    event,
  };
}

/** Returns a body under its name, or only its size when it is too large. */
function bodyOf(name: 'event' | 'text', body: string): Partial<DeadLetter> {
  const bytes = Buffer.byteLength(body);
  return bytes > BODY_BYTES_MAX ? { leftOutBytes: bytes } : { [name]: body };
}

/** Returns the members of an event that the list of dead letters shows. */
function shownOf(event: unknown): Partial<DeadLetter> {
  if (!isRecord(event)) return {};
  const { 'detail-type': detailType, resources } = event;
  const [first]: unknown[] = Array.isArray(resources) ? resources : [];
  const arn = typeof first === 'string' ? first.trim() : '';
  return {
    ...(typeof detailType === 'string' && { detailType: cut(detailType, NAME_LENGTH_MAX) }),
    ...(/^arn:aws:ivs:[a-z0-9-]{1,32}:\d{12}:channel\/[A-Za-z0-9-]{1,64}$/.test(arn) && {
      channelArn: arn,
    }),
  };
}

/**
 * Reads a message of the queue of dead letters. A message that neither Lambda nor EventBridge wrote
 * is kept as a text. Secrets are hidden.
 * @param now ms since the epoch, for a message that does not tell when it was sent
 */
export function letterIn(
  config: Pick<Config, 'stage'>,
  { messageId, body, attributes, messageAttributes }: Message,
  now: number,
): DeadLetter {
  const sent = Number(attributes?.SentTimestamp ?? Number.NaN);
  const known = {
    id: digestOf('deadLetter', messageId),
    arrivedAt: Number.isSafeInteger(sent) && sent >= 0 && sent < 4_102_444_800_000 ? sent : now,
  };
  const value = objectIn(body);
  const told =
    value && (fromLambda(config, value) ?? fromEventBridge(config, value, messageAttributes));
  if (!told)
    return {
      ...known,
      functionName: 'unknown',
      reason: 'Unreadable',
      attempts: 0,
      ...bodyOf('text', scrub(body).toWellFormed()),
    };
  const { functionName, reason, attempts, error, event } = told;
  return {
    ...known,
    functionName: cut(functionName, NAME_LENGTH_MAX),
    reason: cut(reason, NAME_LENGTH_MAX),
    attempts,
    ...(error !== undefined && { error: keptError(error) }),
    ...shownOf(event),
    ...(event !== undefined && bodyOf('event', jsonWithoutSecrets(event))),
  };
}
