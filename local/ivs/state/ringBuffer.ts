/**
 * The latest items that were added, oldest first. The capacity is read each time, because it is a
 * setting that may change.
 */
export class Latest<One> {
  readonly #kept: () => number;
  readonly #all: One[] = [];

  constructor(kept: () => number) {
    this.#kept = kept;
  }

  add(one: One): void {
    this.#all.push(one);
    this.#all.splice(0, Math.max(0, this.#all.length - this.#kept()));
  }

  all(): One[] {
    return [...this.#all];
  }

  clear(): void {
    this.#all.length = 0;
  }
}
