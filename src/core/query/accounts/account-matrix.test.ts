import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineOver, valuesOf, type MadeEvent } from '../../../../test/support/made-events';
import { NO_TIME } from '../../event/facet-values';
import type { View } from '../filter';
import { lowerFilter } from '../language/lower';
import type { AccountMatrix, CallerKind } from './matrix';
import { matrixFilter } from './matrix-filter';

const ALL: View = { clauses: [] };
const BUILD = '111122223333';
const PAYROLL = '444455556666';
const OUTSIDE = '999988887777';

function event(time: number, facets: MadeEvent['facets']): MadeEvent {
  return { time, facets: { eventName: 'GetObject', outcome: 'success', callerClass: 'people', ...facets } };
}

const accounts = fc.constantFrom('1', '2', '3', '');
const events = fc.array(
  fc.record({
    time: fc.oneof(fc.integer({ min: 1000, max: 1010 }), fc.constant(NO_TIME)),
    facets: fc.record(
      {
        eventName: fc.constantFrom('GetObject', 'PutObject'),
        outcome: fc.constantFrom('success', 'denied', 'not found'),
        callerClass: fc.constantFrom('people', 'through a service', 'service', 'anonymous'),
        // What an identity leaves empty is absent.
        accountId: fc.constantFrom('1', '2', '3'),
        recipientAccountId: accounts,
        ownerAccountId: fc.uniqueArray(accounts, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
  }),
  { maxLength: 60 },
);

interface NaiveCell {
  caller: string;
  on: string | null;
  count: number;
  denied: number;
  times: number[];
  names: Set<string>;
  byDelivery: number;
}

/** The cells in the plainest words: no index, no numbers. */
function naiveCells(all: readonly MadeEvent[]): unknown[] {
  const cells = new Map<string, NaiveCell>();
  for (const made of all) {
    const owners = valuesOf(made, 'ownerAccountId');
    const on = owners.length > 0 ? owners : [valuesOf(made, 'recipientAccountId')[0] ?? null];
    for (const account of on) {
      const caller = callerOf(made);
      const key = JSON.stringify([caller, account]);
      const cell = cells.get(key) ?? {
        caller,
        on: account,
        count: 0,
        denied: 0,
        times: [],
        names: new Set(),
        byDelivery: 0,
      };
      cells.set(key, cell);
      cell.count++;
      if (made.facets.outcome === 'denied') cell.denied++;
      if (made.time !== NO_TIME) cell.times.push(made.time);
      for (const name of valuesOf(made, 'eventName')) cell.names.add(name);
      if (owners.length === 0) cell.byDelivery++;
    }
  }
  return [...cells].sort(byKey).map(([, { times, names, ...cell }]) => ({
    ...cell,
    names: names.size,
    first: times.length === 0 ? null : Math.min(...times),
    last: times.length === 0 ? null : Math.max(...times),
  }));
}

function callerOf({ facets }: MadeEvent): string {
  if (facets.callerClass === 'anonymous') return 'anonymous';
  if (facets.accountId !== undefined) return `account ${String(facets.accountId)}`;
  return facets.callerClass === 'service' ? 'service' : 'unknown';
}

function named(kind: CallerKind, account: string | null): string {
  return kind === 'account' ? `account ${account ?? ''}` : kind;
}

function cellsOf({ callers, accounts: columns, cells }: AccountMatrix): unknown[] {
  return cells
    .map(({ caller, on, ...cell }): [string, unknown] => {
      const row = callers[caller];
      const account = columns[on]?.account ?? null;
      const name = named(row?.kind ?? 'unknown', row?.account ?? null);
      return [JSON.stringify([name, account]), { caller: name, on: account, ...cell }];
    })
    .sort(byKey)
    .map(([, cell]) => cell);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

describe('calling account by account acted on', () => {
  it('equals a naive reference for any events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 3 }), async (parts) => {
        const engine = await engineOver(parts);
        const matrix = await engine.identities.matrix(ALL);
        expect(cellsOf(matrix)).toEqual(naiveCells(parts.flat()));
        expect(matrix.events).toBe(parts.flat().length);
        expect(matrix.callers.reduce((sum, { count }) => sum + count, 0)).toBe(matrix.events);
      }),
      { numRuns: 200 },
    );
  });

  it('has a filter for each row, column and cell that lists exactly its events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 2 }), async (parts) => {
        const engine = await engineOver(parts);
        const { callers, accounts: columns, cells } = await engine.identities.matrix(ALL);
        const listed = async (...of: Parameters<typeof matrixFilter>): Promise<number> => {
          const filter = lowerFilter(matrixFilter(...of)).tree;
          return (await engine.counts({ clauses: [{ id: 'cell', filter }] })).matched;
        };
        for (const row of callers) expect(await listed(row, undefined)).toBe(row.count);
        for (const column of columns) expect(await listed(undefined, column)).toBe(column.count);
        for (const { caller, on, count } of cells) expect(await listed(callers[caller], columns[on])).toBe(count);
      }),
      { numRuns: 60 },
    );
  });

  it('counts for each owner once, else for the account of delivery, and knows whose log is there', async () => {
    const engine = await engineOver([
      [
        event(10, { accountId: BUILD, recipientAccountId: BUILD }),
        event(12, { accountId: BUILD, ownerAccountId: [PAYROLL, OUTSIDE], recipientAccountId: BUILD }),
        event(11, { accountId: BUILD, ownerAccountId: [PAYROLL], recipientAccountId: PAYROLL, outcome: 'denied' }),
        event(13, { callerClass: 'anonymous', accountId: 'ANONYMOUS_PRINCIPAL', ownerAccountId: [PAYROLL] }),
        event(14, { callerClass: 'service', recipientAccountId: PAYROLL, eventName: 'Decrypt' }),
      ],
    ]);
    const { callers, accounts: columns, cells } = await engine.identities.matrix(ALL);
    expect(callers.map(({ kind, account, count, delivered }) => [kind, account, count, delivered])).toEqual([
      ['account', BUILD, 3, true],
      ['anonymous', null, 1, false],
      ['service', null, 1, false],
    ]);
    expect(columns.map(({ account, count, delivered }) => [account, count, delivered])).toEqual([
      [PAYROLL, 4, true],
      [BUILD, 1, true],
      [OUTSIDE, 1, false],
    ]);
    expect(cells.find(({ caller, on }) => caller === 0 && on === 0)).toEqual({
      caller: 0,
      on: 0,
      count: 2,
      denied: 1,
      first: 11,
      last: 12,
      names: 1,
      byDelivery: 0,
    });
  });

  it('is cut at its caps, tells how much there is, and keeps those that are no accounts', async () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      event(at, { accountId: `1${at}`, recipientAccountId: `2${at}` }),
    );
    const engine = await engineOver([[...many, event(1, { callerClass: 'service', recipientAccountId: '20' })]]);
    const matrix = await engine.identities.matrix(ALL, { callers: 5, accounts: 4 });
    expect([matrix.callers.length, matrix.callerCount]).toEqual([5, 31]);
    expect([matrix.accounts.length, matrix.accountCount]).toEqual([4, 30]);
    expect(matrix.callers.at(-1)?.kind).toBe('service');
    expect(matrix.cells.every(({ caller, on }) => caller < 5 && on < 4)).toBe(true);
  });
});

describe('the list of accounts', () => {
  it('has every account in whatever part, an event counted once for it', async () => {
    const engine = await engineOver([
      [
        event(10, { accountId: BUILD, recipientAccountId: BUILD, ownerAccountId: [BUILD], actor: 'AIDA1' }),
        event(20, {
          accountId: PAYROLL,
          recipientAccountId: BUILD,
          actor: 'AROA1',
          role: `arn:aws:iam::${PAYROLL}:role/Export`,
        }),
        event(30, { accountId: PAYROLL, role: `arn:aws:iam::${OUTSIDE}:role/Export`, actor: 'AROA2' }),
        event(NO_TIME, { callerClass: 'anonymous', accountId: 'ANONYMOUS_PRINCIPAL', ownerAccountId: [PAYROLL] }),
      ],
    ]);
    const { total, rows } = await engine.identities.accounts(ALL);
    expect(total).toBe(3);
    expect(rows[0]).toEqual({
      account: PAYROLL,
      events: 3,
      asCaller: 2,
      asRecipient: 0,
      asOwner: 1,
      asRole: 1,
      actors: 2,
      first: 20,
      last: 30,
      delivered: false,
    });
    expect(rows[1]).toMatchObject({ account: BUILD, events: 2, asCaller: 1, asRecipient: 2, asOwner: 1, actors: 1 });
    expect(rows[2]).toMatchObject({ account: OUTSIDE, events: 1, asCaller: 0, asRole: 1, actors: 0 });
    expect((await engine.identities.accounts(ALL, { search: '9999' })).rows.map(({ account }) => account)).toEqual([
      OUTSIDE,
    ]);
  });

  it('equals a naive reference for any events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 3 }), async (parts) => {
        const engine = await engineOver(parts);
        const counts = new Map<string, number>();
        for (const made of parts.flat()) {
          const nobody = made.facets.callerClass === 'anonymous';
          const of = new Set([
            ...(nobody ? [] : valuesOf(made, 'accountId')),
            ...valuesOf(made, 'recipientAccountId'),
            ...valuesOf(made, 'ownerAccountId'),
          ]);
          for (const account of of) counts.set(account, (counts.get(account) ?? 0) + 1);
        }
        const { rows } = await engine.identities.accounts(ALL);
        expect(new Map(rows.map(({ account, events: count }) => [account, count]))).toEqual(counts);
      }),
      { numRuns: 100 },
    );
  });
});
