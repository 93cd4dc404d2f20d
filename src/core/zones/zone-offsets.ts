import type { ZoneHistory } from './zone-history';

/** @returns seconds east of UTC at an instant, seconds since 1970 UTC */
export type OffsetAt = (instant: number) => number;

const secondsOf = (year: number): number => Date.UTC(year, 0, 1) / 1000;
/** Nearly every time that is asked for is before it: a zone's history is worked out further only for one that is not. */
const NEAR = { lastYear: 2038, end: secondsOf(2038) };
/** Rules that name a year end before it (see `checkZoneRules`): from here on each 400 years are like the last. */
export const RECURRENT_FROM = 2100;
const FAR = { lastYear: RECURRENT_FROM + 401, end: secondsOf(RECURRENT_FROM + 400) };
/** The calendar repeats itself, weekdays too, after 400 years. */
const CYCLE = 146_097 * 86_400;

/**
 * The offsets of a zone at any time: before the first known change that of then, which mostly is local mean time, after
 * the last by the rules that go on.
 *
 * @param history of the zone with its changes up to a year
 */
export function offsetsOf(history: (lastYear: number) => ZoneHistory): OffsetAt {
  const near = lookUp(history(NEAR.lastYear));
  let far: OffsetAt | undefined;
  return (instant) => {
    if (instant < NEAR.end) return near(instant);
    far ??= lookUp(history(FAR.lastYear));
    const beyond = instant - FAR.end;
    return far(beyond < 0 ? instant : FAR.end - CYCLE + (beyond % CYCLE));
  };
}

/** One after the other, times mostly lie in one stretch: that is looked at first. */
function lookUp({ changes, offsets }: ZoneHistory): OffsetAt {
  const at = Float64Array.from(changes);
  const offset = Int32Array.from(offsets);
  let from = 0;
  let to = 0;
  let found = 0;
  return (instant) => {
    if (instant >= from && instant < to) return found;
    let low = 0;
    let high = at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((at[middle] ?? Infinity) <= instant) low = middle + 1;
      else high = middle;
    }
    from = at[low - 1] ?? -Infinity;
    to = at[low] ?? Infinity;
    found = offset[low] ?? 0;
    return found;
  };
}
