import type { Span } from '../../state/timeline/timeline-buckets';
import type { TimelineBars } from '../../state/timeline/timeline-reader';
import { edgeFrom, moveEnd } from './brush';

export type End = 'from' | 'to';

/** Buckets that a page, or an arrow with Shift, goes. */
const PAGE = 10;

/**
 * The range with one end moved by a key: a bucket by an arrow, ten by a page, to the first or last
 * bar by Home and End. Without a range it begins as all that is shown.
 * @returns undefined where the key moves nothing
 */
export function steppedRange(
  edges: readonly number[],
  selection: Span | undefined,
  end: End,
  key: string,
  fast: boolean,
): Span | undefined {
  const [first, last] = [edges[0], edges[edges.length - 1]];
  if (first === undefined || last === undefined) return undefined;
  const range = selection ?? { from: first, to: last };
  const by = fast ? PAGE : 1;
  const steps = { ArrowLeft: -by, ArrowDown: -by, ArrowRight: by, ArrowUp: by, PageDown: -PAGE, PageUp: PAGE }[key];
  const edge =
    { Home: first, End: last }[key] ?? (steps === undefined ? undefined : edgeFrom(edges, range[end], steps));
  return edge === undefined ? undefined : moveEnd(range, end, edge, edges);
}

/** Events of the filter in the buckets that begin in a range, whose ends are edges. */
export function eventsWithin(bars: TimelineBars | undefined, range: Span): number {
  let events = 0;
  for (const [bucket, counted] of (bars?.counts ?? new Uint32Array()).entries()) {
    const from = bars?.edges[bucket] ?? 0;
    if (from >= range.from && from < range.to) events += counted;
  }
  return events;
}
