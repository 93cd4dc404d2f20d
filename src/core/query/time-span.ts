import { NO_TIME } from '../event/facet-values';
import { forEachRow, type Mask } from './bitset';
import type { IndexedSegment } from './indexed-segment';

/** The first and the last of some events' times, seconds since 1970 UTC. */
export interface TimeSpan {
  readonly first: number;
  readonly last: number;
}

/**
 * The span, and with it the times of a segment's rows; rows without a time have none to add. Rows are looked at only
 * where the segment may have times outside of the span.
 */
export function widened(span: TimeSpan | undefined, segment: IndexedSegment, mask: Mask): TimeSpan | undefined {
  const { firstTime, lastTime } = segment.info;
  if (mask === 'none' || firstTime === null || lastTime === null) return span;
  if (span !== undefined && span.first <= firstTime && span.last >= lastTime) return span;
  if (mask === 'all') return joined(span, firstTime, lastTime);
  const { time } = segment;
  let [first, last] = [NO_TIME, -1];
  forEachRow(mask, segment.rows, (row) => {
    const at = time[row] as number;
    if (at === NO_TIME) return;
    if (at < first) first = at;
    if (at > last) last = at;
  });
  return last < 0 ? span : joined(span, first, last);
}

function joined(span: TimeSpan | undefined, first: number, last: number): TimeSpan {
  return { first: Math.min(span?.first ?? first, first), last: Math.max(span?.last ?? last, last) };
}
