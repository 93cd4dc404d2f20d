import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountList, ListOptions } from '../../../core/query/accounts/account-list';
import type { AccountMatrix, MatrixAccount, MatrixCaller, MatrixOptions } from '../../../core/query/accounts/matrix';
import type { View } from '../../../core/query/filter';
import { printFilter } from '../../../core/query/language/print';
import { AccountsState } from './accounts-state.svelte';

const ALL: View = { clauses: [] };
const SOME: View = { clauses: [{ id: 'some', filter: { op: 'present', facet: 'errorCode' } }] };
const CALLER: MatrixCaller = {
  kind: 'account',
  account: '111122223333',
  count: 1,
  denied: 0,
  first: 1,
  last: 1,
  alsoAnonymous: false,
  delivered: true,
};
const ON: MatrixAccount = { account: '444455556666', count: 1, denied: 0, delivered: false };

class FakeStore {
  matrices: { view: View; options: MatrixOptions }[] = [];
  lists: ListOptions[] = [];

  accountMatrix(view: View, options: MatrixOptions): Promise<AccountMatrix> {
    this.matrices.push({ view, options });
    return Promise.resolve({ events: 1, callers: [], callerCount: 0, accounts: [], accountCount: 0, cells: [] });
  }

  accounts(_view: View, options: ListOptions): Promise<AccountList> {
    this.lists.push(options);
    return Promise.resolve({ total: 0, rows: [] });
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
let store: FakeStore;
let shown: (readonly [string, boolean])[];
let accounts: AccountsState;

beforeEach(() => {
  store = new FakeStore();
  shown = [];
  accounts = new AccountsState(store, {
    view: () => SOME,
    viewOfAll: () => ALL,
    show: (filter, _words, narrow) => shown.push([printFilter(filter), narrow]),
  });
});

describe('accounts', () => {
  it('are asked for while they are on the screen alone, and again for each change', async () => {
    accounts.refresh();
    await settle();
    expect(store.matrices).toEqual([]);
    const end = accounts.watch();
    expect(accounts.settled).toBe(false);
    await settle();
    expect([accounts.settled, accounts.matrix?.events, store.matrices.at(-1)?.view]).toEqual([true, 1, ALL]);
    accounts.choose('filtered');
    await settle();
    expect(store.matrices.at(-1)?.view).toBe(SOME);
    end();
    accounts.refresh();
    await settle();
    expect(store.matrices).toHaveLength(2);
  });

  it('are found by a part of their number, and more are shown when asked for', async () => {
    accounts.refresh();
    accounts.watch();
    accounts.find(' 9999 ');
    accounts.more('callers');
    await settle();
    expect(store.lists.at(-1)).toEqual({ top: 50, search: '9999' });
    expect(store.matrices.at(-1)?.options).toEqual({ callers: 50, accounts: 12 });
  });

  it('lead from a cell to its events: of all events, or of those that the filter leaves', () => {
    const cell =
      'accountId:111122223333 AND (ownerAccountId:444455556666 OR ownerAccountId:(none) AND recipientAccountId:444455556666)';
    accounts.show(CALLER, ON, 'words');
    accounts.choose('filtered');
    accounts.show(CALLER, ON, 'words');
    expect(shown).toEqual([
      [cell, false],
      [cell, true],
    ]);
  });
});
