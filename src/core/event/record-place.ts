import { parseEventTime } from './event-time';
import { NO_TIME } from './facet-values';
import type { JsonObject } from './json';
import { recordKindOf } from './record-kind';
import { objectOf, textOf } from './text-value';

/**
 * Seconds since 1970 UTC at which a record stands. Counts that CloudTrail aggregated have no
 * eventTime: they stand where the window that they count begins.
 */
export function eventTimeOf(record: JsonObject): number {
  const time = parseEventTime(record.eventTime);
  if (time !== NO_TIME || recordKindOf(record) !== 'aggregated') return time;
  return parseEventTime(objectOf(record.timeWindow).windowStart);
}

/** The window that an aggregated record counts; each NO_TIME where it is not stated. */
export function windowOf(record: JsonObject): { readonly from: number; readonly to: number } {
  const { windowStart, windowEnd } = objectOf(record.timeWindow);
  return { from: parseEventTime(windowStart), to: parseEventTime(windowEnd) };
}

/** The event's ID; aggregated records spell the name in their own way. Undefined where there is none. */
export function eventIdOf(record: JsonObject): string | undefined {
  const eventId = textOf(record.eventID);
  if (eventId !== undefined && eventId !== '') return eventId;
  if (recordKindOf(record) !== 'aggregated') return undefined;
  const own = textOf(record.eventId);
  return own === '' ? undefined : own;
}
