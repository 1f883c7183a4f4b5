import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { adBreak } from './adBreak.ts';
import { admission, type Connection } from './admission.ts';
import type { Broadcasts } from '../media/broadcasts.ts';
import { Agenda } from './timers.ts';
import type { Events } from '../state/events.ts';
import { described, measured } from './ingest.ts';
import { ivsError } from '../protocol/errors.ts';
import { Recordings } from './recordings.ts';
import type { RecordingFiles } from '../recording/recordingFiles.ts';
import { recordingConfigurationAt } from './recordingState.ts';
import type { Channel, Place } from '../state/resources.ts';
import {
  isOver,
  isPublishing,
  isRetained,
  isStoppable,
  liveSession,
  newSession,
  nextStep,
  type IngestConfiguration,
  type SessionRecord,
} from '../state/session.ts';
import {
  AD_BREAK_CHANGE,
  HEALTH_CHANGE,
  LIMIT_BREACH,
  SessionEvents,
  STATE_CHANGE,
} from './sessionEvents.ts';
import type { Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import { takeStep, type Steps } from './steps.ts';
import { takeoverFailure } from './takeover.ts';

interface Parts {
  clock: Clock;
  random: Random;
  settings: Settings;
  state: State;
  events: Events;
  broadcasts: Broadcasts;
  /** Undefined: recordings are events only. */
  recordingFiles: RecordingFiles | undefined;
  place: Place;
}

/** The life cycle of streams: admission, the steps that follow and when, and their events. */
export class Streams {
  readonly #parts: Parts;
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #state: State;
  readonly #told: SessionEvents;
  readonly #recordings: Recordings;
  readonly #agenda: Agenda;
  readonly #steps: Steps;
  readonly #cuts = new Map<string, () => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#clock = parts.clock;
    this.#settings = parts.settings;
    this.#state = parts.state;
    this.#agenda = new Agenda(parts.clock);
    this.#told = new SessionEvents(parts);
    this.#recordings = new Recordings({
      ...parts,
      files: parts.recordingFiles,
      tell: (...event) => this.#told.tellRecording(...event),
    });
    this.#steps = {
      told: this.#told,
      recordings: this.#recordings,
      broadcasts: parts.broadcasts,
      proceed: (session) => void this.#proceed(session),
      end: (session, atMs) => this.#end(session, atMs),
      current: (streamId) => this.#state.sessions.get(streamId),
    };
  }

  /**
   * Continues from the stored state. Steps that fell due meanwhile happen now, with their own
   * times; real encoders are lost.
   */
  resume(): void {
    this.#state.sessions.forget(
      (session) => !isRetained(session, this.#clock.now(), this.#settings),
    );
    for (const session of this.#state.sessions.all()) {
      const gone =
        session.source === 'rtmp' && isPublishing(session) && session.lostAtMs === undefined;
      this.#proceed(gone ? this.#told.save({ ...session, lostAtMs: this.#clock.now() }) : session);
    }
    this.#recordings.resume();
  }

  /** Returns whether the channel of a key has a publisher, so only a takeover is possible. */
  isTaken(streamKeyValue: string): boolean {
    return admission(this.#state, this.#settings, streamKeyValue, undefined).verdict === 'takeover';
  }

  /**
   * Returns whether the channel of a key has a publisher that another one with this priority may
   * take over, as far as can be said before its media is known. A refusal is told as an event.
   */
  allowsTakeover(streamKeyValue: string, priority: number): boolean {
    const admitted = admission(this.#state, this.#settings, streamKeyValue, undefined);
    return admitted.verdict === 'takeover' && this.#mayTakeOver(admitted.session, priority);
  }

  /**
   * Admits an encoder and returns its session; undefined when it is refused. A wrong key causes no
   * event, nor does a second publisher without a priority; a failed takeover and a full account do.
   */
  connect(connection: Connection): SessionRecord | undefined {
    const admitted = admission(
      this.#state,
      this.#settings,
      connection.streamKeyValue,
      connection.channelArn,
    );
    if (admitted.verdict === 'full')
      this.#told.tellAccount(LIMIT_BREACH, admitted.breach, this.#clock.now());
    if (admitted.verdict === 'takeover') return this.#takeOver(admitted.session, connection);
    return admitted.verdict === 'admitted' ? this.#open(admitted, connection) : undefined;
  }

  #open(
    { channel, streamKeyArn }: { channel: Channel; streamKeyArn: string },
    { priority = 0, ingest, source, cut }: Connection,
  ): SessionRecord | undefined {
    // Expired sessions are dropped here too: a process that runs for months would keep them all.
    this.#state.sessions.forget(
      (session) => !isRetained(session, this.#clock.now(), this.#settings),
    );
    const recorded = this.#state.recordingConfigurations.get(channel.recordingConfigurationArn);
    const session = newSession(
      this.#state.nextSequence(),
      `st-${this.#parts.random.alphanumeric(23)}`,
      channel,
      {
        streamKeyArn,
        source,
        createdAtMs: this.#clock.now(),
        ...(priority > 0 && { priority }),
        ...(recorded && {
          recordingConfiguration: recordingConfigurationAt(recorded, this.#clock.now()),
        }),
      },
    );
    this.#cuts.set(session.streamId, cut);
    const created = this.#proceed(
      this.#told.tell(session, STATE_CHANGE, 'Session Created', session.createdAtMs),
    );
    return ingest ? this.describe(session.streamId, ingest) : created;
  }

  /**
   * Handles a publisher with a priority on a channel that has one. The stream continues with the
   * new publisher, or the old one stays.
   */
  #takeOver(
    session: SessionRecord,
    { priority, ingest, source, cut }: Connection,
  ): SessionRecord | undefined {
    if (priority === undefined || !this.#mayTakeOver(session, priority, ingest)) return undefined;
    const nowMs = this.#clock.now();
    const old = this.#cuts.get(session.streamId);
    this.#cuts.set(session.streamId, cut);
    this.#heal(
      this.#told.tell(
        { ...session, source, priority, takeovers: (session.takeovers ?? 0) + 1 },
        STATE_CHANGE,
        'Stream Takeover',
        nowMs,
      ),
    );
    old?.();
    return this.describe(session.streamId, ingest ?? {});
  }

  /** Returns whether a publisher may take over a session; tells of the failure if it may not. */
  #mayTakeOver(session: SessionRecord, priority: number, ingest?: IngestConfiguration): boolean {
    const code = takeoverFailure(session, priority, ingest, this.#settings);
    if (code)
      this.#told.tell(session, STATE_CHANGE, 'Stream Takeover Failure', this.#clock.now(), {
        code,
      });
    return code === undefined;
  }

  /** Restores the callback that cuts a simulated encoder after a restart. */
  reattach(streamId: string, cut: () => void): void {
    this.#cuts.set(streamId, cut);
  }

  /** Handles a clean disconnect by the encoder. */
  disconnect(streamId: string): void {
    this.#cuts.delete(streamId);
    const session = this.#state.sessions.get(streamId);
    if (session && isPublishing(session))
      this.#proceed(this.#told.save({ ...session, stoppedAtMs: this.#clock.now() }));
  }

  /** Handles a connection broken or silent since `sinceMs`; the channel stays taken for a while. */
  lose(streamId: string, sinceMs = this.#clock.now()): void {
    const session = this.#state.sessions.get(streamId);
    if (session && isPublishing(session) && session.lostAtMs === undefined)
      this.#proceed(this.#told.save({ ...session, lostAtMs: sinceMs }));
  }

  /** Handles new data on a connection that was silent. */
  recover(streamId: string): void {
    const session = this.#state.sessions.get(streamId);
    if (session && isPublishing(session) && session.lostAtMs !== undefined)
      this.#proceed(this.#heal(session));
  }

  /**
   * Adds newly known properties of the encoder's video and audio to those known before. Properties
   * that exceed a limit end the session.
   */
  describe(streamId: string, ingest: IngestConfiguration): SessionRecord | undefined {
    const session = this.#state.sessions.get(streamId);
    return (
      session &&
      this.#proceed(this.#told.save(described(session, ingest, this.#settings, this.#clock.now())))
    );
  }

  /** Handles the first picture of a real encoder, without which a stream does not start. */
  show(streamId: string): void {
    const session = this.#state.sessions.get(streamId);
    if (session && session.hasPicture !== true)
      this.#proceed(this.#told.save({ ...session, hasPicture: true }));
  }

  /**
   * Handles a measured bitrate, in bits per second. A bitrate above the limit ends the session,
   * whatever the encoder announced.
   */
  measure(streamId: string, bitrateBps: number): void {
    const session = this.#state.sessions.get(streamId);
    const after = session && measured(session, bitrateBps, this.#settings, this.#clock.now());
    if (after && after !== session) this.#proceed(this.#told.save(after));
  }

  /** Ends a stream that IVS cannot process. Returns false when the channel has no publisher. */
  fail(channelArn: string, reason: string): boolean {
    const session = this.#state.sessions.of(channelArn).findLast(isPublishing);
    if (!session) return false;
    this.#end(
      this.#told.tell(
        { ...session, hasErrorEvent: true },
        STATE_CHANGE,
        'Stream Failure',
        this.#clock.now(),
        { reason },
      ),
      this.#clock.now(),
    );
    return true;
  }

  /**
   * Announces an ad break of `durationSeconds` on a live channel and returns its id.
   * @throws IvsError ChannelNotBroadcasting, or ConflictException while another ad break runs
   */
  insertAdBreak(channelArn: string, durationSeconds: number): string {
    const nowMs = this.#clock.now();
    const adBreakId = this.#parts.random.alphanumeric(12);
    const { session, detail } = adBreak(
      this.#stoppable(channelArn),
      adBreakId,
      durationSeconds,
      nowMs + this.#settings.adBreakLeadMs,
      nowMs,
    );
    this.#told.tell(session, AD_BREAK_CHANGE, 'Ad Break Inserted', nowMs, detail);
    return adBreakId;
  }

  /**
   * Stops the stream of a channel, as StopStream does.
   * @throws IvsError ChannelNotBroadcasting when no stream is live, or it is already being stopped
   */
  stop(channelArn: string): void {
    this.#end(
      this.#stoppable(
        channelArn,
        this.#settings.stopBeforeStreamStart === 'stops' ? isPublishing : isStoppable,
      ),
      this.#clock.now(),
    );
  }

  /** Ends the session that uses a key. Only the setting deletedKeyEndsSession calls for it. */
  stopOnKey(streamKeyArn: string, channelArn: string): void {
    for (const session of this.#state.sessions.of(channelArn))
      if (session.streamKeyArn === streamKeyArn && isPublishing(session))
        this.#end(session, this.#clock.now());
  }

  /**
   * Returns whether the channel has a session between Session Created and Stream End. DeleteChannel
   * and UpdateChannel are refused during this time.
   */
  isOpen(channelArn: string): boolean {
    return this.#state.sessions.of(channelArn).some((session) => !isOver(session));
  }

  /** Returns the session that GetStream shows; undefined when the channel is not broadcasting. */
  live(channelArn: string): SessionRecord | undefined {
    return liveSession(this.#state.sessions.of(channelArn));
  }

  /** Cuts every encoder and cancels all pending steps before the state is replaced. */
  halt(): void {
    this.close();
    const cuts = [...this.#cuts.values()];
    this.#cuts.clear();
    for (const cut of cuts) cut();
  }

  close(): void {
    this.#recordings.close();
    this.#agenda.clear();
  }

  #heal({ lostAtMs: _lost, ...session }: SessionRecord): SessionRecord {
    const healthy = { ...session, starving: false };
    return session.starving
      ? this.#told.tell(healthy, HEALTH_CHANGE, 'Starvation End', this.#clock.now())
      : this.#told.save(healthy);
  }

  #stoppable(channelArn: string, which = isStoppable): SessionRecord {
    const session = this.#state.sessions.of(channelArn).findLast(which);
    if (!session)
      throw ivsError('ChannelNotBroadcasting', `Channel: ${channelArn} is not currently online`);
    return session;
  }

  #end(session: SessionRecord, atMs: number): void {
    this.#proceed(this.#told.save({ ...session, stoppedAtMs: atMs }));
    const cut = this.#cuts.get(session.streamId);
    this.#cuts.delete(session.streamId);
    cut?.();
  }

  /** Schedules the next step, or takes it when it is due. Returns the resulting session. */
  #proceed(session: SessionRecord): SessionRecord {
    const step = nextStep(session, this.#settings);
    if (!step) this.#agenda.drop(session.streamId);
    else
      this.#agenda.plan(session.streamId, step.atMs, () => {
        const current = this.#state.sessions.get(session.streamId);
        if (current) takeStep(this.#steps, current, step);
      });
    return this.#state.sessions.get(session.streamId) ?? session;
  }
}
