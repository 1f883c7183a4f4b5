// The names of all tags that this program sets or obeys. The tag of the channels that a deployment
// manages is not among them, because the deployment chooses it (`managedTag` of lib/config.ts).

/**
 * The tag on a resource that a job creates: the id of the job, because IVS has no idempotency
 * token. After a crash it tells our resource from another one of the same name.
 */
export const JOB_TAG = 'channelkeeper:job';

/**
 * The tag on a resource that a request under an Idempotency-Key created: the id of the request.
 * After a lost answer it tells our resource from another one of the same name.
 */
export const REQUEST_TAG = 'channelkeeper:request';

/** The tag on a channel whose stream key is rotated after each stream, if it is `true`. */
export const ROTATE_AFTER_SHOW_TAG = 'channelkeeper:rotate-after-show';

/** The tag on a channel with the greatest age of its stream key, such as `30d` or `12h`. */
export const ROTATE_EVERY_TAG = 'channelkeeper:rotate-every';

/**
 * The tag on a channel, and then on the objects of its recordings: how long they are kept, in days,
 * such as `30d`. A lifecycle rule of the bucket deletes them.
 */
export const KEEP_RECORDINGS_TAG = 'channelkeeper:keep-recordings';

/**
 * The tag on a channel that no job deletes, suspends or takes off air, if it is `true`. Removing
 * the tag, or another value, lifts the protection.
 */
export const PROTECTED_TAG = 'channelkeeper:protected';

/** Returns whether a channel with these tags is protected. */
export const isProtected = (tags: Readonly<Record<string, string>> = {}): boolean =>
  tags[PROTECTED_TAG] === 'true';

const UNIT_MS = { h: 3_600_000, d: 24 * 3_600_000 } as const;

/**
 * Returns the interval in `ROTATE_EVERY_TAG`, in ms; undefined when the tag has none (at most a
 * year).
 */
export function intervalOf(tag: string | undefined): number | undefined {
  const match = /^([1-9]\d{0,3})([hd])$/.exec(tag ?? '');
  if (!match) return undefined;
  const ms = Number(match[1]) * (match[2] === 'h' ? UNIT_MS.h : UNIT_MS.d);
  return ms <= 365 * UNIT_MS.d ? ms : undefined;
}

/** Returns the days in `KEEP_RECORDINGS_TAG`; undefined when the tag has none (at most 9,999). */
export function daysOf(tag: string | undefined): number | undefined {
  const [, days] = /^([1-9]\d{0,3})d$/.exec(tag ?? '') ?? [];
  return days === undefined ? undefined : Number(days);
}
