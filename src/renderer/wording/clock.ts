import { formatUtc, parseTimeText } from '../../core/query/language/time-text';
import type { TimeUnit } from '../../core/query/language/time-text';
import { openZone } from '../../core/query/language/zone';
import type { Zone } from '../../core/query/language/zone';
import { openClock, zoneTime } from '../../core/report/zone-clock';
import type { ZoneClock } from '../../core/report/zone-clock';

const HOUR = 3600;
/** Clocks are set back by at most two hours: a wall-clock time comes again within this. */
const AGAIN_WITHIN = 3 * HOUR;

/**
 * The one way in which the window writes and reads times: as the clocks of a zone show them.
 * Instants are seconds since 1970 UTC; "wall" ones count as if the wall clock were UTC.
 */
export class Clock {
  private constructor(
    private readonly clock: ZoneClock,
    /** For reading times that were typed. */
    readonly zone: Zone,
  ) {}

  /**
   * @param name `UTC`, an IANA name such as `Europe/Berlin`, or an offset such as `+05:45`
   * @returns undefined where the rules in use know no such zone
   */
  static open(name: string): Clock | undefined {
    const clock = openClock(name);
    const zone = openZone(name);
    return clock === undefined || zone === undefined ? undefined : new Clock(clock, zone);
  }

  get name(): string {
    return this.clock.name;
  }

  /** Seconds east of UTC. */
  offsetAt(seconds: number): number {
    return this.clock.offsetAt(seconds);
  }

  wall(seconds: number): number {
    return seconds + this.clock.offsetAt(seconds);
  }

  /** The first instant whose wall clock shows this time or later. */
  startOf(wall: number): number {
    return this.zone.startOf(wall);
  }

  /**
   * "2026-03-12 01:42:11". A time that the clocks showed twice, when they were set back, carries its
   * offset, so that the two are never taken for one: "2026-11-01 01:30:00-05:00". An end of a range that lies
   * between two seconds has its fraction.
   */
  text(seconds: number): string {
    const fraction = Number.isInteger(seconds) ? '' : formatUtc(seconds).slice(19, -1);
    return `${this.#written(seconds).slice(0, 19)}${fraction}${this.#mark(seconds)}`;
  }

  /** As `text`, without seconds. */
  minute(seconds: number): string {
    return `${this.#written(seconds).slice(0, 16)}${this.#mark(seconds)}`;
  }

  /** "2026-03-12". */
  date(seconds: number): string {
    return this.#written(seconds).slice(0, 10);
  }

  /** "2026-03-12 01:42:11 UTC", for places where no head names the zone. */
  full(seconds: number): string {
    return `${this.text(seconds)} ${this.name}`;
  }

  /** "2026-03-11 22:00 to 2026-03-12 03:00 UTC"; seconds are written only where an end has some. */
  range(from: number, to: number): string {
    return `${this.ends(from, to)} ${this.name}`;
  }

  /** As `range`, without the zone. */
  ends(from: number, to: number): string {
    const whole = this.wall(from) % 60 === 0 && this.wall(to) % 60 === 0;
    return whole ? `${this.minute(from)} to ${this.minute(to)}` : `${this.text(from)} to ${this.text(to)}`;
  }

  /**
   * The first and the last of some events, to the second: "2026-03-11 22:14:03 to 2026-03-12 03:00:00", without
   * the zone. The date is written once where it is the same, the time where it is.
   */
  firstAndLast(first: number, last: number): string {
    if (first === last) return this.text(first);
    return `${this.text(first)} to ${this.#after(first, this.text(last))}`;
  }

  /**
   * A stretch that is shown, in whole minutes, of under half an hour in seconds:
   * "2026-03-12 01:15 to 02:17 UTC".
   */
  stretch(from: number, to: number): string {
    const unit = to - from < 1800 ? 1 : 60;
    const [start, end] = [Math.floor(from / unit) * unit, Math.ceil(to / unit) * unit];
    const write = (at: number): string => (unit === 1 ? this.text(at) : this.minute(at));
    return `${write(start)} to ${this.#after(start, write(end))} ${this.name}`;
  }

  /** An ISO 8601 time as the API sends it; text that is no time is given back. */
  ofIso(iso: string): string {
    const milliseconds = Date.parse(iso);
    return Number.isNaN(milliseconds) ? iso : this.full(Math.floor(milliseconds / 1000));
  }

  /** Reads a time as it was typed, at the precision it states; undefined where it is none. */
  read(text: string): TimeUnit | undefined {
    return parseTimeText(text.trim().replace(/ ?UTC$/i, 'Z'), this.zone);
  }

  /** The other instant at which the clocks showed the same; undefined for nearly all times. */
  twin(seconds: number): number | undefined {
    const offset = this.offsetAt(seconds);
    const after = this.offsetAt(seconds + AGAIN_WITHIN);
    const later = seconds + offset - after;
    if (after < offset && this.offsetAt(later) === after) return later;
    const before = this.offsetAt(seconds - AGAIN_WITHIN);
    const earlier = seconds - (before - offset);
    return before > offset && this.offsetAt(earlier) === before ? earlier : undefined;
  }

  /** A time that is written behind another one: without its date where that is the same. */
  #after(first: number, text: string): string {
    return text.startsWith(this.date(first)) ? text.slice(11) : text;
  }

  #written(seconds: number): string {
    return new Date(this.wall(Math.floor(seconds)) * 1000).toISOString().replace('T', ' ');
  }

  #mark(seconds: number): string {
    return this.twin(seconds) === undefined ? '' : zoneTime(this.clock, seconds).slice(19);
  }
}

/** "2026-03-12 01:42:11 UTC": how a typed time is echoed, whatever the zone. */
export function echo(seconds: number): string {
  return formatUtc(seconds).replace('T', ' ').replace('Z', ' UTC');
}

/** "UTC-04:00", "UTC+05:45". */
export function offsetWords(offset: number): string {
  if (offset === 0) return 'UTC';
  const size = Math.abs(offset);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `UTC${offset < 0 ? '-' : '+'}${two(size / HOUR)}:${two((size % HOUR) / 60)}`;
}

/** What every case starts with. */
export const UTC_CLOCK: Clock = known('UTC');

function known(name: string): Clock {
  const clock = Clock.open(name);
  if (clock === undefined) throw new Error(`The rules do not know the zone ${name}.`);
  return clock;
}
