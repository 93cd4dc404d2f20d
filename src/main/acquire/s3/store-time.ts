const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const CLOCK = '(\\d{2}):(\\d{2}):(\\d{2})';
const MONTH = `(${MONTHS.join('|')})`;
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})$/;
/** The three forms of RFC 9110, 5.6.7: usual, of RFC 850, and of asctime. */
const USUAL = new RegExp(`^[A-Z][a-z]{2}, (\\d{2}) ${MONTH} (\\d{4}) ${CLOCK} (?:GMT|UTC)$`);
const RFC_850 = new RegExp(`^[A-Z][a-z]{5,8}, (\\d{2})-${MONTH}-(\\d{2}) ${CLOCK} (?:GMT|UTC)$`);
const ASCTIME = new RegExp(`^[A-Z][a-z]{2} ${MONTH} ([ \\d]\\d) ${CLOCK} (\\d{4})$`);
const YEARS_AHEAD = 50;

/**
 * A time as a store writes it, in a header or a listing.
 * @param now milliseconds since 1970 UTC; years of two digits are near it
 * @returns ISO 8601 UTC; null for what is no time, so that none is made up
 */
export function storeTime(text: string | undefined, now = Date.now()): string | null {
  const written = text?.trim() ?? '';
  const iso = ISO.exec(written);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = iso;
    const at = timeOf(Number(year), Number(month), Number(day), [hour, minute, second]);
    return at === undefined ? null : isoOf(at + Number(`0.${fraction || '0'}`) * 1000 - offsetOf(zone));
  }
  const usual = USUAL.exec(written);
  if (usual !== null) {
    const [, day, month = '', year, ...clock] = usual;
    return isoOf(timeOf(Number(year), MONTHS.indexOf(month) + 1, Number(day), clock));
  }
  const short = RFC_850.exec(written);
  if (short !== null) {
    const [, day, month = '', year, ...clock] = short;
    return isoOf(timeOf(fullYear(Number(year), now), MONTHS.indexOf(month) + 1, Number(day), clock));
  }
  const [, month = '', day, hour, minute, second, year] = ASCTIME.exec(written) ?? [];
  return isoOf(timeOf(Number(year), MONTHS.indexOf(month) + 1, Number(day), [hour, minute, second]));
}

/** "more than 50 years in the future" is the past with the same last digits (RFC 9110, 5.6.7). */
function fullYear(digits: number, now: number): number {
  const present = new Date(now).getUTCFullYear();
  const year = present - (present % 100) + digits;
  return year > present + YEARS_AHEAD ? year - 100 : year;
}

/** Undefined for no time of the calendar. */
function timeOf(year: number, month: number, day: number, clock: readonly (string | undefined)[]): number | undefined {
  const [hour = NaN, minute = NaN, second = NaN] = clock.map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const read = new Date(at);
  const same = read.getUTCMonth() === month - 1 && read.getUTCDate() === day && read.getUTCHours() === hour;
  return same && minute < 60 && second < 60 ? at : undefined;
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -size : size;
}

function isoOf(at: number | undefined): string | null {
  return at === undefined || Number.isNaN(at) ? null : new Date(Math.floor(at)).toISOString();
}
