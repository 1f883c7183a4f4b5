import { dateAt, type Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import type { RecordingFiles } from '../recording/recordingFiles.ts';
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
/** The reasons that IVS gives for a recording that could not start, and for one that broke off. */
const START_FAILED = 'ValidationException';
const END_FAILED = 'InternalServerException';

interface Parts {
  clock: Clock;
  random: Random;
  settings: Settings;
  state: State;
  tell: Tell;
  /** Undefined: recordings are events only. */
  files: RecordingFiles | undefined;
}

/**
 * Simulates auto-record to S3: its events and, with a storage, its files. A stream that returns
 * within the window continues the same recording, without a second Recording Start (unconfirmed),
 * unless it returns before the previous write is done.
 */
export class Recordings {
  readonly #parts: Parts;
  readonly #agenda: Agenda;
  /** The recordings whose start or end is being written. */
  readonly #busy = new Set<string>();
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#agenda = new Agenda(parts.clock);
  }

  /** Continues from the stored state. */
  resume(): void {
    this.#isClosed = false;
    const { state } = this.#parts;
    for (const recording of state.recordings.all()) {
      const session =
        recording.endedAtMs === undefined
          ? state.sessions.get(recording.streamIds.at(-1) ?? '')
          : undefined;
      if (recording.state !== 'failed') this.#follow(recording, session);
      this.#proceed(recording);
    }
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
      this.#follow(current, session);
      this.#save({ ...rest, streamIds: [...current.streamIds, session.streamId] });
      return;
    }
    const { accountId = '' } = placeOfArn(session.channelArn) ?? {};
    const [year, month, day, hour, minute] = dateAt(atMs).toISOString().split(/\D/).map(Number);
    const channelId = session.channelArn.slice(session.channelArn.lastIndexOf('/') + 1);
    const recording: RecordingRecord = {
      sequence: state.nextSequence(),
      recordingSessionId: random.alphanumeric(12),
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
    };
    this.#follow(recording, session);
    this.#save(recording);
  }

  /** Handles a Stream End. */
  end({ channelArn, streamId, startedAtMs = 0 }: SessionRecord, atMs: number): void {
    const recording = this.#parts.state.recordings
      .of(channelArn)
      .findLast(({ streamIds }) => streamIds.at(-1) === streamId);
    if (!recording) return;
    this.#parts.files?.leave(recording, atMs);
    this.#save({
      ...recording,
      endedAtMs: atMs,
      durationMs: recording.durationMs + atMs - startedAtMs,
    });
  }

  /** Stops until `resume`. What is being written then has no effect on the state. */
  close(): void {
    this.#isClosed = true;
    this.#busy.clear();
    this.#agenda.clear();
  }

  #follow(recording: RecordingRecord, session: SessionRecord | undefined): void {
    const id = recording.recordingSessionId;
    this.#parts.files?.follow(recording, session, () => {
      const current = this.#isClosed ? undefined : this.#parts.state.recordings.get(id);
      // Otherwise the start or the end that is being written fails, and tells of it.
      if (current?.state === 'recording' && !this.#busy.has(id))
        this.#failed(current, this.#parts.clock.now());
    });
  }

  #goesOn(recording: RecordingRecord, session: SessionRecord, atMs: number): boolean {
    const awayMs = session.createdAtMs - (recording.endedAtMs ?? 0);
    const [before, now] = [recording.ingest?.video, session.ingest?.video];
    const [bitrate = 1, first = bitrate] = [now?.targetBitrate, before?.targetBitrate];
    return (
      recording.state !== 'failed' &&
      !this.#busy.has(recording.recordingSessionId) &&
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
    const { files, settings, state } = this.#parts;
    const session = state.sessions.get(recording.streamIds[0] ?? '');
    if (settings.recordingFailures[recording.bucketName] === 'start') {
      files?.forget(recording.recordingSessionId);
      this.#notStarted(recording, atMs);
    } else if (files && session)
      this.#write(
        recording,
        () => files.start(recording, session),
        (current, description, doneMs) => this.#started({ ...current, description }, doneMs),
        (current, doneMs) => this.#notStarted(current, doneMs),
      );
    else this.#started(recording, atMs);
  }

  #started(recording: RecordingRecord, atMs: number): void {
    this.#tell(recording, 'Recording Start', atMs, { recording_duration_ms: 0 });
    this.#save({ ...recording, state: 'recording' });
  }

  #notStarted(recording: RecordingRecord, atMs: number): void {
    this.#tell(recording, 'Recording Start Failure', atMs, {
      recording_status_reason: START_FAILED,
      recording_s3_key_prefix: '',
      recording_duration_ms: 0,
    });
    this.#save({ ...recording, state: 'failed' });
  }

  #finish(recording: RecordingRecord, atMs: number): void {
    const { files, settings, state } = this.#parts;
    if (recording.state === 'failed') {
      state.recordings.delete(recording.recordingSessionId);
      files?.forget(recording.recordingSessionId);
    } else if (settings.recordingFailures[recording.bucketName] === 'end') {
      state.recordings.delete(recording.recordingSessionId);
      this.#failed(recording, atMs);
    } else if (files)
      this.#write(
        recording,
        () => files.finish(recording),
        (current, durationMs, doneMs) => {
          files.forget(current.recordingSessionId);
          this.#finished(current, durationMs, doneMs);
        },
        (current, doneMs) => {
          state.recordings.delete(current.recordingSessionId);
          this.#failed(current, doneMs);
        },
      );
    else this.#finished(recording, recording.durationMs, atMs);
  }

  #finished(recording: RecordingRecord, durationMs: number, atMs: number): void {
    this.#parts.state.recordings.delete(recording.recordingSessionId);
    this.#tell(recording, 'Recording End', atMs, {
      // IVS rounds to whole seconds.
      recording_duration_ms: Math.round(durationMs / 1_000) * 1_000,
    });
  }

  /** Handles the failure of a recording that had started. */
  #failed(recording: RecordingRecord, atMs: number): void {
    const { files, state } = this.#parts;
    void files?.fail(recording, END_FAILED);
    this.#tell(recording, 'Recording End Failure', atMs, {
      recording_status_reason: END_FAILED,
      recording_duration_ms: 0,
    });
    if (state.recordings.get(recording.recordingSessionId))
      this.#save({ ...recording, state: 'failed' });
  }

  /**
   * Writes the start or the end of a recording, then goes on with the record as it is by then and
   * the present time, in ms since the epoch.
   */
  #write<Result>(
    { recordingSessionId: id }: RecordingRecord,
    write: () => Promise<Result>,
    written: (recording: RecordingRecord, result: Result, atMs: number) => void,
    failed: (recording: RecordingRecord, atMs: number) => void,
  ): void {
    if (this.#busy.has(id)) return;
    this.#busy.add(id);
    const after = (act: (recording: RecordingRecord, atMs: number) => void): void => {
      if (this.#isClosed) return;
      this.#busy.delete(id);
      const current = this.#parts.state.recordings.get(id);
      if (current) act(current, this.#parts.clock.now());
    };
    // A failure has been printed by the files.
    void write().then(
      (result) => after((current, atMs) => written(current, result, atMs)),
      () => after(failed),
    );
  }

  #tell(
    recording: RecordingRecord,
    status: string,
    atMs: number,
    outcome: Record<string, unknown>,
  ): void {
    const streamId = recording.streamIds.at(-1) ?? '';
    // The order and the members are those of events that IVS sent to others; its guide leaves out
    // the stream ids of a Recording Start.
    const detail = {
      recording_status: status,
      recording_status_reason: '',
      recording_s3_bucket_name: recording.bucketName,
      recording_s3_key_prefix: recording.keyPrefix,
      ...outcome,
      channel_name: recording.channelName,
      stream_id: streamId,
      recording_session_id: recording.recordingSessionId,
      recording_session_stream_ids: recording.streamIds,
    };
    this.#parts.tell(streamId, status, detail, atMs);
  }
}
