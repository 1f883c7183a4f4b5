import { CliError } from '../exit.ts';
import type { Io } from '../io.ts';
import { findLocalStack, type LocalStack } from '../localStack.ts';
import { inline, isRecord } from '../output/text.ts';
import { pause, reasonOf } from '../patience.ts';
import type { Session } from '../session.ts';

// The event bus of the stack that `npm start` runs.

const BUS = 'channelkeeper-local';
/** The stack may be started again meanwhile; it takes some seconds. */
const ATTEMPTS_MAX = 15;

/** An event as it is on the bus. */
export interface BusEvent extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly 'detail-type': string;
}

const isEvent = (value: unknown): value is BusEvent =>
  isRecord(value) && typeof value.id === 'string' && typeof value['detail-type'] === 'string';

/**
 * Returns the stack that a session talks to.
 * @throws CliError when the session talks to a deployment on AWS
 */
export function stackOf({ settings }: Session, verb: string): LocalStack {
  if (settings.stack) return settings.stack;
  throw new CliError(
    'refused',
    `${settings.url} is not the local stack of npm start, and a deployment on AWS has no source ` +
      `of events that this command could ${verb}. EventBridge delivers them to HTTPS endpoints; ` +
      'see docs/webhooks.md.',
  );
}

async function readAll({ fetch, signal }: Io, { events }: LocalStack): Promise<BusEvent[]> {
  const response = await fetch(`${events}/_local/events?bus=${BUS}`, { signal });
  const body: unknown = await response.json();
  const all = isRecord(body) && Array.isArray(body.events) ? body.events : [];
  // The bus adds the name of the bus, which no receiver gets.
  return all.filter(isEvent).map(({ busName: _busName, ...event }) => event as BusEvent);
}

/** Reads the bus, also while the stack is being started again, perhaps at another address. */
async function readPatiently(io: Io, stack: LocalStack): Promise<BusEvent[]> {
  for (let attempts = 1; ; attempts++) {
    const found = attempts === 1 ? stack : ((await findLocalStack(io)) ?? stack);
    try {
      return await readAll(io, found);
    } catch (error) {
      if (io.signal.aborted) throw error;
      const failure = `The event bus at ${found.events} does not answer (${reasonOf(error)})`;
      if (attempts === ATTEMPTS_MAX)
        throw new CliError('unavailable', `${failure}.`, { cause: error });
      await pause(io, attempts, failure);
    }
  }
}

/**
 * Returns a function that returns the events that have come since its last call, oldest first. The
 * events that are on the bus already are not among them.
 */
export async function newEvents(io: Io, stack: LocalStack): Promise<() => Promise<BusEvent[]>> {
  let last = (await readPatiently(io, stack)).at(-1)?.id;
  return async () => {
    const all = await readPatiently(io, stack);
    const at = all.findLastIndex(({ id }) => id === last);
    if (last !== undefined && at < 0 && all.length > 0)
      io.err(
        'The event that came last is not on the bus any more. The stack was started again, or ' +
          'more than 10,000 events have come at once and some are lost.\n',
      );
    last = all.at(-1)?.id ?? last;
    return all.slice(at + 1);
  };
}

/** Makes a request of the bus. */
const post = (
  { fetch, signal }: Io,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Response> =>
  fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal }).catch(
    (error: unknown) => {
      throw new CliError(
        'unavailable',
        `The event bus at ${new URL(url).origin} does not answer (${reasonOf(error)}).`,
        { cause: error },
      );
    },
  );

/**
 * Delivers an event of IVS on the default bus, as ivs-local does. The deployment reacts to it.
 * @throws CliError when the bus refuses it
 */
export async function deliverIvsEvent(
  io: Io,
  { events }: LocalStack,
  event: Readonly<Record<string, unknown>>,
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await post(
    io,
    new URL('/_local/events', events).href,
    { events: [event] },
    headers,
  );
  const told = inline(await response.text());
  if (!response.ok) throw new CliError('refused', `The event bus has refused the event: ${told}`);
}

/**
 * Puts an event of the deployment on its bus, which gives it an id and a time. Returns its id.
 * @throws CliError when the bus refuses it
 */
export async function putEvent(
  io: Io,
  { events }: LocalStack,
  event: Readonly<Record<string, unknown>>,
): Promise<string> {
  const entry = {
    EventBusName: BUS,
    Source: event.source,
    DetailType: event['detail-type'],
    Resources: event.resources,
    Detail: JSON.stringify(event.detail),
  };
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AWSEvents.PutEvents',
  };
  const response = await post(io, events, { Entries: [entry] }, headers);
  const body: unknown = await response.json();
  const [result] = isRecord(body) && Array.isArray(body.Entries) ? body.Entries : [];
  if (isRecord(result) && typeof result.EventId === 'string') return result.EventId;
  throw new CliError('refused', `The event bus has refused the event: ${inline(result ?? body)}`);
}
