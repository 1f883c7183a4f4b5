/**
 * Calls whose outcome nobody heard. IVS has no idempotency token, and says nothing of either time:
 * both are assumptions, on the safe side.
 */

/**
 * A call that was given up, or whose caller died, has taken effect within this time or never does,
 * in ms.
 */
export const LANDS_WITHIN_MS = 30_000;

/** How far IVS's reads and lists may lag behind its writes, in ms. */
export const READ_LAG_MS = 10_000;

/** So long after a call of unknown outcome, a look finds what it did, in ms. */
export const SETTLES_WITHIN_MS = LANDS_WITHIN_MS + READ_LAG_MS;
