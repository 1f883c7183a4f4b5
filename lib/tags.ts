// The names of all tags that this program sets or obeys. The tag of the channels that a deployment
// manages has no name of its own: the deployment chooses it (`managedTag` of lib/config.ts).

/**
 * On what a job makes, where IVS has no idempotency token: the id of the job. It tells our own from
 * a namesake after a crash.
 */
export const JOB_TAG = 'channelkeeper:job';

/**
 * On what a request under an Idempotency-Key made: the id of the request. It tells our own thing
 * from a namesake after a lost answer.
 */
export const REQUEST_TAG = 'channelkeeper:request';

/** On a channel: `true` has its stream key rotated after each stream. */
export const ROTATE_AFTER_SHOW_TAG = 'channelkeeper:rotate-after-show';

/** On a channel: how old its stream key may grow, such as `30d` or `12h`. */
export const ROTATE_EVERY_TAG = 'channelkeeper:rotate-every';

const UNIT_MS = { h: 3_600_000, d: 24 * 3_600_000 } as const;

/** The interval in `ROTATE_EVERY_TAG`, in ms; undefined when it is none (at most a year). */
export function intervalOf(tag: string | undefined): number | undefined {
  const match = /^([1-9]\d{0,3})([hd])$/.exec(tag ?? '');
  if (!match) return undefined;
  const ms = Number(match[1]) * (match[2] === 'h' ? UNIT_MS.h : UNIT_MS.d);
  return ms <= 365 * UNIT_MS.d ? ms : undefined;
}
