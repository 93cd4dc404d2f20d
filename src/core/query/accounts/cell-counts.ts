import { NO_TIME } from '../../event/facet-values';
import { wordsFor } from '../bitset';
import { GrowableU32 } from '../../segment/growable';

/** What one cell counts. Seconds since 1970 UTC; null where no event of it states a time. */
export interface CellTotal {
  readonly count: number;
  readonly denied: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** Keys up to here have a slot each: 16 MB. */
const MOST_SLOTS = 1 << 22;
/** Words of bits: 32 MB. */
const MOST_WORDS = 1 << 23;

/** Events, times and distinct names by a number. */
export class CellCounts {
  /** Place of each key, 0 for none: by the key itself where keys are few, else in a map. */
  readonly #slots: Uint32Array | undefined;
  readonly #places = new Map<number, number>();
  readonly #keys: number[] = [];
  readonly #counts = new GrowableU32();
  readonly #denied = new GrowableU32();
  readonly #marked = new GrowableU32();
  readonly #first = new GrowableU32();
  readonly #last = new GrowableU32();
  readonly #names = new GrowableU32();
  /** Names that were met: bits of each place, or where those would take too much, place and name. */
  readonly #bits = new GrowableU32();
  readonly #words: number;
  readonly #seen = new Set<number>();
  #key = -1;
  #place = -1;

  /**
   * @param range one more than the largest key
   * @param nameIds ids of names, 0 among them; 1 where names are not counted
   */
  constructor(
    range: number,
    private readonly nameIds = 1,
  ) {
    if (range <= MOST_SLOTS) this.#slots = new Uint32Array(range);
    this.#words = nameIds === 1 ? 0 : wordsFor(nameIds);
    // A place that stands for none.
    this.#open();
  }

  /** @param denied and @param mark 1 for yes, 0 for no; @param name id of the event's name, 0 for none */
  add(key: number, time: number, denied: number, name: number, mark: number): void {
    // Neighbouring events mostly are of one cell.
    const place = key === this.#key ? this.#place : this.#placeOf(key);
    this.#key = key;
    this.#place = place;
    (this.#counts.values[place] as number)++;
    this.#denied.values[place] = (this.#denied.values[place] as number) + denied;
    this.#marked.values[place] = (this.#marked.values[place] as number) + mark;
    if (time !== NO_TIME) {
      if (time < (this.#first.values[place] as number)) this.#first.values[place] = time;
      if (time >= (this.#last.values[place] as number)) this.#last.values[place] = time;
    }
    if (name !== 0 && this.#isFirst(place, name)) (this.#names.values[place] as number)++;
  }

  keys(): number[] {
    return [...this.#keys];
  }

  count(key: number): number {
    return this.#read(this.#counts, key);
  }

  /** Different names. */
  names(key: number): number {
    return this.#read(this.#names, key);
  }

  /** Events that were marked. */
  marked(key: number): number {
    return this.#read(this.#marked, key);
  }

  total(key: number): CellTotal {
    const first = this.#read(this.#first, key);
    const none = first === NO_TIME;
    return {
      count: this.count(key),
      denied: this.#read(this.#denied, key),
      first: none ? null : first,
      last: none ? null : this.#read(this.#last, key),
    };
  }

  #isFirst(place: number, name: number): boolean {
    if ((place + 1) * this.#words <= MOST_WORDS) {
      const at = place * this.#words + (name >>> 5);
      const bit = 1 << (name & 31);
      const word = this.#bits.values[at] as number;
      if ((word & bit) !== 0) return false;
      this.#bits.values[at] = word | bit;
      return true;
    }
    const met = place * this.nameIds + name;
    if (this.#seen.has(met)) return false;
    this.#seen.add(met);
    return true;
  }

  #read(column: GrowableU32, key: number): number {
    return column.values[this.#find(key)] as number;
  }

  /** 0 for a key without events. */
  #find(key: number): number {
    return (this.#slots === undefined ? this.#places.get(key) : this.#slots[key]) ?? 0;
  }

  #placeOf(key: number): number {
    const known = this.#find(key);
    if (known !== 0) return known;
    const place = this.#open();
    this.#keys.push(key);
    if (this.#slots === undefined) this.#places.set(key, place);
    else this.#slots[key] = place;
    return place;
  }

  #open(): number {
    const place = this.#counts.length;
    for (const column of [this.#counts, this.#denied, this.#marked, this.#last, this.#names]) column.push(0);
    this.#first.push(NO_TIME);
    if ((place + 1) * this.#words <= MOST_WORDS) {
      this.#bits.reserve(this.#words);
      this.#bits.length += this.#words;
    }
    return place;
  }
}
