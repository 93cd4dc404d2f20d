import { TrailbenchError } from '../../../contract/errors';

/** Seconds since 1970 UTC, both included: event history knows no smaller unit. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export interface WantedPeriod {
  /** `yyyy-mm-dd`, or an ISO 8601 instant with its zone. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const DAY = 86_400;
/** Event history goes back so far ("Working with CloudTrail event history", AWS CloudTrail user guide). */
const KEPT = 90 * DAY;

/**
 * The period that is asked for: a day means the whole of it, nothing means as far as event history goes.
 *
 * @param now milliseconds since 1970 UTC
 * @returns also what was changed in it, in words
 * @throws TrailbenchError `bad-request`
 */
export function historyPeriod({ from, to }: WantedPeriod, now: number): Period & { readonly notes: readonly string[] } {
  const present = Math.floor(now / 1000);
  const oldest = present - KEPT;
  const first = from === undefined ? oldest : (secondsOf(from, 0) ?? unreadable(from));
  const last = to === undefined ? present : (secondsOf(to, DAY - 1) ?? unreadable(to));
  if (first > last) {
    const message = `The period ends (${isoSecond(last)}) before it begins (${isoSecond(first)}): exchange the two.`;
    throw new TrailbenchError('bad-request', message);
  }
  if (last < oldest) {
    const message = `Event history holds 90 days, and begins at ${isoSecond(oldest)} now: what is older is in the logs of a trail alone. Acquire it from the trail's bucket.`;
    throw new TrailbenchError('bad-request', message);
  }
  if (first > present)
    throw new TrailbenchError('bad-request', `The period begins at ${isoSecond(first)}, which has not come.`);
  const notes: string[] = [];
  if (first < oldest) {
    notes.push(`Event history holds 90 days: what lies before ${isoSecond(oldest)} was not asked for.`);
  }
  return { from: Math.max(first, oldest), to: Math.min(last, present), notes };
}

/** `2023-11-14T09:30:00Z`. */
export function isoSecond(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** @param ofDay seconds into a day that is given without a time */
function secondsOf(text: string, ofDay: number): number | undefined {
  const isDay = !text.includes('T');
  const at = Date.parse(isDay ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(at)) return undefined;
  if (isDay && new Date(at).toISOString().slice(0, 10) !== text) return undefined;
  return Math.floor(at / 1000) + (isDay ? ofDay : 0);
}

function unreadable(text: string): never {
  throw new TrailbenchError('bad-request', `${text} is no day or time of the calendar.`);
}
