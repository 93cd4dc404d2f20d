import type { Clock } from '../../wording/clock';

/** A range of time: seconds since 1970 UTC, from inclusive, to exclusive; an end that is null is open. */
export interface TimeRange {
  readonly from: number | null;
  readonly to: number | null;
}

/** The part of the filter that the timeline sets. At most one; at least one end is set. */
export interface TimeClause extends TimeRange {
  readonly off: boolean;
}

/** Of the view's clause that the timeline set: its own bars are counted without it. */
export const TIME_CLAUSE_ID = 'time';

export interface TimeWords {
  readonly operator: 'is' | 'is before' | 'is from';
  readonly value: string;
}

/** A range in words, in the zone that is shown. */
export function timeWords({ from, to }: TimeRange, clock: Clock): TimeWords {
  if (from !== null && to !== null) return { operator: 'is', value: clock.range(from, to) };
  if (from !== null) return { operator: 'is from', value: `${clock.full(from)} on` };
  return { operator: 'is before', value: clock.full(to ?? 0) };
}
