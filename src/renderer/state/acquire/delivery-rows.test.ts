import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { TrailKind, TrailStream } from '../../../contract/discovery';
import { calendar, extentOf, hasDay, inOrder, isKnown, partsOf, runsOf, withStream } from './delivery-rows';
import type { DeliveryRow } from './delivery-rows';

const LOGS: ReadonlySet<TrailKind> = new Set<TrailKind>(['CloudTrail']);
const BOTH: ReadonlySet<TrailKind> = new Set<TrailKind>(['CloudTrail', 'Digest']);
const DAYS = calendar('2026-02-26', '2026-03-03');

function stream(account: string, region: string, kind: TrailKind = 'CloudTrail'): TrailStream {
  const folder = kind === 'CloudTrail' ? kind : `CloudTrail-${kind}`;
  return {
    prefix: `AWSLogs/${account}/${folder}/${region}/`,
    root: '',
    organization: null,
    account,
    region,
    kind,
  };
}

function row(account: string, region: string, days: readonly string[] | undefined): DeliveryRow {
  return withStream(undefined, stream(account, region), days);
}

describe('rows', () => {
  it('hold the streams of every kind of an account and region', () => {
    const logs = row('111122223333', 'eu-west-1', ['2026-03-01']);
    const both = withStream(logs, stream('111122223333', 'eu-west-1', 'Digest'), ['2026-03-02']);
    expect(both.key).toBe(logs.key);
    expect(hasDay(both, '2026-03-02', LOGS)).toBe(false);
    expect(hasDay(both, '2026-03-02', BOTH)).toBe(true);
  });

  it('are known once the days of the kinds asked for are told', () => {
    const logs = row('111122223333', 'eu-west-1', []);
    const waiting = withStream(logs, stream('111122223333', 'eu-west-1', 'Digest'), undefined);
    expect(isKnown(waiting, LOGS)).toBe(true);
    expect(isKnown(waiting, BOTH)).toBe(false);
  });

  it('stand by account, us-east-1 first', () => {
    const names = inOrder([
      row('222233334444', 'ap-south-1', []),
      row('111122223333', 'eu-west-1', []),
      row('111122223333', 'us-east-1', []),
    ]).map(({ account, region }) => `${account} ${region}`);
    expect(names).toEqual(['111122223333 us-east-1', '111122223333 eu-west-1', '222233334444 ap-south-1']);
  });

  it('reach from the first to the last day that anything was delivered on', () => {
    expect(extentOf([row('1', 'a', []), row('1', 'b', undefined)])).toBeUndefined();
    expect(extentOf([row('1', 'a', ['2026-03-02', '2026-03-05']), row('1', 'b', ['2026-02-27'])])).toEqual({
      first: '2026-02-27',
      last: '2026-03-05',
    });
  });
});

describe('a calendar', () => {
  it('has every day, over the end of a month and of a short February', () => {
    expect(DAYS).toEqual(['2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03']);
    expect(calendar('2026-03-02', '2026-03-01')).toEqual([]);
  });
});

describe('runs', () => {
  it('take days without deliveries in, so that what comes late is found there too', () => {
    const cells = [null, true, null, true, null];
    expect(runsOf(cells.length, (at) => cells[at] ?? null)).toEqual([{ from: 0, to: 4 }]);
  });

  it('end at a day that was left out', () => {
    const cells = [true, false, null, true, true, false];
    expect(runsOf(cells.length, (at) => cells[at] ?? null)).toEqual([
      { from: 0, to: 0 },
      { from: 2, to: 4 },
    ]);
  });

  it('hold every chosen day exactly once and no day that was left out', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(true, false, null), { maxLength: 40 }), (cells) => {
        const at = (column: number): boolean | null => {
          const cell = cells[column];
          return cell === undefined ? null : cell;
        };
        const held = runsOf(cells.length, at).flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_, shift) => from + shift),
        );
        expect(new Set(held).size).toBe(held.length);
        for (const [column, cell] of cells.entries()) {
          if (cell === true) expect(held).toContain(column);
          if (cell === false) expect(held).not.toContain(column);
        }
      }),
    );
  });
});

describe('parts', () => {
  const rows = [row('111122223333', 'us-east-1', DAYS), row('111122223333', 'eu-west-1', DAYS)];

  it('are one where all rows have the same days', () => {
    const parts = partsOf('s3://b', rows, DAYS, BOTH, (one, day) => hasDay(one, day, BOTH));
    expect(parts.map(({ choice }) => choice)).toEqual([
      {
        uri: 's3://b',
        streams: ['AWSLogs/111122223333/CloudTrail/us-east-1/', 'AWSLogs/111122223333/CloudTrail/eu-west-1/'],
        from: '2026-02-26',
        to: '2026-03-03',
        exactDays: true,
      },
    ]);
  });

  it('are several where they have not, and leave rows without a choice out', () => {
    const parts = partsOf('s3://b', rows, DAYS, LOGS, (one, day) => one === rows[0] && day !== '2026-03-01');
    expect(parts.map(({ choice: { from, to, streams } }) => [from, to, streams?.length])).toEqual([
      ['2026-02-26', '2026-02-28', 1],
      ['2026-03-02', '2026-03-03', 1],
    ]);
  });
});
