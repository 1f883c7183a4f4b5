import { api, type Channel, type Job, type Stream } from '../api/client.ts';
import type { ListedStreamKey, Suspension } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import type { JournalEntry } from '../journal/entries.ts';
import type { SessionSummary } from '../journal/sessions.ts';

const EVERY_MS = 2_000;
const SLOWLY_MS = 5_000;
const JOBS_MAX = 25;
const SESSIONS_MAX = 10;
const ENTRIES_MAX = 60;

/** Everything that the page of a channel knows. */
export interface ChannelData {
  readonly channel: Channel | undefined;
  readonly warnings: readonly { field: string; message: string }[];
  /** Whether IVS has no such channel any more. */
  readonly isGone: boolean;
  readonly stream: Stream | undefined;
  readonly suspension: Suspension | undefined;
  /** The stream key, with its age; null: the channel has none; undefined: not known yet. */
  readonly streamKey: ListedStreamKey | null | undefined;
  readonly jobs: readonly Job[];
  /** The latest entries of the journal, which outlives the channel. */
  readonly entries: readonly JournalEntry[];
  readonly sessions: readonly SessionSummary[];
  /** Whether the journal knows nothing of such a channel. */
  readonly isUnknown: boolean;
  readonly refusal: string | undefined;
  /** Asks for everything at once. */
  refresh(): void;
}

/**
 * Reads a channel and what belongs to it. Most of it costs no call of IVS, and is asked for again
 * and again; the key costs a call, and is asked for when something has changed.
 */
export function useChannel(channelId: string): ChannelData {
  const path = { channelId };
  const channel = usePolled(`channel ${channelId}`, SLOWLY_MS, (asked) =>
    api().GET('/v1/channels/{channelId}', { ...asked, params: { path } }),
  );
  const isGone = channel.status === 404;
  const pace = (ms: number): number => (isGone ? Infinity : ms);
  const stream = usePolled(`stream ${channelId}`, pace(EVERY_MS), (asked) =>
    api().GET('/v1/channels/{channelId}/stream', { ...asked, params: { path } }),
  );
  const suspension = usePolled(`suspension ${channelId}`, pace(SLOWLY_MS), (asked) =>
    api().GET('/v1/channels/{channelId}/suspension', { ...asked, params: { path } }),
  );
  const jobs = usePolled(`jobs ${channelId}`, EVERY_MS, (asked) =>
    api().GET('/v1/jobs', {
      ...asked,
      params: { query: { subject: `channel/${channelId}`, limit: JOBS_MAX } },
    }),
  );
  const live = stream.status === 404 ? undefined : stream.data?.stream;
  const latest = jobs.data?.jobs[0];
  const work = `${latest?.id ?? ''} ${latest?.status ?? ''}`;
  const keys = usePolled(`keys ${channelId} ${work}`, Infinity, (asked) =>
    api().GET('/v1/channels/{channelId}/stream-keys', { ...asked, params: { path } }),
  );
  const journal = usePolled(`journal ${channelId}`, SLOWLY_MS, (asked) =>
    api().GET('/v1/channels/{channelId}/events', {
      ...asked,
      params: { path, query: { limit: ENTRIES_MAX } },
    }),
  );
  const newest = journal.data?.events[0];
  const sessions = usePolled(`sessions ${channelId} ${newest?.hash ?? ''}`, Infinity, (asked) =>
    api().GET('/v1/channels/{channelId}/session-history', {
      ...asked,
      params: { path, query: { limit: SESSIONS_MAX } },
    }),
  );
  const keyList = keys.data?.streamKeys;
  return {
    channel: channel.data?.channel,
    warnings: channel.data?.warnings ?? [],
    isGone,
    stream: live,
    suspension: suspension.status === 404 ? undefined : suspension.data?.suspension,
    streamKey: keyList && (keyList[0] ?? null),
    jobs: jobs.data?.jobs ?? [],
    entries: journal.data?.events ?? [],
    sessions: sessions.data?.sessions ?? [],
    isUnknown: journal.status === 404,
    refusal: (isGone ? undefined : (channel.refusal ?? journal.refusal)) ?? jobs.refusal,
    refresh() {
      for (const polled of [channel, stream, suspension, jobs, journal]) polled.refresh();
    },
  };
}
