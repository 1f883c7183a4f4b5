import type { CallRecord } from '../ivs/client.ts';

/**
 * Returns whether a call of an attempt has changed something, or may have: a call that succeeded,
 * or whose outcome is unknown.
 */
const mayHaveActed = (calls: readonly CallRecord[]): boolean =>
  calls.some(
    ({ operation, error, outcomeUnknown }) =>
      !isReading(operation) && (error === undefined || outcomeUnknown === true),
  );

/**
 * Returns what is unknown about an attempt without an outcome: whether it may have had an effect,
 * and whether a call may take effect late.
 */
export const openEnds = (
  calls: readonly CallRecord[],
): { uncertain: boolean; mayLandLate: boolean } => ({
  uncertain: mayHaveActed(calls),
  mayLandLate: calls.some(
    ({ operation, mayLandLate }) => !isReading(operation) && mayLandLate === true,
  ),
});

const isReading = (operation: string): boolean => /^(Get|List|BatchGet)/.test(operation);
