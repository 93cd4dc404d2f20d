import type { Coverage, Hour } from './coverage';
import { isCovered, SILENT, stateNumber, STOPPED } from './coverage';
import type { TrailConfiguration } from './configuration';
import { holesOf, silent } from './holes';
import type { Hole } from './holes';
import type { Stopped } from './stopped-times';

const HOUR = 3600;
const DAY_HOURS = 24;
/** Columns and cells of one reply. */
export const COLUMNS_MAX = 50_000;
export const CELLS_MAX = 300_000;

/** Accounts, regions and a stretch of time, seconds; absent: all of it. */
export interface CoverageAsk {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
}

export interface GridRow {
  readonly account: string;
  readonly region: string;
  readonly dataEvents: 'on' | 'off' | 'unknown';
  /** Nine numbers a cell: column, state, sources, records, missing, flags, covered hours, proven, unread. */
  readonly cells: number[];
  readonly holes: readonly Hole[];
}

export const CELL_NUMBERS = 9;

export interface Grid {
  readonly from: number;
  readonly step: number;
  readonly columns: number;
  readonly rows: readonly GridRow[];
}

/** Numbers of the places that were asked for, by account and region. */
export function placesOf({ places }: Coverage, { accounts, regions }: CoverageAsk): number[] {
  const wanted = places.flatMap(({ account, region }, number) =>
    accounts?.includes(account) === false || regions?.includes(region) === false ? [] : [number],
  );
  const nameOf = (number: number): string => `${places[number]?.account ?? ''} ${places[number]?.region ?? ''}`;
  return wanted.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Whole hours that were asked for; those of which something is known where no time is given. */
export function hoursOf(coverage: Coverage, places: readonly number[], ask: CoverageAsk): readonly [number, number] {
  const known = coverage.range(places) ?? [0, 0];
  const from = ask.from === undefined ? known[0] : Math.floor(ask.from / HOUR);
  const to = ask.to === undefined ? known[1] : Math.ceil(ask.to / HOUR);
  return [from, Math.max(from, to)];
}

/**
 * The grid of a view.
 * @throws RangeError where it would have more columns or cells than can be shown; the message says what to do
 */
export function coverageGrid(
  coverage: Coverage,
  ask: CoverageAsk & { readonly zoom: 'hour' | 'day' },
  stopped: readonly Stopped[],
  configuration: readonly TrailConfiguration[],
): Grid {
  const places = placesOf(coverage, ask);
  const per = ask.zoom === 'day' ? DAY_HOURS : 1;
  const [first, last] = hoursOf(coverage, places, ask);
  const from = Math.floor(first / per) * per;
  const columns = Math.ceil((last - from) / per);
  if (columns > COLUMNS_MAX) throw new RangeError('The stretch of time is too long: choose a shorter one, or days.');
  let cells = 0;
  const rows = places.flatMap((place): GridRow[] => {
    const at = coverage.places[place];
    if (at === undefined) return [];
    const stops = stopsOf(at, stopped, configuration);
    const holes = holesOf(coverage, place, stops, last * HOUR);
    const row: GridRow = { ...at, dataEvents: dataEventsOf(at.account, configuration), cells: [], holes };
    for (let column = 0; column < columns; column += 1) {
      const hours = Array.from({ length: per }, (_, i) => coverage.hour(place, from + column * per + i));
      pushCell(row.cells, column, hours, stopFlags(stops, (from + column * per) * HOUR, per * HOUR));
    }
    cells += row.cells.length / CELL_NUMBERS;
    if (cells > CELLS_MAX)
      throw new RangeError('There is too much to show at once: choose a shorter stretch, or days.');
    return [row];
  });
  return { from: from * HOUR, step: per * HOUR, columns, rows };
}

function pushCell(cells: number[], column: number, hours: readonly Hour[], stopFlags: number): void {
  let [sources, records, missing, flags, covered, proven, unread] = [0, 0, 0, stopFlags, 0, 0, 0];
  let state = 0;
  let isMissing = false;
  for (const hour of hours) {
    sources += hour.sources;
    records += hour.records;
    missing += hour.missing;
    proven += hour.proven;
    unread += hour.unread;
    flags |= hour.flags;
    covered += isCovered(hour) ? 1 : 0;
    state = Math.max(state, stateNumber(hour.state));
    isMissing ||= hour.state === 'missing';
  }
  // One missing hour is what must be seen of a day.
  if (isMissing) state = stateNumber('missing');
  if (state === 0 && flags === 0 && unread === 0) return;
  cells.push(column, state, sources, records, missing, flags, covered, proven, unread);
}

/** Stops of trails that log this region, as far as it is known. */
function stopsOf(
  { account, region }: { readonly account: string; readonly region: string },
  stopped: readonly Stopped[],
  configuration: readonly TrailConfiguration[],
): Stopped[] {
  return stopped.filter((stop) => {
    if (stop.account !== account) return false;
    const known = configuration.find(
      (trail) => trail.account === account && trail.trail === stop.trail && trail.allRegions !== null,
    );
    return known?.allRegions !== false || known.homeRegion === region;
  });
}

function stopFlags(stops: readonly Stopped[], from: number, seconds: number): number {
  const end = from + seconds;
  if (!stops.some((stop) => stop.from < end && (stop.to ?? Infinity) > from)) return 0;
  return silent(stops).some((stop) => stop.from <= from && (stop.to ?? Infinity) >= end) ? STOPPED | SILENT : STOPPED;
}

function dataEventsOf(account: string, configuration: readonly TrailConfiguration[]): GridRow['dataEvents'] {
  const known = configuration.filter((trail) => trail.account === account && trail.dataEvents !== null);
  if (known.length === 0) return 'unknown';
  return known.some(({ dataEvents }) => dataEvents === true) ? 'on' : 'off';
}

export interface Covered {
  readonly from: number;
  readonly to: number;
  readonly covered: number;
  readonly uncovered: number;
  readonly partly: number;
  readonly places: number;
  readonly stretches: [number, number][];
}

/** Hours that are looked at one by one: 500 years of one place. */
const HOURS_MAX = 4_000_000;
const STRETCHES_MAX = 10_000;

/**
 * Hours in which each account and region of the case is covered, and the others.
 * @throws RangeError where the stretch is too long to be looked at hour by hour
 */
export function coveredHours(coverage: Coverage, ask: CoverageAsk): Covered {
  const places = placesOf(coverage, ask);
  const [from, to] = hoursOf(coverage, places, ask);
  if ((to - from) * Math.max(1, places.length) > HOURS_MAX) {
    throw new RangeError('The stretch of time is too long: choose a shorter one.');
  }
  let [covered, partly] = [0, 0];
  const stretches: [number, number][] = [];
  for (let hour = from; hour < to; hour += 1) {
    const count = places.filter((place) => isCovered(coverage.hour(place, hour))).length;
    if (places.length > 0 && count === places.length) {
      covered += 1;
      continue;
    }
    if (count > 0) partly += 1;
    const last = stretches.at(-1);
    if (last?.[1] === hour * HOUR) last[1] += HOUR;
    else if (stretches.length < STRETCHES_MAX) stretches.push([hour * HOUR, (hour + 1) * HOUR]);
  }
  const uncovered = to - from - covered;
  return { from: from * HOUR, to: to * HOUR, covered, uncovered, partly, places: places.length, stretches };
}

/** `96 covered hours; 2 hours uncovered` */
export function coveredWords({ covered, uncovered }: Pick<Covered, 'covered' | 'uncovered'>): string {
  const hours = (count: number): string => (count === 1 ? 'hour' : 'hours');
  return `${String(covered)} covered ${hours(covered)}; ${String(uncovered)} ${hours(uncovered)} uncovered`;
}
