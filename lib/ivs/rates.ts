/** Calls a second that IVS allows, per operation, account and region; not adjustable (ivs-facts 2.1). */
const RATES: Readonly<Record<string, number>> = {
  BatchStartViewerSessionRevocation: 2,
  StartViewerSessionRevocation: 10,
  TagResource: 10,
  UntagResource: 10,
  ListTagsForResource: 10,
};

/** The rate of an operation: 5 a second unless listed otherwise. */
export const rateOf = (operation: string): number => RATES[operation] ?? 5;
