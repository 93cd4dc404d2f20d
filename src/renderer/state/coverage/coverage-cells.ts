import {
  CELL_GAP,
  CELL_INVALID,
  CELL_SILENT,
  CELL_STOPPED,
  CELL_STRIDE,
  CELL_UNPROVEN,
} from '../../../contract/integrity';
import type { CoverageGrid } from '../../../contract/integrity';
import { COVERAGE_STATES } from '../../../core/integrity/coverage-state';
import type { CoverageState as State } from '../../../core/integrity/coverage-state';

export const HOUR = 3600;
export const DAY = 86_400;

/**
 * What a cell is drawn and read as. A cell is `invalid` or `missing` where anything in it is; a `gap` or `stopped`
 * only where nothing else is known of it; `unread` where log files are there that could not be read, or only in part.
 */
export const CELL_KINDS = [
  'not-acquired',
  'stopped',
  'gap',
  'unread',
  'missing',
  'invalid',
  'management-only',
  'empty',
  'events',
] as const;
export type CellKind = (typeof CELL_KINDS)[number];

/** An account and region, and what the configuration in evidence says of its data events. */
export interface CoveragePlace {
  readonly account: string;
  readonly region: string;
  readonly dataEvents: 'on' | 'off' | 'unknown';
}

export interface CoverageCell {
  readonly kind: CellKind;
  /** Log files that could be read, and of these the ones that a digest proves. */
  readonly sources: number;
  readonly proven: number;
  readonly records: number;
  /** Log files that a digest names and the case does not hold. */
  readonly missing: number;
  /** Files named as log files that could not be read as such, or only in part. */
  readonly unread: number;
  readonly gap: boolean;
  /** That there is no log file is not proven. */
  readonly unproven: boolean;
  /** Logging was stopped in a part of it at least. */
  readonly stopped: boolean;
  /** Hours of it that are covered. */
  readonly covered: number;
  /** It stands for several places, and is not the same in all of them. */
  readonly differs?: boolean;
}

const NOTHING: CoverageCell = {
  kind: 'not-acquired',
  sources: 0,
  proven: 0,
  records: 0,
  missing: 0,
  unread: 0,
  gap: false,
  unproven: false,
  stopped: false,
  covered: 0,
};

export function placeKey(account: string, region: string): string {
  return JSON.stringify([account, region]);
}

/** Columns of one width over a stretch of delivery time for a number of places, read from what main packed. */
export class CellBlock {
  readonly from: number;
  readonly step: number;
  readonly columns: number;
  /** Where a cell's numbers begin, plus 1; 0: nothing is known of it. */
  readonly #at: ReadonlyMap<string, Uint32Array>;
  readonly #cells: ReadonlyMap<string, readonly number[]>;

  constructor(grid: Pick<CoverageGrid, 'from' | 'step' | 'columns' | 'rows'>) {
    this.from = grid.from;
    this.step = grid.step;
    this.columns = grid.columns;
    const at = new Map<string, Uint32Array>();
    const cells = new Map<string, readonly number[]>();
    for (const row of grid.rows) {
      const places = new Uint32Array(grid.columns);
      for (let i = 0; i + CELL_STRIDE <= row.cells.length; i += CELL_STRIDE) {
        const column = row.cells[i] ?? 0;
        if (column < places.length) places[column] = i + 1;
      }
      const key = placeKey(row.account, row.region);
      at.set(key, places);
      cells.set(key, row.cells);
    }
    this.#at = at;
    this.#cells = cells;
  }

  get to(): number {
    return this.from + this.columns * this.step;
  }

  /** @param time any second within the column */
  cell(key: string, time: number): CoverageCell {
    const column = Math.floor((time - this.from) / this.step);
    const place = this.#at.get(key)?.[column] ?? 0;
    const cells = this.#cells.get(key);
    return place === 0 || cells === undefined ? NOTHING : readCell(cells, place - 1);
  }

  kind(key: string, time: number): CellKind {
    return this.cell(key, time).kind;
  }
}

function readCell(cells: readonly number[], at: number): CoverageCell {
  const sources = cells[at + 2] ?? 0;
  const missing = cells[at + 4] ?? 0;
  const flags = cells[at + 5] ?? 0;
  const unread = cells[at + 8] ?? 0;
  return {
    kind: kindOf(COVERAGE_STATES[cells[at + 1] ?? 0] ?? 'not-acquired', flags, missing, sources, unread),
    sources,
    proven: cells[at + 7] ?? 0,
    records: cells[at + 3] ?? 0,
    missing,
    unread,
    gap: (flags & CELL_GAP) !== 0,
    unproven: (flags & CELL_UNPROVEN) !== 0,
    stopped: (flags & CELL_STOPPED) !== 0,
    covered: cells[at + 6] ?? 0,
  };
}

/** See `CELL_KINDS`. */
export function kindOf(state: State, flags: number, missing: number, sources: number, unread = 0): CellKind {
  if ((flags & CELL_INVALID) !== 0) return 'invalid';
  if (missing > 0) return 'missing';
  const gap = (flags & CELL_GAP) !== 0;
  if (state === 'missing') {
    if (unread > 0) return 'unread';
    if (!gap) return 'missing';
    return sources > 0 ? 'events' : 'gap';
  }
  if (state !== 'not-acquired') return state;
  if (gap) return 'gap';
  if (unread > 0) return 'unread';
  return (flags & CELL_SILENT) !== 0 ? 'stopped' : 'not-acquired';
}

/** What a row comes to over a stretch of time. */
export interface RowTally {
  /** Hours of the stretch, of those covered, and of those with records. */
  readonly hours: number;
  readonly covered: number;
  readonly records: number;
  readonly missing: number;
  /** Files that could not be read, or only in part. */
  readonly unread: number;
  /** Cells in which something is invalid. */
  readonly invalid: number;
  /** Uncovered hours in a gap between digests, or with stopped logging; of days it is not known which hours they are. */
  readonly gapHours: number;
  readonly stoppedHours: number;
  /** Cells with a gap between digests. */
  readonly gaps: number;
  /** Cells known from event history alone. */
  readonly managementOnly: number;
}

/**
 * @param extent whole hours that anything is known of: hours of a day outside of it are not counted as uncovered
 */
export function tallyRow(
  cellAt: (time: number) => CoverageCell,
  step: number,
  stretch: { readonly from: number; readonly to: number },
  extent: { readonly from: number; readonly to: number },
): RowTally {
  const tally = {
    hours: 0,
    covered: 0,
    records: 0,
    missing: 0,
    unread: 0,
    invalid: 0,
    gapHours: 0,
    stoppedHours: 0,
    gaps: 0,
    managementOnly: 0,
  };
  for (let time = stretch.from; time < stretch.to; time += step) {
    const cell = cellAt(time);
    const hours = hoursWithin(time, step, extent);
    const uncovered = Math.max(0, hours - cell.covered);
    tally.hours += hours;
    tally.covered += Math.min(hours, cell.covered);
    tally.records += cell.records;
    tally.missing += cell.missing;
    tally.unread += cell.unread;
    if (cell.kind === 'invalid') tally.invalid++;
    if (cell.kind === 'management-only') tally.managementOnly++;
    if (cell.gap && uncovered > 0) tally.gaps++;
    if (step === HOUR && cell.gap) tally.gapHours += uncovered;
    else if (step === HOUR && cell.kind === 'stopped') tally.stoppedHours += uncovered;
  }
  return tally;
}

/** Hours of a column that lie within the extent. */
export function hoursWithin(
  time: number,
  step: number,
  extent: { readonly from: number; readonly to: number },
): number {
  return Math.max(0, Math.round((Math.min(time + step, extent.to) - Math.max(time, extent.from)) / HOUR));
}
