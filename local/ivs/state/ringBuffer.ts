/**
 * The latest items that were added, oldest first. The capacity is read each time, because it is a
 * setting that may change.
 */
export class Latest<One> {
  readonly #kept: () => number;
  /** The items, behind the places of dropped ones. */
  #all: (One | undefined)[] = [];
  #dropped = 0;

  constructor(kept: () => number) {
    this.#kept = kept;
  }

  add(one: One): void {
    this.#all.push(one);
    for (const kept = this.#kept(); this.#all.length - this.#dropped > kept;)
      this.#all[this.#dropped++] = undefined;
    // Removing the places one by one would move all items each time.
    if (this.#dropped > this.#all.length / 2) this.#tidy();
  }

  all(): One[] {
    this.#tidy();
    return [...(this.#all as One[])];
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
