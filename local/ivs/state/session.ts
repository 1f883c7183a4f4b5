import type { Channel, RecordingConfiguration } from './resources.ts';
import type { Settings } from './settings.ts';

/**
 * An event of a session as GetStreamSession returns it (`type` is the detail-type of the
 * EventBridge event).
 */
export interface SessionEvent {
  name: string;
  type: string;
  eventTime: string;
  /** The code of a Stream Takeover Failure. */
  code?: string;
}

/** The media that a simulated encoder sends, as far as specified. */
export interface Media {
  bitrateBps?: number | undefined;
  width?: number | undefined;
  height?: number | undefined;
  framerate?: number | undefined;
  videoCodec?: string | undefined;
  audioCodec?: string | undefined;
}

/** One exceeded limit, in the terms of the `IVS Limit Breach` event. */
export interface Breach {
  limit: 'Ingest Bitrate' | 'Ingest Resolution' | 'Concurrent Broadcasts' | 'Concurrent Viewers';
  /** The allowed value and the observed value, in `unit`. */
  value: number;
  observed: number;
  unit: 'bits per second' | 'total pixels' | 'pixels per edge' | 'active streams' | 'viewers';
}

/**
 * The ingest configuration as GetStreamSession returns it. Only properties that the encoder stated
 * are present.
 */
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
 * One broadcast: from an accepted stream key to Stream End. All times are milliseconds since the
 * epoch.
 */
export interface SessionRecord {
  sequence: number;
  streamId: string;
  channelArn: string;
  streamKeyArn: string;
  /**
   * A session of a real encoder cannot outlive this process; a session of a simulated encoder can.
   */
  source: 'rtmp' | 'simulated';
  /** The channel as it was at go-live. */
  channel: Channel;
  createdAtMs: number;
  /** The time of Stream Start; absent before it, and in a session that ended before it. */
  startedAtMs?: number;
  /** A real encoder has sent a picture that IVS takes. */
  hasPicture?: true;
  /** The time since which no data has arrived. */
  lostAtMs?: number;
  /** Starvation Start was sent, and no Starvation End after it. */
  starving: boolean;
  /**
   * The time of StopStream, a clean disconnect, or 30 s without data. From then on a new publisher
   * is admitted.
   */
  stoppedAtMs?: number;
  sessionEnded: boolean;
  /**
   * The time of Stream End, or of Session Ended for a session that never started. From then on the
   * channel may be deleted.
   */
  endedAtMs?: number;
  /** Newest first, at most 500. */
  events: SessionEvent[];
  ingest?: IngestConfiguration;
  /** The priority of `?priority=N`. It is forgotten when the stream ends. */
  priority?: number;
  takeovers?: number;
  /** A limit that the encoder exceeded. The event is sent and the encoder cut at `atMs`. */
  breach?: Breach & { atMs: number };
  /** The events include a limit breach or a failure. */
  hasErrorEvent?: true;
  /** The recording configuration as it was at go-live. */
  recordingConfiguration?: RecordingConfiguration;
  /** The end of the current ad break. */
  adBreakEndsAtMs?: number;
}

/** Returns a session at the moment when its stream key is accepted. */
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

/** Returns the tracks that an encoder's settings describe; undefined when no setting is given. */
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
 * Returns the next step of a session if nothing else happens, with its time in ms since the epoch;
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
  const hasPicture = session.source === 'simulated' || session.hasPicture === true;
  if (session.breach) left.push({ name: 'breach', atMs: session.breach.atMs });
  if (lostAtMs !== undefined) {
    const starves = startedAtMs !== undefined && !session.starving;
    left.push(
      starves
        ? { name: 'starvationStart', atMs: lostAtMs + settings.starvationStartMs }
        : { name: 'giveUp', atMs: lostAtMs + settings.lossEndMs },
    );
  } else if (startedAtMs === undefined && hasPicture)
    left.push({ name: 'streamStart', atMs: createdAtMs + settings.streamStartMs });
  if (!hasPicture) left.push({ name: 'giveUp', atMs: createdAtMs + settings.pictureWithinMs });
  return left.toSorted((a, b) => a.atMs - b.atMs)[0];
}

/**
 * Returns whether the session is past its Stream End, so that the channel may be deleted or
 * updated.
 */
export const isOver = (session: SessionRecord): boolean => session.endedAtMs !== undefined;

/**
 * Returns whether the session occupies the channel. A second publisher is refused during this time,
 * even during the 30 s after a loss of data.
 */
export const isPublishing = (session: SessionRecord): boolean =>
  session.stoppedAtMs === undefined && !isOver(session);

/**
 * Returns whether GetStream and ListStreams show the session as LIVE: from Stream Start to Stream
 * End.
 */
export const isLive = (session: SessionRecord): boolean =>
  session.startedAtMs !== undefined && !isOver(session);

/** Returns whether StopStream can stop the session: it is live and is not being stopped already. */
export const isStoppable = (session: SessionRecord): boolean =>
  isLive(session) && isPublishing(session);

/**
 * Returns whether a session is still retained. IVS keeps sessions for 60 days and then treats them
 * as if they had never existed.
 */
export function isRetained(session: SessionRecord, nowMs: number, settings: Settings): boolean {
  return (
    session.endedAtMs === undefined ||
    nowMs - session.endedAtMs < settings.sessionRetentionDays * 86_400_000
  );
}

/**
 * Returns the session that GetStream describes. While an old session ends, a new one replaces it at
 * its own Stream Start.
 */
export function liveSession(sessions: SessionRecord[]): SessionRecord | undefined {
  return sessions.findLast(isLive);
}
