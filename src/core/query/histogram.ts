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

/** @throws RangeError where the range is empty or there are no buckets */
export function histogram(parts: readonly Part[], options: HistogramOptions, dictionary?: Dictionary): Histogram {
  const { from, to, buckets } = options;
  if (!(to > from) || !Number.isInteger(buckets) || buckets < 1) {
    throw new RangeError('A histogram needs a range of time and at least one bucket.');
  }
  const scale = buckets / (to - from);
  const bucketOf = (time: number): number => Math.min(buckets - 1, Math.floor((time - from) * scale));
  const counts = new Uint32Array(buckets);
  let before = 0;
  let after = 0;
  let withoutTime = 0;
  for (const { segment, mask } of parts) {
    const { time } = segment;
    forEachRow(mask, segment.rows, (row) => {
      const seconds = time[row] as number;
      if (seconds === NO_TIME) withoutTime++;
      else if (seconds < from) before++;
      else if (seconds >= to) after++;
      else bump(counts, bucketOf(seconds));
    });
  }
  const whole = { from, to, counts, before, after, withoutTime };
  if (options.stack === undefined || dictionary === undefined) return { ...whole, series: [] };
  return { ...whole, ...stacked(parts, options, options.stack, dictionary, bucketOf) };
}

function stacked(
  parts: readonly Part[],
  { from, to, buckets, series = 8 }: HistogramOptions,
  stack: FacetName,
  dictionary: Dictionary,
  bucketOf: (time: number) => number,
): { series: HistogramSeries[]; others?: Uint32Array } {
  const columns = parts.map(({ segment }) => segment.column(stack, dictionary));
  const inRange = (visit: (id: number, time: number) => void): void => {
    for (const [i, { segment, mask }] of parts.entries()) {
      const column = columns[i];
      if (column === undefined) continue;
      const { time } = segment;
      forEachRow(mask, segment.rows, (row) => {
        const seconds = time[row] as number;
        if (seconds >= from && seconds < to) visit(firstId(column, row), seconds);
      });
    }
  };
  const totals = new Uint32Array(dictionary.size);
  inRange((id) => bump(totals, id));
  const ids = [...totals.keys()].filter((id) => totals[id] !== 0);
  ids.sort((a, b) => {
    const difference = (totals[b] as number) - (totals[a] as number);
    if (difference !== 0) return difference;
    return a === 0 || b === 0 ? b - a : dictionary.compare(a, b);
  });
  const shown = ids.slice(0, series);
  const others = new Uint32Array(buckets);
  const countsOf = new Map(shown.map((id) => [id, new Uint32Array(buckets)]));
  inRange((id, time) => bump(countsOf.get(id) ?? others, bucketOf(time)));
  const rows = shown.map((id) => ({ value: dictionary.value(id), counts: countsOf.get(id) ?? others }));
  return ids.length > shown.length ? { series: rows, others } : { series: rows };
}

function bump(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

/** The id of the row's value, the first where it has several, 0 where it has none. */
export function firstId({ codes, ends, ids }: IndexedColumn, row: number): number {
  if (ends === undefined) return ids[codes[row] as number] as number;
  const start = row === 0 ? 0 : (ends[row - 1] as number);
  return start === ends[row] ? 0 : (ids[codes[start] as number] as number);
}
