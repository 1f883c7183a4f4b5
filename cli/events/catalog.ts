import { dataOf } from '../../lib/client/client.ts';
import { CliError } from '../exit.ts';
import { tableOf } from '../output/table.ts';
import { inline, isRecord } from '../output/text.ts';
import { openSession, type Globals, type Session } from '../session.ts';
import type { Io } from '../io.ts';
import { ivsEvents } from './ivsEvents.ts';

/** An event that the deployment sends, as `GET /v1/events` describes it, or one of IVS. */
export interface Described {
  readonly source: 'channelkeeper' | 'aws.ivs';
  /** Its detail-type; of an event of IVS, the name in its detail. */
  readonly name: string;
  readonly detailType: string;
  readonly description: string;
  /** The JSON Schema of the envelope. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example: Readonly<Record<string, unknown>>;
}

/** Returns the name of an event as one word of a shell: `job-failed` for `Job Failed`. */
export const wordOf = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, '-');

/**
 * Returns the events that the deployment sends.
 * @throws ProblemError
 */
export async function catalogOf({ client, signal }: Session): Promise<Described[]> {
  const { events } = dataOf(await client.GET('/v1/events', { signal }));
  return events.map(({ detailType, description, schema, example }) => ({
    source: 'channelkeeper',
    name: detailType,
    detailType,
    description,
    schema: isRecord(schema) ? schema : {},
    example: isRecord(example) ? example : {},
  }));
}

/** Returns the event with a name, in any spelling: `Job Failed`, `job-failed`. */
export const findEvent = (among: readonly Described[], asked: string): Described | undefined =>
  among.find(({ name }) => wordOf(name) === wordOf(asked));

/**
 * Returns the event that a user has named.
 * @throws CliError that lists the events when there is no such event
 */
export function eventNamed(catalog: readonly Described[], name: string): Described {
  const found = findEvent(catalog, name);
  if (found) return found;
  const names = catalog.map((event) => event.name).join(', ');
  throw new CliError('usage', `There is no event "${inline(name)}". The events: ${names}.`);
}

/** Prints the names of the events of the deployment and of IVS. */
export async function listEvents(io: Io, globals: Globals): Promise<number> {
  const catalog = await catalogOf(await openSession(io, globals));
  const rows = [...catalog, ...ivsEvents].map(({ name, source, detailType, description }) => ({
    event: wordOf(name),
    source,
    detailType,
    description,
  }));
  io.out(globals.json ? `${JSON.stringify({ events: rows }, null, 2)}\n` : tableOf(io, '', rows));
  return 0;
}
