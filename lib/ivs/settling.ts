// How long it takes until it can be known what became of a call that got no answer. IVS has no idempotency token, so a look has to tell, and a look that
// comes too early finds too little. Neither time is documented by AWS: both are chosen on the safe side.

/** A call that was given up (its connection broke, or its time was over) may still take effect for so long, in ms. */
export const LANDS_WITHIN_MS = 30_000;

/** A read may show IVS as it was so long ago, in ms. */
export const READ_LAG_MS = 10_000;

/** After a call without an answer, a look that comes no sooner than this, in ms, shows whatever that call made. */
export const SETTLED_AFTER_MS = LANDS_WITHIN_MS + READ_LAG_MS;
