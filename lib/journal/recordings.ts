import type { RecordingOver } from '../bus.ts';
import { isoTime, msOf } from '../clock.ts';
import type { Store } from '../dynamodb.ts';
import { detailOf, type Entry } from './entry.ts';
import { listEntries } from './journal.ts';

// IVS has no call that lists recordings: its events are all there is. A recording is what its
// events say together. They are listed under `recordings/<channel>` of the index `due`, by the
// minute in which the recording began and its name, so the entries of one recording lie together.

type Detail = Readonly<Record<string, unknown>>;

export const RECORDING_STATES = ['recording', 'ended', 'failed', 'endUnreported'] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

/** A recording of a channel. Times in ms since the epoch, durations in ms. */
export interface Recording {
  readonly id: string;
  readonly channelId: string;
  readonly state: RecordingState;
  readonly bucketName?: string;
  readonly prefix?: string;
  /** The streams merged into it, in the order in which they are known. */
  readonly streamIds: readonly string[];
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly durationMs?: number;
  readonly failureReason?: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const words = (value: unknown): string => text(value).replaceAll(/[^A-Za-z0-9]/g, '');

const two = (digits: number | undefined): string => String(digits ?? 0).padStart(2, '0');

/** The place of the day, hour and minute in a prefix; IVS does not pad them with zeros. */
const PREFIX = /^ivs\/v1\/\d+\/[^/]+\/(\d{4})\/(\d+)\/(\d+)\/(\d+)\/(\d+)\/([^/]+)\/?$/;

/**
 * Returns the minute in which a recording began, as the prefix of its objects says, and its name:
 * the id of its session, which older events lack, else the last part of the prefix, else the
 * stream. All its events give the same.
 * @param at the time of the event, for a recording that never began
 */
export function recordingNameOf(detail: Detail, at: number): { minute: string; name: string } {
  const [, ...parts] = PREFIX.exec(text(detail.recording_s3_key_prefix)) ?? [];
  const [year, month, day, hour, minute] = parts.slice(0, 5).map(Number);
  const began =
    year === undefined
      ? at
      : (msOf(`${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}Z`) ?? at);
  return {
    minute: isoTime(began).slice(0, 16),
    name:
      words(detail.recording_session_id) || words(parts[5]) || words(detail.stream_id) || 'unnamed',
  };
}

/** Returns the id of the recording whose events have a place in the list of a channel. */
export const recordingIdAt = (channelId: string, place: string): string => {
  const [minute = '', name = ''] = place.split('#');
  return `${channelId}-${Math.floor((msOf(`${minute}Z`) ?? 0) / 60_000).toString(36)}-${name}`;
};

/** Returns the channel and the beginning of the places that an id stands for. */
export function recordingOf(id: string): { channelId: string; place: string } | undefined {
  const [, channelId, minutes, name] = /^(.+)-([0-9a-z]{1,8})-([A-Za-z0-9]+)$/.exec(id) ?? [];
  if (channelId === undefined || minutes === undefined || name === undefined) return undefined;
  const minute = isoTime(Number.parseInt(minutes, 36) * 60_000).slice(0, 16);
  return { channelId, place: `${minute}#${name}#` };
}

const listOf = (channelId: string): string => `recordings/${channelId}`;

/** Something that IVS said about a recording, and when, in ms since the epoch. */
interface Said {
  readonly at: number;
  readonly detail: Detail;
}

/** Returns what is said about one recording together. The order does not matter. */
function told(id: string, channelId: string, said: readonly Said[]): Recording {
  const inOrder = said.toSorted((a, b) => a.at - b.at);
  const details = inOrder.map(({ detail }) => detail);
  const found = (name: string): string | undefined =>
    details.map((detail) => text(detail[name])).findLast((value) => value !== '');
  const at = (status: string): number | undefined =>
    inOrder.find(({ detail }) => detail.recording_status === status)?.at;
  const [began, ended] = [at('Recording Start'), at('Recording End')];
  const failed = at('Recording End Failure') ?? at('Recording Start Failure');
  const lost = at('Recording End Unreported');
  const durationMs = details
    .map((detail) => Number(detail.recording_duration_ms))
    .findLast((value) => value > 0);
  const startedAt =
    began ?? (ended !== undefined && durationMs !== undefined ? ended - durationMs : undefined);
  const [bucketName, prefix, failureReason] = [
    found('recording_s3_bucket_name'),
    found('recording_s3_key_prefix'),
    found('recording_status_reason'),
  ];
  const end = ended ?? failed ?? lost;
  return {
    id,
    channelId,
    state: stateOf({ ended, failed, lost }),
    ...(bucketName !== undefined && { bucketName }),
    ...(prefix !== undefined && { prefix }),
    streamIds: [
      ...new Set(
        details.flatMap(({ recording_session_stream_ids: merged, stream_id: one }) => [
          ...(Array.isArray(merged) ? merged.map(text) : []),
          text(one),
        ]),
      ),
    ].filter(Boolean),
    ...(startedAt !== undefined && { startedAt }),
    ...(end !== undefined && { endedAt: end }),
    ...(durationMs !== undefined && { durationMs }),
    ...(failed !== undefined && failureReason !== undefined && { failureReason }),
  };
}

const toldIn = (channelId: string, entries: readonly Entry[]): Recording =>
  told(
    recordingIdAt(channelId, entries[0]?.listed?.place ?? ''),
    channelId,
    entries.map((entry) => ({ at: entry.at, detail: detailOf(entry) })),
  );

/** Returns the part of our events about the end of a recording that both endings share. */
export const overOf = (
  channelArn: string,
  { id, bucketName, prefix, streamIds }: Recording,
): RecordingOver => ({
  channelArn,
  recordingId: id,
  ...(bucketName !== undefined && { bucketName }),
  ...(prefix !== undefined && { prefix }),
  streamIds: [...streamIds],
});

/** Returns what one event alone says about a recording. */
export function toldBy(channelId: string, detail: Detail, at: number): Recording {
  const { minute, name } = recordingNameOf(detail, at);
  return told(recordingIdAt(channelId, `${minute}#${name}`), channelId, [{ at, detail }]);
}

function stateOf(at: Record<'ended' | 'failed' | 'lost', number | undefined>): RecordingState {
  if (at.ended !== undefined) return 'ended';
  if (at.failed !== undefined) return 'failed';
  return at.lost === undefined ? 'recording' : 'endUnreported';
}

/** Returns the recording with an id; undefined when no event told of it. */
export async function readRecording(store: Store, id: string): Promise<Recording | undefined> {
  const named = recordingOf(id);
  if (!named) return undefined;
  const { entries } = await listEntries(store, {
    index: 'due',
    partition: listOf(named.channelId),
    below: `${named.place}\uffff`,
    limit: 100,
    until: named.place,
  });
  return entries.length === 0 ? undefined : toldIn(named.channelId, entries);
}

/**
 * Lists the recordings of a channel, newest first by the minute in which they began.
 * @param below the place of the recording after which the page begins
 */
export async function listRecordings(
  store: Store,
  channelId: string,
  limit: number,
  below?: string,
): Promise<{ recordings: Recording[]; next?: string }> {
  // A recording has two entries; repeats of IVS under another id, and failures, are rare.
  const { entries, next } = await listEntries(store, {
    index: 'due',
    partition: listOf(channelId),
    below,
    limit: 3 * limit,
  });
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = (entry.listed?.place ?? '').split('#').slice(0, 2).join('#');
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  const all = [...groups];
  // The last group may go on beyond the entries that were read.
  const whole = next === undefined || all.length === 1 ? all : all.slice(0, -1);
  const page = whole.slice(0, limit);
  const last = page.at(-1);
  const isMore = last !== undefined && (next !== undefined || whole.length > page.length);
  return {
    recordings: page.map(([, of]) => toldIn(channelId, of)),
    ...(isMore && { next: `${last[0]}#` }),
  };
}
