import { describe, expect, it } from 'vitest';
import { CELL_GAP, CELL_INVALID, CELL_SILENT, CELL_STOPPED } from '../../../contract/integrity';
import { COVERAGE_STATES } from '../../../core/integrity/coverage-state';
import { CellBlock, DAY, HOUR, hoursWithin, kindOf, placeKey, tallyRow } from './coverage-cells';

const EVENTS = COVERAGE_STATES.indexOf('events');
const MISSING = COVERAGE_STATES.indexOf('missing');
const key = placeKey('111122223333', 'us-east-1');

function block(cells: readonly number[], columns: number, step = HOUR): CellBlock {
  const row = {
    account: '111122223333',
    region: 'us-east-1',
    dataEvents: 'unknown' as const,
    cells: [...cells],
    holes: [],
  };
  return new CellBlock({ from: 10 * DAY, step, columns, rows: [row] });
}

describe('a cell of the coverage', () => {
  it('is what main packed, and not acquired where nothing was packed', () => {
    const grid = block([2, EVENTS, 3, 41, 0, 0, 1, 2, 0], 4);
    expect(grid.cell(key, 10 * DAY + 2 * HOUR + 59)).toMatchObject({
      kind: 'events',
      sources: 3,
      proven: 2,
      records: 41,
      covered: 1,
    });
    expect([0, 1, 3].map((column) => grid.kind(key, 10 * DAY + column * HOUR))).toEqual(Array(3).fill('not-acquired'));
    expect(grid.kind(placeKey('other', 'us-east-1'), 10 * DAY)).toBe('not-acquired');
    expect(grid.to).toBe(10 * DAY + 4 * HOUR);
  });

  it('keeps invalid, missing, a gap, stopped logging and nothing looked at apart', () => {
    expect(kindOf('events', CELL_INVALID | CELL_GAP, 2, 1)).toBe('invalid');
    expect(kindOf('missing', CELL_GAP, 2, 1)).toBe('missing');
    expect(kindOf('missing', CELL_GAP, 0, 0)).toBe('gap');
    expect(kindOf('missing', CELL_GAP, 0, 4)).toBe('events');
    expect(kindOf('missing', 0, 0, 0)).toBe('missing');
    expect(kindOf('not-acquired', CELL_STOPPED | CELL_SILENT, 0, 0)).toBe('stopped');
    // Stopped for a part of it, or something was logged meanwhile.
    expect(kindOf('not-acquired', CELL_STOPPED, 0, 0)).toBe('not-acquired');
    expect(kindOf('not-acquired', 0, 0, 0, 1)).toBe('unread');
    expect(kindOf('missing', 0, 0, 2, 1)).toBe('unread');
    expect(kindOf('missing', 0, 1, 2, 1)).toBe('missing');
    expect(kindOf('events', 0, 0, 2, 1)).toBe('events');
    expect(kindOf('not-acquired', 0, 0, 0)).toBe('not-acquired');
    expect(kindOf('empty', CELL_STOPPED, 0, 1)).toBe('empty');
  });
});

describe('what a row comes to', () => {
  it('counts hours, not cells, and none outside of what is known of', () => {
    const days = block([0, EVENTS, 9, 90, 0, 0, 12, 9, 1, 1, MISSING, 5, 50, 2, CELL_GAP, 20, 0, 2], 3, DAY);
    const from = 10 * DAY;
    const extent = { from: from + 12 * HOUR, to: from + 2 * DAY + HOUR };
    const tally = tallyRow((time) => days.cell(key, time), DAY, { from, to: from + 3 * DAY }, extent);
    expect(tally).toEqual({
      hours: 12 + 24 + 1,
      covered: 12 + 20,
      records: 140,
      missing: 2,
      unread: 3,
      invalid: 0,
      gapHours: 0,
      stoppedHours: 0,
      gaps: 1,
      managementOnly: 0,
    });
  });

  it('has no hours of a column beyond the extent', () => {
    expect(hoursWithin(0, DAY, { from: DAY, to: 2 * DAY })).toBe(0);
    expect(hoursWithin(0, DAY, { from: 0, to: 5 * HOUR })).toBe(5);
  });
});
