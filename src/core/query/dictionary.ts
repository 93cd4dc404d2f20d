import { encodeText, readText } from '../segment/code-unit-text';
import { GrowableBytes, GrowableU32 } from '../segment/growable';

/** Bits of a packed sort entry that hold the value's id. */
const ID_RANGE = 2 ** 27;

/**
 * The distinct values of one facet over the whole case, as bytes in one arena with a hash table of
 * numbers: a string object costs several times its text and is made only for values that are shown.
 *
 * Id 0 is "(none)"; values have ids from 1 in the order in which they came.
 */
export class Dictionary {
  readonly #text = new GrowableBytes(1024);
  /** `#ends[id]` is the end of the value `id` in `#text`; `#ends[id - 1]` its start. */
  readonly #ends = new GrowableU32(64);
  readonly #hashes = new GrowableU32(64);
  /** Open addressing with linear probing; 0 is a free slot. */
  #table = new Uint32Array(128);
  #ranks: Uint32Array | undefined;

  constructor() {
    this.#ends.push(0);
    this.#hashes.push(0);
  }

  /** Ids so far, "(none)" included. */
  get size(): number {
    return this.#ends.length;
  }

  /** The id of the value in bytes [start, end) of `text`, which is added where it is new. */
  intern(text: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(text, start, end);
    const slot = this.#slot(text, start, end, hash);
    const found = this.#table[slot] as number;
    if (found !== 0) return found;
    const id = this.size;
    if (id >= ID_RANGE) throw new RangeError('A facet has more distinct values than the index can hold.');
    this.#text.reserve(end - start);
    this.#text.values.set(text.subarray(start, end), this.#text.length);
    this.#text.length += end - start;
    this.#ends.push(this.#text.length);
    this.#hashes.push(hash);
    this.#table[slot] = id;
    this.#ranks = undefined;
    if (this.size * 2 > this.#table.length) this.#grow();
    return id;
  }

  /** The id of each value of a segment's dictionary by its code; code 0 is id 0. */
  internAll(ends: Uint32Array, text: Uint8Array): Uint32Array {
    const ids = new Uint32Array(ends.length + 1);
    let start = 0;
    for (let i = 0; i < ends.length; i++) {
      const end = ends[i] as number;
      ids[i + 1] = this.intern(text, start, end);
      start = end;
    }
    return ids;
  }

  /** The id of a value, or undefined where no event has it. */
  find(value: string): number | undefined {
    const text = encodeText(value);
    const id = this.#table[this.#slot(text, 0, text.length, hashBytes(text, 0, text.length))] as number;
    return id === 0 ? undefined : id;
  }

  /** The value of an id; null for "(none)". */
  value(id: number): string | null {
    return id === 0 ? null : readText(this.#text.values, this.start(id), this.end(id));
  }

  /** All values' bytes; those of `id` are [start(id), end(id)). Valid until a value is added. */
  get text(): Uint8Array {
    return this.#text.values;
  }

  start(id: number): number {
    return this.#ends.values[id - 1] as number;
  }

  end(id: number): number {
    return this.#ends.values[id] as number;
  }

  /** Order of two values (not "(none)") by UTF-16 code unit: negative where `a` comes first. */
  compare(a: number, b: number): number {
    return this.#compareFrom(a, b, 0);
  }

  /** The place of each id among all values in order, from 0; "(none)" comes after all of them. */
  ranks(): Uint32Array {
    if (this.#ranks === undefined) {
      const sorted = Uint32Array.from({ length: this.size - 1 }, (_, i) => i + 1);
      this.#sort(sorted);
      const ranks = new Uint32Array(this.size);
      for (let i = 0; i < sorted.length; i++) ranks[sorted[i] as number] = i;
      ranks[0] = sorted.length;
      this.#ranks = ranks;
    }
    return this.#ranks;
  }

  #compareFrom(a: number, b: number, skip: number): number {
    const text = this.#text.values;
    const startA = this.start(a) + skip;
    const startB = this.start(b) + skip;
    const lengthA = this.end(a) - startA;
    const lengthB = this.end(b) - startB;
    const shorter = Math.min(lengthA, lengthB);
    for (let i = 0; i < shorter; i++) {
      const difference = (text[startA + i] as number) - (text[startB + i] as number);
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  /**
   * Sorts ids by value. Groups that share a beginning are taken apart by their next three bytes, so
   * that the long common beginnings of ARNs are read once and not at each comparison.
   */
  #sort(ids: Uint32Array): void {
    const groups = [{ from: 0, to: ids.length, skip: 0 }];
    for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
      const { from, to } = group;
      if (to - from < 24) {
        const { skip } = group;
        ids.subarray(from, to).sort((a, b) => this.#compareFrom(a, b, skip));
        continue;
      }
      const skip = this.#commonLength(ids, from, to, group.skip);
      const packed = new Float64Array(to - from);
      for (let i = from; i < to; i++) {
        const id = ids[i] as number;
        packed[i - from] = this.#chunk(id, skip) * ID_RANGE + id;
      }
      packed.sort();
      let start = from;
      let chunk = -1;
      for (let i = from; i <= to; i++) {
        const entry = i < to ? (packed[i - from] as number) : -1;
        const next = Math.floor(entry / ID_RANGE);
        if (i < to) ids[i] = entry - next * ID_RANGE;
        if (next === chunk) continue;
        if (i - start > 1) groups.push({ from: start, to: i, skip: skip + 3 });
        start = i;
        chunk = next;
      }
    }
  }

  /** Three bytes from `skip` on and how many there were: orders as the bytes do. */
  #chunk(id: number, skip: number): number {
    const text = this.#text.values;
    const start = this.start(id) + skip;
    const left = this.end(id) - start;
    const first = left > 0 ? (text[start] as number) : 0;
    const second = left > 1 ? (text[start + 1] as number) : 0;
    const third = left > 2 ? (text[start + 2] as number) : 0;
    return ((first << 16) | (second << 8) | third) * 4 + Math.max(0, Math.min(left, 3));
  }

  /** Bytes that all these values share at their beginning. */
  #commonLength(ids: Uint32Array, from: number, to: number, least: number): number {
    const text = this.#text.values;
    const model = this.start(ids[from] as number);
    let common = this.end(ids[from] as number) - model;
    for (let i = from + 1; i < to && common > least; i++) {
      const start = this.start(ids[i] as number);
      const length = Math.min(common, this.end(ids[i] as number) - start);
      let same = least;
      while (same < length && text[start + same] === text[model + same]) same++;
      common = Math.min(common, Math.max(same, least));
    }
    return Math.max(common, least);
  }

  #slot(text: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#table[slot] as number;
      if (id === 0 || (this.#hashes.values[id] === hash && this.#equals(id, text, start, end))) return slot;
    }
  }

  #equals(id: number, text: Uint8Array, start: number, end: number): boolean {
    const own = this.#text.values;
    const from = this.start(id);
    if (this.end(id) - from !== end - start) return false;
    for (let i = start, j = from; i < end; i++, j++) if (text[i] !== own[j]) return false;
    return true;
  }

  #grow(): void {
    const table = new Uint32Array(this.#table.length * 4);
    const mask = table.length - 1;
    for (let id = 1; id < this.size; id++) {
      let slot = (this.#hashes.values[id] as number) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = id;
    }
    this.#table = table;
  }
}

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const low = (bytes[i] as number) | ((bytes[i + 1] as number) << 8);
    const high = (bytes[i + 2] as number) | ((bytes[i + 3] as number) << 8);
    hash = Math.imul(hash ^ low ^ (high << 16), 0x9e3779b1);
    hash = (hash << 13) | (hash >>> 19);
  }
  for (; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
