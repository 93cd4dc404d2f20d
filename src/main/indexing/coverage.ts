import { GrowableBytes, GrowableF64 } from '../../core/segment/growable';
import type { CoveredRange } from '../../core/segment/layout';
import type { RecordRange } from './source-task';

/**
 * Which records of which sources are in segments. Ranges of one source are kept sorted and merged. Nearly every source
 * has just one, and a case may have millions: those are numbers in columns.
 */
export class Coverage {
  private readonly rows = new Map<number, number>();
  private readonly firsts = new GrowableF64();
  private readonly ends = new GrowableF64();
  /** Per row: 1 where the last range reaches the end of the source. */
  private readonly ended = new GrowableBytes();
  /** Row -> its ranges, where they are more than one. */
  private readonly several = new Map<number, RecordRange[]>();

  constructor(ranges: Iterable<CoveredRange> = []) {
    for (const range of ranges) this.add(range);
  }

  add(range: CoveredRange): void {
    const row = this.rows.get(range.source);
    if (row === undefined) {
      this.rows.set(range.source, this.firsts.length);
      this.firsts.push(range.first);
      this.ends.push(range.end);
      this.ended.push(range.last ? 1 : 0);
      return;
    }
    if (range.last) this.ended.values[row] = 1;
    this.keep(row, mergeRanges([...this.rangesOf(row), [range.first, range.end]]));
  }

  /** Sorted, disjoint; empty where nothing is covered. */
  of(source: number): readonly RecordRange[] {
    const row = this.rows.get(source);
    return row === undefined ? [] : this.rangesOf(row);
  }

  /** True where every record of the source, up to its end, is covered. */
  isComplete(source: number): boolean {
    const row = this.rows.get(source);
    return row !== undefined && this.ended.values[row] === 1 && !this.several.has(row) && this.firsts.values[row] === 0;
  }

  private rangesOf(row: number): readonly RecordRange[] {
    return this.several.get(row) ?? [[this.firsts.values[row] ?? 0, this.ends.values[row] ?? 0]];
  }

  private keep(row: number, ranges: RecordRange[]): void {
    const [only] = ranges;
    if (only === undefined || ranges.length > 1) {
      this.several.set(row, ranges);
      return;
    }
    this.several.delete(row);
    [this.firsts.values[row], this.ends.values[row]] = only;
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
