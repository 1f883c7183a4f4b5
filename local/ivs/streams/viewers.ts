import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import type { Events } from '../state/events.ts';
import { breachDetail } from './limits.ts';
import { placeName, type Place } from '../state/resources.ts';
import { LIMIT_BREACH } from './sessionEvents.ts';
import type { Settings } from '../state/settings.ts';

/** The stream and the viewer for which a multivariant playlist is issued. */
export interface View {
  channelArn: string;
  streamId: string;
  /** Present only if the token had it. A viewer without an id cannot be revoked. */
  viewerId?: string;
  viewerSessionVersion: number;
  /**
   * The origins from which every further request must come, if the token or the policy is strict.
   */
  strictOrigins?: readonly string[];
}

/** A viewer who was given a multivariant playlist. */
export interface ViewerSession extends View {
  viewerSessionId: string;
  place: string;
  openedAtMs: number;
  /**
   * The time at which a media playlist was last fetched; absent: none was fetched yet; Infinity: a
   * simulated viewer, who stays.
   */
  watchedAtMs?: number;
}

interface Parts {
  clock: Clock;
  random: Random;
  settings: Settings;
  events: Events;
  /** Returns the id of the stream that a channel currently broadcasts. */
  liveStream: (channelArn: string) => string | undefined;
  /** Returns a predicate that is true for the revoked viewers of a channel. */
  revokedOn: (channelArn: string) => (viewerId: string, version: number) => boolean;
}

/**
 * In IVS, the URLs of an idle session stop working after between half an hour and an hour and a
 * half.
 */
const IDLE_MS_MAX = 3_600_000;

/**
 * The viewers of each stream. A viewer counts from its first media playlist until it has fetched no
 * playlist for `viewerGoneMs`.
 */
export class Viewers {
  readonly #parts: Parts;
  readonly #sessions = new Map<string, ViewerSession>();
  readonly #byStream = new Map<string, Set<ViewerSession>>();
  readonly #full = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Opens up to `count` sessions, as far as the account's quota allows. If sessions are refused,
   * one limit breach is sent, and another one only after there has been room again.
   * @param simulated the viewers count at once and fetch nothing
   */
  open(
    place: Place,
    view: View,
    { count = 1, simulated = false }: { count?: number; simulated?: boolean } = {},
  ): ViewerSession[] {
    const room = Math.min(count, this.#room(place, count));
    return Array.from({ length: room }, () => {
      const session: ViewerSession = {
        ...view,
        viewerSessionId: this.#parts.random.alphanumeric(20),
        place: placeName(place),
        openedAtMs: this.#parts.clock.now(),
        ...(simulated && { watchedAtMs: Infinity }),
      };
      this.#sessions.set(session.viewerSessionId, session);
      this.#byStream.set(
        view.streamId,
        (this.#byStream.get(view.streamId) ?? new Set()).add(session),
      );
      return session;
    });
  }

  get(viewerSessionId: string): ViewerSession | undefined {
    return this.#sessions.get(viewerSessionId);
  }

  /** Records that a media playlist was fetched. */
  watch(session: ViewerSession): void {
    session.watchedAtMs = this.#parts.clock.now();
  }

  /** Removes a session. Returns false when no session has this id. */
  remove(viewerSessionId: string): boolean {
    const session = this.#sessions.get(viewerSessionId);
    if (session) this.#forget(session);
    return session !== undefined;
  }

  /** Returns the number of viewers of a stream. */
  count(streamId: string): number {
    let count = 0;
    const sessions = this.#byStream.get(streamId) ?? [];
    // All sessions belong to one channel, so its revocations are looked up only once.
    const [{ channelArn } = { channelArn: '' }] = sessions;
    if (this.#parts.liveStream(channelArn) !== streamId) return 0;
    const isRevoked = this.#parts.revokedOn(channelArn);
    for (const session of sessions) if (this.#counts(session, isRevoked)) count += 1;
    return count;
  }

  /** Returns all sessions that count as viewers. */
  all(): ViewerSession[] {
    return [...this.#sessions.values()].filter((session) => this.#watches(session));
  }

  clear(): void {
    this.#sessions.clear();
    this.#byStream.clear();
    this.#full.clear();
  }

  #watches(session: ViewerSession): boolean {
    return (
      this.#parts.liveStream(session.channelArn) === session.streamId &&
      this.#counts(session, this.#parts.revokedOn(session.channelArn))
    );
  }

  #counts(
    { watchedAtMs, viewerId, viewerSessionVersion }: ViewerSession,
    isRevoked: ReturnType<Parts['revokedOn']>,
  ): boolean {
    if (
      watchedAtMs === undefined ||
      this.#parts.clock.now() - watchedAtMs >= this.#parts.settings.viewerGoneMs
    )
      return false;
    return viewerId === undefined || !isRevoked(viewerId, viewerSessionVersion);
  }

  #room(place: Place, count: number): number {
    const { settings, events, clock } = this.#parts;
    const name = placeName(place);
    let watching = 0;
    for (const session of this.#sessions.values()) {
      if (this.#isGone(session)) this.#forget(session);
      else if (session.place === name && this.#watches(session)) watching += 1;
    }
    const room = settings.quotas ? Math.max(0, settings.concurrentViewsMax - watching) : Infinity;
    if (room > 0) this.#full.delete(name);
    if (room < count && !this.#full.has(name)) {
      const breach = {
        limit: 'Concurrent Viewers',
        value: settings.concurrentViewsMax,
        observed: watching + count,
        unit: 'viewers',
      } as const;
      events.send(LIMIT_BREACH, place, [], breachDetail(breach), clock.now());
      this.#full.add(name);
    }
    return room;
  }

  /**
   * Returns whether a session has ended. A simulated viewer, who fetches nothing, stays for one
   * stream.
   */
  #isGone({ watchedAtMs, openedAtMs, channelArn, streamId }: ViewerSession): boolean {
    if (watchedAtMs === Infinity) return this.#parts.liveStream(channelArn) !== streamId;
    return this.#parts.clock.now() - (watchedAtMs ?? openedAtMs) > IDLE_MS_MAX;
  }

  #forget(session: ViewerSession): void {
    this.#sessions.delete(session.viewerSessionId);
    const others = this.#byStream.get(session.streamId);
    others?.delete(session);
    if (others?.size === 0) this.#byStream.delete(session.streamId);
  }
}
