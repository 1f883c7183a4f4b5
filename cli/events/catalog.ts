import { dataOf } from '../../lib/client/client.ts';
import { CliError } from '../exit.ts';
import { tableOf } from '../output/table.ts';
import { inline, isRecord } from '../output/text.ts';
import { openSession, type Globals, type Session } from '../session.ts';
import type { Io } from '../io.ts';

/** An event that the deployment sends, as `GET /v1/events` describes it. */
export interface Described {
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
    detailType,
    description,
    schema: isRecord(schema) ? schema : {},
    example: isRecord(example) ? example : {},
  }));
}

/**
 * Returns the event with a name, in any spelling: `Job Failed`, `job-failed`.
 * @throws CliError when the deployment sends no such event
 */
export function eventNamed(catalog: readonly Described[], name: string): Described {
  const found = catalog.find(({ detailType }) => wordOf(detailType) === wordOf(name));
  if (found) return found;
  const names = catalog.map(({ detailType }) => detailType).join(', ');
  throw new CliError('usage', `There is no event "${inline(name)}". The events: ${names}.`);
}

/** Prints the names of the events. */
export async function listEvents(io: Io, globals: Globals): Promise<number> {
  const catalog = await catalogOf(await openSession(io, globals));
  const rows = catalog.map(({ detailType, description }) => ({
    event: wordOf(detailType),
    detailType,
    description,
  }));
  io.out(globals.json ? `${JSON.stringify({ events: rows }, null, 2)}\n` : tableOf(io, '', rows));
  return 0;
}
