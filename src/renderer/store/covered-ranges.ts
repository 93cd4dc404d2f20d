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
  /** First and end of each range in turn, sorted and merged; none is empty. */
  bounds: number[];
  /** The source's number of records, once its end is covered. */
  records: number | undefined;
}

/** Which records of which sources the index holds. */
export class CoveredRanges {
  readonly #sources = new Map<number, SourceCoverage>();

  add(ranges: Iterable<CoveredRange>): void {
    for (const range of ranges) this.#add(range);
  }

  judge(ranges: readonly CoveredRange[]): Novelty {
    let fresh = 0;
    let known = 0;
    for (const range of ranges) {
      const state = this.#judge(range);
      if (state === 'mixed') return 'mixed';
      if (state === 'new') fresh++;
      if (state === 'covered') known++;
    }
    if (fresh > 0) return known > 0 ? 'mixed' : 'new';
    return ranges.length === 0 ? 'new' : 'covered';
  }

  /** Merged, as the contract writes ranges: source, first, end, and 1 where the source ends there. */
  *tuples(): Generator<[number, number, number, 0 | 1]> {
    for (const [source, { bounds, records }] of this.#sources) {
      for (let i = 0; i < bounds.length; i += 2) {
        const end = bounds[i + 1] ?? 0;
        yield [source, bounds[i] ?? 0, end, end === records ? 1 : 0];
      }
      // The end is known, but not the records before it, or there are none.
      if (records !== undefined && bounds.at(-1) !== records) yield [source, records, records, 1];
    }
  }

  /** 'nothing': the range holds no record and no news. */
  #judge({ source, first, end, last }: CoveredRange): Novelty | 'nothing' {
    const covered = this.#sources.get(source);
    if (first === end) return last && covered?.records === undefined ? 'new' : 'nothing';
    const bounds = covered?.bounds ?? [];
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
      covered = { bounds: [], records: undefined };
      this.#sources.set(source, covered);
    }
    if (last) covered.records = end;
    if (first === end) return;
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

/** Packed ranges as the contract writes them. */
export function* rangeTuples(packed: Uint32Array): Generator<[number, number, number, 0 | 1]> {
  for (const { source, first, end, last } of unpackRanges(packed)) yield [source, first, end, last ? 1 : 0];
}
