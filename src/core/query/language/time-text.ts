import { MICRO, withFraction } from '../../event/event-time';
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
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(?: ?([Zz]|UTC)|([+-]\d{2}(?::?\d{2})?))?)?)?)?$/;

/**
 * Reads an ISO 8601 time of any precision from year to microsecond; what is finer is floored.
 * `2026-03-11` is that whole day, `2026-03-11T22` that hour, `2026-03-11T22:00:00.5` that instant.
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
  const stated = match[8] ?? match[9];
  const offset = stated === undefined ? undefined : parseOffset(stated);
  if (stated !== undefined && offset === undefined) return undefined;
  const within: Zone = offset === undefined ? zone : fixedZone(offset);
  const from = clamp(within.startOf(wall.from));
  const to = clamp(within.endOf(wall.to));
  if (match[7] !== undefined && to > from) return instantUnit(from, match[7]);
  return to >= from ? { from, to } : undefined;
}

/** `2026-03-11T22:00:00Z` of seconds since 1970 UTC; with the digits of its fraction where it has one. */
export function formatUtc(seconds: number): string {
  const whole = Math.floor(seconds);
  const micros = Math.round((seconds - whole) * MICRO);
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}${fraction}Z`;
}

/** The last second, or microsecond, before the end of a range. */
export function lastInstant(to: number): number {
  return Number.isInteger(to) ? to - 1 : (Math.round(to * MICRO) - 1) / MICRO;
}

/** Right after the second, or the microsecond, that begins here. */
export function endOfInstant(from: number): number {
  return Number.isInteger(from) ? from + 1 : nextMicro(from);
}

/** The microsecond in which an instant lies. */
function instantUnit(second: number, digits: string): TimeUnit {
  const from = withFraction(second, digits);
  return { from, to: nextMicro(from) };
}

/** Whole microseconds are exact as doubles until the year 2255, and so is what is made of them here. */
function nextMicro(seconds: number): number {
  return (Math.round(seconds * MICRO) + 1) / MICRO;
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
