import { bucketAt } from '../../state/timeline/timeline-buckets';
import type { Span } from '../../state/timeline/timeline-buckets';

/** The plot across: `left` px is the instant `from`, `left + width` is `to`. */
export interface Across extends Span {
  readonly left: number;
  readonly width: number;
}

export function timeToX({ from, to, left, width }: Across, at: number): number {
  return left + ((at - from) / (to - from)) * width;
}

export function xToTime({ from, to, left, width }: Across, x: number): number {
  return from + ((x - left) / Math.max(1, width)) * (to - from);
}

/** The edge nearest to an instant. */
export function nearestEdge(edges: readonly number[], at: number): number | undefined {
  const first = edges[0];
  const last = edges[edges.length - 1];
  if (first === undefined || last === undefined) return undefined;
  if (at <= first) return first;
  const bucket = bucketAt(edges, at);
  const [low, high] = bucket === undefined ? [last, last] : [edges[bucket] ?? last, edges[bucket + 1] ?? last];
  return at - low <= high - at ? low : high;
}

/** The whole buckets between two instants in either order: every bucket that the drag touched. */
export function bucketsBetween(edges: readonly number[], a: number, b: number): Span | undefined {
  const first = edges[0];
  const last = edges[edges.length - 1];
  if (first === undefined || last === undefined || edges.length < 2) return undefined;
  const clamp = (at: number): number => Math.min(Math.max(at, first), last - 1e-6);
  const low = bucketAt(edges, clamp(Math.min(a, b)));
  const high = bucketAt(edges, clamp(Math.max(a, b)));
  if (low === undefined || high === undefined) return undefined;
  return { from: edges[low] ?? first, to: edges[high + 1] ?? last };
}

/** One end of a range moved to an edge; the ends never meet: the other one is at least a bucket away. */
export function moveEnd(range: Span, end: 'from' | 'to', to: number, edges: readonly number[]): Span {
  if (end === 'from') {
    const last = edges.findLast((edge) => edge < range.to) ?? range.from;
    return { from: Math.min(to, last), to: range.to };
  }
  const first = edges.find((edge) => edge > range.from) ?? range.to;
  return { from: range.from, to: Math.max(to, first) };
}

/** The edge `by` buckets from an instant, within the edges; an instant between two edges counts as the nearer. */
export function edgeFrom(edges: readonly number[], at: number, by: number): number | undefined {
  const nearest = nearestEdge(edges, at);
  if (nearest === undefined) return undefined;
  const place = Math.min(Math.max(edges.indexOf(nearest) + by, 0), edges.length - 1);
  return edges[place];
}
