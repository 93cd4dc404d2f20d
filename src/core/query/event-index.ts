import { keyHash } from '../annotation/key-table';
import type { EventSpace } from './event-space';
import type { IndexedSegment } from './indexed-segment';

/**
 * Finds events by their keys: an open hash table of their numbers. Of events with one key, which are copies of one
 * another, it has the first. Event keys must be loaded.
 */
export class EventIndex {
  /** Number of the event plus one; 0 is free. */
  #table = new Uint32Array(1024);
  #size = 0;
  /** Segments that are in it. */
  #segments = 0;

  constructor(private readonly space: EventSpace) {}

  /** Takes in the segments that came since. */
  update(): void {
    const { segments } = this.space;
    const fresh = segments.slice(this.#segments);
    this.#grow(this.#size + fresh.reduce((rows, segment) => rows + segment.rows, 0));
    for (const segment of fresh) this.#add(segment);
    this.#segments = segments.length;
  }

  /** The event with the key in these four words from `at` on, or -1. */
  find(words: Uint32Array, at: number): number {
    return (this.#table[this.#place(words, at)] as number) - 1;
  }

  #add(segment: IndexedSegment): void {
    const { hash } = segment.dedupe;
    for (let row = 0; row < segment.rows; row++) {
      const place = this.#place(hash, row * 4);
      if (this.#table[place] !== 0) continue;
      this.#table[place] = segment.base + row + 1;
      this.#size++;
    }
  }

  #place(words: Uint32Array, at: number): number {
    const mask = this.#table.length - 1;
    for (let place = keyHash(words, at) & mask; ; place = (place + 1) & mask) {
      const event = (this.#table[place] as number) - 1;
      if (event < 0 || this.#hasKey(event, words, at)) return place;
    }
  }

  #hasKey(event: number, words: Uint32Array, at: number): boolean {
    const segment = this.space.segmentOf(event);
    const { hash } = segment.dedupe;
    const from = (event - segment.base) * 4;
    return (
      hash[from] === words[at] &&
      hash[from + 1] === words[at + 1] &&
      hash[from + 2] === words[at + 2] &&
      hash[from + 3] === words[at + 3]
    );
  }

  /** Makes room: at most two of three places are taken. */
  #grow(size: number): void {
    let { length } = this.#table;
    while (length * 2 < size * 3) length *= 2;
    if (length === this.#table.length) return;
    const before = this.#table;
    this.#table = new Uint32Array(length);
    const mask = length - 1;
    for (const number of before) {
      if (number === 0) continue;
      const segment = this.space.segmentOf(number - 1);
      let place = keyHash(segment.dedupe.hash, (number - 1 - segment.base) * 4) & mask;
      while (this.#table[place] !== 0) place = (place + 1) & mask;
      this.#table[place] = number;
    }
  }
}
