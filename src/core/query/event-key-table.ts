const FIRST_SLOTS = 1024;

/** The first event of each event key: open addressing over two words a slot, without an object a key. */
export class EventKeyTable {
  /** That event plus one; 0 is a free slot. */
  #table = new Uint32Array(FIRST_SLOTS);
  /** Low half of the key in each slot, so that probing and growing stay within the table. */
  #lows = new Uint32Array(FIRST_SLOTS);
  #keys = 0;

  /** @param highOf the high half of the key of an event in the table */
  constructor(private readonly highOf: (event: number) => number | undefined) {}

  /** The first event with this key; `event` itself, which is then put in, where there was none. */
  firstOf(low: number, high: number, event: number): number {
    const mask = this.#table.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const found = this.#table[slot] as number;
      if (found === 0) {
        this.#table[slot] = event + 1;
        this.#lows[slot] = low;
        this.#keys++;
        return event;
      }
      if (this.#lows[slot] === low && this.highOf(found - 1) === high) return found - 1;
    }
  }

  /** Makes room for `count` more keys: at most two thirds of the slots are taken. */
  reserve(count: number): void {
    let { length } = this.#table;
    while ((this.#keys + count) * 3 > length * 2) length *= 2;
    if (length === this.#table.length) return;
    const [table, lows] = [this.#table, this.#lows];
    this.#table = new Uint32Array(length);
    this.#lows = new Uint32Array(length);
    const mask = length - 1;
    for (let i = 0; i < table.length; i++) {
      const found = table[i] as number;
      if (found === 0) continue;
      let slot = (lows[i] as number) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = found;
      this.#lows[slot] = lows[i] as number;
    }
  }
}
