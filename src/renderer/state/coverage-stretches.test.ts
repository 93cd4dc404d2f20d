import { describe, expect, it } from 'vitest';
import { CellBlock, HOUR } from './coverage-cells';
import type { CoveragePlace } from './coverage-cells';
import { uncoveredStretches } from './coverage-stretches';

const place = (account: string, region: string): CoveragePlace => ({ account, region, dataEvents: 'unknown' });
const PLACES = [place('1', 'a'), place('1', 'b'), place('2', 'a')];

/** Columns of an hour, a digit each: 1 is covered. */
function stretches(rows: readonly string[], limits = { from: 0, to: (rows[0]?.length ?? 0) * HOUR }) {
  const block = new CellBlock({
    from: 0,
    step: HOUR,
    columns: rows[0]?.length ?? 0,
    rows: PLACES.map(({ account, region, dataEvents }, at) => ({
      account,
      region,
      dataEvents,
      cells: [...(rows[at] ?? '')].flatMap((digit, column) => (digit === '1' ? [column, 4, 1, 1, 0, 0, 1] : [])),
    })),
  });
  return uncoveredStretches(PLACES, (key, time) => block.cell(key, time), HOUR, limits);
}

describe('uncovered stretches', () => {
  it('are those in which no region of an account is covered', () => {
    expect(stretches(['1000', '0100', '1110'])).toEqual([
      { from: 2 * HOUR, to: 3 * HOUR, accounts: ['1'], whole: false, part: false },
      { from: 3 * HOUR, to: 4 * HOUR, accounts: ['1', '2'], whole: true, part: false },
    ]);
  });

  it('go on over columns as long as the same accounts are concerned', () => {
    expect(stretches(['10001', '00001', '11111'])).toEqual([
      { from: HOUR, to: 4 * HOUR, accounts: ['1'], whole: false, part: false },
    ]);
  });

  it('say where something is there, but known to be incomplete', () => {
    const missing = [0, 1, 1, 9, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    const block = new CellBlock({
      from: 0,
      step: HOUR,
      columns: 2,
      rows: [{ account: '2', region: 'a', dataEvents: 'unknown', cells: missing }],
    });
    const found = uncoveredStretches([place('2', 'a')], (key, time) => block.cell(key, time), HOUR, {
      from: 0,
      to: 2 * HOUR,
    });
    expect(found.map(({ from, part }) => [from, part])).toEqual([
      [0, true],
      [HOUR, false],
    ]);
  });

  it('end where nothing is known any more, and there are none of a case that is covered', () => {
    expect(stretches(['00', '00', '00'], { from: 600, to: HOUR + 60 })).toEqual([
      { from: 600, to: HOUR + 60, accounts: ['1', '2'], whole: true, part: false },
    ]);
    expect(stretches(['11', '00', '11'])).toEqual([]);
  });
});
