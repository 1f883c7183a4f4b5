import { detailName, type EventDetail, type Events } from '../state/events.ts';
import { breachDetail } from './limits.ts';
import type { Place } from '../state/resources.ts';
import type { SessionRecord } from '../state/session.ts';
import type { State } from '../state/state.ts';

const EVENTS_KEPT_PER_SESSION = 500;

/** The detail-types of the EventBridge events of IVS Low-Latency Streaming. */
export const STATE_CHANGE = 'IVS Stream State Change';
export const HEALTH_CHANGE = 'IVS Stream Health Change';
export const LIMIT_BREACH = 'IVS Limit Breach';
export const RECORDING_CHANGE = 'IVS Recording State Change';
export const AD_BREAK_CHANGE = 'IVS Ad Break State Change';

/** Sends the events of sessions and stores each one with its session. */
export class SessionEvents {
  readonly #state: State;
  readonly #events: Events;
  readonly #place: Place;

  constructor(parts: { state: State; events: Events; place: Place }) {
    this.#state = parts.state;
    this.#events = parts.events;
    this.#place = parts.place;
  }

  /**
   * Sends an event of the session, stores the session with it and returns it. A limit breach has no
   * `event_name`.
   */
  tell(
    session: SessionRecord,
    type: string,
    name: string,
    atMs: number,
    more: EventDetail = {},
  ): SessionRecord {
    const { streamId, channel } = session;
    const detail = {
      ...(type !== LIMIT_BREACH && { event_name: name }),
      channel_name: channel.name,
      stream_id: streamId,
      ...more,
    };
    return this.save(this.#keep(session, type, detail, atMs));
  }

  /** Sends the limit breach of the session, if there is one. */
  tellBreach({ breach, ...session }: SessionRecord, atMs: number): SessionRecord {
    return breach
      ? this.tell(
          { ...session, hasErrorEvent: true },
          LIMIT_BREACH,
          breach.limit,
          atMs,
          breachDetail(breach),
        )
      : session;
  }

  /**
   * Sends an event of a recording, which is stored with the recording's latest stream. A failure
   * makes the session one with an error event.
   */
  tellRecording(streamId: string, name: string, detail: EventDetail, atMs: number): void {
    const session = this.#state.sessions.get(streamId);
    if (session)
      this.save(
        this.#keep(
          { ...session, ...(name.endsWith('Failure') && { hasErrorEvent: true as const }) },
          RECORDING_CHANGE,
          detail,
          atMs,
        ),
      );
  }

  /** Sends an event that belongs to no channel. */
  tellAccount(type: string, detail: EventDetail, atMs: number): void {
    this.#events.send(type, this.#place, [], detail, atMs);
  }

  save(session: SessionRecord): SessionRecord {
    return this.#state.sessions.put(session.streamId, session);
  }

  #keep(session: SessionRecord, type: string, detail: EventDetail, atMs: number): SessionRecord {
    const { time: eventTime } = this.#events.send(
      type,
      this.#place,
      [session.channelArn],
      detail,
      atMs,
    );
    const event = {
      name: detailName(detail),
      type,
      eventTime,
      ...(detail.code !== undefined && { code: detail.code }),
    };
    return { ...session, events: [event, ...session.events].slice(0, EVENTS_KEPT_PER_SESSION) };
  }
}
