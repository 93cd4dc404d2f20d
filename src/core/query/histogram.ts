import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import type { Mask } from './bitset';
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
  const { from, to, buckets, stack, series = 8 } = options;
  if (!(to > from) || !Number.isInteger(from) || !Number.isInteger(buckets) || buckets < 1) {
    throw new RangeError('A histogram needs a range of whole seconds and at least one bucket.');
  }
  if (stack === undefined || dictionary === undefined) {
    const slots = new Uint32Array(slotsOf(buckets));
    for (const part of parts) countSlots(slots, part, options);
    return { ...outline(slots, options), series: [] };
  }
  const { size } = dictionary;
  // Few values: all of them in one pass. Many: first which ones matter, then those.
  const lines = Uint32Array.from({ length: size }, (_, id) => id);
  const inOnePass = size * slotsOf(buckets) <= CELLS;
  const first = countLines(parts, inOnePass ? options : { ...options, buckets: 1 }, { stack, dictionary, lines, size });
  const ids = mostFrequent(first, inOnePass ? buckets : 1, dictionary);
  if (inOnePass) return assemble(first, lines, ids, options, dictionary);
  const shown = Math.min(ids.length, series);
  lines.fill(shown);
  for (let place = 0; place < shown; place++) lines[ids[place] as number] = place;
  const cells = countLines(parts, options, { stack, dictionary, lines, size: shown + 1 });
  return assemble(cells, lines, ids.slice(0, shown + 1), options, dictionary);
}

/** Before the range, the buckets, after it, without a time. */
function slotsOf(buckets: number): number {
  return buckets + 3;
}

function outline(slots: Uint32Array, { from, to, buckets }: HistogramOptions): Omit<Histogram, 'series' | 'others'> {
  const [before = 0, after = 0, withoutTime = 0] = [slots[0], slots[buckets + 1], slots[buckets + 2]];
  return { from, to, counts: slots.slice(1, buckets + 1), before, after, withoutTime };
}

interface Lines {
  readonly stack: FacetName;
  readonly dictionary: Dictionary;
  /** The line of cells of each id. */
  readonly lines: Uint32Array;
  /** How many lines there are. */
  readonly size: number;
}

function countLines(parts: readonly Part[], options: HistogramOptions, wanted: Lines): Uint32Array {
  const { stack, dictionary, lines, size } = wanted;
  const width = slotsOf(options.buckets);
  const cells = new Uint32Array(size * width);
  for (const part of parts) {
    if (part.mask === 'none') continue;
    const column = part.segment.column(stack, dictionary);
    const starts = Uint32Array.from(column.ids, (id) => (lines[id] as number) * width);
    countSlots(cells, part, options, { column, starts });
  }
  return cells;
}

interface Stacked {
  readonly column: IndexedColumn;
  /** Where the line of cells of each of the segment's codes starts. */
  readonly starts: Uint32Array;
}

/** Counts the part's events by slot, and by value where they are stacked, in one pass over its rows. */
function countSlots(cells: Uint32Array, { segment, mask }: Part, options: HistogramOptions, stacked?: Stacked): void {
  if (mask === 'none') return;
  const { rows } = segment;
  const codes = stacked?.column.ends === undefined ? stacked?.column.codes : firstCodes(stacked.column, rows);
  const starts = stacked?.starts;
  if (mask !== 'all') {
    countMasked(cells, segment.time, mask, options, codes, starts);
    return;
  }
  const slots = slotsOfRows(segment, options);
  if (codes !== undefined && starts !== undefined) addCells(cells, slots, codes, starts);
  else for (const slot of slots) cells[slot] = (cells[slot] as number) + 1;
}

function countMasked(
  cells: Uint32Array,
  time: Uint32Array,
  mask: Uint32Array,
  options: HistogramOptions,
  codes: IndexedColumn['codes'] | undefined,
  starts: Uint32Array | undefined,
): void {
  const slotOf = slotFinder(time, options);
  for (let i = 0; i < mask.length; i++) {
    let word = mask[i] as number;
    while (word !== 0) {
      const row = (i << 5) + 31 - Math.clz32(word & -word);
      word &= word - 1;
      let slot = slotOf(row);
      if (codes !== undefined && starts !== undefined) slot += starts[codes[row] as number] as number;
      cells[slot] = (cells[slot] as number) + 1;
    }
  }
}

let room = new Uint32Array(0);

/** The slot of each row of a segment; the array is used again by the next call. */
function slotsOfRows(segment: IndexedSegment, options: HistogramOptions): Uint32Array {
  const { info, rows, time } = segment;
  const { from, to, buckets } = options;
  if (room.length < rows) room = new Uint32Array(rows);
  const slots = room.subarray(0, rows);
  const { firstTime, lastTime } = info;
  const inside = firstTime !== null && lastTime !== null && firstTime >= from && lastTime < to;
  if (!inside || segment.withoutTime() !== 'none') {
    const slotOf = slotFinder(time, options);
    for (let row = 0; row < rows; row++) slots[row] = slotOf(row);
    return slots;
  }
  // Every row lies in the range, which takes all questions out of the loop.
  const scale = buckets / (to - from);
  const start = from | 0;
  const whole = new Int32Array(time.buffer, time.byteOffset, time.length);
  for (let row = 0; row < rows; row++) {
    const slot = 1 + (((((whole[row] as number) - start) >>> 0) * scale) | 0);
    slots[row] = slot < buckets ? slot : buckets;
  }
  return slots;
}

function slotFinder(time: Uint32Array, { from, to, buckets }: HistogramOptions): (row: number) => number {
  const scale = buckets / (to - from);
  const span = to - from;
  // Whole 32-bit arithmetic, in which what lies before the range wraps to far behind it: twice as fast as with fractions.
  const whole = new Int32Array(time.buffer, time.byteOffset, time.length);
  const start = from | 0;
  return (row) => {
    const since = ((whole[row] as number) - start) >>> 0;
    if (since < span) return Math.min(buckets, 1 + ((since * scale) | 0));
    const seconds = time[row] as number;
    if (seconds < from) return 0;
    return seconds === NO_TIME ? buckets + 2 : buckets + 1;
  };
}

/**
 * Neighbouring events mostly share their cell, and adding to a count that was just written waits for that write: so
 * even and odd rows are counted apart.
 */
function addCells(cells: Uint32Array, slots: Uint32Array, codes: IndexedColumn['codes'], starts: Uint32Array): void {
  const odd = cells.length > slots.length ? cells : new Uint32Array(cells.length);
  const even = slots.length & ~1;
  for (let row = 0; row < even; row += 2) {
    const cell = (slots[row] as number) + (starts[codes[row] as number] as number);
    cells[cell] = (cells[cell] as number) + 1;
    const next = (slots[row + 1] as number) + (starts[codes[row + 1] as number] as number);
    odd[next] = (odd[next] as number) + 1;
  }
  if (even < slots.length) {
    const cell = (slots[even] as number) + (starts[codes[even] as number] as number);
    cells[cell] = (cells[cell] as number) + 1;
  }
  if (odd === cells) return;
  for (let cell = 0; cell < cells.length; cell++) cells[cell] = (cells[cell] as number) + (odd[cell] as number);
}

/** The first code of each row, 0 where it has none. */
function firstCodes({ codes, ends }: IndexedColumn, rows: number): Uint32Array {
  const first = new Uint32Array(rows);
  if (ends === undefined) return first;
  for (let row = 0, start = 0; row < rows; row++) {
    const end = ends[row] as number;
    if (end > start) first[row] = codes[start] as number;
    start = end;
  }
  return first;
}

/** Ids with events in the range, the most frequent first. */
function mostFrequent(cells: Uint32Array, buckets: number, dictionary: Dictionary): number[] {
  const width = slotsOf(buckets);
  const totals = Uint32Array.from({ length: dictionary.size }, (_, id) =>
    sum(cells.subarray(id * width + 1, id * width + 1 + buckets)),
  );
  const ids = [...totals.keys()].filter((id) => totals[id] !== 0);
  return ids.sort((a, b) => {
    const difference = (totals[b] as number) - (totals[a] as number);
    if (difference !== 0) return difference;
    return a === 0 || b === 0 ? b - a : dictionary.compare(a, b);
  });
}

function assemble(
  cells: Uint32Array,
  lines: Uint32Array,
  ids: readonly number[],
  options: HistogramOptions,
  dictionary: Dictionary,
): Histogram {
  const { buckets, series = 8 } = options;
  const width = slotsOf(buckets);
  const slots = addUp(cells, width);
  const countsOf = (id: number): Uint32Array => {
    const at = (lines[id] as number) * width + 1;
    return cells.slice(at, at + buckets);
  };
  const rows = ids.slice(0, series).map((id) => ({ value: dictionary.value(id), counts: countsOf(id) }));
  const whole = { ...outline(slots, options), series: rows };
  if (ids.length <= series) return whole;
  const others = whole.counts.slice();
  for (const { counts } of rows)
    for (let i = 0; i < buckets; i++) others[i] = (others[i] as number) - (counts[i] as number);
  return { ...whole, others };
}

function sum(counts: Uint32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

/** All lines of cells together. */
function addUp(cells: Uint32Array, width: number): Uint32Array {
  const total = new Uint32Array(width);
  for (let at = 0; at < cells.length; at += width) {
    for (let slot = 0; slot < width; slot++) total[slot] = (total[slot] as number) + (cells[at + slot] as number);
  }
  return total;
}

/** The id of the row's value, the first where it has several, 0 where it has none. */
export function firstId({ codes, ends, ids }: IndexedColumn, row: number): number {
  if (ends === undefined) return ids[codes[row] as number] as number;
  const start = row === 0 ? 0 : (ends[row - 1] as number);
  return start === ends[row] ? 0 : (ids[codes[start] as number] as number);
}
