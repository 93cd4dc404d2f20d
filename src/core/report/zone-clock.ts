import { parseOffset, zoneName, zoneOffset } from '../event/zone-offset';

/** Writes times as a zone's clocks show them. */
export interface ZoneClock {
  /** `UTC`, an IANA name such as `Europe/Berlin` as the rules spell it, or an offset such as `+05:45` as given. */
  readonly name: string;
  /** Seconds east of UTC at an instant, seconds since 1970 UTC. */
  offsetAt(seconds: number): number;
}

/** @returns undefined where the rules in use know no such zone */
export function openClock(name: string): ZoneClock | undefined {
  const fixed = parseOffset(name);
  if (fixed !== undefined) return { name, offsetAt: () => fixed };
  const offsetAt = zoneOffset(name);
  const spelt = zoneName(name);
  return offsetAt === undefined || spelt === undefined ? undefined : { name: spelt, offsetAt };
}

/**
 * ISO 8601 with the offset: `2026-03-12T02:42:11+01:00`; `Z` where the zone is UTC.
 * @param seconds since 1970 UTC
 * @param fraction of the second as delivered, such as `.123`; kept as it is
 */
export function zoneTime(clock: ZoneClock, seconds: number, fraction = ''): string {
  const offset = clock.offsetAt(seconds);
  const wall = new Date((seconds + offset) * 1000).toISOString().slice(0, 19);
  return `${wall}${fraction}${parseOffset(clock.name) === 0 ? 'Z' : offsetText(offset)}`;
}

/** Offsets with seconds, which no zone has had since 1972, are written with them. */
function offsetText(offset: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(offset);
  const seconds = size % 60 === 0 ? '' : `:${two(size % 60)}`;
  return `${offset < 0 ? '-' : '+'}${two(size / 3600)}:${two((size % 3600) / 60)}${seconds}`;
}
