import { parseOffset } from '../../event/zone-offset';
import { openZone, type Zone } from './zone';

/** A stated time at the precision it was stated in: seconds since 1970 UTC, from inclusive, to exclusive. */
export interface TimeUnit {
  readonly from: number;
  readonly to: number;
}

/** 9999-12-31T23:59:59Z: the last second that the canonical text can write. */
const LAST_SECOND = 253_402_300_799;

const SHAPE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/;

/**
 * Reads an ISO 8601 time of any precision from year to second; fractions are floored, as events' are.
 * `2026-03-11` is that whole day, `2026-03-11T22` that hour.
 *
 * @param zone of texts without an offset; dates without a time of day are days of this zone
 * @returns undefined where the text is no time, or a date that does not exist (31 April); an empty
 *   unit at the moment of the change where the zone's clocks skipped it, and at 1970 for times before
 */
export function parseTimeText(text: string, zone: Zone): TimeUnit | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)));
  const wall = wallUnit(parts);
  if (!wall) return undefined;
  const offset = match[7] === undefined ? undefined : parseOffset(match[7]);
  if (match[7] !== undefined && offset === undefined) return undefined;
  const within: Zone = offset === undefined ? zone : fixedZone(offset);
  const from = clamp(within.startOf(wall.from));
  const to = clamp(within.endOf(wall.to));
  return to >= from ? { from, to } : undefined;
}

/** `2026-03-11T22:00:00Z` of whole seconds since 1970 UTC. */
export function formatUtc(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The zone in which times in JSON are read where they state no offset. */
export const UTC: Zone = openZone('UTC') ?? fixedZone(0);

function fixedZone(offset: number): Zone {
  return { startOf: (wall) => wall - offset, endOf: (wall) => wall - offset };
}

function clamp(seconds: number): number {
  return Math.min(Math.max(seconds, 0), LAST_SECOND);
}

/** The unit named by year, month, ... second, as wall-clock seconds; undefined where a part is out of range. */
function wallUnit(parts: readonly (number | undefined)[]): TimeUnit | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  if (year < 1969 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  const from = Date.UTC(year, month - 1, day, hour, minute, second);
  if (day < 1 || new Date(from).getUTCDate() !== day) return undefined;
  const given = parts.filter((part) => part !== undefined).length;
  const step = [0, 0, 0, 0, 0, 0].map((_, index) => (index === given - 1 ? 1 : 0));
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = step;
  const to = Date.UTC(year + y, month - 1 + mo, day + d, hour + h, minute + mi, second + s);
  return { from: from / 1000, to: to / 1000 };
}
