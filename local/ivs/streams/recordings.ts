import { dateAt, type Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { Agenda } from './timers.ts';
import type { RecordingRecord } from '../state/recordingRecord.ts';
import { placeOfArn } from '../state/resources.ts';
import type { SessionRecord } from '../state/session.ts';
import type { Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import { sameMedia } from './takeover.ts';

type Tell = (streamId: string, name: string, detail: Record<string, unknown>, atMs: number) => void;

const MERGED_STREAMS_MAX = 20;
const MERGED_MS_MAX = 48 * 3_600_000;
const BITRATE_TOLERANCE = 0.5;

/**
 * Simulates auto-record to S3 by its events; nothing is written. A stream that returns within the
 * window continues the same recording, without a second Recording Start (unconfirmed), unless it
 * returns before the previous write is done.
 */
export class Recordings {
  readonly #parts: { clock: Clock; random: Random; settings: Settings; state: State; tell: Tell };
  readonly #agenda: Agenda;

  constructor(parts: {
    clock: Clock;
    random: Random;
    settings: Settings;
    state: State;
    tell: Tell;
  }) {
    this.#parts = parts;
    this.#agenda = new Agenda(parts.clock);
  }

  /** Continues from the stored state. */
  resume(): void {
    for (const recording of this.#parts.state.recordings.all()) this.#proceed(recording);
  }

  /**
   * Handles a Stream Start. The stream is recorded only if the channel's configuration was ACTIVE
   * at go-live.
   */
  begin(session: SessionRecord, atMs: number): void {
    const { state, random, settings } = this.#parts;
    const { recordingConfiguration: configuration } = session;
    if (configuration?.state !== 'ACTIVE') return;
    const current = state.recordings
      .of(session.channelArn)
      .findLast(({ endedAtMs }) => endedAtMs !== undefined);
    if (current && this.#goesOn(current, session, atMs)) {
      const { endedAtMs: _over, ...rest } = current;
      this.#save({ ...rest, streamIds: [...current.streamIds, session.streamId] });
      return;
    }
    const { accountId = '' } = placeOfArn(session.channelArn) ?? {};
    const [year, month, day, hour, minute] = dateAt(atMs).toISOString().split(/\D/).map(Number);
    const channelId = session.channelArn.slice(session.channelArn.lastIndexOf('/') + 1);
    this.#save({
      sequence: state.nextSequence(),
      recordingSessionId: random.alphanumeric(16),
      channelArn: session.channelArn,
      channelName: session.channel.name,
      bucketName: configuration.destinationConfiguration.s3?.bucketName ?? '',
      windowMs: configuration.recordingReconnectWindowSeconds * 1_000,
      keyPrefix: [
        'ivs/v1',
        accountId,
        channelId,
        year,
        month,
        day,
        hour,
        minute,
        random.alphanumeric(12),
      ].join('/'),
      streamIds: [session.streamId],
      ...(session.ingest && { ingest: session.ingest }),
      beganAtMs: atMs,
      startsAtMs: atMs + settings.recordingStartMs,
      state: 'pending',
      durationMs: 0,
    });
  }

  /** Handles a Stream End. */
  end({ channelArn, streamId, startedAtMs = 0 }: SessionRecord, atMs: number): void {
    const recording = this.#parts.state.recordings
      .of(channelArn)
      .findLast(({ streamIds }) => streamIds.at(-1) === streamId);
    if (recording)
      this.#save({
        ...recording,
        endedAtMs: atMs,
        durationMs: recording.durationMs + atMs - startedAtMs,
      });
  }

  close(): void {
    this.#agenda.clear();
  }

  #goesOn(recording: RecordingRecord, session: SessionRecord, atMs: number): boolean {
    const awayMs = session.createdAtMs - (recording.endedAtMs ?? 0);
    const [before, now] = [recording.ingest?.video, session.ingest?.video];
    const [bitrate = 1, first = bitrate] = [now?.targetBitrate, before?.targetBitrate];
    return (
      recording.state !== 'failed' &&
      awayMs >= this.#parts.settings.recordingEndMs &&
      awayMs <= recording.windowMs &&
      recording.streamIds.length < MERGED_STREAMS_MAX &&
      atMs - recording.beganAtMs < MERGED_MS_MAX &&
      sameMedia(recording.ingest, session.ingest) &&
      (before?.targetFramerate ?? now?.targetFramerate) ===
        (now?.targetFramerate ?? before?.targetFramerate) &&
      Math.abs(bitrate - first) <= first * BITRATE_TOLERANCE
    );
  }

  #save(recording: RecordingRecord): void {
    this.#proceed(this.#parts.state.recordings.put(recording.recordingSessionId, recording));
  }

  #proceed(recording: RecordingRecord): void {
    const { settings, state } = this.#parts;
    const id = recording.recordingSessionId;
    const endsAtMs =
      recording.endedAtMs === undefined
        ? undefined
        : recording.endedAtMs + recording.windowMs + settings.recordingEndMs;
    const dueMs = recording.state === 'pending' ? recording.startsAtMs : endsAtMs;
    if (dueMs === undefined) this.#agenda.drop(id);
    else
      this.#agenda.plan(id, dueMs, () => {
        const current = state.recordings.get(id);
        if (current?.state === 'pending') this.#start(current, dueMs);
        else if (current) this.#finish(current, dueMs);
      });
  }

  #start(recording: RecordingRecord, atMs: number): void {
    const failed = this.#parts.settings.recordingFailures[recording.bucketName] === 'start';
    this.#tell(recording, failed ? 'Recording Start Failure' : 'Recording Start', atMs, {
      ...(failed && {
        recording_status_reason: 'ValidationException',
        recording_s3_key_prefix: '',
      }),
      recording_duration_ms: 0,
    });
    this.#save({ ...recording, state: failed ? 'failed' : 'recording' });
  }

  #finish(recording: RecordingRecord, atMs: number): void {
    this.#parts.state.recordings.delete(recording.recordingSessionId);
    if (recording.state === 'failed') return;
    const failed = this.#parts.settings.recordingFailures[recording.bucketName] === 'end';
    const outcome = failed
      ? { recording_status_reason: 'InternalServerException', recording_duration_ms: 0 }
      : {
          recording_duration_ms: recording.durationMs,
          recording_session_stream_ids: recording.streamIds,
        };
    this.#tell(recording, failed ? 'Recording End Failure' : 'Recording End', atMs, outcome);
  }

  #tell(
    recording: RecordingRecord,
    status: string,
    atMs: number,
    outcome: Record<string, unknown>,
  ): void {
    const streamId = recording.streamIds.at(-1) ?? '';
    const detail = {
      channel_name: recording.channelName,
      stream_id: streamId,
      recording_status: status,
      recording_status_reason: '',
      recording_s3_bucket_name: recording.bucketName,
      recording_s3_key_prefix: recording.keyPrefix,
      recording_session_id: recording.recordingSessionId,
      ...outcome,
    };
    this.#parts.tell(streamId, status, detail, atMs);
  }
}
