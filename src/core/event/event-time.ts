import type { Json } from './json';
import { NO_TIME } from './facet-values';

const DIGIT_0 = 0x30;
const HYPHEN = 0x2d;
const COLON = 0x3a;
const SPACE = 0x20;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const PLAIN_LENGTH = 'YYYY-MM-DDTHH:MM:SSZ'.length;
const SECONDS_END = PLAIN_LENGTH - 1;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Fraction of a second and zone, after `YYYY-MM-DDTHH:MM:SS`; SQL writes the zone after a space. */
const TAIL = /^(?:\.\d+)?(?: ?(?:Z|UTC)|([+-])([01]\d|2[0-3]):?([0-5]\d)|([+-])([01]\d|2[0-3])|)$/;
const STATES_ZONE = /(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/;
const FRACTION = /^.{19}\.(\d+)/;

/** Microseconds of a second. */
export const MICRO = 1_000_000;

/**
 * `eventTime` as seconds since 1970 UTC, fractions floored; NO_TIME where it is missing, malformed,
 * no day of the calendar, or outside 1970 to 2106. ISO 8601 in its extended form, with `Z` or an
 * offset; and as SQL prints it, with a space for the T. Where no zone is stated it is read as UTC,
 * see `timeNotation`. Leap seconds and 24:00 are not accepted, for CloudTrail writes neither.
 */
export function parseEventTime(value: Json | undefined): number {
  if (typeof value !== 'string' || value.length < SECONDS_END) return NO_TIME;
  const year = twoDigits(value, 0) * 100 + twoDigits(value, 2);
  const month = twoDigits(value, 5);
  const day = twoDigits(value, 8);
  const hour = twoDigits(value, 11);
  const minute = twoDigits(value, 14);
  const second = twoDigits(value, 17);
  // One NaN among them makes the sum NaN, and the comparison false.
  if (!(year + month + day + hour + minute + second >= 0)) return NO_TIME;
  if (
    value.charCodeAt(4) !== HYPHEN ||
    value.charCodeAt(7) !== HYPHEN ||
    (value.charCodeAt(10) !== LETTER_T && value.charCodeAt(10) !== SPACE) ||
    value.charCodeAt(13) !== COLON ||
    value.charCodeAt(16) !== COLON
  ) {
    return NO_TIME;
  }
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return NO_TIME;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const monthDays = (DAYS_IN_MONTH[month - 1] as number) + (leap && month === 2 ? 1 : 0);
  if (day > monthDays) return NO_TIME;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477;
  const yearDay = (DAYS_BEFORE_MONTH[month - 1] as number) + (leap && month > 2 ? 1 : 0) + day - 1;
  const days = (year - 1970) * 365 + leapDays + yearDay;
  const seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
  if (value.length === PLAIN_LENGTH && value.charCodeAt(19) === LETTER_Z) return inRange(seconds);
  const offset = offsetSeconds(value.slice(SECONDS_END));
  return offset === undefined ? NO_TIME : inRange(seconds - offset);
}

/** What is to be said of how a time is written: nothing of CloudTrail's own notation, and of a time that is absent. */
export type TimeNotation = 'no zone stated, read as UTC' | 'not readable';

export function timeNotation(value: Json | undefined, seconds = parseEventTime(value)): TimeNotation | undefined {
  if (value === undefined || value === null) return undefined;
  if (seconds === NO_TIME || typeof value !== 'string') return 'not readable';
  return STATES_ZONE.test(value.slice(SECONDS_END)) ? undefined : 'no zone stated, read as UTC';
}

/** As `parseEventTime` with the fraction, in whole microseconds; undefined for NO_TIME. */
export function exactEventTime(value: Json | undefined): number | undefined {
  const seconds = parseEventTime(value);
  if (seconds === NO_TIME) return undefined;
  const digits = typeof value === 'string' && value.length > PLAIN_LENGTH ? FRACTION.exec(value)?.[1] : undefined;
  return digits === undefined ? seconds : withFraction(seconds, digits);
}

/** Seconds and the digits of a fraction, floored to the microsecond. */
export function withFraction(seconds: number, digits: string): number {
  return (seconds * MICRO + Number(digits.slice(0, 6).padEnd(6, '0'))) / MICRO;
}

function inRange(seconds: number): number {
  return seconds >= 0 && seconds < NO_TIME ? seconds : NO_TIME;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - DIGIT_0;
  const ones = text.charCodeAt(at + 1) - DIGIT_0;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** Seconds east of UTC; undefined where the text is no fraction and zone. */
function offsetSeconds(tail: string): number | undefined {
  const match = TAIL.exec(tail);
  if (match === null) return undefined;
  const sign = match[1] ?? match[4];
  if (sign === undefined) return 0;
  const seconds = Number(match[2] ?? match[5]) * 3600 + Number(match[3] ?? 0) * 60;
  return sign === '-' ? -seconds : seconds;
}
