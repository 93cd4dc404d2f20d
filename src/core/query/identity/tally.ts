import { NO_TIME } from '../../event/facet-values';
import { Best } from '../best';
import type { SeenCount } from './card';

/** Events and times by a number. */
export class Tally {
  readonly #counts: Uint32Array;
  readonly #first: Uint32Array;
  readonly #last: Uint32Array;

  /** @param size one more than the largest number */
  constructor(size: number) {
    this.#counts = new Uint32Array(size);
    this.#first = new Uint32Array(size).fill(NO_TIME);
    this.#last = new Uint32Array(size);
  }

  add(key: number, time: number): void {
    (this.#counts[key] as number)++;
    if (time === NO_TIME) return;
    if (time < (this.#first[key] as number)) this.#first[key] = time;
    if (time > (this.#last[key] as number)) this.#last[key] = time;
  }

  count(key: number): number {
    return this.#counts[key] ?? 0;
  }

  of(key: number): SeenCount {
    const first = this.#first[key] ?? NO_TIME;
    const none = first === NO_TIME;
    return {
      count: this.count(key),
      first: none ? null : first,
      last: none ? null : (this.#last[key] as number),
    };
  }

  /** Numbers that have events, ascending. */
  *keys(): Generator<number, void, undefined> {
    for (let key = 0; key < this.#counts.length; key++) if (this.#counts[key] !== 0) yield key;
  }

  /**
   * Numbers of most events, and how many have any.
   * @param compare of numbers with as many
   * @param from numbers below this one are left out
   */
  top(most: number, compare: (a: number, b: number) => number, from = 0): { total: number; keys: readonly number[] } {
    const best = new Best(most, (a, b) => this.count(b) - this.count(a) || compare(a, b));
    let total = 0;
    for (let key = from; key < this.#counts.length; key++) {
      if (this.#counts[key] === 0) continue;
      total++;
      best.add(key);
    }
    return { total, keys: best.sorted() };
  }
}
