import { NO_TIME } from '../event/facet-values';
import type { IndexedSegment } from './indexed-segment';
import { radixSort } from './radix-sort';
import { giveBack } from './scratch';

/** Rows [start, end) of a segment: consecutive records of one source. */
interface Run {
  readonly segment: IndexedSegment;
  readonly start: number;
  readonly end: number;
  readonly source: number;
  readonly first: number;
  readonly last: number;
}

interface Ordered {
  readonly events: Uint32Array<ArrayBuffer>;
  /** Of each of them. */
  readonly times: Uint32Array<ArrayBuffer>;
}

/** All events by source number, then record number. Locators must be loaded. */
export function sourceOrder(segments: readonly IndexedSegment[]): Uint32Array<ArrayBuffer> {
  const { events, times } = inSourceOrder(segments);
  giveBack(times);
  return events;
}

/**
 * All events by time, then source number, then record number; "(no time)" last. This is the order of
 * rows with equal sort keys, so that it is the same whatever the order in which segments came.
 * Locators must be loaded.
 */
export function canonicalOrder(segments: readonly IndexedSegment[]): Uint32Array<ArrayBuffer> {
  const { events, times } = inSourceOrder(segments);
  let earliest = NO_TIME;
  let latest = 0;
  for (const { info } of segments) {
    if (info.firstTime !== null && info.firstTime < earliest) earliest = info.firstTime;
    if (info.lastTime !== null && info.lastTime > latest) latest = info.lastTime;
  }
  if (earliest > latest) return events;
  const afterAll = latest - earliest + 1;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    times[i] = time === NO_TIME ? afterAll : time - earliest;
  }
  const order = radixSort(events, times, afterAll);
  giveBack(times);
  if (order !== events) giveBack(events);
  return order;
}

function inSourceOrder(segments: readonly IndexedSegment[]): Ordered {
  const runs = segments.flatMap(runsOf);
  runs.sort((a, b) => a.source - b.source || a.first - b.first);
  const total = segments.reduce((sum, segment) => sum + segment.rows, 0);
  const disjoint = runs.every((run, i) => {
    const before = runs[i - 1];
    return before?.source !== run.source || before.last < run.first;
  });
  return disjoint ? inRuns(runs, total) : byComparison(segments, total);
}

function runsOf(segment: IndexedSegment): Run[] {
  const { source, record } = segment.locators;
  const runs: Run[] = [];
  let start = 0;
  for (let row = 1; row <= segment.rows; row++) {
    const goesOn =
      row < segment.rows && source[row] === source[row - 1] && (record[row] as number) > (record[row - 1] as number);
    if (goesOn) continue;
    const first = record[start] as number;
    runs.push({ segment, start, end: row, source: source[start] as number, first, last: record[row - 1] as number });
    start = row;
  }
  return runs;
}

function inRuns(runs: readonly Run[], total: number): Ordered {
  const events = new Uint32Array(total);
  const times = new Uint32Array(total);
  let at = 0;
  for (const { segment, start, end } of runs) {
    if (end - start > 16) times.set(segment.time.subarray(start, end), at);
    else for (let row = start; row < end; row++) times[at + row - start] = segment.time[row] as number;
    for (let row = start; row < end; row++) events[at++] = segment.base + row;
  }
  return { events, times };
}

/** The slow way, for records that are not in order within their segments or are there twice. */
function byComparison(segments: readonly IndexedSegment[], total: number): Ordered {
  const rows: { event: number; source: number; record: number; time: number }[] = [];
  for (const segment of segments) {
    const { source, record } = segment.locators;
    for (let row = 0; row < segment.rows; row++) {
      rows.push({
        event: segment.base + row,
        source: source[row] as number,
        record: record[row] as number,
        time: segment.time[row] as number,
      });
    }
  }
  rows.sort((a, b) => a.source - b.source || a.record - b.record || a.event - b.event);
  const events = new Uint32Array(total);
  const times = new Uint32Array(total);
  for (const [i, row] of rows.entries()) {
    events[i] = row.event;
    times[i] = row.time;
  }
  return { events, times };
}
