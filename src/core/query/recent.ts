/** Remembers what was used last, within a budget. */
export class Recent<T> {
  readonly #items = new Map<string, T>();
  #size = 0;

  /** @param sizeOf what an item takes of the budget */
  constructor(
    private readonly budget: number,
    private readonly sizeOf: (item: T) => number,
  ) {}

  /** The item of that key, made where it is not remembered. */
  get(key: string, make: () => T): T {
    let item = this.#items.get(key);
    if (item === undefined) {
      item = make();
      this.#size += this.sizeOf(item);
    } else {
      this.#items.delete(key);
    }
    this.#items.set(key, item);
    for (const [oldest, value] of this.#items) {
      if (this.#size <= this.budget || oldest === key) break;
      this.#items.delete(oldest);
      this.#size -= this.sizeOf(value);
    }
    return item;
  }

  /** Forgets the items of those keys. */
  forget(which: (key: string) => boolean): void {
    for (const [key, item] of this.#items) {
      if (!which(key)) continue;
      this.#items.delete(key);
      this.#size -= this.sizeOf(item);
    }
  }

  clear(): void {
    this.#items.clear();
    this.#size = 0;
  }
}
