/** What stands in the time column of an event without one. */
export const NO_TIME_WORDS = '(no time)';

/** Seconds since 1970 UTC -> "2026-03-12 01:42:11". The zone stands in the head or is written after. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** An ISO 8601 time as the API sends it -> "2026-03-14 09:41:07"; text that is no time is given back. */
export function utcOfIso(iso: string): string {
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds) ? iso : utc(Math.floor(milliseconds / 1000));
}
