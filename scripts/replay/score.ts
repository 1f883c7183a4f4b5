import { isRecord } from '../../lib/guards.ts';
import { detailOf, type Entry } from '../../lib/journal/entry.ts';
import type { Media } from '../../local/ivs/state/session.ts';
import type { Night, NightChannel } from './night.ts';
import { recordedIn, type Recorded, type StreamTimes } from './recordings.ts';
import { nameOf, streamOf, wordsOf } from './said.ts';

/** Something that is done to ivs-local. */
export type Act =
  | {
      readonly does: 'connect';
      readonly streamId: string;
      /** From here to Stream Start, in ms. */
      readonly startsAfterMs: number;
      readonly media: Media;
      readonly recorded?: Recorded | undefined;
    }
  | { readonly does: 'cut' | 'silence' | 'resume' | 'takeOver'; readonly streamId: string }
  | { readonly does: 'fail'; readonly streamId: string; readonly reason: string }
  | { readonly does: 'breach'; readonly streamId: string; readonly media: Media }
  | { readonly does: 'insertAdBreak'; readonly durationSeconds: number }
  | { readonly does: 'deleteChannel' };

/** A moment of the night: the entry that tells it, and the act that makes it happen again. */
export interface Cue {
  /** Ms since the epoch. */
  readonly at: number;
  readonly channelId: string;
  /** The entry in words; absent when the journal lacks the event. */
  readonly words?: string;
  readonly act?: Act;
}

/** IVS reports a stream this long after its session, if the journal does not tell. */
const STREAM_START_MS = 6_500;
/** The most that ivs-local takes from a channel of type STANDARD, in bits per second. */
const BITRATE_MAX = 8_500_000;
/** A time that no stream reaches, in ms. */
const NEVER_MS = 10 ** 11;

const OF_STREAMS = new Set([
  'IVS Stream State Change',
  'IVS Stream Health Change',
  'IVS Limit Breach',
  'Stream End Unreported',
]);

interface Stream extends StreamTimes {
  readonly streamId: string;
  readonly entries: readonly Entry[];
  readonly startsAfterMs: number;
  /** The entry whose time is that of the end. */
  readonly end?: Entry | undefined;
}

/** Returns a stream as its entries tell it; undefined when it was over before the night. */
function streamIn(streamId: string, entries: readonly Entry[], from: number): Stream | undefined {
  const named = (name: string): Entry | undefined =>
    entries.find((entry) => nameOf(entry) === name);
  const end = named('Stream End') ?? named('Stream End Unreported') ?? named('Session Ended');
  if (end && end.at < from) return undefined;
  const [created, started] = [named('Session Created')?.at, named('Stream Start')?.at];
  const first = entries[0]?.at ?? from;
  const began = created ?? (started ?? first) - STREAM_START_MS;
  const connectedAt = Math.max(from, began);
  // A stream whose Stream Start alone is missing has shown by another event that it had started.
  const hasStarted = started !== undefined || named('Stream End') !== undefined;
  const startedAt = started ?? (hasStarted ? began + STREAM_START_MS : undefined);
  const neverMs = end ? NEVER_MS : STREAM_START_MS;
  return {
    streamId,
    entries,
    connectedAt,
    endedAt: end?.at,
    end,
    startsAfterMs: startedAt === undefined ? neverMs : Math.max(0, startedAt - connectedAt),
  };
}

function streamsIn(entries: readonly Entry[], from: number): Map<string, Stream> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const streamId = streamOf(entry);
    if (streamId === '' || !OF_STREAMS.has(entry.type)) continue;
    groups.set(streamId, [...(groups.get(streamId) ?? []), entry]);
  }
  return new Map(
    [...groups].flatMap(([streamId, of]) => {
      const stream = streamIn(streamId, of, from);
      return stream ? [[streamId, stream] as const] : [];
    }),
  );
}

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Returns the media of the encoder, as IVS described it when the stream had ended. */
function mediaOf({ entries }: Stream): Media {
  const ingest = entries.map((entry) => detailOf(entry).ingest).find(isRecord) ?? {};
  const video = isRecord(ingest.video) ? ingest.video : {};
  const audio = isRecord(ingest.audio) ? ingest.audio : {};
  const bitrate = number(video.targetBitrate);
  const isBroken = entries.some(({ type }) => type === 'IVS Limit Breach');
  const isFit = bitrate !== undefined && bitrate <= BITRATE_MAX && !isBroken;
  const [width, height] = isBroken ? [] : [number(video.videoWidth), number(video.videoHeight)];
  const media = {
    bitrateBps: isFit ? bitrate : undefined,
    width,
    height,
    framerate: number(video.targetFramerate),
    videoCodec: text(video.codec),
    audioCodec: text(audio.codec),
  };
  return Object.fromEntries(Object.entries(media).filter(([, value]) => value !== undefined));
}

/** Returns media that break the limit of an entry by as much as the encoder did. */
function breaking(entry: Entry): Media | undefined {
  const { limit_unit: unit, exceeded_by: by } = detailOf(entry);
  const beyond = Math.max(1, number(by) ?? 1);
  if (unit === 'total pixels') return { width: 2_100_000 + beyond, height: 1 };
  if (unit === 'pixels per edge') return { width: 1_920 + beyond, height: 1 };
  return nameOf(entry) === 'Ingest Bitrate' ? { bitrateBps: BITRATE_MAX + beyond } : undefined;
}

/** Returns the act that makes an event of a stream happen again, if there is one. */
function actOf(entry: Entry, stream: Stream, recorded: Recorded | undefined): Act | undefined {
  const { streamId, end } = stream;
  const name = nameOf(entry);
  if (entry === end) return { does: 'cut', streamId };
  if (entry.type === 'IVS Limit Breach') {
    const media = breaking(entry);
    return media && { does: 'breach', streamId, media };
  }
  switch (name) {
    case 'Session Created':
      return connecting(stream, recorded);
    case 'Starvation Start':
      return { does: 'silence', streamId };
    case 'Starvation End':
      return { does: 'resume', streamId };
    case 'Stream Takeover':
      return { does: 'takeOver', streamId };
    case 'Stream Failure':
      return { does: 'fail', streamId, reason: text(detailOf(entry).reason) ?? name };
    default:
      return undefined;
  }
}

const connecting = (stream: Stream, recorded: Recorded | undefined): Act => ({
  does: 'connect',
  streamId: stream.streamId,
  startsAfterMs: stream.startsAfterMs,
  media: mediaOf(stream),
  recorded,
});

function actBeyondStreams(entry: Entry): Act | undefined {
  if (entry.type === 'Channel Deleted') return { does: 'deleteChannel' };
  const durationSeconds = number(detailOf(entry).duration_seconds);
  return nameOf(entry) === 'Ad Break Inserted' && durationSeconds !== undefined
    ? { does: 'insertAdBreak', durationSeconds }
    : undefined;
}

function cuesOf({ id: channelId, entries }: NightChannel, { from, to }: Night): Cue[] {
  const streams = streamsIn(entries, from);
  const recorded = recordedIn(entries, streams);
  const connected = new Set<string>();
  const told = entries
    .filter(({ at }) => at >= from && at <= to)
    .map((entry): Cue => {
      const stream = OF_STREAMS.has(entry.type) ? streams.get(streamOf(entry)) : undefined;
      const act = stream
        ? actOf(entry, stream, recorded.get(stream.streamId))
        : actBeyondStreams(entry);
      if (act?.does === 'connect') connected.add(act.streamId);
      return { at: entry.at, channelId, words: wordsOf(entry), ...(act && { act }) };
    });
  // The streams that began before the night, or whose first event was lost.
  const others = [...streams.values()]
    .filter(({ streamId }) => !connected.has(streamId))
    .map((stream) => ({
      at: stream.connectedAt,
      channelId,
      act: connecting(stream, recorded.get(stream.streamId)),
    }));
  return [...others, ...told];
}

/**
 * Returns the moments of a night, in order. Events of the same second keep the order of the
 * journal, and a stream that was on air already comes before them.
 */
export const scoreOf = (night: Night): Cue[] =>
  night.channels.flatMap((channel) => cuesOf(channel, night)).toSorted((a, b) => a.at - b.at);
