import { sumOf } from '../counts';
import type { Integrity } from './check';
import { COVERAGE_STATES } from './coverage-state';
import type { CoverageState } from './coverage-state';
import { DigestHours } from './digest-hours';
import { mergeStretches } from './history';
import type { HistoryStretch } from './history';
import type { ListedStretch } from './listing';
import type { Stretch } from './digest-hours';
import type { Place } from './place';
import { hourFiles } from './hour-files';
import type { HourFile, OtherFiles } from './hour-files';

/** Bits of a cell. */
export const GAP = 1;
export const INVALID = 2;
/** What is said of the hour without log files is not proven: a listing, or a digest that is not. */
export const UNPROVEN = 4;
/** Logging was stopped in a part of it; in all of it. */
export const STOPPED = 8;
export const SILENT = 16;
/** Bit of a block alone: a digest lists a log file that could not be read. */
const LISTED_UNREAD = 256;
/** Bit of a block alone: the case holds something of the hour. */
const LOOKED = 512;

const HOUR = 3600;
const HOURS_OF_DAY = 24;
/** Numbers of an hour in a day's block. */
const STRIDE = 6;
/** Log files of which events, or an empty list, could be read; their records; those that a digest proves. */
const SOURCES = 0;
const RECORDS = 1;
const PROVEN = 2;
/** Log files that a digest lists and the case does not hold; those that could not be read, or not whole. */
const MISSING = 3;
const UNREAD = 4;
const FLAGS = 5;

/** What is known of an account, region and delivery hour. */
export interface Hour {
  readonly state: CoverageState;
  /** Log files of which events, or an empty list, could be read, each once; and of those the ones a digest proves. */
  readonly sources: number;
  readonly proven: number;
  readonly records: number;
  /** Log files that a digest lists and the case does not hold. */
  readonly missing: number;
  /** Files named as log files of the hour that could not be read as such, or only in part. */
  readonly unread: number;
  readonly flags: number;
}

/** Numbers of each hour of a day, and seconds of each that digests cover. */
type Days = Map<number, Uint32Array>;

const NUMBER_OF = new Map<CoverageState, number>(COVERAGE_STATES.map((state, number) => [state, number]));

/** A state as its place in COVERAGE_STATES. */
export function stateNumber(state: CoverageState): number {
  return NUMBER_OF.get(state) ?? 0;
}

/**
 * What was delivered, hour by hour, of each account and region: from the names of the log files, from the lists of the
 * digests, and from their times. Only hours of which something is known take memory.
 */
export class Coverage {
  readonly places: readonly Place[];
  /** Log files and records that belong to no account, region and hour. */
  readonly unplaced: { readonly sources: number; readonly records: number };
  /** Files of other events than management and data events. */
  readonly other: OtherFiles;
  private readonly days: Days[];
  private readonly digestHours: DigestHours;
  /** By place: seconds that the event history answered for. */
  private readonly history: Stretches;

  /** By place: seconds of which folders were listed; of those with both ends, and of all. */
  private readonly bounded: Stretches;
  private readonly listed: Stretches;

  /**
   * @param history what the event history answered for
   * @param listed folders of buckets that were listed whole
   */
  constructor(integrity: Integrity, history: readonly HistoryStretch[] = [], listed: readonly ListedStretch[] = []) {
    const { table, logs } = integrity;
    this.digestHours = new DigestHours(integrity);
    const placeOf = (stretch: HistoryStretch): number => table.placeNumber(stretch);
    this.history = byPlace(history, placeOf);
    this.listed = byPlace(listed, placeOf);
    this.bounded = byPlace(
      listed.filter(({ bounded }) => bounded),
      placeOf,
    );
    this.places = [...table.places];
    this.days = this.places.map(() => new Map());
    let [sources, records] = [0, 0];
    for (let row = 0; row < table.rows; row += 1) {
      // Sources without bytes are counted with the missing ones.
      if (!table.isLog(row) || !table.hasHash(row) || table.placeAt(row) >= 0) continue;
      sources += 1;
      records = sumOf(records, table.records(row));
    }
    this.unplaced = { sources, records };
    const other = { sources: 0, records: 0 };
    hourFiles(
      integrity,
      (file) => this.count(file),
      (place, hour, held) => {
        // Of an hour it says that something was looked at, and no more.
        const at = (hour % HOURS_OF_DAY) * STRIDE + FLAGS;
        const block = this.block(place, hour);
        block[at] = (block[at] ?? 0) | LOOKED;
        other.sources += 1;
        other.records = sumOf(other.records, held);
      },
    );
    this.other = other;
    for (let at = 0; at < logs.missingCells.length; at += 3) {
      const [place = 0, hour = 0] = logs.missingCells.subarray(at, at + 2);
      if (place === 0) continue;
      const block = this.block(place - 1, hour);
      const number = (hour % HOURS_OF_DAY) * STRIDE + MISSING;
      block[number] = (block[number] ?? 0) + 1;
    }
  }

  private count({ place, hour, records, reading, proof, listed }: HourFile): void {
    const block = this.block(place, hour);
    const at = (hour % HOURS_OF_DAY) * STRIDE;
    const add = (which: number, by: number): void => {
      block[at + which] = (block[at + which] ?? 0) + by;
    };
    if (reading !== 'unread') {
      add(SOURCES, 1);
      add(RECORDS, records);
      if (proof === 'proven') add(PROVEN, 1);
    }
    if (reading !== 'whole') add(UNREAD, 1);
    const flags = (proof === 'invalid' ? INVALID : 0) | (reading !== 'whole' && listed ? LISTED_UNREAD : 0);
    block[at + FLAGS] = (block[at + FLAGS] ?? 0) | flags;
  }

  private block(place: number, hour: number): Uint32Array {
    const days = this.days[place];
    if (days === undefined) throw new RangeError(`no place ${String(place)}`);
    const day = Math.floor(hour / HOURS_OF_DAY);
    let block = days.get(day);
    if (block === undefined) days.set(day, (block = new Uint32Array(HOURS_OF_DAY * STRIDE)));
    return block;
  }

  /** First hour and the one behind the last of which something is known, of some places; undefined for none. */
  range(places: readonly number[]): readonly [from: number, to: number] | undefined {
    let [from, to] = [Infinity, -Infinity];
    for (const place of places) {
      for (const [day, block] of this.days[place] ?? []) {
        for (let hour = 0; hour < HOURS_OF_DAY; hour += 1) {
          const at = hour * STRIDE;
          if (block.subarray(at, at + STRIDE).every((number) => number === 0)) continue;
          from = Math.min(from, day * HOURS_OF_DAY + hour);
          to = Math.max(to, day * HOURS_OF_DAY + hour + 1);
        }
      }
      const digests = this.digestHours.range(place);
      if (digests !== undefined) [from, to] = [Math.min(from, digests[0]), Math.max(to, digests[1])];
      const asked = [...(this.history.get(place) ?? []), ...(this.bounded.get(place) ?? [])];
      for (const [start, end] of asked) {
        [from, to] = [Math.min(from, Math.floor(start / HOUR)), Math.max(to, Math.ceil(end / HOUR))];
      }
    }
    return from < to ? [from, to] : undefined;
  }

  /** @param hour hours since 1970 UTC */
  hour(place: number, hour: number): Hour {
    const block = this.days[place]?.get(Math.floor(hour / HOURS_OF_DAY));
    const at = (hour % HOURS_OF_DAY) * STRIDE;
    const number = (which: number): number => block?.[at + which] ?? 0;
    const [sources, records, missing] = [number(SOURCES), number(RECORDS), number(MISSING)];
    const [held, unread] = [number(FLAGS), number(UNREAD)];
    const gap = this.digestHours.inGap(place, hour);
    // What no digest lists was not delivered, whatever its name says; what one lists and cannot be read was.
    const spoken = this.digestHours.seconds(place, hour) >= HOUR && (held & LISTED_UNREAD) === 0;
    // That a folder held nothing when it was listed proves nothing of what it had held before.
    const listed = sources + unread === 0 && !spoken && isWithin(this.listed.get(place), hour);
    const unproven = listed || this.digestHours.unproven(place, hour);
    const flags = (held & INVALID) | (gap ? GAP : 0) | (unproven ? UNPROVEN : 0);
    const state = ((): CoverageState => {
      if (missing > 0) return 'missing';
      if (sources > 0 && (unread === 0 || spoken)) return records > 0 ? 'events' : 'empty';
      if (sources > 0) return 'missing';
      if (spoken) return 'empty';
      if (gap) return 'missing';
      if (listed) return 'empty';
      return isWithin(this.history.get(place), hour) ? 'management-only' : 'not-acquired';
    })();
    return { state, sources, proven: number(PROVEN), records, missing, unread, flags };
  }

  /** Of those stretches what no digest of another chain speaks of. */
  openGaps(place: number): readonly Stretch[] {
    return this.digestHours.openGaps(place);
  }

  /** Stretches between digests of a place, seconds. */
  gaps(place: number): readonly Stretch[] {
    return this.digestHours.gaps(place);
  }
}

/** By place: seconds since 1970, ends exclusive, none overlap. */
type Stretches = ReadonlyMap<number, readonly [from: number, to: number][]>;

function byPlace(stretches: readonly HistoryStretch[], placeOf: (stretch: HistoryStretch) => number): Stretches {
  const grouped = new Map<number, HistoryStretch[]>();
  for (const stretch of stretches) {
    const place = placeOf(stretch);
    const others = grouped.get(place);
    if (others === undefined) grouped.set(place, [stretch]);
    else others.push(stretch);
  }
  return new Map([...grouped].map(([place, group]) => [place, mergeStretches(group)]));
}

function isWithin(stretches: readonly (readonly [number, number])[] = [], hour: number): boolean {
  return stretches.some(([from, to]) => from <= hour * HOUR && to >= (hour + 1) * HOUR);
}

/** An hour in which it is known what was delivered, be it nothing. */
export function isCovered({ state }: Pick<Hour, 'state'>): boolean {
  return state === 'events' || state === 'empty';
}
