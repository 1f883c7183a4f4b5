import type { Channel, RecordingConfiguration } from './resources.ts';
import type { Settings } from './settings.ts';

/**
 * An event of the session as GetStreamSession returns it (`type` is the detail-type of the
 * EventBridge event).
 */
export interface SessionEvent {
  name: string;
  type: string;
  eventTime: string;
  /** Of a Stream Takeover Failure. */
  code?: string;
}

/** The media that a simulated encoder sends, as far as they were specified. */
export interface Media {
  bitrateBps?: number | undefined;
  width?: number | undefined;
  height?: number | undefined;
  framerate?: number | undefined;
  videoCodec?: string | undefined;
  audioCodec?: string | undefined;
}

/** One broken limit, in the words of the `IVS Limit Breach` event. */
export interface Breach {
  limit: 'Ingest Bitrate' | 'Ingest Resolution' | 'Concurrent Broadcasts' | 'Concurrent Viewers';
  /** The allowed value, and the observed one, in `unit`. */
  value: number;
  observed: number;
  unit: 'bits per second' | 'total pixels' | 'pixels per edge' | 'active streams' | 'viewers';
}

/** As GetStreamSession gives it; only what the encoder said about itself is present. */
export interface IngestConfiguration {
  video?: {
    avcProfile?: string;
    avcLevel?: string;
    codec?: string;
    encoder?: string;
    targetBitrate?: number;
    targetFramerate?: number;
    videoHeight?: number;
    videoWidth?: number;
    track: string;
  };
  audio?: {
    codec?: string;
    targetBitrate?: number;
    sampleRate?: number;
    channels?: number;
    track: string;
  };
}

/**
 * One go-live: from an accepted stream key to the Stream End. All times are milliseconds since the
 * epoch.
 */
export interface SessionRecord {
  sequence: number;
  streamId: string;
  channelArn: string;
  streamKeyArn: string;
  /** A session of a real encoder cannot outlive this process; one of a simulated encoder can. */
  source: 'rtmp' | 'simulated';
  /** The channel as it was at go-live. */
  channel: Channel;
  createdAtMs: number;
  /** Stream Start; absent until then, and for good when the session ended before. */
  startedAtMs?: number;
  /** Since when no data has come. */
  lostAtMs?: number;
  /** Starvation Start was sent and no Starvation End since. */
  starving: boolean;
  /**
   * StopStream, a clean disconnect, or 30 s without data: from here on a new publisher is let in.
   */
  stoppedAtMs?: number;
  sessionEnded: boolean;
  /**
   * Stream End, or Session Ended for a session that never started: from here on the channel may be
   * deleted.
   */
  endedAtMs?: number;
  /** Newest first, at most 500. */
  events: SessionEvent[];
  ingest?: IngestConfiguration;
  /** Of `?priority=N`; the memory of it dies with the stream. */
  priority?: number;
  takeovers?: number;
  /** A limit that the encoder broke; it is told and the encoder cut at `atMs`. */
  breach?: Breach & { atMs: number };
  /** A limit breach or a failure is among its events. */
  hasErrorEvent?: true;
  /** As it was at go-live. */
  recordingConfiguration?: RecordingConfiguration;
  /** An ad break runs until then. */
  adBreakEndsAtMs?: number;
}

/** A session at the moment that its key was accepted. */
export function newSession(
  sequence: number,
  streamId: string,
  channel: Channel,
  more: Pick<
    SessionRecord,
    'streamKeyArn' | 'source' | 'createdAtMs' | 'priority' | 'recordingConfiguration'
  >,
): SessionRecord {
  return {
    sequence,
    streamId,
    channelArn: channel.arn,
    channel,
    starving: false,
    sessionEnded: false,
    events: [],
    ...more,
  };
}

/** The tracks that an encoder's settings amount to; undefined when nothing was said. */
export function ingestOf({
  bitrateBps,
  width,
  height,
  framerate,
  videoCodec,
  audioCodec,
}: Media): IngestConfiguration | undefined {
  const video = {
    ...(videoCodec !== undefined && { codec: videoCodec }),
    ...(bitrateBps !== undefined && { targetBitrate: bitrateBps }),
    ...(framerate !== undefined && { targetFramerate: framerate }),
    ...(height !== undefined && { videoHeight: height }),
    ...(width !== undefined && { videoWidth: width }),
  };
  const ingest: IngestConfiguration = {
    ...(Object.keys(video).length > 0 && { video: { ...video, track: 'Track0' } }),
    ...(audioCodec !== undefined && { audio: { codec: audioCodec, track: 'Track0' } }),
  };
  return Object.keys(ingest).length > 0 ? ingest : undefined;
}

export type StepName =
  'breach' | 'streamStart' | 'starvationStart' | 'giveUp' | 'sessionEnded' | 'streamEnd';

/**
 * Returns the next step of a session if nobody intervenes, with its time in ms since the epoch;
 * undefined when no step is left.
 */
export function nextStep(
  session: SessionRecord,
  settings: Settings,
): { name: StepName; atMs: number } | undefined {
  const { createdAtMs, startedAtMs, lostAtMs, stoppedAtMs } = session;
  if (stoppedAtMs !== undefined) {
    const left: { name: StepName; atMs: number }[] = [];
    if (!session.sessionEnded)
      left.push({ name: 'sessionEnded', atMs: stoppedAtMs + settings.sessionEndedMs });
    if (startedAtMs !== undefined && !isOver(session))
      left.push({ name: 'streamEnd', atMs: stoppedAtMs + settings.streamEndMs });
    return left.toSorted((a, b) => a.atMs - b.atMs)[0];
  }
  const left: { name: StepName; atMs: number }[] = [];
  if (session.breach) left.push({ name: 'breach', atMs: session.breach.atMs });
  if (lostAtMs !== undefined) {
    const starves = startedAtMs !== undefined && !session.starving;
    left.push(
      starves
        ? { name: 'starvationStart', atMs: lostAtMs + settings.starvationStartMs }
        : { name: 'giveUp', atMs: lostAtMs + settings.lossEndMs },
    );
  } else if (startedAtMs === undefined)
    left.push({ name: 'streamStart', atMs: createdAtMs + settings.streamStartMs });
  return left.toSorted((a, b) => a.atMs - b.atMs)[0];
}

/** Past its Stream End: the channel may be deleted or updated. */
export const isOver = (session: SessionRecord): boolean => session.endedAtMs !== undefined;

/**
 * Holds the channel: a second publisher is refused while this is so, even during the 30 s after a
 * loss.
 */
export const isPublishing = (session: SessionRecord): boolean =>
  session.stoppedAtMs === undefined && !isOver(session);

/** Whether GetStream and ListStreams call the session LIVE: from Stream Start to Stream End. */
export const isLive = (session: SessionRecord): boolean =>
  session.startedAtMs !== undefined && !isOver(session);

/** Whether StopStream can stop the session: it is live and not stopped already. */
export const isStoppable = (session: SessionRecord): boolean =>
  isLive(session) && isPublishing(session);

/** IVS keeps sessions for 60 days; past that they are as if they had never been. */
export function isRetained(session: SessionRecord, nowMs: number, settings: Settings): boolean {
  return (
    session.endedAtMs === undefined ||
    nowMs - session.endedAtMs < settings.sessionRetentionDays * 86_400_000
  );
}

/**
 * The session GetStream speaks of: while an old one winds down, a new one takes over at its own
 * Stream Start.
 */
export function liveSession(sessions: SessionRecord[]): SessionRecord | undefined {
  return sessions.findLast(isLive);
}
