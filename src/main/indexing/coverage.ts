import type { CoveredRange } from '../../core/segment/layout';
import type { RecordRange } from './source-task';

/** Which records of which sources are in segments. Ranges of one source are kept sorted and merged. */
export class Coverage {
  private readonly sources = new Map<number, { ranges: RecordRange[]; ended: boolean }>();

  constructor(ranges: Iterable<CoveredRange> = []) {
    for (const range of ranges) this.add(range);
  }

  add(range: CoveredRange): void {
    const source = this.sources.get(range.source);
    if (source === undefined) {
      this.sources.set(range.source, { ranges: [[range.first, range.end]], ended: range.last });
      return;
    }
    source.ended ||= range.last;
    source.ranges = mergeRanges([...source.ranges, [range.first, range.end]]);
  }

  /** Sorted, disjoint; empty where nothing is covered. */
  of(source: number): readonly RecordRange[] {
    return this.sources.get(source)?.ranges ?? [];
  }

  /** True where every record of the source, up to its end, is covered. */
  isComplete(source: number): boolean {
    const known = this.sources.get(source);
    if (known?.ended !== true || known.ranges.length !== 1) return false;
    return known.ranges[0]?.[0] === 0;
  }
}

/** Sorts ranges and joins those that touch or overlap. */
export function mergeRanges(ranges: readonly RecordRange[]): RecordRange[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged: RecordRange[] = [];
  for (const [first, end] of sorted) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1]) merged[merged.length - 1] = [before[0], Math.max(before[1], end)];
    else merged.push([first, end]);
  }
  return merged;
}
