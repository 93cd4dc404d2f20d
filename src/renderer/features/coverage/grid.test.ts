import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../state/coverage/coverage-cells';
import type { CellKind, CoverageCell, RowTally } from '../../state/coverage/coverage-cells';
import { Clock, UTC_CLOCK } from '../../wording/clock';
import { cellReading, rowReading, rowSummary, stretchWords } from './cell-words';
import { steppedPlace } from './grid-keys';
import { GridLayout, HEAD, LABELS } from './grid-layout';
import { deliveredFilter, deliveryFolder } from './selection';
import { ticksOf } from './ticks';
import { printFilter } from '../../../core/query/language/print';

const FROM = Date.UTC(2026, 2, 11) / 1000;
const PLACE = { account: '111122223333', region: 'us-east-1', dataEvents: 'unknown' as const };
const ROW = { places: [PLACE] };

function layoutOf(over: Partial<GridLayout['input']> = {}): GridLayout {
  const input = { width: 1400, height: 300, scrollLeft: 0, scrollTop: 0, rows: 100, from: FROM, step: HOUR };
  return new GridLayout({ ...input, to: FROM + 90 * DAY, ...over });
}

describe('the cells of the coverage', () => {
  it('are found again where they stand, scrolled or not', () => {
    const layout = layoutOf({ scrollLeft: 803, scrollTop: 241 });
    for (const [row, column] of [
      [12, 110],
      [18, 150],
    ] as const) {
      const [x, y] = [layout.x(column) + layout.pitch / 2, layout.y(row) + layout.rowHeight / 2];
      expect([layout.rowAt(y), layout.columnAt(x)]).toEqual([row, column]);
      expect(layout.columnOf(layout.time(column))).toBe(column);
    }
    expect([layout.columnAt(LABELS - 1), layout.rowAt(HEAD - 1)]).toEqual([undefined, undefined]);
  });

  it('fill the width where they are few, and are scrolled where they are many', () => {
    expect(layoutOf().wholeWidth).toBeGreaterThan(1400);
    const few = layoutOf({ to: FROM + 2 * DAY });
    expect(few.wholeWidth).toBe(1400);
    expect(few.x(48)).toBeCloseTo(few.plotRight);
    expect(few.plotRight).toBe(LABELS + few.plotWidth);
    const days = layoutOf({ width: 2500, step: DAY, to: FROM + 14 * DAY });
    expect(days.plotRight).toBe(LABELS + days.plotWidth);
  });

  it('are brought into view by scrolling no further than is needed', () => {
    const layout = layoutOf();
    expect(layout.reveal(0, 0)).toEqual({ left: 0, top: 0 });
    const { left, top } = layout.reveal(99, 2159);
    const there = layoutOf({ scrollLeft: left, scrollTop: top });
    expect(there.reveal(99, 2159)).toEqual({ left, top });
    expect(there.rowsInView[1]).toBe(100);
    expect(there.columnsInView[1]).toBe(2160);
  });

  it('are gone through by keys, with Ctrl to where something else begins', () => {
    const kinds: readonly CellKind[] = ['events', 'events', 'missing', 'events', 'gap', 'gap'];
    const size = { rows: 3, columns: 6, page: { row: 2, column: 0 } };
    const step = (column: number, key: string, ctrl = false) =>
      steppedPlace({ row: 1, column }, key, ctrl, size, (_, at) => kinds[at]);
    expect(step(0, 'ArrowLeft')).toEqual({ row: 1, column: 0 });
    expect(step(0, 'ArrowRight', true)).toEqual({ row: 1, column: 2 });
    expect(step(5, 'ArrowLeft', true)).toEqual({ row: 1, column: 3 });
    expect(step(3, 'End')).toEqual({ row: 1, column: 5 });
    expect(step(3, 'PageDown')).toEqual({ row: 2, column: 3 });
    expect(step(3, 'Tab')).toBeUndefined();
  });
});

describe('the head of the coverage', () => {
  it('names hours as the zone has them', () => {
    const of = (clock: Clock) => ticksOf({ from: FROM, step: HOUR, columns: [0, 48], pitch: 12, clock });
    expect(of(UTC_CLOCK).upper.map(({ label }) => label)).toEqual(['2026-03-11', '2026-03-12']);
    expect(of(UTC_CLOCK).lower.slice(0, 3)).toEqual([
      { column: 0, label: '00' },
      { column: 2, label: '02' },
      { column: 4, label: '04' },
    ]);
    const nepal = Clock.open('Asia/Kathmandu') ?? UTC_CLOCK;
    expect(of(nepal).lower[0]).toEqual({ column: 1, label: '06:45' });
  });

  it('names days and months in UTC, the first of them always', () => {
    const { upper, lower } = ticksOf({ from: FROM, step: DAY, columns: [0, 40], pitch: 10, clock: UTC_CLOCK });
    expect(upper.map(({ column, label }) => [column, label])).toEqual([
      [0, '2026-03'],
      [21, '2026-04'],
    ]);
    expect(lower.map(({ label }) => label)).toEqual(['11', '16', '21', '26', '01', '06', '11', '16']);
  });
});

describe('what is read of the coverage', () => {
  it('says what is missing and what to do', () => {
    const cell = {
      ...({ kind: 'missing', sources: 1, proven: 0, records: 4, missing: 2, unread: 0 } as const),
      ...{ gap: false, unproven: false },
    } as const;
    const facts = { extent: { from: FROM, to: FROM + DAY }, clock: UTC_CLOCK };
    const reading = cellReading(ROW, FROM, HOUR, [{ ...cell, stopped: false, covered: 0 }], [], facts);
    expect(reading.title).toBe('111122223333, us-east-1, 2026-03-11 00:00 to 2026-03-11 01:00 UTC');
    expect(reading.lines).toEqual([
      '1 log file, 4 records',
      'No digest proves it',
      '2 log files that a digest names are not in the case: look for them in the bucket, older versions included',
    ]);
  });

  it('tells an hour without a log file that nothing proves from one of which a digest says so', () => {
    const cell = {
      ...({ kind: 'empty', sources: 0, proven: 0, records: 0, missing: 0, unread: 0 } as const),
      ...{ gap: false, stopped: false, covered: 1 },
    } as const;
    const facts = { extent: { from: FROM, to: FROM + DAY }, clock: UTC_CLOCK };
    const linesOf = (unproven: boolean) => cellReading(ROW, FROM, HOUR, [{ ...cell, unproven }], [], facts).lines;
    expect(linesOf(true)).toEqual([expect.stringContaining('none was in the bucket when it was listed')]);
    expect(linesOf(false)).toEqual([expect.stringContaining('a digest lists no log file')]);
  });

  it('counts proven log files one by one, and names those that could not be read', () => {
    const facts = { extent: { from: FROM, to: FROM + DAY }, clock: UTC_CLOCK };
    const cell = {
      ...({ kind: 'events', sources: 16, proven: 14, records: 557, missing: 0, unread: 0 } as const),
      ...{ gap: false, unproven: false, stopped: false, covered: 1 },
    } as const;
    const linesOf = (over: Partial<CoverageCell>) =>
      cellReading(ROW, FROM, HOUR, [{ ...cell, ...over }], [], facts).lines;
    expect(linesOf({})).toEqual(['16 log files, 557 records', '14 of 16 log files are proven by a digest, 2 are not']);
    expect(linesOf({ proven: 16 })[1]).toBe('All are proven by a digest');
    expect(linesOf({ proven: 0 })[1]).toBe('No digest proves any of them');
    expect(linesOf({ sources: 2, proven: 1 })[1]).toBe('1 of 2 log files is proven by a digest, 1 is not');
    expect(linesOf({ kind: 'unread', sources: 0, proven: 0, records: 0, unread: 1, covered: 0 })).toEqual([
      '1 file named as a log file of it could not be read as such, or only in part',
      'Not covered: what could not be read may hold events of it',
    ]);
  });

  it('is never complete where an hour is not covered', () => {
    const whole: RowTally = {
      ...{ hours: 48, covered: 48, records: 9, missing: 0, unread: 0, invalid: 0 },
      ...{ gapHours: 0, stoppedHours: 0, gaps: 0, managementOnly: 0 },
    };
    const words = (over: Partial<RowTally>, step = HOUR): string => rowSummary([{ ...whole, ...over }], step).words;
    expect(words({})).toBe('Complete');
    expect(words({ records: 0 })).toBe('Always empty');
    expect(words({ covered: 37 })).toBe('11 h not acquired');
    expect(words({ covered: 44, stoppedHours: 4 })).toBe('4 h not delivered');
    expect(words({ covered: 44, gapHours: 4, gaps: 4 })).toBe('4 h in a gap');
    expect(words({ covered: 44, gaps: 1 }, DAY)).toBe('1 day with a gap');
    expect(words({ covered: 47, missing: 1 })).toBe('1 missing');
    expect(words({ covered: 47, unread: 1 })).toBe('1 file not readable');
    expect(words({ covered: 47, missing: 1, invalid: 1 })).toBe('1 h invalid');
    expect(words({ covered: 0, records: 0 })).toBe('Not acquired');
  });

  it('tells of a row that stands for several regions what each of them comes to, and where they differ', () => {
    const places = ['eu-north-1', 'eu-south-1', 'eu-west-3'].map((region) => ({ ...PLACE, region }));
    const tally: RowTally = {
      ...{ hours: 340, covered: 1, records: 2, missing: 0, unread: 0, invalid: 0 },
      ...{ gapHours: 0, stoppedHours: 0, gaps: 0, managementOnly: 0 },
    };
    const same = places.map(() => tally);
    expect(rowSummary(same, DAY).words).toBe('339 h not acquired each');
    expect(rowSummary([tally, tally, { ...tally, covered: 2 }], DAY).words).toBe('Differs by region');
    expect(rowSummary([tally, undefined, tally], DAY).words).toBe('Differs by region');
    const reading = rowReading({ places }, same, DAY, '14 days');
    expect(reading.title).toBe('111122223333, 3 regions, 14 days');
    expect(reading.lines[0]).toBe('339 h not acquired each: eu-north-1, eu-south-1, eu-west-3');
    const nothing: CoverageCell = {
      ...({ kind: 'not-acquired', sources: 0, proven: 0, records: 0, missing: 0, unread: 0 } as const),
      ...{ gap: false, unproven: false, stopped: false, covered: 0 },
    };
    const facts = { extent: { from: FROM, to: FROM + DAY }, clock: UTC_CLOCK };
    const some: CoverageCell = { ...nothing, kind: 'events', sources: 2, records: 3, covered: 1 };
    const linesOf = (cells: readonly CoverageCell[]) =>
      cellReading({ places }, FROM, HOUR, cells, [], facts).lines.join('. ');
    expect(linesOf([some, some, some])).toContain('6 log files, 9 records');
    expect(linesOf([nothing, some, nothing])).toContain('2 regions: not acquired, 1 region: events present');
  });

  it('names whole days by their dates', () => {
    expect(stretchWords({ from: FROM, to: FROM + 3 * DAY }, HOUR, UTC_CLOCK)).toBe('2026-03-11 to 2026-03-13 UTC');
    expect(stretchWords({ from: FROM, to: FROM + DAY }, DAY, UTC_CLOCK)).toBe('2026-03-11 UTC');
  });
});

describe('the events of a cell', () => {
  it('are asked for by their time, from 15 minutes before, their account and region', () => {
    const other = { ...PLACE, region: 'eu-west-1' };
    expect(printFilter(deliveredFilter([PLACE, other], { from: FROM, to: FROM + HOUR }))).toBe(
      'eventTime:[2026-03-10T23:45:00Z TO 2026-03-11T01:00:00Z} AND recipientAccountId:111122223333 AND awsRegion:(us-east-1 OR eu-west-1)',
    );
  });

  it('lie in a folder of the bucket', () => {
    expect(deliveryFolder(PLACE, FROM)).toBe('AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/11/');
  });
});
