import type { Locator } from '../segment/layout';
import type { EventSpace } from './event-space';

/** Rank of sources by SHA-256, by source number. */
export type SourceRanks = ReadonlyMap<number, number> | Uint32Array;

/** Order of the copies of an event, the same whatever came first. */
export class CopyOrder {
  #ranks: SourceRanks | undefined;

  constructor(private readonly space: EventSpace) {}

  rank(ranks: SourceRanks): void {
    this.#ranks = ranks;
  }

  /** Source by SHA-256, then record; sources not ranked yet come last, by number. */
  compare(a: number, b: number): number {
    const left = locatorOf(this.space, a);
    const right = locatorOf(this.space, b);
    return (
      this.#rank(left.source) - this.#rank(right.source) ||
      left.record - right.record ||
      left.source - right.source ||
      a - b
    );
  }

  #rank(source: number): number {
    const ranks = this.#ranks;
    const rank = ranks instanceof Uint32Array ? ranks[source] : ranks?.get(source);
    return rank ?? 0x1_0000_0000 + source;
  }
}

/** Where an event's record lies; its segment's locators must be loaded. */
export function locatorOf(space: EventSpace, event: number): Locator {
  const segment = space.segmentOf(event);
  const row = event - segment.base;
  const { source, record, offset, length } = segment.locators;
  return {
    source: source[row] as number,
    record: record[row] as number,
    offset: offset[row] as number,
    length: length[row] as number,
  };
}
