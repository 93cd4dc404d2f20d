import { describe, expect, it } from 'vitest';
import { CellBlock, HOUR, placeKey } from './coverage-cells';
import type { CoveragePlace } from './coverage-cells';
import { uncoveredStretches } from './coverage-stretches';
import type { Hole } from './coverage-stretches';

const place = (account: string, region: string): CoveragePlace => ({ account, region, dataEvents: 'unknown' });
const PLACES = [place('1', 'a'), place('1', 'b'), place('2', 'a')];

/** Columns of an hour, a digit each: 1 is covered, 2 lies in a gap. @param holes of the first place */
function stretches(
  rows: readonly string[],
  limits = { from: 0, to: (rows[0]?.length ?? 0) * HOUR },
  holes: readonly Hole[] = [],
) {
  const block = new CellBlock({
    from: 0,
    step: HOUR,
    columns: rows[0]?.length ?? 0,
    rows: PLACES.map(({ account, region, dataEvents }, at) => ({
      account,
      region,
      dataEvents,
      cells: [...(rows[at] ?? '')].flatMap((digit, column) =>
        digit === '1' ? [column, 4, 1, 1, 0, 0, 1, 0, 0] : digit === '2' ? [column, 1, 0, 0, 0, 1, 0, 0, 0] : [],
      ),
      holes: [],
    })),
  });
  const first = placeKey('1', 'a');
  const holesOf = (key: string): readonly Hole[] => (key === first ? holes : []);
  return uncoveredStretches(PLACES, { cellAt: (key, time) => block.cell(key, time), holesOf, step: HOUR }, limits);
}

describe('uncovered stretches', () => {
  it('are those in which no region of an account is covered', () => {
    expect(stretches(['1000', '0100', '1110'])).toEqual([
      { from: 2 * HOUR, to: 3 * HOUR, accounts: ['1'], whole: false, why: 'not-acquired' },
      { from: 3 * HOUR, to: 4 * HOUR, accounts: ['1', '2'], whole: true, why: 'not-acquired' },
    ]);
  });

  it('go on over columns as long as the same accounts are concerned', () => {
    expect(stretches(['10001', '00001', '11111'])).toEqual([
      { from: HOUR, to: 4 * HOUR, accounts: ['1'], whole: false, why: 'not-acquired' },
    ]);
  });

  it('say where something is there, but known to be incomplete', () => {
    const missing = [0, 1, 1, 9, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1];
    const block = new CellBlock({
      from: 0,
      step: HOUR,
      columns: 3,
      rows: [{ account: '2', region: 'a', dataEvents: 'unknown', cells: missing, holes: [] }],
    });
    const known = { cellAt: (key: string, time: number) => block.cell(key, time), holesOf: () => [], step: HOUR };
    const found = uncoveredStretches([place('2', 'a')], known, { from: 0, to: 3 * HOUR });
    expect(found.map(({ from, why }) => [from, why])).toEqual([
      [0, 'missing'],
      [HOUR, 'unread'],
      [2 * HOUR, 'not-acquired'],
    ]);
  });

  it('begin and end to the second where logging was stopped or digests leave a gap', () => {
    const [from, to] = [HOUR + 3078, 2 * HOUR + 2298];
    const limits = { from: 0, to: 4 * HOUR };
    const one = { accounts: ['1'], whole: false };
    // Of the hour after the stop nothing else is known: no digest speaks of its rest.
    expect(stretches(['1101', '0000', '1111'], limits, [{ from, to, cause: 'stopped' }])).toEqual([
      { ...one, from, to, why: 'stopped' },
      { ...one, from: to, to: 3 * HOUR, why: 'not-acquired' },
    ]);
    // Digests lie on both sides of a gap, and the rest of its hours is theirs.
    expect(stretches(['1121', '0000', '1111'], limits, [{ from, to, cause: 'gap' }])).toEqual([
      { ...one, from, to, why: 'gap' },
    ]);
    // Another region of the account has log files of that hour.
    expect(stretches(['1121', '0110', '1111'], limits, [{ from, to, cause: 'gap' }])).toEqual([]);
  });

  it('end where nothing is known any more, and there are none of a case that is covered', () => {
    expect(stretches(['00', '00', '00'], { from: 600, to: HOUR + 60 })).toEqual([
      { from: 600, to: HOUR + 60, accounts: ['1', '2'], whole: true, why: 'not-acquired' },
    ]);
    expect(stretches(['11', '00', '11'])).toEqual([]);
  });
});
