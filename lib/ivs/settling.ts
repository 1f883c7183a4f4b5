/**
 * Calls of unknown outcome. IVS has no idempotency token and documents neither of these times: both
 * are assumptions on the safe side.
 */

/**
 * A call that was given up, or whose caller died, has taken effect within this time or never does,
 * in ms.
 */
export const LANDS_WITHIN_MS = 30_000;

/** How far IVS's reads and lists may lag behind its writes, in ms. */
export const READ_LAG_MS = 10_000;

/** The time after a call of unknown outcome at which a read shows its effect, in ms. */
export const SETTLES_WITHIN_MS = LANDS_WITHIN_MS + READ_LAG_MS;
