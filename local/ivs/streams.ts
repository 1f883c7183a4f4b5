import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Events } from './events.ts';
import { ivsError } from './protocol/errors.ts';
import { isOver, isPublishing, isRetained, isStoppable, liveSession, nextStep, type IngestConfiguration, type SessionRecord, type StepName } from './session.ts';
import type { Settings } from './settings.ts';
import type { State } from './state.ts';

const EVENTS_KEPT_PER_SESSION = 500;
const STATE_CHANGE = 'IVS Stream State Change';
const HEALTH_CHANGE = 'IVS Stream Health Change';

/** An encoder at the door. */
export interface Connection {
  streamKeyValue: string;
  /** Refused unless the key belongs to this channel; absent: any channel's key will do, as in real ingest. */
  channelArn?: string;
  source: SessionRecord['source'];
  /** Ends the connection from our side; called at most once, never for a disconnect by the encoder. */
  cut: () => void;
}

/** The life of streams: who is let in, what follows when, and which events tell of it. */
export class Streams {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #settings: Settings;
  readonly #state: State;
  readonly #events: Events;
  readonly #cuts = new Map<string, () => void>();
  readonly #timers = new Map<string, () => void>();

  constructor(parts: { clock: Clock; random: Random; settings: Settings; state: State; events: Events }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#settings = parts.settings;
    this.#state = parts.state;
    this.#events = parts.events;
  }

  /** Goes on where the state left off: what fell due meanwhile happens now, at its own time; real encoders are lost. */
  resume(): void {
    for (const session of this.#state.sessions.all()) {
      if (!isRetained(session, this.#clock.now(), this.#settings)) this.#state.sessions.delete(session.streamId);
      const gone = session.source === 'rtmp' && isPublishing(session) && session.lostAtMs === undefined;
      this.#proceed(gone ? this.#save({ ...session, lostAtMs: this.#clock.now() }) : session);
    }
  }

  /** Lets an encoder in and gives its session, or undefined: a wrong key, or a channel that has a publisher. No event then. */
  connect(connection: Connection): SessionRecord | undefined {
    const streamKey = this.#state.streamKeys.all().find((record) => record.streamKey.value === connection.streamKeyValue)?.streamKey;
    const channel = streamKey && this.#state.channels.get(streamKey.channelArn)?.channel;
    if (!channel || channel.arn !== (connection.channelArn ?? channel.arn)) return undefined;
    if (this.#state.sessions.of(channel.arn).some(isPublishing)) return undefined;
    const session: SessionRecord = {
      sequence: this.#state.nextSequence(), streamId: `st-${this.#random.alphanumeric(23)}`, channelArn: channel.arn, streamKeyArn: streamKey.arn,
      source: connection.source, channel, createdAtMs: this.#clock.now(), starving: false, sessionEnded: false, events: [],
    };
    this.#cuts.set(session.streamId, connection.cut);
    return this.#proceed(this.#tell(session, STATE_CHANGE, 'Session Created', session.createdAtMs));
  }

  /** Hands back the means to cut a simulated encoder that survived a restart. */
  reattach(streamId: string, cut: () => void): void {
    this.#cuts.set(streamId, cut);
  }

  /** The encoder said goodbye. */
  disconnect(streamId: string): void {
    this.#cuts.delete(streamId);
    const session = this.#state.sessions.get(streamId);
    if (session && isPublishing(session)) this.#proceed(this.#save({ ...session, stoppedAtMs: this.#clock.now() }));
  }

  /** The connection broke, or has been silent since `sinceMs`: the channel stays taken for a while. */
  lose(streamId: string, sinceMs = this.#clock.now()): void {
    const session = this.#state.sessions.get(streamId);
    if (session && isPublishing(session) && session.lostAtMs === undefined) this.#proceed(this.#save({ ...session, lostAtMs: sinceMs }));
  }

  /** Data comes again on a connection that was silent. */
  recover(streamId: string): void {
    const session = this.#state.sessions.get(streamId);
    if (!session || !isPublishing(session) || session.lostAtMs === undefined) return;
    const { lostAtMs: _lost, ...rest } = session;
    const healthy = { ...rest, starving: false };
    this.#proceed(session.starving ? this.#tell(healthy, HEALTH_CHANGE, 'Starvation End', this.#clock.now()) : this.#save(healthy));
  }

  /** What the encoder said about its video and audio. */
  describe(streamId: string, ingest: IngestConfiguration): void {
    const session = this.#state.sessions.get(streamId);
    if (session) this.#save({ ...session, ingest });
  }

  /** StopStream. @throws IvsError ChannelNotBroadcasting when nothing is live, or what is live is being stopped already */
  stop(channelArn: string): void {
    const beforeStart = this.#settings.stopBeforeStreamStart === 'stops';
    const session = this.#state.sessions.of(channelArn).findLast(beforeStart ? isPublishing : isStoppable);
    if (!session) throw ivsError('ChannelNotBroadcasting', `Channel: ${channelArn} is not currently online`);
    this.#end(session, this.#clock.now());
  }

  /** Ends whatever runs on a key; only for the setting that says deleting a key does that. */
  stopOnKey(streamKeyArn: string, channelArn: string): void {
    for (const session of this.#state.sessions.of(channelArn)) if (session.streamKeyArn === streamKeyArn && isPublishing(session)) this.#end(session, this.#clock.now());
  }

  /** From Session Created to Stream End: DeleteChannel and UpdateChannel are refused. */
  isOpen(channelArn: string): boolean {
    return this.#state.sessions.of(channelArn).some((session) => !isOver(session));
  }

  /** What GetStream answers with, or undefined when the channel is not broadcasting. */
  live(channelArn: string): SessionRecord | undefined {
    return liveSession(this.#state.sessions.of(channelArn));
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #end(session: SessionRecord, atMs: number): void {
    this.#proceed(this.#save({ ...session, stoppedAtMs: atMs }));
    const cut = this.#cuts.get(session.streamId);
    this.#cuts.delete(session.streamId);
    cut?.();
  }

  /** Arms the next step, or takes it when it is due. */
  #proceed(session: SessionRecord): SessionRecord {
    this.#timers.get(session.streamId)?.();
    this.#timers.delete(session.streamId);
    const step = nextStep(session, this.#settings);
    if (!step) return session;
    const take = (): void => {
      const current = this.#state.sessions.get(session.streamId);
      if (current) this.#take(current, step.name, step.atMs);
    };
    if (step.atMs <= this.#clock.now()) take();
    else this.#timers.set(session.streamId, this.#clock.after(step.atMs - this.#clock.now(), take));
    return session;
  }

  #take(session: SessionRecord, step: StepName, atMs: number): void {
    switch (step) {
      case 'streamStart':
        this.#proceed(this.#tell({ ...session, startedAtMs: atMs }, STATE_CHANGE, 'Stream Start', atMs));
        break;
      case 'starvationStart':
        this.#proceed(this.#tell({ ...session, starving: true }, HEALTH_CHANGE, 'Starvation Start', atMs));
        break;
      case 'giveUp':
        this.#end(session, atMs);
        break;
      case 'sessionEnded': {
        const over = session.startedAtMs === undefined && { endedAtMs: atMs };
        this.#proceed(this.#tell({ ...session, sessionEnded: true, ...over }, STATE_CHANGE, 'Session Ended', atMs));
        break;
      }
      case 'streamEnd':
        this.#proceed(this.#tell({ ...session, endedAtMs: atMs }, STATE_CHANGE, 'Stream End', atMs));
        break;
    }
  }

  #tell(session: SessionRecord, type: string, name: string, atMs: number): SessionRecord {
    const { streamId, channel } = session;
    const event = this.#events.send(type, channel.arn, { event_name: name, channel_name: channel.name, stream_id: streamId }, atMs);
    const events = [{ name, type, eventTime: event.time }, ...session.events].slice(0, EVENTS_KEPT_PER_SESSION);
    return this.#save({ ...session, events });
  }

  #save(session: SessionRecord): SessionRecord {
    return this.#state.sessions.put(session.streamId, session);
  }
}
