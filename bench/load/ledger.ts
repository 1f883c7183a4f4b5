/** The changes that were reported to callers as done, for comparison with the final state. */
export interface Ledger {
  /** The ARNs in the answers, by the requested name of the channel. */
  readonly created: Map<string, Set<string>>;
  /** Creations whose first answer named a job, by the same name. */
  readonly creating: Map<string, Set<string>>;
  /**
   * By channel and field: the value that was last acknowledged to its writer, and the job that is
   * still to decide whether a newer value replaces it.
   */
  readonly fields: Map<string, Written>;
  /** The last acknowledged value of each tag, by channel and tag. */
  readonly tags: Map<string, string | undefined>;
  /** Channels that a 204 reported as deleted. */
  readonly deleted: Set<string>;
}

export interface Written {
  readonly channelId: string;
  readonly field: string;
  value: unknown;
  /** A request that the caller hung up on may still be carried out, so the value is unknown. */
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
