/** The changes that callers were told are done, for comparison with the final state. */
export interface Ledger {
  /** By the name that the channel was to have: the ARNs that the answers gave. */
  readonly created: Map<string, Set<string>>;
  /** Creations whose first answer named a job. */
  readonly creating: Map<string, Set<string>>;
  /**
   * By channel and field: the value last acknowledged to the one who writes it, and the job that is
   * still to say whether another one is.
   */
  readonly fields: Map<string, Written>;
  /** By channel and tag. */
  readonly tags: Map<string, string | undefined>;
  /** Channels that a 204 says are gone. */
  readonly deleted: Set<string>;
}

export interface Written {
  readonly channelId: string;
  readonly field: string;
  value: unknown;
  /** A request that was hung up on may still be done: nobody can say what is there. */
  unsure?: boolean;
  pending?: { readonly jobId: string; readonly value: unknown };
}

export const createLedger = (): Ledger => ({
  created: new Map(),
  creating: new Map(),
  fields: new Map(),
  tags: new Map(),
  deleted: new Set(),
});
