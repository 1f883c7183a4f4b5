import type { Journal } from './journal.ts';

/** A record with its position in creation order, which lists and their cursors follow. */
export interface Ordered {
  sequence: number;
}

/**
 * Records of one kind by key. Each change is in the journal before it is visible. Records are
 * replaced, never modified.
 */
export class Table<R extends Ordered> {
  readonly #name: string;
  readonly #journal: Journal | undefined;
  readonly #groupOf: (record: R) => string;
  readonly #records = new Map<string, R>();
  readonly #groups = new Map<string, Map<string, R>>();

  /**
   * @param groupOf returns the group by which `of` finds a record; it never changes for a record
   */
  constructor(name: string, journal: Journal | undefined, groupOf: (record: R) => string) {
    this.#name = name;
    this.#journal = journal;
    this.#groupOf = groupOf;
    // This class wrote the records of the journal, so their shape is not checked again.
    for (const [key, record] of journal?.snapshot.get(name) ?? []) this.#set(key, record as R);
  }

  get(key: string): R | undefined {
    return this.#records.get(key);
  }

  has(key: string): boolean {
    return this.#records.has(key);
  }

  get size(): number {
    return this.#records.size;
  }

  /** Returns all records, oldest first. */
  all(): R[] {
    return [...this.#records.values()];
  }

  /** Returns the records of one group, oldest first. */
  of(group: string): R[] {
    return [...(this.#groups.get(group)?.values() ?? [])];
  }

  entries(): [key: string, record: R][] {
    return [...this.#records];
  }

  /** Replaces all records by these. */
  fill(entries: readonly (readonly [key: string, record: R])[]): void {
    for (const key of this.#records.keys()) this.delete(key);
    for (const [key, record] of entries) this.put(key, record);
  }

  put(key: string, record: R): R {
    this.#journal?.append({ table: this.#name, key, record });
    this.#set(key, record);
    return record;
  }

  /** Deletes every record that is too old. */
  forget(isOld: (record: R) => boolean): void {
    for (const [key, record] of this.#records) if (isOld(record)) this.delete(key);
  }

  delete(key: string): void {
    const record = this.#records.get(key);
    if (!record) return;
    this.#journal?.append({ table: this.#name, key });
    this.#records.delete(key);
    const group = this.#groupOf(record);
    this.#groups.get(group)?.delete(key);
    if (this.#groups.get(group)?.size === 0) this.#groups.delete(group);
  }

  #set(key: string, record: R): void {
    this.#records.set(key, record);
    const group = this.#groups.get(this.#groupOf(record)) ?? new Map<string, R>();
    this.#groups.set(this.#groupOf(record), group.set(key, record));
  }
}
