import { z } from 'zod';
import type { ViewerSession } from '../streams/viewers.ts';
import type { Refusal } from './refusal.ts';

const STATUSES = [403, 404, 429, 500, 502, 503, 504] as const;

/**
 * A fault that players meet. Without a filter it strikes every request for playback. A request for
 * a multivariant playlist has no viewer yet, so a fault for a viewer does not strike it.
 */
const fault = z
  .strictObject({
    channelArn: z.string().min(1).optional(),
    viewerId: z.string().min(1).optional(),
    viewerSessionId: z.string().min(1).optional(),
    on: z.enum(['multivariant', 'media', 'segment']).optional(),
    status: z.literal(STATUSES).optional(),
    /** The `error_code` of the answer. */
    code: z.string().min(1).optional(),
    /** How long the answer is held back. */
    latencyMs: z.number().min(0).max(600_000).optional(),
    /** The number of requests that it strikes; absent: all. */
    count: z.int().min(1).optional(),
  })
  .refine(
    ({ status, latencyMs }) => status !== undefined || latencyMs !== undefined,
    'a fault has a status or a latencyMs',
  );
export type PlaybackFault = z.output<typeof fault>;

/** A request of a player. */
export interface PlaybackTarget {
  readonly on: 'multivariant' | 'media' | 'segment';
  readonly channelArn: string;
  readonly viewer?: ViewerSession;
}

/** The effect of a fault on one request. */
export interface PlaybackStrike {
  readonly latencyMs: number;
  readonly refusal?: Refusal;
}

/** The faults that players meet, in their order. The first that fits strikes. */
export class PlaybackFaults {
  #faults: PlaybackFault[] = [];

  all(): readonly PlaybackFault[] {
    return this.#faults;
  }

  /**
   * Replaces all faults.
   * @throws ZodError when one of them is not a fault; nothing is changed then
   */
  set(input: readonly unknown[]): void {
    this.#faults = z.array(fault).parse(input);
  }

  /** Returns the effect on a request, and counts it. */
  strike({ on, channelArn, viewer }: PlaybackTarget): PlaybackStrike | undefined {
    const fits = (one: PlaybackFault): boolean =>
      (one.on ?? on) === on &&
      (one.channelArn ?? channelArn) === channelArn &&
      (one.viewerId === undefined || one.viewerId === viewer?.viewerId) &&
      (one.viewerSessionId === undefined || one.viewerSessionId === viewer?.viewerSessionId);
    const found = this.#faults.find(fits);
    if (!found) return undefined;
    const { status, code = 'fault', latencyMs = 0, count } = found;
    if (count !== undefined)
      this.#faults = this.#faults.flatMap((one) =>
        one !== found ? [one] : count > 1 ? [{ ...one, count: count - 1 }] : [],
      );
    return {
      latencyMs,
      ...(status !== undefined && { refusal: { status, code, message: 'A fault was injected' } }),
    };
  }
}
