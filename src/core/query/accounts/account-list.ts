import type { FacetName } from '../../event/facet-catalogue';
import { forEachRow, type Mask } from '../bitset';
import { eachId } from '../column-values';
import type { Dictionary } from '../dictionary';
import type { IndexedSegment } from '../indexed-segment';
import { AccountNumbers } from './account-numbers';
import { CellCounts } from './cell-counts';

/** Columns that the list is made from. */
export const LIST_NEEDS: readonly FacetName[] = [
  'accountId',
  'ownerAccountId',
  'recipientAccountId',
  'role',
  'actor',
  'callerClass',
];

/** An account with what the events of a view say of it. */
export interface SeenAccount {
  readonly account: string;
  /** Events that it is in, in whatever part. */
  readonly events: number;
  /** Events that it called: `userIdentity.accountId`. */
  readonly asCaller: number;
  /** Events that were delivered to it. */
  readonly asRecipient: number;
  /** Events on resources that it owns. */
  readonly asOwner: number;
  /** Events of sessions whose role it has. */
  readonly asRole: number;
  /** Different actors that called from it. */
  readonly actors: number;
  /** Seconds since 1970 UTC; null where no event of it states a time. */
  readonly first: number | null;
  readonly last: number | null;
  /** Some event of the case was delivered to it, so that its own log is in the evidence. */
  readonly delivered: boolean;
}

export interface AccountList {
  /** Accounts there are, returned or not, of those that the search leaves. */
  readonly total: number;
  /** By events, most first; of as many by account. */
  readonly rows: readonly SeenAccount[];
}

export interface ListOptions {
  /** Accounts that are returned; default 1,000. */
  readonly top?: number;
  /** Text that the account holds. */
  readonly search?: string;
}

const MOST_LISTED = 1_000;

interface Part {
  readonly segment: IndexedSegment;
  readonly mask: Mask;
}

/** Every account that the events of a view name, in whatever part. The columns of LIST_NEEDS must be loaded. */
export function accountList(
  parts: readonly Part[],
  dictionaryOf: (facet: FacetName) => Dictionary,
  { top = MOST_LISTED, search = '' }: ListOptions = {},
): AccountList {
  const numbers = new AccountNumbers();
  const [called, delivered, owned] = [
    numbers.of(dictionaryOf('accountId')),
    numbers.of(dictionaryOf('recipientAccountId')),
    numbers.of(dictionaryOf('ownerAccountId')),
  ];
  const issued = numbers.ofArns(dictionaryOf('role'));
  const anonymous = dictionaryOf('callerClass').find('anonymous');
  const size = numbers.size;
  const seen = new CellCounts(size, dictionaryOf('actor').size);
  const [asCaller, asRecipient, asOwner, asRole] = [
    new Uint32Array(size),
    new Uint32Array(size),
    new Uint32Array(size),
    new Uint32Array(size),
  ];

  for (const { segment, mask } of parts) {
    const column = (name: FacetName) => segment.column(name, dictionaryOf(name));
    const [account, recipient, role] = [column('accountId'), column('recipientAccountId'), column('role')];
    const [owners, actors, classes] = [column('ownerAccountId'), column('actor'), column('callerClass')];
    forEachRow(mask, segment.rows, (row) => {
      const time = segment.time[row] as number;
      // What an anonymous record has in the place of an account is no account.
      const nobody = classes.ids[classes.codes[row] as number] === anonymous;
      const caller = nobody ? 0 : (called[account.ids[account.codes[row] as number] as number] as number);
      const recipientNo = delivered[recipient.ids[recipient.codes[row] as number] as number] as number;
      const roleNo = issued[role.ids[role.codes[row] as number] as number] as number;
      (asCaller[caller] as number)++;
      (asRecipient[recipientNo] as number)++;
      (asRole[roleNo] as number)++;
      // An event counts once for an account, however many parts the account has in it.
      if (caller !== 0) seen.add(caller, time, 0, actors.ids[actors.codes[row] as number] as number, 0);
      if (recipientNo !== 0 && recipientNo !== caller) seen.add(recipientNo, time, 0, 0, 0);
      if (roleNo !== 0 && roleNo !== caller && roleNo !== recipientNo) seen.add(roleNo, time, 0, 0, 0);
      eachId(owners, row, (id) => {
        const owner = owned[id] as number;
        (asOwner[owner] as number)++;
        if (owner !== caller && owner !== recipientNo && owner !== roleNo) seen.add(owner, time, 0, 0, 0);
      });
    });
  }

  const own = new Set(delivered.subarray(1));
  const found = seen.keys().filter((number) => search === '' || numbers.account(number)?.includes(search) === true);
  found.sort((a, b) => seen.count(b) - seen.count(a) || numbers.compare(a, b));
  return {
    total: found.length,
    rows: found.slice(0, top).map((number): SeenAccount => {
      const { count: events, first, last } = seen.total(number);
      return {
        account: numbers.account(number) ?? '',
        events,
        asCaller: asCaller[number] as number,
        asRecipient: asRecipient[number] as number,
        asOwner: asOwner[number] as number,
        asRole: asRole[number] as number,
        actors: seen.names(number),
        first,
        last,
        delivered: own.has(number),
      };
    }),
  };
}
