import { isWithin, lastOpeningBy, lastWholeBy } from '../dayWindow.ts';
import { fractionOf } from '../random.ts';
import type { KeyRule } from './policies.ts';

/** When the key of a channel is rotated, in ms since the epoch. */
export interface RotationTimes {
  /** When the key becomes older than its rule allows. */
  readonly dueAt: number;
  /** When its rotation begins to be tried. */
  readonly actAt: number;
  /** When the rotation is announced; undefined: it is not. */
  readonly announceAt?: number;
}

/**
 * Returns when the key of a channel is rotated: in the last whole window before it is too old, and
 * earlier by a part of the spread that is always the same for the channel.
 * @param since since when the channel has its key, in ms since the epoch
 */
export function rotationTimes(
  { maxAgeMs, policy }: KeyRule,
  channelId: string,
  since: number,
): RotationTimes {
  const { window, spreadMs = 0, announceMs } = policy?.rotation ?? {};
  const dueAt = since + maxAgeMs;
  const spread = dueAt - Math.floor(spreadMs * fractionOf(channelId));
  const actAt = Math.max(since, window ? lastWholeBy(window, spread) : spread);
  return { dueAt, actAt, ...(announceMs !== undefined && { announceAt: actAt - announceMs }) };
}

/**
 * Returns whether a key whose time has come may be rotated now, if its channel is not live: in the
 * window, and at any time once the key is too old.
 */
export const mayRotate = (
  { policy }: KeyRule,
  { dueAt, actAt }: RotationTimes,
  now: number,
): boolean => now >= dueAt || (now >= actAt && isInWindow(policy?.rotation?.window, now));

type Window = NonNullable<NonNullable<KeyRule['policy']>['rotation']>['window'];

/** Returns whether the window is open, or there is none. */
export const isInWindow = (window: Window, now: number): boolean =>
  window === undefined || isWithin(window, now);

const HOUR_MS = 3_600_000;

/**
 * Returns the beginning of the time in which one deferral counts: the window that is open, else the
 * hour.
 */
export const deferralPeriod = (window: Window, now: number): number =>
  window ? lastOpeningBy(window, now) : Math.floor(now / HOUR_MS) * HOUR_MS;
