import { describe, expect, it } from 'vitest';
import { CELL_SILENT, CELL_STOPPED } from '../../src/contract/integrity';
import { cells, coverageOf, DAY, file, name, record } from './coverage-case';
import type { Cell } from './coverage-case';

describe('hours in which logging was stopped', { timeout: 120_000 }, () => {
  const stop = {
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main' },
  };
  const start = { ...stop, eventName: 'StartLogging' };

  function flags(found: Record<string, Cell>, hours: readonly number[]): number[] {
    return hours.map((hour) => (found[hour]?.flags ?? 0) & (CELL_SILENT | CELL_STOPPED));
  }

  it('are told to the second, and only where nothing was logged meanwhile', async () => {
    const grid = await coverageOf({
      [name('1005')]: file(record('10:00:30', stop)),
      [name('1455')]: file(record('14:50:10', start)),
    });
    const found = cells(grid);
    expect(flags(found, [10, 11, 12, 13, 14])).toEqual([
      CELL_STOPPED,
      CELL_STOPPED | CELL_SILENT,
      CELL_STOPPED | CELL_SILENT,
      CELL_STOPPED | CELL_SILENT,
      CELL_STOPPED,
    ]);
    const at = (time: string): number => Date.parse(`${DAY}T${time}Z`) / 1000;
    expect(grid.rows[0]?.holes).toEqual([{ from: at('10:00:30'), to: at('14:50:10'), cause: 'stopped' }]);
  });

  it('are none where stopping was denied, or failed', async () => {
    for (const fault of [
      { errorCode: 'AccessDenied' },
      { errorCode: 'TrailNotFoundException' },
      { errorMessage: 'no' },
    ]) {
      const grid = await coverageOf({
        [name('1005')]: file(record('10:00:00', { ...stop, ...fault })),
        [name('1405')]: file(record('14:00:00')),
      });
      expect(flags(cells(grid), [11, 12, 13])).toEqual([0, 0, 0]);
      expect(grid.notes.filter(({ kind }) => kind === 'stopped')).toEqual([]);
      expect(grid.rows[0]?.holes).toEqual([]);
    }
  });

  it('are not acquired where an event of that time was logged', async () => {
    const grid = await coverageOf({
      [name('1005')]: file(record('10:00:00', stop)),
      [name('1405')]: file(record('12:30:00'), record('14:00:00')),
    });
    const found = cells(grid);
    expect(flags(found, [11, 12, 13])).toEqual([CELL_STOPPED, CELL_STOPPED, CELL_STOPPED]);
    expect([11, 12, 13].map((hour) => found[hour]?.state)).toEqual(Array(3).fill('not-acquired'));
    expect(grid.rows[0]?.holes).toEqual([]);
    const [note] = grid.notes.filter(({ kind }) => kind === 'stopped');
    expect(note?.words).toContain(`the first one known at ${DAY}T12:30:00Z`);
    expect(note?.words).toContain('not acquired');
  });

  it('are of the account whose trail it was, and of the trail that was started again', async () => {
    const other = '444455556666';
    const arn = `arn:aws:cloudtrail:us-east-1:${other}:trail/main`;
    const grid = await coverageOf({
      [name('1005')]: file(record('10:00:00', { ...stop, requestParameters: { name: arn } })),
      [name('1405')]: file(record('14:00:00')),
      [name('1005', { account: other })]: file(record('09:59:00', { recipientAccountId: other })),
      [name('1355', { account: other })]: file(
        // Started is another trail of that account; what is denied starts nothing.
        record('13:50:00', { ...start, requestParameters: { name: 'second' }, recipientAccountId: other }),
        record('13:51:00', { ...start, errorCode: 'AccessDenied', recipientAccountId: other }),
      ),
    });
    expect(flags(cells(grid), [11, 12, 13])).toEqual([0, 0, 0]);
    const [note, ...more] = grid.notes.filter(({ kind }) => kind === 'stopped');
    expect(more).toEqual([]);
    expect(note).toMatchObject({ account: other, to: null });
  });

  it('last as long as they did within an hour, and go on where a trail was deleted', async () => {
    const found = cells(
      await coverageOf({
        [name('1005')]: file(record('10:01:00', stop), record('10:04:00', start)),
        [name('1205')]: file(record('12:01:00', { ...stop, eventName: 'DeleteTrail' })),
        [name('1505', { region: 'eu-west-1' })]: file(),
      }),
    );
    expect(flags(found, [10, 11, 12, 13, 14])).toEqual([
      CELL_STOPPED,
      0,
      CELL_STOPPED,
      CELL_STOPPED | CELL_SILENT,
      CELL_STOPPED | CELL_SILENT,
    ]);
  });
});
