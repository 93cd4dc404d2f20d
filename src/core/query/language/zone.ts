import { parseOffset, zoneOffset } from '../../event/zone-offset';

/** Turns wall-clock times into UTC. All numbers are seconds; "wall" ones count as if the wall clock were UTC. */
export interface Zone {
  /**
   * The first instant whose wall clock shows `wall` or later; where the clock was set back, the
   * first of the two; where it was set forward over `wall`, the moment of the change.
   */
  startOf(wall: number): number;
  /** The instant right after the last one whose wall clock shows less than `wall`. */
  endOf(wall: number): number;
}

const DAY = 86_400;

/**
 * @param name `UTC`, an IANA name such as `Europe/Berlin`, or an offset such as `+05:45`
 * @returns undefined where the rules in use know no such zone
 */
export function openZone(name: string): Zone | undefined {
  const fixed = parseOffset(name);
  if (fixed !== undefined) return { startOf: (wall) => wall - fixed, endOf: (wall) => wall - fixed };
  const offsetAt = zoneOffset(name);
  if (!offsetAt) return undefined;
  const instants = (wall: number): { first: number; last: number } => {
    const before = offsetAt(wall - DAY);
    const after = offsetAt(wall + DAY);
    const early = wall - Math.max(before, after);
    const late = wall - Math.min(before, after);
    const valid = [early, late].filter((instant) => instant + offsetAt(instant) === wall);
    const first = valid[0];
    const last = valid[valid.length - 1];
    if (first !== undefined && last !== undefined) return { first, last };
    const change = changeBetween(offsetAt, early, late);
    return { first: change, last: change - 1 };
  };
  return { startOf: (wall) => instants(wall).first, endOf: (wall) => instants(wall - 1).last + 1 };
}

/** The second in which the offset changes within (from, to]. */
function changeBetween(offsetAt: (instant: number) => number, from: number, to: number): number {
  const old = offsetAt(from);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}
