import { CELL_KINDS, DAY, placeKey, tallyRow } from './coverage-cells';
import type { CellBlock, CellKind, CoverageCell, CoveragePlace, RowTally } from './coverage-cells';

/** A row of the coverage: a place, or several of one account of which the same is to be said. */
export interface CoverageRow {
  /** Never empty. */
  readonly places: readonly CoveragePlace[];
  /** Names what several places share; the rows of its places, where it is open, do not have it. */
  readonly fold?: string;
  readonly isOpen?: boolean;
}

/** So many rows are folded at least. */
const ALIKE = 3;

/** What can be said of a row, worst first; a row is ranked by the first that holds. */
export const ROW_STATES = [
  'invalid',
  'missing',
  'unread',
  'gap',
  'stopped',
  'not-acquired',
  'management-only',
  'empty',
  'complete',
] as const;
export type RowState = (typeof ROW_STATES)[number];

export function rowState(tally: RowTally): RowState {
  if (tally.invalid > 0) return 'invalid';
  if (tally.missing > 0) return 'missing';
  if (tally.unread > 0) return 'unread';
  if (tally.gapHours > 0 || tally.gaps > 0) return 'gap';
  if (tally.hours - tally.covered - tally.stoppedHours > 0) return 'not-acquired';
  if (tally.stoppedHours > 0) return 'stopped';
  if (tally.managementOnly > 0) return 'management-only';
  return tally.records === 0 ? 'empty' : 'complete';
}

/** Places in the order of their rows: the account with the worst row first, and of each account the worst first. */
export function rankPlaces(
  places: readonly CoveragePlace[],
  days: CellBlock,
  extent: { readonly from: number; readonly to: number },
): readonly RankedPlace[] {
  const accounts = new Map<string, RankedPlace[]>();
  for (const place of places) {
    const ranked = rank(place, days, extent);
    const others = accounts.get(place.account);
    if (others === undefined) accounts.set(place.account, [ranked]);
    else others.push(ranked);
  }
  const worst = (list: readonly RankedPlace[]): number =>
    list.reduce((least, { rank: of }) => Math.min(least, of), Infinity);
  const ordered = [...accounts.values()].sort((a, b) => worst(a) - worst(b));
  return ordered.flatMap((list) =>
    list.sort((a, b) => a.rank - b.rank || b.bare - a.bare || compare(a.place.region, b.place.region)),
  );
}

/** A place with what decides where its row stands. */
export interface RankedPlace {
  readonly place: CoveragePlace;
  readonly rank: number;
  /** Hours that are not covered. */
  readonly bare: number;
  /** Equal for places of which every day is the same. */
  readonly pattern: string;
}

function rank(
  place: CoveragePlace,
  days: CellBlock,
  extent: { readonly from: number; readonly to: number },
): RankedPlace {
  const key = placeKey(place.account, place.region);
  const tally = tallyRow((time) => days.cell(key, time), DAY, { from: days.from, to: days.to }, extent);
  let pattern = '';
  for (let time = days.from; time < days.to; time += DAY) {
    const { kind, covered, unproven, stopped } = days.cell(key, time);
    pattern += `${String(CELL_KINDS.indexOf(kind))}.${String(covered)}${unproven ? '?' : ''}${stopped ? '!' : ''} `;
  }
  return {
    place,
    rank: ROW_STATES.indexOf(rowState(tally)),
    bare: tally.hours - tally.covered,
    pattern: `${place.dataEvents} ${pattern}`,
  };
}

/**
 * Places of an account in which every day is the same, and nothing is wrong, are one row that can be unfolded.
 * @param opened folds whose places have rows of their own as well
 */
export function rowsOf(ranked: readonly RankedPlace[], opened: ReadonlySet<string>): readonly CoverageRow[] {
  const alike = new Map<string, RankedPlace[]>();
  for (const one of ranked) {
    const { account, region } = one.place;
    // What is wrong is never folded.
    const key = `${account} ${one.rank < ROW_STATES.indexOf('not-acquired') ? region : one.pattern}`;
    const others = alike.get(key);
    if (others === undefined) alike.set(key, [one]);
    else others.push(one);
  }
  return [...alike].flatMap(([fold, some]): CoverageRow[] => {
    const rows = some.map(({ place }) => ({ places: [place] }));
    if (rows.length < ALIKE) return rows;
    const isOpen = opened.has(fold);
    return [{ places: some.map(({ place }) => place), fold, isOpen }, ...(isOpen ? rows : [])];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One cell for several places; undefined while one is on its way. */
export function mergedCell(cells: readonly (CoverageCell | undefined)[]): CoverageCell | undefined {
  const known = cells.filter((cell) => cell !== undefined);
  const [first] = known;
  if (first === undefined || known.length < cells.length) return undefined;
  if (known.length === 1) return first;
  const sum = (of: (cell: CoverageCell) => number): number => known.reduce((total, cell) => total + of(cell), 0);
  const any = (of: (cell: CoverageCell) => boolean): boolean => known.some(of);
  return {
    kind: worstKind(known),
    sources: sum(({ sources }) => sources),
    proven: sum(({ proven }) => proven),
    records: sum(({ records }) => records),
    missing: sum(({ missing }) => missing),
    unread: sum(({ unread }) => unread),
    gap: any(({ gap }) => gap),
    unproven: any(({ unproven }) => unproven),
    stopped: any(({ stopped }) => stopped),
    covered: known.reduce((least, { covered }) => Math.min(least, covered), first.covered),
    differs: any(({ kind, covered }) => kind !== first.kind || covered !== first.covered),
  };
}

function worstKind(cells: readonly CoverageCell[]): CellKind {
  const order: readonly CellKind[] = ['invalid', 'missing', 'unread', 'gap', 'stopped', 'not-acquired'];
  return order.find((kind) => cells.some((cell) => cell.kind === kind)) ?? cells[0]?.kind ?? 'not-acquired';
}
