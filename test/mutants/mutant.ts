/** The promises of the engine. For each promise, a test must fail when the code breaks it. */
export const PROMISES = {
  1: 'a step that runs again ends in the same state',
  2: 'a crash before or after any call costs only time',
  3: 'an awaited event may come early, late, twice or never',
  4: 'one sweep asks IVS once for all waiting jobs',
  5: 'lease, wait limit and deadline are three things',
  6: 'retries follow the class of the error, and giving up is loud',
  7: 'a suspended channel stays dark',
  8: 'conditional writes of single items are enough',
  9: 'an outage ends no job, and a suspension never gives up',
  10: 'a late call is not made, and a late write changes nothing newer',
  11: 'order never rests on two clocks',
  12: 'an irreversible step comes after every step that can be refused',
  13: 'a redriven job continues, and redriving needs the right scope',
  14: 'emergencies come first and are never refused',
  15: 'what is done is announced',
  16: 'an error without a known name is classed by its status',
  17: 'a signal makes its job due, and the sweep starts what events start',
  18: 'a create of unknown outcome leaves no twin',
  19: 'a read shows every change that was answered',
  20: 'a reaction acts once, on what is live, and only while it is on',
  21: 'a banned viewer stays out until the end of the ban',
  22: 'each pair of a batch is sent once it is listed, and none while the batch is paused',
  23: 'a protected channel is not deleted, suspended or taken off air',
  24: 'a stream key that was deleted comes back only when a caller asks',
  25: 'a rotation imports a key pair once, keeps both for the overlap, and never loses the last',
  26: 'a link shows the value of a stream key once, and only with its token',
  27: 'an operation touches only what it selected, and stops when it must',
  28: 'scheduled work begins at its time and with its approval, and not before',
  29: 'a policy acts when and as often as it says, and on its own channels only',
  30: 'the metrics tell what happens, and each alarm follows its fault',
  31: 'one id leads from the cause to the last event',
  32: 'a dry run tells what the work would do now',
  33: 'the value of a stream key reaches its secret and nothing else',
} as const;

export type PromiseNumber = keyof typeof PROMISES;

/**
 * A small defect, planted in a copy of the project by replacing a text that occurs once in a file.
 */
export interface Mutant {
  /** Names the defect in a few words. No two mutants have the same name. */
  readonly name: string;
  /** The promise that the defect breaks. */
  readonly promise: PromiseNumber;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** A short test that must fail: its file, and a part of its full name. */
  readonly killedBy: readonly [file: string, test: string];
  /** The test does not end, so a timeout kills this mutant. */
  readonly hangs?: true;
}
