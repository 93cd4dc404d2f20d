import type { Clock } from '../../wording/clock';

/** A stretch of time, seconds since 1970 UTC: from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A length that a clock or a calendar counts in. */
export type Step = { readonly seconds: number } | { readonly months: number };

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const MONTH = 30.44 * DAY;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY;

/** In ascending order. */
export const STEPS: readonly Step[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => ({ seconds })),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => ({ seconds: minutes * MINUTE })),
  ...[1, 2, 3, 6, 12].map((hours) => ({ seconds: hours * HOUR })),
  ...[1, 2, 7].map((days) => ({ seconds: days * DAY })),
  ...[1, 3, 6, 12, 60, 120].map((months) => ({ months })),
];

/** Seconds, of months their average. */
export function lengthOf(step: Step): number {
  return 'seconds' in step ? step.seconds : step.months * MONTH;
}

/** The finest step that cuts the span into at most `most` pieces. */
export function chooseStep(span: Span, most: number): Step {
  const wanted = (span.to - span.from) / Math.max(1, most);
  return STEPS.find((step) => lengthOf(step) >= wanted) ?? { months: 120 };
}

/** The latest edge of the step at or before an instant, by the wall clock. */
export function edgeBefore(clock: Clock, step: Step, instant: number): number {
  const at = Math.floor(instant);
  if (!isClockStep(step)) return clock.startOf(wallBefore(step, clock.wall(at)));
  const edge = at - remainder(clock.wall(at), step.seconds);
  if (clock.offsetAt(edge) === clock.offsetAt(at)) return edge;
  // The clocks were changed in between: what came before the change went by the old offset.
  const last = changeBetween(clock, edge, at) - 1;
  return last - remainder(clock.wall(last), step.seconds);
}

/** The first edge of the step after `edge`, which is one. */
export function edgeAfter(clock: Clock, step: Step, edge: number): number {
  if (isClockStep(step)) {
    const next = edge + step.seconds - remainder(clock.wall(edge), step.seconds);
    if (clock.offsetAt(next) === clock.offsetAt(edge)) return next;
    const change = changeBetween(clock, edge, next);
    const over = remainder(clock.wall(change), step.seconds);
    return over === 0 ? change : change + step.seconds - over;
  }
  let wall = wallBefore(step, clock.wall(edge));
  for (;;) {
    wall = wallAfter(step, wall);
    const next = clock.startOf(wall);
    if (next > edge) return next;
  }
}

/** The edges of all buckets that lie over the span, ascending; at least two. */
export function edgesOver(clock: Clock, step: Step, span: Span): number[] {
  const edges = [edgeBefore(clock, step, span.from)];
  for (let edge = edges[0] ?? 0; edge < span.to || edges.length < 2;) {
    edge = edgeAfter(clock, step, edge);
    edges.push(edge);
  }
  return edges;
}

/** Buckets of one length, asked of the index; `edges` are all among their edges. */
export interface EvenBuckets extends Span {
  readonly buckets: number;
}

/** More than this would be slow to carry over and says nothing: then every bucket is one. */
const MOST_BUCKETS = 400_000;

/**
 * Days with a change of clocks are 23 or 25 hours long, and months differ: the index counts in
 * buckets of one length that fit all of them, which `foldCounts` adds up again.
 */
export function evenBuckets(edges: readonly number[]): EvenBuckets {
  const from = edges[0] ?? 0;
  const to = edges[edges.length - 1] ?? from + 1;
  let unit = 0;
  for (const edge of edges) unit = divisor(unit, edge - from);
  const buckets = (to - from) / unit;
  return { from, to, buckets: buckets <= MOST_BUCKETS ? buckets : edges.length - 1 };
}

/** Counts by even bucket added up to one count between every two edges. */
export function foldCounts(counts: Uint32Array, even: EvenBuckets, edges: readonly number[]): Uint32Array {
  const folded = new Uint32Array(Math.max(0, edges.length - 1));
  if (counts.length === folded.length) return counts;
  const unit = (even.to - even.from) / even.buckets;
  for (let i = 0; i < folded.length; i++) {
    const start = Math.round(((edges[i] ?? 0) - even.from) / unit);
    const end = Math.round(((edges[i + 1] ?? 0) - even.from) / unit);
    let sum = 0;
    for (let bucket = start; bucket < end; bucket++) sum += counts[bucket] ?? 0;
    folded[i] = sum;
  }
  return folded;
}

/** The bucket that holds an instant: 0 to edges.length - 2, or undefined outside. */
export function bucketAt(edges: readonly number[], at: number): number | undefined {
  const last = edges[edges.length - 1];
  if (last === undefined || at < (edges[0] ?? last) || at >= last) return undefined;
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** Up to an hour it is the clock's hands that count, so that an hour that comes twice has its buckets twice. */
function isClockStep(step: Step): step is { readonly seconds: number } {
  return 'seconds' in step && step.seconds <= HOUR;
}

function wallBefore(step: Step, wall: number): number {
  if ('months' in step) {
    const date = new Date(wall * 1000);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    return wallOfMonth(month - remainder(month, step.months));
  }
  const shift = step.seconds % (7 * DAY) === 0 ? FIRST_MONDAY : 0;
  return wall - remainder(wall - shift, step.seconds);
}

function wallAfter(step: Step, wall: number): number {
  if ('seconds' in step) return wall + step.seconds;
  const date = new Date(wall * 1000);
  return wallOfMonth(date.getUTCFullYear() * 12 + date.getUTCMonth() + step.months);
}

function wallOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 12), remainder(month, 12), 1) / 1000;
}

function changeBetween(clock: Clock, from: number, to: number): number {
  const old = clock.offsetAt(from);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (clock.offsetAt(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

function remainder(value: number, of: number): number {
  return ((value % of) + of) % of;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
