import type { CoverageNote, CoveredHours } from '../../../contract/integrity';
import { CellBlock, DAY, HOUR, placeKey, tallyRow } from './coverage-cells';
import type { CoverageCell, CoveragePlace, RowTally } from './coverage-cells';
import { mergedCell, rankPlaces, rowsOf } from './coverage-rows';
import type { CoverageRow } from './coverage-rows';
import { uncoveredStretches } from './coverage-stretches';
import type { Hole, Stretch } from './coverage-stretches';
import type { IntegrityApi } from '../integrity/integrity-api';
import { Latest } from '../api/latest';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import type { Span } from '../timeline/timeline-buckets';
import type { ViewFields, ViewPart } from '../view/view-string';

export type Zoom = 'hour' | 'day';

/** Everything that is known of the whole case, hours aside. */
export interface CoverageOverview {
  readonly places: readonly CoveragePlace[];
  readonly days: CellBlock;
  readonly notes: readonly CoverageNote[];
  readonly unplaced: { readonly sources: number; readonly records: number };
  /** Whole hours from the first to the last that anything is known of. */
  readonly extent: Span;
  readonly covered: CoveredHours;
  /** By `placeKey`: the days, seconds, of which some digest of the account speaks. */
  readonly proved: ReadonlyMap<string, ReadonlySet<number>>;
  /** By `placeKey`: where nothing was logged, or no digest speaks of it, to the second. */
  readonly holes: ReadonlyMap<string, readonly Hole[]>;
}

/** Hours are read a week of all places at a time. */
const TILE = 7 * DAY;
/** Up to so many days hours are shown at first. */
const HOURS_UP_TO = 4;
/** Longer stretches are looked at by days. */
const STRETCHES_BY_HOUR = 5 * TILE;

/** A cell, and the one from which a selection was begun: rows and seconds of their columns. */
export interface CellCursor {
  readonly row: number;
  readonly time: number;
  readonly anchor: { readonly row: number; readonly time: number };
}

/** Asks for the places of the events that change what is logged: [source, offset, length]. */
export type TrailEvents = () => Promise<readonly (readonly [number, number, number])[]>;
type Places = [number, number, number][];

/** What was looked at, by account, region and hour of delivery. What it looks at is part of the view string. */
export class CoverageState implements ViewPart {
  overview = $state.raw<CoverageOverview | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** Where the keyboard is, and what is selected; undefined before a cell was gone to. */
  cursor = $state.raw<CellCursor | undefined>();
  /** The hour from which a day was gone back to: the way into the day leads to it again. */
  #hourBefore: number | undefined;
  /** Folds of rows whose places are shown as well. */
  #opened = $state.raw<ReadonlySet<string>>(new Set());
  #ranked = $derived.by(() => {
    const { overview } = this;
    return overview === undefined ? [] : rankPlaces(overview.places, overview.days, overview.extent);
  });
  #rows = $derived(rowsOf(this.#ranked, this.#opened));
  #zoom = $state<Zoom | undefined>();
  #range = $state.raw<Span | undefined>();
  /** Weeks of hours by their number since 1970; null while one is on its way. */
  #tiles = $state.raw<ReadonlyMap<number, CellBlock | null>>(new Map());
  /** Tiles of an older overview do not belong to a newer one. */
  #turn = 0;
  readonly #asking: Latest;

  constructor(
    private readonly api: IntegrityApi,
    private readonly trailEvents: TrailEvents,
    private readonly changed: () => void,
  ) {
    this.#asking = new Latest(
      () => this.#read(),
      (error) => (this.problem = problemOf(error)),
    );
  }

  /** Reads everything again: there is more evidence, or it was checked. */
  refresh(): void {
    this.#asking.request();
  }

  get zoom(): Zoom {
    const { overview } = this;
    if (this.#zoom !== undefined || overview === undefined) return this.#zoom ?? 'hour';
    return overview.extent.to - overview.extent.from <= HOURS_UP_TO * DAY ? 'hour' : 'day';
  }

  get step(): number {
    return this.zoom === 'hour' ? HOUR : DAY;
  }

  /** What the analyst chose to look at; undefined: all. */
  get range(): Span | undefined {
    return this.#range;
  }

  /** The stretch shown, in whole columns. */
  get shown(): Span | undefined {
    const { overview, step } = this;
    if (overview === undefined || overview.places.length === 0) return undefined;
    const { from, to } = this.#range ?? overview.extent;
    return { from: Math.floor(from / step) * step, to: Math.ceil(to / step) * step };
  }

  /**
   * The cell that was gone to stays: its account and region, and its time as far as that is shown.
   * @param range days or hours to look at
   */
  look(zoom: Zoom, range: Span | undefined): void {
    const { cursor } = this;
    if (zoom === 'day' && this.zoom === 'hour') this.#hourBefore = cursor?.time;
    this.#zoom = zoom;
    this.#range = range;
    this.cursor = cursor === undefined ? undefined : this.#cellOf(cursor);
    this.changed();
  }

  /** The rows in the order in which they stand, worst first. */
  get rows(): readonly CoverageRow[] {
    return this.#rows;
  }

  /** Shows or hides the places of a row that stands for several. */
  fold(row: number): void {
    const fold = this.#rows[row]?.fold;
    if (fold === undefined) return;
    const opened = new Set(this.#opened);
    if (!opened.delete(fold)) opened.add(fold);
    this.#opened = opened;
    // What stands below has moved.
    const { cursor } = this;
    if (cursor !== undefined && Math.max(cursor.row, cursor.anchor.row) > row) this.cursor = undefined;
  }

  /** What is known of a column of a row: of several places together. */
  rowCell({ places }: CoverageRow, time: number): CoverageCell | undefined {
    return mergedCell(places.map((place) => this.cell(place, time)));
  }

  /** What is known of a column of a place; undefined while it is on its way. */
  cell(place: CoveragePlace, time: number): CoverageCell | undefined {
    const key = placeKey(place.account, place.region);
    const block = this.zoom === 'day' ? this.overview?.days : this.#tiles.get(Math.floor(time / TILE));
    return block?.cell(key, time);
  }

  /** Asks for what is not there yet of a stretch of hours. */
  want(span: Span): void {
    for (let tile = Math.floor(span.from / TILE); tile * TILE < span.to; tile++) {
      if (!this.#tiles.has(tile)) void this.#readTile(tile);
    }
  }

  /** What a place comes to over the stretch shown; undefined while hours of it are on their way. */
  tally(place: CoveragePlace): RowTally | undefined {
    const { overview, shown, step } = this;
    if (overview === undefined || shown === undefined) return undefined;
    const key = placeKey(place.account, place.region);
    const { extent, days } = overview;
    // Long stretches are summed by days, whose hours main has counted.
    const byDay = step === DAY || (this.#range === undefined && shown.to - shown.from > STRETCHES_BY_HOUR);
    if (byDay) return tallyRow((time) => days.cell(key, time), DAY, wholeDays(shown), extent);
    for (let tile = Math.floor(shown.from / TILE); tile * TILE < shown.to; tile++) {
      if (!this.#tiles.get(tile)) return undefined;
    }
    const cellAt = (time: number): CoverageCell => this.#hour(key, time);
    return tallyRow(cellAt, HOUR, shown, extent);
  }

  /** Stretches of a span in which accounts are not covered; those of hours on their way follow. */
  stretches(span: Span): readonly Stretch[] {
    const { overview } = this;
    if (overview === undefined || overview.places.length === 0) return [];
    const limits = { from: Math.max(span.from, overview.extent.from), to: Math.min(span.to, overview.extent.to) };
    if (limits.to <= limits.from) return [];
    const holesOf = (key: string): readonly Hole[] => overview.holes.get(key) ?? [];
    if (limits.to - limits.from > STRETCHES_BY_HOUR) {
      const cellAt = (key: string, time: number): CoverageCell => overview.days.cell(key, time);
      return uncoveredStretches(overview.places, { cellAt, holesOf, step: DAY }, limits);
    }
    const tiles = [Math.floor(limits.from / TILE), Math.floor((limits.to - 1) / TILE)];
    for (let tile = tiles[0] ?? 0; tile <= (tiles[1] ?? 0); tile++) if (!this.#tiles.get(tile)) return [];
    const { places, days, proved } = overview;
    // On a day without digests an hour without a log file may have had no events: only a day without any is told.
    // A file that could not be read says that there was something.
    const cellAt = (key: string, time: number): CoverageCell => {
      const hour = this.#hour(key, time);
      const spoken = proved.get(key)?.has(Math.floor(time / DAY) * DAY) === true;
      return spoken || hour.unread > 0 ? hour : days.cell(key, time);
    };
    return uncoveredStretches(places, { cellAt, holesOf, step: HOUR }, limits);
  }

  /** Asks for the hours that `stretches` needs. */
  wantStretches(span: Span): void {
    const { overview } = this;
    if (overview === undefined || overview.places.length === 0) return;
    const limits = { from: Math.max(span.from, overview.extent.from), to: Math.min(span.to, overview.extent.to) };
    if (limits.to > limits.from && limits.to - limits.from <= STRETCHES_BY_HOUR) this.want(limits);
  }

  save(): Readonly<Record<string, string>> {
    const range = this.#range;
    return {
      ...(this.#zoom === undefined ? {} : { coverage: this.#zoom }),
      ...(range === undefined ? {} : { delivered: `${String(range.from)}-${String(range.to)}` }),
    };
  }

  load(fields: ViewFields): void {
    const zoom = fields.get('coverage');
    this.#zoom = zoom === 'hour' || zoom === 'day' ? zoom : undefined;
    const [, from, to] = /^(\d{1,10})-(\d{1,10})$/.exec(fields.get('delivered') ?? '') ?? [];
    const range = { from: Number(from), to: Number(to) };
    this.#range = range.to > range.from ? range : undefined;
  }

  stop(): void {
    this.#asking.stop();
  }

  /** The cell of a place that holds a time, in the columns that are shown now. */
  #cellOf({ row, time }: CellCursor): CellCursor | undefined {
    const { shown, step } = this;
    if (shown === undefined) return undefined;
    const before = this.#hourBefore;
    const known = step === HOUR && before !== undefined && Math.floor(before / DAY) * DAY === time ? before : time;
    const column = Math.floor(Math.min(Math.max(known, shown.from), shown.to - step) / step) * step;
    return { row, time: column, anchor: { row, time: column } };
  }

  #hour(key: string, time: number): CoverageCell {
    const tile = this.#tiles.get(Math.floor(time / TILE));
    return (tile ?? EMPTY).cell(key, time);
  }

  async #read(): Promise<void> {
    const trailEvents: Places = (await this.trailEvents()).map((place) => [...place]);
    const [grid, covered] = await Promise.all([this.api.coverage({ zoom: 'day', trailEvents }), this.api.covered({})]);
    const days = new CellBlock(grid);
    const places = grid.rows.map(({ account, region, dataEvents }) => ({ account, region, dataEvents }));
    const extent = { from: Math.max(covered.from, days.from), to: Math.min(covered.to, days.to) };
    const known = extent.to > extent.from ? extent : { from: days.from, to: days.to };
    const { notes, unplaced } = grid;
    this.#turn++;
    const before = [...this.#tiles.keys()];
    this.#tiles = new Map();
    const holes = new Map(grid.rows.map((row) => [placeKey(row.account, row.region), row.holes]));
    const proved = provedDays(places, days);
    this.overview = { places, days, notes, unplaced, extent: known, covered, proved, holes };
    this.problem = undefined;
    for (const tile of before) void this.#readTile(tile);
  }

  async #readTile(tile: number): Promise<void> {
    const turn = this.#turn;
    this.#tiles = new Map(this.#tiles).set(tile, null);
    try {
      const trailEvents: Places = (await this.trailEvents()).map((place) => [...place]);
      const wish = { zoom: 'hour' as const, from: tile * TILE, to: (tile + 1) * TILE, trailEvents };
      const block = new CellBlock(await this.api.coverage(wish));
      if (turn === this.#turn) this.#tiles = new Map(this.#tiles).set(tile, block);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.problem = problemOf(error);
      const rest = new Map(this.#tiles);
      rest.delete(tile);
      this.#tiles = rest;
    }
  }
}

const EMPTY = new CellBlock({ from: 0, step: HOUR, columns: 0, rows: [] });

/** A digest speaks of an account's day where it lists a log file of it, or where it tells that an hour had none. */
function provedDays(places: readonly CoveragePlace[], days: CellBlock): ReadonlyMap<string, ReadonlySet<number>> {
  const ofAccounts = new Map<string, Set<number>>();
  const ofPlaces = new Map<string, ReadonlySet<number>>();
  for (const { account, region } of places) {
    const proved = ofAccounts.get(account) ?? new Set();
    ofAccounts.set(account, proved);
    const key = placeKey(account, region);
    ofPlaces.set(key, proved);
    for (let time = days.from; time < days.to; time += DAY) {
      const cell = days.cell(key, time);
      const isSilent = cell.covered > 0 && cell.sources === 0 && !cell.unproven;
      if (cell.missing > 0 || cell.gap || cell.proven > 0 || isSilent) proved.add(time);
    }
  }
  return ofPlaces;
}

function wholeDays({ from, to }: Span): Span {
  return { from: Math.floor(from / DAY) * DAY, to: Math.ceil(to / DAY) * DAY };
}
