import { zoneRules } from '../zones/rules-in-use';

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

/**
 * Of a zone of the time zone database, such as `Europe/Berlin`; by the rules in use, never the platform's.
 * @returns seconds east of UTC at an instant, seconds since 1970 UTC; undefined where they know no such zone
 */
export function zoneOffset(name: string): ((instant: number) => number) | undefined {
  return zoneRules().offsets(name);
}

/** A zone's name in whatever case, as the rules in use spell it; undefined where they know no such zone. */
export function zoneName(name: string): string | undefined {
  return zoneRules().spelt(name);
}
