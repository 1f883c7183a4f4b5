import { createHash } from 'node:crypto';
import { isoTime } from '../clock.ts';
import type { Item, Key } from '../dynamodb.ts';
import { isRecord } from '../guards.ts';
import { jsonWithoutSecrets } from '../log.ts';

// The journal of a channel holds everything that happened to it, one item per entry: `journal/<id
// of the channel>`, `entry#<number, counted down>`. Entries are numbered from 1 in the order of
// their arrival, and each carries the hash of the one before, so a removed or changed entry shows.
// The index `jobs` has them by the time at which they happened. Happenings that name no channel
// have a journal of their own.

/** The journal of the happenings that name no channel, such as a breach of an account's limit. */
export const OF_ACCOUNT = '#account';

/** The list of the audit trail, in the index `due`: all changes that somebody asked for. */
export const AUDIT = 'audit';

/** The second list of an entry, in the index `due`: those of a kind, by time or by name. */
export interface Listed {
  readonly partition: string;
  readonly place: string;
}

/** A happening. Times in ms since the epoch. */
export interface Happening {
  /** The id of a channel, or `OF_ACCOUNT`. */
  readonly journal: string;
  /** The id of the event, by which repeats are recognised. */
  readonly id: string;
  /** The detail-type of the event. */
  readonly type: string;
  /** When it happened. */
  readonly at: number;
  readonly receivedAt: number;
  readonly source: string;
  /** The detail of the event, as JSON without secrets. */
  readonly detail: string;
  /** The caller who asked for it, and the reason given. */
  readonly by?: string;
  readonly reason?: string;
  readonly listed?: Listed;
}

/** A happening with its place in the journal. */
export interface Entry extends Happening {
  readonly number: number;
  readonly hash: string;
  /** The entry before; its `expiresAt` tells whether it may have expired. Absent for the first. */
  readonly previous?: { readonly hash: string; readonly expiresAt: number };
  /** In seconds since the epoch. */
  readonly expiresAt: number;
}

/** More entries than a journal ever gets. */
const NUMBERS = 10 ** 12;

export const PREFIX = 'entry#';
export const partitionOf = (journal: string): string => `journal/${journal}`;

/** Returns the key of an entry. The last entry of a journal sorts first. */
export const keyOf = (journal: string, number: number): Key => ({
  pk: partitionOf(journal),
  sk: `${PREFIX}${String(NUMBERS - number).padStart(13, '0')}`,
});

/** Returns the hash of an entry: of all that it says, and of the hash of the entry before. */
export const hashOf = (said: Omit<Entry, 'hash'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        said.journal,
        said.number,
        said.id,
        said.type,
        said.at,
        said.receivedAt,
        said.source,
        said.detail,
        said.by ?? null,
        said.reason ?? null,
        said.listed ? [said.listed.partition, said.listed.place] : null,
        said.expiresAt,
        said.previous ? [said.previous.hash, said.previous.expiresAt] : null,
      ]),
    )
    .digest('base64url');

/** Returns the entry that follows another one. */
export function following(
  happening: Happening,
  previous: Entry | undefined,
  expiresAt: number,
): Entry {
  const entry = {
    ...happening,
    number: (previous?.number ?? 0) + 1,
    ...(previous && { previous: { hash: previous.hash, expiresAt: previous.expiresAt } }),
    expiresAt,
  };
  return { ...entry, hash: hashOf(entry) };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Returns an entry as it is stored. Entries of the same moment are listed as they arrived. */
export const itemOf = ({ journal, listed, at, id, ...rest }: Entry): Item => ({
  ...keyOf(journal, rest.number),
  id,
  at,
  ...rest,
  listPk: partitionOf(journal),
  listSk: `${isoTime(at)}#${String(rest.number).padStart(12, '0')}`,
  ...(listed && { duePk: listed.partition, dueSk: listed.place }),
});

/** Returns the entry in an item. Members that somebody changed show in its hash. */
export function entryIn(item: Item): Entry {
  const previous = item.previous as Entry['previous'];
  return {
    journal: item.pk.slice('journal/'.length),
    number: Number(item.number),
    id: text(item.id),
    type: text(item.type),
    at: Number(item.at),
    receivedAt: Number(item.receivedAt),
    source: text(item.source),
    detail: text(item.detail),
    ...(typeof item.by === 'string' && { by: item.by }),
    ...(typeof item.reason === 'string' && { reason: item.reason }),
    ...(typeof item.duePk === 'string' && {
      listed: { partition: item.duePk, place: text(item.dueSk) },
    }),
    hash: text(item.hash),
    ...(previous && { previous }),
    expiresAt: Number(item.expiresAt),
  };
}

/** Returns the detail of an entry. */
export function detailOf({ detail }: Pick<Happening, 'detail'>): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(detail);
  return isRecord(value) ? value : {};
}

/** The number of bytes of a detail that is kept; an item of DynamoDB has 400 kB at most. */
const DETAIL_BYTES_MAX = 300_000;

/** Returns a detail as it is kept: without secrets, and only its size when it is too large. */
export function keptDetail(detail: unknown): string {
  const json = jsonWithoutSecrets(detail);
  const bytes = Buffer.byteLength(json);
  return bytes > DETAIL_BYTES_MAX ? JSON.stringify({ leftOutBytes: bytes }) : json;
}
