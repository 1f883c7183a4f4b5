import { CliError, EXIT } from '../exit.ts';
import type { Io } from '../io.ts';
import { inline, paint } from '../output/text.ts';
import { reasonOf } from '../patience.ts';
import { openSession, type Globals } from '../session.ts';
import { catalogOf, eventNamed } from './catalog.ts';
import { deliveryText, endpointOf, isTaken, post, type Endpoint } from './endpoint.ts';
import { putEvent, stackOf } from './localBus.ts';
import { sampleOf, type Wanted } from './sample.ts';

/** The options of `trigger`. */
export interface Trigger extends Globals, Wanted {
  readonly forwardTo?: string;
  readonly apiKeyVariable?: string;
}

/** Sends the event to an endpoint, and returns the exit code. */
async function send(
  io: Io,
  endpoint: Endpoint,
  event: Readonly<Record<string, unknown>>,
  isJson: boolean,
): Promise<number> {
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

/** Sends a sample of an event to an endpoint, or puts it on the bus of the local stack. */
export async function trigger(io: Io, name: string, asked: Trigger): Promise<number> {
  const { forwardTo, apiKeyVariable, json } = asked;
  const endpoint = forwardTo === undefined ? undefined : endpointOf(io, forwardTo, apiKeyVariable);
  const session = await openSession(io, asked);
  const stack = endpoint ? undefined : stackOf(session, 'put events into');
  const event = sampleOf(io, eventNamed(await catalogOf(session), name), asked);
  if (endpoint) return send(io, endpoint, event, json === true);
  // The bus gives the event its own id and time.
  const id = stack && (await putEvent(io, stack, event));
  if (json) io.out(`${JSON.stringify({ event: { ...event, id } }, null, 2)}\n`);
  else io.out(`${inline(event['detail-type'])} is on the bus of the local stack, as ${id}\n`);
  return 0;
}
