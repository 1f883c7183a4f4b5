/** The entry of a problem in the catalogue (docs/errors.md). */
export interface Entry {
  readonly status: number;
  readonly title: string;
  /** The situation in which callers meet the problem. */
  readonly when: string;
  /** The advice to the caller. */
  readonly remedy: string;
}

/** Returns the entry of a problem. */
export const entry = (status: number, title: string, when: string, remedy: string): Entry => ({
  status,
  title,
  when,
  remedy,
});
