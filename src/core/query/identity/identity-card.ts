import type { FacetName } from '../../event/facet-catalogue';
import { AccountNumbers } from '../accounts/account-numbers';
import { forEachRow, type Mask } from '../bitset';
import { eachId } from '../column-values';
import type { Dictionary } from '../dictionary';
import type { IndexedSegment } from '../indexed-segment';
import { assumedBy, ASSUMED_NEEDS, rolesAssumed, type Wanted } from './assumed-roles';
import { CARD_LISTS, type CardFacet, type CardList, type IdentityCard, type SeenValues } from './card';
import { NAME_NEEDS, seenNames } from './seen-names';
import { createdResources, STANDING_NEEDS } from './standing-resources';
import { Tally } from './tally';

/** Columns that a card is made from; its cold ones load the bytes too. */
export const CARD_NEEDS: readonly FacetName[] = [
  ...new Set<FacetName>([
    ...CARD_LISTS,
    ...NAME_NEEDS,
    ...ASSUMED_NEEDS,
    ...STANDING_NEEDS,
    'ownerAccountId',
    'recipientAccountId',
    'callerClass',
    'readOnly',
    'actor',
    'userName',
  ]),
];

const MOST_NAMES = 300;
const MOST_VALUES = 50;
const MOST_CREATED = 200;

interface Part {
  readonly segment: IndexedSegment;
  readonly mask: Mask;
}

type Dictionaries = (facet: FacetName) => Dictionary;

/** Of whom or what the card is. */
export interface CardSubject {
  readonly facet: CardFacet;
  readonly value: string;
}

/**
 * What the case tells of an identity. The columns of CARD_NEEDS must be loaded.
 * @param own its events
 * @param all every event of the case
 */
export function identityCard(
  { facet, value }: CardSubject,
  own: readonly Part[],
  all: readonly Part[],
  dictionaries: Dictionaries,
): IdentityCard {
  const whole = new Tally(1);
  for (const { segment, mask } of own) {
    forEachRow(mask, segment.rows, (row) => whole.add(0, segment.time[row] as number));
  }
  const { count: events, first, last } = whole.of(0);
  const { failed, denied, ...names } = seenNames(own, dictionaries, MOST_NAMES);
  const lists = Object.fromEntries(
    CARD_LISTS.map((list) => [list, valuesOf(tallyOf(own, list, dictionaries), dictionaries(list))]),
  ) as Record<CardList, SeenValues>;
  const wanted: Wanted = {
    keys: keysOf({ facet, value }, own, dictionaries),
    roles: rolesOf({ facet, value }, own, dictionaries),
  };
  // Where the keys of a session say who entered it, others who entered its role are no matter of it.
  const proven = assumedBy(all, dictionaries, { ...wanted, roles: undefined }, MOST_VALUES);
  return {
    facet,
    value,
    events,
    denied,
    failed,
    first,
    last,
    names,
    lists,
    rolesAssumed: rolesAssumed(own, dictionaries, MOST_VALUES),
    assumedBy: facet === 'principal' && proven.total > 0 ? proven : assumedBy(all, dictionaries, wanted, MOST_VALUES),
    accountsActedOn: actedOn(own, dictionaries),
    bytesOut: bytesOut(own, dictionaries),
    created: createdResources(own, all, dictionaries, MOST_CREATED),
  };
}

/** Events by the values of a facet. */
function tallyOf(parts: readonly Part[], facet: FacetName, dictionaries: Dictionaries): Tally {
  const tally = new Tally(dictionaries(facet).size);
  for (const { segment, mask } of parts) {
    const column = segment.column(facet, dictionaries(facet));
    forEachRow(mask, segment.rows, (row) => {
      const time = segment.time[row] as number;
      eachId(column, row, (id) => tally.add(id, time));
    });
  }
  return tally;
}

/** Values of most events; "(none)" is not counted among them. */
function valuesOf(tally: Tally, dictionary: Pick<Dictionary, 'compare' | 'value'>): SeenValues {
  const { total, keys } = tally.top(MOST_VALUES, (a, b) => dictionary.compare(a, b), 1);
  return { total, rows: keys.map((id) => ({ value: dictionary.value(id), ...tally.of(id) })) };
}

/** Keys that prove who gave the identity its credentials: its own, or all that it used. */
function keysOf({ facet, value }: CardSubject, own: readonly Part[], dictionaries: Dictionaries): Uint8Array {
  const issued = dictionaries('issuedKey');
  const keys = new Uint8Array(issued.size);
  const mark = (key: string | null): void => {
    const id = key === null ? undefined : issued.find(key);
    if (id !== undefined) keys[id] = 1;
  };
  if (facet === 'accessKeyId') mark(value);
  // An address or an account has the keys of many.
  else if (facet !== 'sourceIPAddress' && facet !== 'accountId') {
    for (const id of tallyOf(own, 'accessKeyId', dictionaries).keys()) mark(dictionaries('accessKeyId').value(id));
  }
  return keys;
}

/** Roles that the identity is, so that whoever assumed them became it or another session of it. */
function rolesOf(
  { facet, value }: CardSubject,
  own: readonly Part[],
  dictionaries: Dictionaries,
): Uint8Array | undefined {
  if (facet !== 'role' && facet !== 'actor' && facet !== 'principal') return undefined;
  const resources = dictionaries('resource');
  const roles = new Uint8Array(resources.size);
  const mark = (role: string | null): void => {
    const id = role === null ? undefined : resources.find(role);
    if (id !== undefined) roles[id] = 1;
  };
  if (facet === 'role') mark(value);
  else for (const id of tallyOf(own, 'role', dictionaries).keys()) mark(dictionaries('role').value(id));
  return roles;
}

/** Accounts acted on: each owner of what an event is about, else the account that it was delivered to. */
function actedOn(parts: readonly Part[], dictionaries: Dictionaries): SeenValues {
  const numbers = new AccountNumbers();
  const owned = numbers.of(dictionaries('ownerAccountId'));
  const delivered = numbers.of(dictionaries('recipientAccountId'));
  const tally = new Tally(numbers.size);
  for (const { segment, mask } of parts) {
    const owners = segment.column('ownerAccountId', dictionaries('ownerAccountId'));
    const { codes, ids } = segment.column('recipientAccountId', dictionaries('recipientAccountId'));
    forEachRow(mask, segment.rows, (row) => {
      const time = segment.time[row] as number;
      let some = false;
      eachId(owners, row, (id) => {
        some = true;
        tally.add(owned[id] as number, time);
      });
      if (!some) tally.add(delivered[ids[codes[row] as number] as number] as number, time);
    });
  }
  return valuesOf(tally, { value: (id) => numbers.account(id), compare: (a, b) => numbers.compare(a, b) });
}

function bytesOut(parts: readonly Part[], dictionaries: Dictionaries): number {
  const success = dictionaries('outcome').find('success');
  const service = dictionaries('callerClass').find('service');
  const read = dictionaries('readOnly').find('true');
  let bytes = 0;
  for (const { segment, mask } of parts) {
    const [outcome, caller, readOnly] = [
      segment.column('outcome', dictionaries('outcome')),
      segment.column('callerClass', dictionaries('callerClass')),
      segment.column('readOnly', dictionaries('readOnly')),
    ];
    forEachRow(mask, segment.rows, (row) => {
      const out = segment.bytesOut(row);
      if (out <= 0 || outcome.ids[outcome.codes[row] as number] !== success) return;
      if (caller.ids[caller.codes[row] as number] === service) return;
      if (read !== undefined && readOnly.ids[readOnly.codes[row] as number] === read) bytes += out;
    });
  }
  return bytes;
}
