import { GrowableU32 } from '../segment/growable';

/** Words of a key. */
const WORDS = 4;

/** Numbers keys of events in the order in which they came: an open hash table without an object for each. */
export class KeyTable {
  readonly #words = new GrowableU32(WORDS * 64);
  /** Slot plus one; 0 is free. */
  #table = new Uint32Array(256);

  /** Keys so far. */
  get size(): number {
    return this.#words.length / WORDS;
  }

  /** The number of the key in these four words from `at` on, or -1. */
  find(words: Uint32Array, at: number): number {
    return (this.#table[this.#place(words, at)] as number) - 1;
  }

  /** The same; a key that is new gets the next number. */
  intern(words: Uint32Array, at: number): number {
    const place = this.#place(words, at);
    const found = (this.#table[place] as number) - 1;
    if (found >= 0) return found;
    const slot = this.size;
    for (let i = 0; i < WORDS; i++) this.#words.push(words[at + i] as number);
    this.#table[place] = slot + 1;
    if (this.size * 2 > this.#table.length) this.#grow();
    return slot;
  }

  /** The words of all keys, in their order; valid until another one comes. */
  words(): Uint32Array {
    return this.#words.view();
  }

  /** The key's bytes. */
  bytes(slot: number): Uint8Array {
    return new Uint8Array(this.#words.values.slice(slot * WORDS, (slot + 1) * WORDS).buffer);
  }

  #place(words: Uint32Array, at: number): number {
    const mask = this.#table.length - 1;
    const own = this.#words.values;
    for (let place = keyHash(words, at) & mask; ; place = (place + 1) & mask) {
      const slot = (this.#table[place] as number) - 1;
      if (slot < 0) return place;
      const from = slot * WORDS;
      if (
        own[from] === words[at] &&
        own[from + 1] === words[at + 1] &&
        own[from + 2] === words[at + 2] &&
        own[from + 3] === words[at + 3]
      ) {
        return place;
      }
    }
  }

  #grow(): void {
    const table = new Uint32Array(this.#table.length * 4);
    const mask = table.length - 1;
    for (let slot = 0; slot < this.size; slot++) {
      let place = keyHash(this.#words.values, slot * WORDS) & mask;
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = slot + 1;
    }
    this.#table = table;
  }
}

const [SEED, FIRST, SECOND] = [random(), random() | 1, random() | 1];

function random(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/**
 * Where a key goes in a table. A journal that came with a case may name any keys, those that are alike in most bits
 * among them: all bits take part, and where they go is another place in every session.
 */
export function keyHash(words: Uint32Array, at: number): number {
  let hash = SEED;
  for (let i = at; i < at + WORDS; i++) {
    hash = Math.imul(hash ^ (words[i] as number), FIRST);
    hash = Math.imul(hash ^ (hash >>> 15), SECOND);
  }
  return hash ^ (hash >>> 16);
}

/** The words of keys that are bytes. */
export function keyWords(keys: Uint8Array): Uint32Array {
  const aligned = keys.byteOffset % 4 === 0 ? keys : keys.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, (aligned.byteLength / 16) * WORDS);
}
