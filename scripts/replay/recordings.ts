import { detailOf, type Entry } from '../../lib/journal/entry.ts';
import { recordingNameOf } from '../../lib/journal/recordings.ts';
import { nameOf } from './said.ts';

/** How a stream was recorded. */
export interface Recorded {
  readonly bucketName: string;
  readonly windowSeconds: number;
  /** The place at which IVS failed. */
  readonly fails?: 'start' | 'end';
}

/** When a stream began and ended, in ms since the epoch, as far as it is known. */
export interface StreamTimes {
  readonly connectedAt: number;
  readonly endedAt?: number | undefined;
}

/** IVS closes a recording this long after its stream and the reconnect window, in ivs-local. */
const CLOSES_MS = 10_000;
/** The longest reconnect window that IVS takes. */
const WINDOW_SECONDS_MAX = 300;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const streamsIn = (entries: readonly Entry[]): string[] => [
  ...new Set(
    entries.flatMap((entry) => {
      const { recording_session_stream_ids: merged, stream_id: one } = detailOf(entry);
      return [...(Array.isArray(merged) ? merged.map(text) : []), text(one)].filter(Boolean);
    }),
  ),
];

/** Returns the reconnect window that explains which streams IVS merged, and when it stopped. */
function windowOf(
  entries: readonly Entry[],
  streamIds: readonly string[],
  streams: ReadonlyMap<string, StreamTimes>,
): number {
  const times = streamIds
    .flatMap((streamId) => streams.get(streamId) ?? [])
    .toSorted((a, b) => a.connectedAt - b.connectedAt);
  const gaps = times.slice(1).map(({ connectedAt }, n) => connectedAt - (times[n]?.endedAt ?? 0));
  const end = entries.find((entry) => nameOf(entry) === 'Recording End');
  const last = times.at(-1)?.endedAt;
  const closed = end && last !== undefined ? end.at - last - CLOSES_MS : 0;
  const windowMs = Math.max(0, closed, ...gaps);
  return Math.min(WINDOW_SECONDS_MAX, Math.ceil(windowMs / 1_000));
}

/** Returns how each stream of a channel was recorded. Streams that were not are absent. */
export function recordedIn(
  entries: readonly Entry[],
  streams: ReadonlyMap<string, StreamTimes>,
): Map<string, Recorded> {
  const recordings = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.type !== 'IVS Recording State Change') continue;
    const { minute, name } = recordingNameOf(detailOf(entry), entry.at);
    recordings.set(`${minute} ${name}`, [...(recordings.get(`${minute} ${name}`) ?? []), entry]);
  }
  const found = new Map<string, Recorded>();
  for (const of of recordings.values()) {
    const names = of.map(nameOf);
    const streamIds = streamsIn(of);
    const bucketName = of
      .map((entry) => text(detailOf(entry).recording_s3_bucket_name))
      .findLast(Boolean);
    const recorded: Recorded = {
      bucketName: bucketName ?? 'unknown-bucket',
      windowSeconds: windowOf(of, streamIds, streams),
      ...(names.includes('Recording End Failure') && { fails: 'end' }),
      ...(names.includes('Recording Start Failure') && { fails: 'start' }),
    };
    for (const streamId of streamIds) found.set(streamId, recorded);
  }
  return found;
}
