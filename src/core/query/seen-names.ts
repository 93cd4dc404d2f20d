import { GrowableU32 } from '../segment/growable';
import { Dictionary } from './dictionary';

/** What a value was seen with last, and with how many different names. */
export interface SeenName {
  readonly name: string;
  readonly names: number;
}

/** The bytes [start, end) of a text, as dictionaries have them. */
export interface NameBytes {
  readonly text: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Values of a dictionary have ids under this. */
const ID_RANGE = 2 ** 27;

/** The names that each value of a facet was seen with, and when last. Nearly every value has one. */
export class SeenNames {
  readonly #names = new Dictionary();
  /** First pair of each value plus one, by its id. */
  readonly #first = new GrowableU32();
  /** A pair's name, its time plus one (0: none was stated), and the next pair of the same value plus one. */
  readonly #name = new GrowableU32();
  readonly #last = new GrowableU32();
  readonly #next = new GrowableU32();
  /** Pairs that are not the first of their value, by both ids. */
  readonly #others = new Map<number, number>();

  /**
   * @param value id of the value in its facet's dictionary
   * @param time seconds since 1970 UTC plus one; 0 where none is stated
   */
  add(value: number, { text, start, end }: NameBytes, time: number): void {
    const id = this.#names.intern(text, start, end);
    const pair = this.#pairOf(value, id);
    if (time > (this.#last.values[pair] as number)) this.#last.values[pair] = time;
  }

  /** The name that the value was seen with last; of several of one time the first in order, whatever came first. */
  of(value: number): SeenName | undefined {
    let best: number | undefined;
    let names = 0;
    for (let at = this.#first.view()[value] ?? 0; at !== 0; at = this.#next.values[at - 1] as number) {
      names++;
      if (best === undefined || this.#before(at - 1, best)) best = at - 1;
    }
    const name = best === undefined ? null : this.#names.value(this.#name.values[best] as number);
    return name === null ? undefined : { name, names };
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#last.values[a] as number) - (this.#last.values[b] as number);
    if (difference !== 0) return difference > 0;
    return this.#names.compare(this.#name.values[a] as number, this.#name.values[b] as number) < 0;
  }

  #pairOf(value: number, name: number): number {
    const known = this.#first.view()[value] ?? 0;
    if (known !== 0 && this.#name.values[known - 1] === name) return known - 1;
    const key = value * ID_RANGE + name;
    const other = this.#others.get(key);
    if (other !== undefined) return other;
    const pair = this.#name.length;
    this.#name.push(name);
    this.#last.push(0);
    this.#next.push(0);
    if (known === 0) {
      this.#reach(value);
      this.#first.values[value] = pair + 1;
      return pair;
    }
    this.#next.values[pair] = this.#next.values[known - 1] as number;
    this.#next.values[known - 1] = pair + 1;
    this.#others.set(key, pair);
    return pair;
  }

  #reach(value: number): void {
    while (this.#first.length <= value) this.#first.push(0);
  }
}
