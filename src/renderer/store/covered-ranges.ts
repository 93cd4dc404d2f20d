import type { CoveredRange } from '../../core/segment/layout';

/** What a segment's ranges mean beside those that are covered already. */
export type Novelty =
  /** None of them is covered: the segment is wanted. */
  | 'new'
  /** All of them are: it came twice. */
  | 'covered'
  /** Some are: taking it would count records twice, leaving it would lose some. */
  | 'mixed';

interface SourceCoverage {
  /** First and end of each range in turn, sorted and merged. */
  bounds: number[];
  /** The source's end is known and covered. */
  ended: boolean;
}

/** Which records of which sources the index holds. */
export class CoveredRanges {
  readonly #sources = new Map<number, SourceCoverage>();

  add(ranges: Iterable<CoveredRange>): void {
    for (const range of ranges) this.#add(range);
  }

  judge(ranges: readonly CoveredRange[]): Novelty {
    let fresh = 0;
    for (const range of ranges) {
      const state = this.#judge(range);
      if (state === 'mixed') return 'mixed';
      if (state === 'new') fresh++;
    }
    if (fresh === 0) return ranges.length === 0 ? 'new' : 'covered';
    return fresh === ranges.length ? 'new' : 'mixed';
  }

  /** As the contract writes them: source, first, end, and 1 where the source ends there. */
  *tuples(): Generator<[number, number, number, 0 | 1]> {
    for (const [source, { bounds, ended }] of this.#sources) {
      for (let i = 0; i < bounds.length; i += 2) {
        const last = ended && i + 2 === bounds.length;
        yield [source, bounds[i] ?? 0, bounds[i + 1] ?? 0, last ? 1 : 0];
      }
    }
  }

  #judge({ source, first, end, last }: CoveredRange): Novelty {
    const covered = this.#sources.get(source);
    if (covered === undefined) return 'new';
    const { bounds, ended } = covered;
    if (first === end) {
      // No record, only the fact that the source ends here.
      return last && !ended ? 'new' : 'covered';
    }
    for (let i = 0; i < bounds.length; i += 2) {
      const from = bounds[i] ?? 0;
      const to = bounds[i + 1] ?? 0;
      if (end <= from || first >= to) continue;
      return first >= from && end <= to ? 'covered' : 'mixed';
    }
    return 'new';
  }

  #add({ source, first, end, last }: CoveredRange): void {
    let covered = this.#sources.get(source);
    if (covered === undefined) {
      covered = { bounds: [], ended: false };
      this.#sources.set(source, covered);
    }
    covered.ended ||= last;
    const { bounds } = covered;
    const merged: number[] = [];
    let from = first;
    let to = end;
    let placed = false;
    for (let i = 0; i < bounds.length; i += 2) {
      const a = bounds[i] ?? 0;
      const b = bounds[i + 1] ?? 0;
      if (b < from) {
        merged.push(a, b);
      } else if (a > to) {
        if (!placed) merged.push(from, to);
        placed = true;
        merged.push(a, b);
      } else {
        from = Math.min(from, a);
        to = Math.max(to, b);
      }
    }
    if (!placed) merged.push(from, to);
    covered.bounds = merged;
  }
}

/** Ranges as the database keeps them: four numbers each, so that a million of them is one value. */
export function packRanges(ranges: readonly CoveredRange[]): Uint32Array<ArrayBuffer> {
  const packed = new Uint32Array(ranges.length * 4);
  for (const [i, { source, first, end, last }] of ranges.entries())
    packed.set([source, first, end, last ? 1 : 0], i * 4);
  return packed;
}

export function* unpackRanges(packed: Uint32Array): Generator<CoveredRange> {
  for (let i = 0; i + 3 < packed.length; i += 4) {
    yield {
      source: packed[i] as number,
      first: packed[i + 1] as number,
      end: packed[i + 2] as number,
      last: packed[i + 3] === 1,
    };
  }
}
