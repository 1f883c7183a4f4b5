import type { Io } from '../io.ts';
import { inline, isRecord, paint } from '../output/text.ts';
import { rest } from '../patience.ts';
import { openSession, type Globals, type Session } from '../session.ts';
import { catalogOf, eventNamed } from './catalog.ts';
import { deliveryText, endpointOf, isTaken, postUntilAnswered, type Endpoint } from './endpoint.ts';
import { newEvents, stackOf, type BusEvent } from './localBus.ts';

/** The options of `listen`. */
export interface Listening extends Globals {
  readonly forwardTo: string;
  readonly events?: string;
  readonly apiKeyVariable?: string;
}

const POLL_MS = 500;

/** Returns the names of the events to forward; without a choice, all that are meant for others. */
async function chosen(session: Session, events: string | undefined): Promise<Set<string>> {
  const catalog = await catalogOf(session);
  const names = events?.split(',').map((name) => eventNamed(catalog, name)) ?? catalog;
  return new Set(names.map(({ detailType }) => detailType));
}

/** Forwards one event and prints a line about it. */
async function forward(io: Io, endpoint: Endpoint, event: BusEvent, isJson: boolean) {
  const delivery = await postUntilAnswered(io, endpoint, event);
  const { id, time, 'detail-type': detailType, detail } = event;
  const jobId = isRecord(detail) ? detail.jobId : undefined;
  if (isJson) {
    io.out(`${JSON.stringify({ id, detailType, time, jobId, ...delivery })}\n`);
    return;
  }
  const told = [time, detailType, jobId].map(inline).join('  ');
  const colour = isTaken(delivery) ? 'green' : 'red';
  io.out(`${told} → ${paint(io, colour, deliveryText(delivery))}\n`);
}

/** Forwards the events of the local stack to an endpoint until Ctrl-C. */
export async function listen(io: Io, asked: Listening): Promise<number> {
  const endpoint = endpointOf(io, asked.forwardTo, asked.apiKeyVariable);
  const session = await openSession(io, asked);
  const next = await newEvents(io, stackOf(session, 'forward'));
  const names = await chosen(session, asked.events);
  io.err(
    `Forwarding ${asked.events === undefined ? 'all events' : [...names].join(', ')} of ` +
      `${session.settings.url} to ${endpoint.url}. Ctrl-C ends it.\n`,
  );
  for (;;) {
    for (const event of await next())
      if (names.has(event['detail-type'])) await forward(io, endpoint, event, asked.json === true);
    await rest(io, POLL_MS);
  }
}
