import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { forEachRow, type Mask } from './bitset';
import type { Dictionary } from './dictionary';
import type { IndexedColumn, IndexedSegment } from './indexed-segment';

export interface HistogramOptions {
  /** Seconds since 1970 UTC: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  /** Bucket i holds times from `from + i * (to - from) / buckets` up to the next. */
  readonly buckets: number;
  /** Counts apart by this facet's values (by the first one, where an event has several). */
  readonly stack?: FacetName;
  /** Values that get a series of their own, the most frequent ones; default 8. */
  readonly series?: number;
}

export interface HistogramSeries {
  /** null is "(none)". */
  readonly value: string | null;
  /** Events by bucket. */
  readonly counts: Uint32Array;
}

export interface Histogram {
  readonly from: number;
  readonly to: number;
  /** Events by bucket, all series together. */
  readonly counts: Uint32Array;
  /** By events in the range descending; empty without `stack`. */
  readonly series: readonly HistogramSeries[];
  /** Events by bucket of all values without a series; undefined where every value has one. */
  readonly others?: Uint32Array;
  /** Events of the view before `from`, from `to` on, and without a time. */
  readonly before: number;
  readonly after: number;
  readonly withoutTime: number;
}

interface Part {
  readonly segment: IndexedSegment;
  readonly mask: Mask;
}

/** Cells of values by buckets up to which one pass counts them all. */
const CELLS = 1 << 20;

/** @throws RangeError where the range is empty or there are no buckets */
export function histogram(parts: readonly Part[], options: HistogramOptions, dictionary?: Dictionary): Histogram {
  const { from, to, buckets, stack } = options;
  if (!(to > from) || !Number.isInteger(buckets) || buckets < 1) {
    throw new RangeError('A histogram needs a range of time and at least one bucket.');
  }
  // Before the range, the buckets, after it, without a time.
  const slots = new Uint32Array(buckets + 3);
  for (const { segment, mask } of parts) countTimes(slots, segment, mask, options);
  const counts = slots.slice(1, buckets + 1);
  const [before = 0, after = 0, withoutTime = 0] = [slots[0], slots[buckets + 1], slots[buckets + 2]];
  const whole = { from, to, counts, before, after, withoutTime };
  if (stack === undefined || dictionary === undefined) return { ...whole, series: [] };
  return { ...whole, ...stacked(parts, options, stack, dictionary) };
}

function countTimes(slots: Uint32Array, segment: IndexedSegment, mask: Mask, options: HistogramOptions): void {
  if (mask === 'none') return;
  const { from, to, buckets } = options;
  const { time, rows } = segment;
  const scale = buckets / (to - from);
  const after = buckets + 1;
  if (mask === 'all') {
    for (let row = 0; row < rows; row++) {
      const seconds = time[row] as number;
      let slot = after;
      if (seconds < from) slot = 0;
      else if (seconds < to) slot = Math.min(buckets, 1 + Math.floor((seconds - from) * scale));
      else if (seconds === NO_TIME) slot = after + 1;
      slots[slot] = (slots[slot] as number) + 1;
    }
    return;
  }
  for (let i = 0; i < mask.length; i++) {
    let word = mask[i] as number;
    while (word !== 0) {
      const seconds = time[(i << 5) + 31 - Math.clz32(word & -word)] as number;
      word &= word - 1;
      let slot = after;
      if (seconds < from) slot = 0;
      else if (seconds < to) slot = Math.min(buckets, 1 + Math.floor((seconds - from) * scale));
      else if (seconds === NO_TIME) slot = after + 1;
      slots[slot] = (slots[slot] as number) + 1;
    }
  }
}

function stacked(
  parts: readonly Part[],
  options: HistogramOptions,
  stack: FacetName,
  dictionary: Dictionary,
): { series: HistogramSeries[]; others?: Uint32Array } {
  const { buckets, series = 8 } = options;
  const columns = parts.map((part) => ({ ...part, column: part.segment.column(stack, dictionary) }));
  const { size } = dictionary;
  // Few values: all of them in one pass. Many: first which ones matter, then those.
  let line = Uint32Array.from({ length: size }, (_, id) => id);
  let cells = new Uint32Array(0);
  let totals: Uint32Array;
  const inOnePass = size * buckets <= CELLS;
  if (inOnePass) {
    cells = new Uint32Array(size * buckets);
    for (const part of columns) countCells(cells, part, options, line, buckets);
    totals = line.map((id) => sum(cells.subarray(id * buckets, (id + 1) * buckets)));
  } else {
    totals = new Uint32Array(size);
    for (const part of columns) countCells(totals, part, { ...options, buckets: 1 }, line, 1);
  }
  const ids = [...totals.keys()].filter((id) => totals[id] !== 0);
  ids.sort((a, b) => {
    const difference = (totals[b] as number) - (totals[a] as number);
    if (difference !== 0) return difference;
    return a === 0 || b === 0 ? b - a : dictionary.compare(a, b);
  });
  const shown = ids.slice(0, series);
  if (!inOnePass) {
    line = new Uint32Array(size).fill(shown.length);
    for (const [i, id] of shown.entries()) line[id] = i;
    cells = new Uint32Array((shown.length + 1) * buckets);
    for (const part of columns) countCells(cells, part, options, line, buckets);
  }
  const countsOf = (id: number): Uint32Array => {
    const at = (line[id] as number) * buckets;
    return cells.slice(at, at + buckets);
  };
  const rows = shown.map((id) => ({ value: dictionary.value(id), counts: countsOf(id) }));
  if (ids.length === shown.length) return { series: rows };
  const rest = ids.slice(series);
  return { series: rows, others: inOnePass ? addUp(rest.map(countsOf), buckets) : countsOf(rest[0] as number) };
}

/** Counts the part's events in the range by value and bucket; `line` is the row of cells of each id. */
function countCells(
  cells: Uint32Array,
  { segment, mask, column }: Part & { readonly column: IndexedColumn },
  { from, to, buckets }: HistogramOptions,
  line: Uint32Array,
  width: number,
): void {
  const { time } = segment;
  const scale = buckets / (to - from);
  forEachRow(mask, segment.rows, (row) => {
    const seconds = time[row] as number;
    if (seconds < from || seconds >= to) return;
    const bucket = Math.min(buckets - 1, Math.floor((seconds - from) * scale));
    const cell = (line[firstId(column, row)] as number) * width + bucket;
    cells[cell] = (cells[cell] as number) + 1;
  });
}

function sum(counts: Uint32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

function addUp(lines: readonly Uint32Array[], buckets: number): Uint32Array {
  const total = new Uint32Array(buckets);
  for (const line of lines) for (let i = 0; i < buckets; i++) total[i] = (total[i] as number) + (line[i] ?? 0);
  return total;
}

/** The id of the row's value, the first where it has several, 0 where it has none. */
export function firstId({ codes, ends, ids }: IndexedColumn, row: number): number {
  if (ends === undefined) return ids[codes[row] as number] as number;
  const start = row === 0 ? 0 : (ends[row - 1] as number);
  return start === ends[row] ? 0 : (ids[codes[start] as number] as number);
}
