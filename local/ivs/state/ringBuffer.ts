/** A part of a log that grows, for a reader that follows it. */
export interface Followed<One> {
  /** The number of the oldest item that is kept. */
  first: number;
  /** The number of the next item. The last of `items` has the number before it. */
  next: number;
  items: One[];
}

/**
 * The latest items that were added, oldest first. The capacity is read each time, because it is a
 * setting that may change.
 */
export class Latest<One> {
  readonly #kept: () => number;
  /** The items, behind the places of dropped ones. */
  #all: (One | undefined)[] = [];
  #dropped = 0;
  #added = 0;

  constructor(kept: () => number) {
    this.#kept = kept;
  }

  add(one: One): void {
    this.#all.push(one);
    this.#added += 1;
    for (const kept = this.#kept(); this.#all.length - this.#dropped > kept;)
      this.#all[this.#dropped++] = undefined;
    // Removing the places one by one would move all items each time.
    if (this.#dropped > this.#all.length / 2) this.#tidy();
  }

  all(): One[] {
    this.#tidy();
    return [...(this.#all as One[])];
  }

  /**
   * Returns the items that were added after the first `count`, oldest first. The numbers go on
   * after `clear`, so that a reader that follows notices it.
   * @param most the number of items to return; older ones are left out
   */
  after(count: number, most: number): Followed<One> {
    this.#tidy();
    const kept = this.#all as One[];
    const first = this.#added - kept.length;
    const skipped = Math.max(0, count - first, kept.length - most);
    return { first, next: this.#added, items: kept.slice(skipped) };
  }

  clear(): void {
    this.#all = [];
    this.#dropped = 0;
  }

  #tidy(): void {
    this.#all.splice(0, this.#dropped);
    this.#dropped = 0;
  }
}
