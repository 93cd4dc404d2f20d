/** @param seconds since 1970 UTC @returns ISO 8601 UTC; null for null */
export function isoTime(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
