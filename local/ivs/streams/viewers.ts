import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import type { Events } from '../state/events.ts';
import { breachDetail } from './limits.ts';
import { placeName, type Place } from '../state/resources.ts';
import { LIMIT_BREACH } from './sessionEvents.ts';
import type { Settings } from '../state/settings.ts';

/** The stream and the viewer that a multivariant playlist is given for. */
export interface View {
  channelArn: string;
  streamId: string;
  /** Only of tokens that had one; without it nobody can be revoked. */
  viewerId?: string;
  viewerSessionVersion: number;
  /** Of a token or policy that is strict: where every further request has to come from. */
  strictOrigins?: readonly string[];
}

/** Somebody who was given a multivariant playlist. */
export interface ViewerSession extends View {
  viewerSessionId: string;
  place: string;
  openedAtMs: number;
  /**
   * When a media playlist was last fetched; absent: not yet. Infinity: a simulated viewer, who
   * stays.
   */
  watchedAtMs?: number;
}

interface Parts {
  clock: Clock;
  random: Random;
  settings: Settings;
  events: Events;
  /** The id of the stream that a channel broadcasts now. */
  liveStream: (channelArn: string) => string | undefined;
  /** Returns the test that tells the revoked viewers of a channel from the others. */
  revokedOn: (channelArn: string) => (viewerId: string, version: number) => boolean;
}

/**
 * An idle session's URLs stop working at some time between half an hour and an hour and a half in
 * IVS.
 */
const IDLE_MS_MAX = 3_600_000;

/**
 * The viewers of each stream. A viewer counts from the first media playlist until no playlist has
 * been fetched for `viewerGoneMs`.
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
   * Opens up to `count` sessions, as many as the account still may have; what is lacking is told as
   * a limit breach, once, and again after there has been room.
   * @param simulated counted at once, and without fetching anything
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

  /** A media playlist was fetched. */
  watch(session: ViewerSession): void {
    session.watchedAtMs = this.#parts.clock.now();
  }

  /** False when there is none of that id. */
  remove(viewerSessionId: string): boolean {
    const session = this.#sessions.get(viewerSessionId);
    if (session) this.#forget(session);
    return session !== undefined;
  }

  /** How many watch a stream. */
  count(streamId: string): number {
    let count = 0;
    const sessions = this.#byStream.get(streamId) ?? [];
    // All of them are of one channel, which is asked once.
    const [{ channelArn } = { channelArn: '' }] = sessions;
    if (this.#parts.liveStream(channelArn) !== streamId) return 0;
    const isRevoked = this.#parts.revokedOn(channelArn);
    for (const session of sessions) if (this.#counts(session, isRevoked)) count += 1;
    return count;
  }

  /** Everybody who watches. */
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

  /** A simulated viewer, who fetches nothing, stays for one stream. */
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
