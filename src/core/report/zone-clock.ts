import { parseOffset, zoneOffset } from '../event/zone-offset';

/** Writes times as a zone's clocks show them. */
export interface ZoneClock {
  /** As given: `UTC`, an IANA name such as `Europe/Berlin`, or an offset such as `+05:45`. */
  readonly name: string;
  /** Seconds east of UTC at an instant, seconds since 1970 UTC. */
  offsetAt(seconds: number): number;
}

/** Offsets change at whole quarters of an hour, with the rare exceptions that are looked at singly. */
const BLOCK = 900;
const REMEMBERED = 4096;

/** @returns undefined where the platform knows no such zone */
export function openClock(name: string): ZoneClock | undefined {
  const fixed = parseOffset(name);
  if (fixed !== undefined) return { name, offsetAt: () => fixed };
  const exact = zoneOffset(name);
  if (exact === undefined) return undefined;
  const blocks = new Map<number, number | undefined>();
  const blockOffset = (block: number): number | undefined => {
    if (blocks.has(block)) return blocks.get(block);
    const start = exact(block * BLOCK);
    const offset = start === exact(block * BLOCK + BLOCK - 1) ? start : undefined;
    if (blocks.size >= REMEMBERED) blocks.clear();
    blocks.set(block, offset);
    return offset;
  };
  return { name, offsetAt: (seconds) => blockOffset(Math.floor(seconds / BLOCK)) ?? exact(seconds) };
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
