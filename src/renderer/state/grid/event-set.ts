import { clearBit, countBits, hasBit, setBit } from '../../../core/query/bitset';
import type { Clause } from '../../../core/query/filter';

/** Numbers events sets apart, so that no two different sets are remembered under one key. */
let lastKey = 0;

/** A set of events by number, a bit each: a million of them take 125 kB, and selecting all of them is one pass. */
export class EventSet {
  #words = new Uint32Array(0);
  #count = 0;
  #key = ++lastKey;

  get count(): number {
    return this.#count;
  }

  has(event: number): boolean {
    return hasBit(this.#words, event);
  }

  /** @returns whether it was not in the set */
  add(event: number): boolean {
    if (this.has(event)) return false;
    this.#reach(event);
    setBit(this.#words, event);
    this.#changed(1);
    return true;
  }

  /** @returns whether it was in the set */
  delete(event: number): boolean {
    if (!this.has(event)) return false;
    clearBit(this.#words, event);
    this.#changed(-1);
    return true;
  }

  addAll(events: Uint32Array): void {
    let largest = -1;
    for (let i = 0; i < events.length; i++) largest = Math.max(largest, events[i] as number);
    if (largest < 0) return;
    this.#reach(largest);
    for (let i = 0; i < events.length; i++) setBit(this.#words, events[i] as number);
    this.#changed(countBits(this.#words) - this.#count);
  }

  deleteAll(events: Uint32Array): void {
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as number;
      if (event >>> 5 < this.#words.length) clearBit(this.#words, event);
    }
    this.#changed(countBits(this.#words) - this.#count);
  }

  clear(): void {
    this.#words = new Uint32Array(0);
    this.#changed(-this.#count);
  }

  /** A clause that holds for these events, as they are now. */
  clause(): Clause {
    const key = `selection-${String(this.#key)}`;
    return { id: 'selection', filter: { op: 'rows', key, rows: this.#words.slice() } };
  }

  #changed(by: number): void {
    this.#count += by;
    this.#key = ++lastKey;
  }

  #reach(event: number): void {
    const words = (event >>> 5) + 1;
    if (words <= this.#words.length) return;
    // In steps, so that one event after the other does not copy the set each time.
    const grown = new Uint32Array(Math.max(words, this.#words.length * 2));
    grown.set(this.#words);
    this.#words = grown;
  }
}
