import { CliError, EXIT } from '../exit.ts';
import type { Io } from '../io.ts';
import type { LocalStack } from '../localStack.ts';
import { inline, paint } from '../output/text.ts';
import { reasonOf } from '../patience.ts';
import { openSession, type Globals } from '../session.ts';
import { catalogOf, eventNamed, findEvent } from './catalog.ts';
import { deliveryText, endpointOf, isTaken, post, type Endpoint } from './endpoint.ts';
import { ivsEvents } from './ivsEvents.ts';
import { deliverIvsEvent, putEvent, stackOf } from './localBus.ts';
import { sampleOf, type Wanted } from './sample.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The options of `trigger`. */
export interface Trigger extends Globals, Wanted {
  readonly forwardTo?: string;
  readonly apiKeyVariable?: string;
}

/** Sends the event to an endpoint, and returns the exit code. */
async function send(io: Io, endpoint: Endpoint, event: Fields, isJson: boolean): Promise<number> {
  const delivery = await post(io, endpoint, event).catch((error: unknown) => {
    if (io.signal.aborted) throw error;
    throw new CliError('unavailable', `${endpoint.url} does not answer (${reasonOf(error)}).`, {
      cause: error,
    });
  });
  if (isJson) io.out(`${JSON.stringify({ event, ...delivery }, null, 2)}\n`);
  else {
    const colour = isTaken(delivery) ? 'green' : 'red';
    io.out(`${inline(event['detail-type'])} → ${paint(io, colour, deliveryText(delivery))}\n`);
  }
  return isTaken(delivery) ? 0 : EXIT.refused;
}

/** Puts the event on the bus of the local stack. Returns its id. */
async function put(io: Io, stack: LocalStack, event: Fields): Promise<unknown> {
  // The bus gives an event of ours its own id and time.
  if (event.source !== 'aws.ivs') return putEvent(io, stack, event);
  await deliverIvsEvent(io, stack, event);
  return event.id;
}

/**
 * Sends a sample of an event to an endpoint, or puts it on the bus of the local stack. The samples
 * of IVS's events are here; the deployment has those of its own.
 */
export async function trigger(io: Io, name: string, asked: Trigger): Promise<number> {
  const { forwardTo, apiKeyVariable } = asked;
  const isJson = asked.json === true;
  const endpoint = forwardTo === undefined ? undefined : endpointOf(io, forwardTo, apiKeyVariable);
  const ofIvs = findEvent(ivsEvents, name);
  if (endpoint && ofIvs) return send(io, endpoint, sampleOf(io, ofIvs, asked), isJson);
  const session = await openSession(io, asked);
  const stack = endpoint ? undefined : stackOf(session, 'put events into');
  const found = ofIvs ?? eventNamed([...(await catalogOf(session)), ...ivsEvents], name);
  const event = sampleOf(io, found, asked);
  if (endpoint) return send(io, endpoint, event, isJson);
  const id = stack && (await put(io, stack, event));
  if (isJson) io.out(`${JSON.stringify({ event: { ...event, id } }, null, 2)}\n`);
  else io.out(`${inline(found.name)} is on the bus of the local stack, as ${inline(id)}\n`);
  return 0;
}
