import { keyedHash, quickHash, sameBytes } from '../format/byte-hash';
import { maxTextBytes, readText, writeText } from './code-unit-text';
import { GrowableBytes, GrowableU32 } from './growable';

const FIRST_PLACES = 64;
/**
 * A chain this long does not come about by chance in a table at most half full: somebody made values
 * that fall into one place.
 */
const LONG_CHAIN = 256;

export type Hash = (view: DataView, start: number, end: number) => number;

/**
 * The distinct values of a column in the order in which they came, as bytes one after the other, and
 * a hash table over them. A value's code is its position plus one. Values come as strings or as the
 * bytes of one: both give the same code.
 */
export class ByteDictionary {
  readonly #text = new GrowableBytes(256);
  readonly #ends = new GrowableU32();
  /** Hash of each value. */
  readonly #hashes = new GrowableU32();
  #view = new DataView(this.#text.values.buffer);
  /** Codes by place; 0 is free. */
  #places = new Uint32Array(FIRST_PLACES);
  #hash: Hash;
  readonly #scratch = new GrowableBytes(256);
  #scratchView = new DataView(this.#scratch.values.buffer);
  #lastText: string | undefined;
  #lastTextCode = 0;
  /** Where the value that came last as bytes is. */
  #lastStart = 0;
  #lastEnd = -1;
  #lastCode = 0;

  /** @param quick the hash to begin with; another one only in tests */
  constructor(private readonly quick: Hash = quickHash) {
    this.#hash = quick;
  }

  /** Number of values. */
  get size(): number {
    return this.#ends.length;
  }

  /** End of each value in `text`; valid until the next change. */
  get ends(): Uint32Array<ArrayBuffer> {
    return this.#ends.view();
  }

  /** The values as code-unit-text.ts writes them; valid until the next change. */
  get text(): Uint8Array<ArrayBuffer> {
    return this.#text.view();
  }

  /** The code of a string. */
  codeOfText(value: string): number {
    // Neighbouring events mostly share their values; this spares writing and hashing the string.
    if (value === this.#lastText) return this.#lastTextCode;
    const scratch = this.#scratch;
    const before = scratch.values;
    scratch.reserve(maxTextBytes(value));
    if (scratch.values !== before) this.#scratchView = new DataView(scratch.values.buffer);
    const length = writeText(value, scratch.values, 0);
    const code = this.#find(scratch.values, this.#scratchView, 0, length);
    this.#lastText = value;
    this.#lastTextCode = code;
    return code;
  }

  /** The code of an ASCII text that is the bytes [start, end). @param view over `bytes` */
  codeOf(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    if (end - start === this.#lastEnd - this.#lastStart && sameBytes(view, start, end, this.#view, this.#lastStart)) {
      return this.#lastCode;
    }
    const code = this.#find(bytes, view, start, end);
    this.#lastCode = code;
    this.#lastStart = this.#startOf(code);
    this.#lastEnd = this.#ends.values[code - 1] as number;
    return code;
  }

  /** The value with this code. */
  textOf(code: number): string {
    return readText(this.#text.values, this.#startOf(code), this.#ends.values[code - 1] as number);
  }

  clear(): void {
    this.#text.clear();
    this.#ends.clear();
    this.#hashes.clear();
    this.#places.fill(0);
    this.#hash = this.quick;
    this.#lastText = undefined;
    this.#lastEnd = -1;
    this.#lastStart = 0;
  }

  #startOf(code: number): number {
    return code === 1 ? 0 : (this.#ends.values[code - 2] as number);
  }

  #find(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    const hash = this.#hash(view, start, end) >>> 0;
    let place = hash & mask;
    let steps = 0;
    for (let code = places[place] as number; code !== 0; code = places[place] as number) {
      if (this.#hashes.values[code - 1] === hash && this.#is(code, view, start, end)) return code;
      place = (place + 1) & mask;
      steps += 1;
    }
    if (steps > LONG_CHAIN && this.#hash !== keyedHash) {
      this.#hash = keyedHash;
      this.#rehash();
      return this.#find(bytes, view, start, end);
    }
    const code = this.#append(bytes, start, end, hash);
    places[place] = code;
    if (code * 2 > places.length) this.#grow();
    return code;
  }

  #is(code: number, view: DataView, start: number, end: number): boolean {
    const from = this.#startOf(code);
    if ((this.#ends.values[code - 1] as number) - from !== end - start) return false;
    return sameBytes(view, start, end, this.#view, from);
  }

  #append(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const text = this.#text;
    const before = text.values;
    text.reserve(end - start);
    if (text.values !== before) this.#view = new DataView(text.values.buffer);
    let to = text.length;
    for (let at = start; at < end; at++) text.values[to++] = bytes[at] as number;
    text.length = to;
    this.#ends.push(to);
    this.#hashes.push(hash);
    return this.#ends.length;
  }

  #rehash(): void {
    for (let code = 1; code <= this.#ends.length; code++) {
      const end = this.#ends.values[code - 1] as number;
      this.#hashes.values[code - 1] = this.#hash(this.#view, this.#startOf(code), end);
    }
    this.#fillPlaces();
  }

  #grow(): void {
    this.#places = new Uint32Array(this.#places.length * 2);
    this.#fillPlaces();
  }

  #fillPlaces(): void {
    const places = this.#places;
    const mask = places.length - 1;
    places.fill(0);
    for (let code = 1; code <= this.#ends.length; code++) {
      let place = (this.#hashes.values[code - 1] as number) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = code;
    }
  }
}
