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
 * @returns undefined where the platform knows no such zone
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

/** `UTC`, `Z`, `+hh`, `+hhmm`, `+hh:mm` in seconds east of UTC; undefined for anything else. */
export function parseOffset(text: string): number | undefined {
  if (text === 'UTC' || text === 'Z' || text === 'z') return 0;
  const match = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(text);
  if (!match) return undefined;
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? '0');
  if (hours > 18 || minutes > 59) return undefined;
  return (match[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
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

function zoneOffset(name: string): ((instant: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return (instant) => {
    const parts: Record<string, number> = {};
    for (const part of format.formatToParts(instant * 1000)) parts[part.type] = Number(part.value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - instant;
  };
}
