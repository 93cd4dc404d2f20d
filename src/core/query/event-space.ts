import { GrowableU32 } from '../segment/growable';
import type { IndexedSegment } from './indexed-segment';

/** Where records lie, a row each; see `Locator`. */
export interface LocatorTable {
  readonly source: Uint32Array;
  readonly record: Uint32Array;
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
}

/**
 * Numbers the events of all segments: a segment's base plus the row. Bases are multiples of 32, so
 * that sets of events are the segments' sets one after the other; the few numbers between a
 * segment's end and the next base stand for nothing.
 */
export class EventSpace {
  readonly #segments: IndexedSegment[] = [];
  readonly #byId = new Map<string, IndexedSegment>();
  /** Position of the segment that holds the events of each word. */
  readonly #ofWord = new GrowableU32();
  #rows = 0;

  get segments(): readonly IndexedSegment[] {
    return this.#segments;
  }

  /** Events, copies included. */
  get rows(): number {
    return this.#rows;
  }

  /** One more than the largest event number, rounded up to whole words. */
  get span(): number {
    return this.words * 32;
  }

  get words(): number {
    return this.#ofWord.length;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  add(segment: IndexedSegment): void {
    if (this.#byId.has(segment.id)) throw new Error(`The segment ${segment.id} is indexed already.`);
    if (this.span + segment.rows > 0xffff_ff00) throw new RangeError('The case has more events than can be numbered.');
    segment.base = this.span;
    this.#byId.set(segment.id, segment);
    this.#ofWord.reserve(segment.words);
    for (let i = 0; i < segment.words; i++) this.#ofWord.push(this.#segments.length);
    this.#segments.push(segment);
    this.#rows += segment.rows;
  }

  /** The segment that holds an event. @throws RangeError where there is no such event */
  segmentOf(event: number): IndexedSegment {
    const segment = this.#segments[this.#ofWord.values[event >>> 5] ?? -1];
    if (segment === undefined || event >= segment.base + segment.rows || event >>> 5 >= this.words) {
      throw new RangeError(`There is no event number ${event}.`);
    }
    return segment;
  }

  /** The segment's part of a set over all events. */
  slice(words: Uint32Array, segment: IndexedSegment): Uint32Array {
    const start = segment.base >>> 5;
    return words.subarray(start, start + segment.words);
  }

  /** Where the records of these events lie; locators must be loaded. */
  locators(events: Uint32Array): LocatorTable {
    const [source, record] = [new Uint32Array(events.length), new Uint32Array(events.length)];
    const [offset, length] = [new Uint32Array(events.length), new Uint32Array(events.length)];
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as number;
      const { base, locators } = this.segmentOf(event);
      source[i] = locators.source[event - base] as number;
      record[i] = locators.record[event - base] as number;
      offset[i] = locators.offset[event - base] as number;
      length[i] = locators.length[event - base] as number;
    }
    return { source, record, offset, length };
  }
}
