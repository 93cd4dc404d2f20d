import { describe, expect, it } from 'vitest';
import { CellBlock, DAY } from './coverage-cells';
import type { CoverageCell, CoveragePlace } from './coverage-cells';
import { mergedCell, rankPlaces, rowsOf } from './coverage-rows';

const place = (account: string, region: string): CoveragePlace => ({ account, region, dataEvents: 'unknown' });

/** Days, a digit each: 0 is nothing, 1 has events in all hours, 2 in one, 9 misses a log file, 5 lies in a gap. */
const CELLS: Readonly<Record<string, readonly number[]>> = {
  '1': [4, 24, 30, 0, 0, 24, 0, 0],
  '2': [4, 1, 3, 0, 0, 1, 0, 0],
  '9': [4, 2, 3, 1, 0, 23, 0, 0],
  '5': [4, 2, 3, 0, 1, 22, 0, 0],
};

function rows(of: readonly (readonly [CoveragePlace, string])[], opened: readonly string[] = []) {
  const columns = of[0]?.[1].length ?? 0;
  const days = new CellBlock({
    from: 0,
    step: DAY,
    columns,
    rows: of.map(([{ account, region }, digits]) => ({
      ...{ account, region, dataEvents: 'unknown' as const, holes: [] },
      cells: [...digits].flatMap((digit, column) => {
        const cell = CELLS[digit];
        return cell === undefined ? [] : [column, ...cell];
      }),
    })),
  });
  const extent = { from: 0, to: columns * DAY };
  const places = of.map(([one]) => one);
  return rowsOf(rankPlaces(places, days, extent), new Set(opened));
}

const CASE = [
  [place('1', 'a'), '11'],
  [place('1', 'b'), '20'],
  [place('1', 'c'), '20'],
  [place('1', 'd'), '15'],
  [place('1', 'e'), '20'],
  [place('2', 'a'), '11'],
  [place('2', 'b'), '19'],
] as const;

function words(found: ReturnType<typeof rows>): readonly string[] {
  return found.map(({ places }) => `${places[0]?.account ?? ''} ${places.map(({ region }) => region).join('+')}`);
}

describe('rows of the coverage', () => {
  it('stand worst first, account by account, with what is alike in one row', () => {
    expect(words(rows(CASE))).toEqual(['2 b', '2 a', '1 d', '1 b+c+e', '1 a']);
  });

  it('stand by how much is not covered where nothing else tells them apart', () => {
    const some = [
      [place('1', 'a'), '120'],
      [place('1', 'b'), '112'],
      [place('1', 'c'), '200'],
    ] as const;
    expect(words(rows(some))).toEqual(['1 c', '1 a', '1 b']);
  });

  it('are shown one by one below the row that stands for them', () => {
    const fold = rows(CASE).find((row) => row.fold !== undefined)?.fold ?? '';
    const opened = rows(CASE, [fold]);
    expect(words(opened)).toEqual(['2 b', '2 a', '1 d', '1 b+c+e', '1 b', '1 c', '1 e', '1 a']);
    expect(opened[3]).toMatchObject({ isOpen: true });
  });

  it('are not folded where they are few, or where something is wrong with them', () => {
    expect(words(rows(CASE.slice(0, 3)))).toEqual(['1 b', '1 c', '1 a']);
    const gaps = ['a', 'b', 'c'].map((region) => [place('1', region), '15'] as const);
    expect(words(rows(gaps))).toEqual(['1 a', '1 b', '1 c']);
  });
});

describe('a cell for several places', () => {
  const cell: CoverageCell = {
    ...({ kind: 'events', sources: 1, proven: 1, records: 4, missing: 0, unread: 0 } as const),
    ...{ gap: false, unproven: false, stopped: false, covered: 1 },
  };

  it('counts for all of them, and says whether they differ', () => {
    expect(mergedCell([cell, cell])).toMatchObject({
      kind: 'events',
      sources: 2,
      records: 8,
      covered: 1,
      differs: false,
    });
    const other: CoverageCell = { ...cell, kind: 'not-acquired', sources: 0, covered: 0 };
    expect(mergedCell([cell, other])).toMatchObject({ kind: 'not-acquired', covered: 0, differs: true });
  });

  it('is not known before all of them are', () => {
    expect(mergedCell([cell, undefined])).toBeUndefined();
    expect(mergedCell([])).toBeUndefined();
  });
});
