// How often the page Now asks, in ms. A stream is on the wall within three seconds of its Stream
// Start; docs/decisions.md has the sum.

export const EVERY_MS = 2_000;
/** Lists that change slowly are asked for less often. */
export const SLOWLY_MS = 5_000;
/**
 * The pause between two questions which streams have just started. An answer costs one read of an
 * index and no call of IVS.
 */
export const STARTED_EVERY_MS = 500;

/**
 * How long a stream counts as just started. By then the list of live streams has it: the list is
 * ten seconds old at most, and IVS may need ten seconds to list a stream.
 */
export const JUST_MS = 25_000;
