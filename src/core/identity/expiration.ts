import { parseEventTime } from '../event/event-time';
import { NO_TIME } from '../event/facet-values';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Newer versions of Java put a narrow space before AM and PM. */
const AMERICAN = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})[ \u00a0\u202f](AM|PM)$/;
/** Days are at most four digits away from a year; nothing longer is a time. */
const LONGEST = 40;

/**
 * The time until which credentials hold, as STS writes it: ISO 8601, or "Mar 12, 2026 1:46:28 AM", which is UTC.
 * Seconds since 1970 UTC; NO_TIME for anything else.
 */
export function parseExpiration(text: string | null): number {
  if (text === null || text.length > LONGEST) return NO_TIME;
  const american = AMERICAN.exec(text);
  if (american === null) return parseEventTime(text);
  const [, month = '', day = '', year = '', hour = '', minute = '', second = '', half = ''] = american;
  const at = MONTHS.indexOf(month) + 1;
  const hours = Number(hour);
  if (at === 0 || hours < 1 || hours > 12) return NO_TIME;
  const ofDay = (hours % 12) + (half === 'PM' ? 12 : 0);
  const two = (value: number | string): string => String(value).padStart(2, '0');
  return parseEventTime(`${year}-${two(at)}-${two(day)}T${two(ofDay)}:${minute}:${second}Z`);
}
