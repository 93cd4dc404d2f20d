import type { FacetName } from '../../event/facet-catalogue';
import { forEachRow, type Mask } from '../bitset';
import { eachId } from '../column-values';
import type { Dictionary } from '../dictionary';
import type { IndexedSegment } from '../indexed-segment';
import { AccountNumbers } from './account-numbers';
import { CellCounts } from './cell-counts';
import type { AccountMatrix, CallerKind, MatrixAccount, MatrixCaller, MatrixCell, MatrixOptions } from './matrix';

/** Columns that the matrix is made from. */
export const MATRIX_NEEDS: readonly FacetName[] = [
  'accountId',
  'ownerAccountId',
  'recipientAccountId',
  'callerClass',
  'outcome',
  'eventName',
];

const MOST_CALLERS = 100;
const MOST_ACCOUNTS = 50;

/** Codes of callers: these, and an account's number behind them. */
const UNKNOWN = 0;
const ANONYMOUS = 1;
const SERVICE = 2;
const FIRST_ACCOUNT = 2;
const KINDS: readonly CallerKind[] = ['unknown', 'anonymous', 'service'];
/** Anonymous, services and unknown stand behind the accounts in this order. */
const PLACES: Readonly<Record<CallerKind, number>> = { account: 0, anonymous: 1, service: 2, unknown: 3 };

interface Part {
  readonly segment: IndexedSegment;
  readonly mask: Mask;
}

/** See `AccountMatrix`. The columns of MATRIX_NEEDS must be loaded. */
export function accountMatrix(
  parts: readonly Part[],
  dictionaryOf: (facet: FacetName) => Dictionary,
  { callers: mostCallers = MOST_CALLERS, accounts: mostAccounts = MOST_ACCOUNTS }: MatrixOptions = {},
): AccountMatrix {
  const numbers = new AccountNumbers();
  const [owned, delivered, called] = [
    numbers.of(dictionaryOf('ownerAccountId')),
    numbers.of(dictionaryOf('recipientAccountId')),
    numbers.of(dictionaryOf('accountId')),
  ];
  const anonymousClass = dictionaryOf('callerClass').find('anonymous');
  const serviceClass = dictionaryOf('callerClass').find('service');
  const denial = dictionaryOf('outcome').find('denied');
  const size = numbers.size;
  const callers = new CellCounts(size + FIRST_ACCOUNT);
  const accounts = new CellCounts(size);
  const cells = new CellCounts((size + FIRST_ACCOUNT) * size, dictionaryOf('eventName').size);
  const alsoAnonymous = new Uint8Array(size);
  let events = 0;

  for (const { segment, mask } of parts) {
    const column = (name: FacetName) => segment.column(name, dictionaryOf(name));
    const owners = column('ownerAccountId');
    const [account, recipient, caller, outcome, name] = (
      ['accountId', 'recipientAccountId', 'callerClass', 'outcome', 'eventName'] as const
    ).map((facet) => {
      const { codes, ids } = column(facet);
      return (row: number): number => ids[codes[row] as number] as number;
    }) as [IdOf, IdOf, IdOf, IdOf, IdOf];
    forEachRow(mask, segment.rows, (row) => {
      events++;
      const number = called[account(row)] as number;
      const kind = caller(row);
      const anonymous = kind === anonymousClass;
      if (anonymous) alsoAnonymous[number] = 1;
      const code = anonymous
        ? ANONYMOUS
        : number > 0
          ? number + FIRST_ACCOUNT
          : kind === serviceClass
            ? SERVICE
            : UNKNOWN;
      const denied = denial !== undefined && outcome(row) === denial ? 1 : 0;
      const time = segment.time[row] as number;
      const nameId = name(row);
      callers.add(code, time, denied, 0, 0);
      let some = false;
      eachId(owners, row, (id) => {
        some = true;
        const on = owned[id] as number;
        accounts.add(on, time, denied, 0, 0);
        cells.add(code * size + on, time, denied, nameId, 0);
      });
      if (some) return;
      const on = delivered[recipient(row)] as number;
      accounts.add(on, time, denied, 0, 0);
      cells.add(code * size + on, time, denied, nameId, 1);
    });
  }

  const own = new Set(delivered.subarray(1));
  const ofCode = (code: number): number => (code > FIRST_ACCOUNT ? code - FIRST_ACCOUNT : 0);
  const kindOf = (code: number): CallerKind => KINDS[code] ?? 'account';
  const rows = callers
    .keys()
    .sort(
      (a, b) =>
        PLACES[kindOf(a)] - PLACES[kindOf(b)] ||
        callers.count(b) - callers.count(a) ||
        numbers.compare(ofCode(a), ofCode(b)),
    );
  // Those that are no accounts are few, and must not fall off the end of many that are.
  const others = rows.filter((code) => kindOf(code) !== 'account');
  const shownRows = [
    ...rows.slice(0, rows.length - others.length).slice(0, Math.max(0, mostCallers - others.length)),
    ...others,
  ];
  const columns = accounts
    .keys()
    .sort(
      (a, b) => Number(a === 0) - Number(b === 0) || accounts.count(b) - accounts.count(a) || numbers.compare(a, b),
    );
  const shownColumns = columns.slice(0, mostAccounts);
  return {
    events,
    callers: shownRows.map((code): MatrixCaller => ({
      kind: kindOf(code),
      account: code > FIRST_ACCOUNT ? numbers.account(ofCode(code)) : null,
      ...callers.total(code),
      alsoAnonymous: code > FIRST_ACCOUNT && alsoAnonymous[ofCode(code)] === 1,
      delivered: own.has(ofCode(code)),
    })),
    callerCount: rows.length,
    accounts: shownColumns.map((number): MatrixAccount => {
      const { count, denied } = accounts.total(number);
      return { account: numbers.account(number), count, denied, delivered: own.has(number) };
    }),
    accountCount: columns.length,
    cells: shownRows.flatMap((code, caller) =>
      shownColumns.flatMap((number, on): MatrixCell[] => {
        const key = code * size + number;
        if (cells.count(key) === 0) return [];
        return [{ caller, on, ...cells.total(key), names: cells.names(key), byDelivery: cells.marked(key) }];
      }),
    ),
  };
}

type IdOf = (row: number) => number;
