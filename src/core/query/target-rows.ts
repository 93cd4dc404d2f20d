import type { Target } from '../annotation/target';
import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import type { Dictionary } from './dictionary';
import type { EventSpace } from './event-space';
import type { IndexedColumn, IndexedSegment } from './indexed-segment';

/** Columns that tell which events a target is of. */
export function targetNeeds(target: Target): readonly FacetName[] {
  switch (target.on) {
    case 'value':
      return [target.facet];
    case 'account':
      return ACCOUNTS;
    case 'pair':
      return ACCOUNTS;
    default:
      return [];
  }
}

/** Caller, owner of a resource, and the one that the event was delivered to. */
const ACCOUNTS: readonly FacetName[] = ['accountId', 'ownerAccountId', 'recipientAccountId'];

type Tell = (event: number, target: Target) => void;

/** Tells of each event which of these targets it is of, each once. What `targetNeeds` names must be loaded. */
export function targetMasks(
  targets: readonly Target[],
  space: Pick<EventSpace, 'segments'>,
  dictionary: (name: FacetName) => Dictionary,
  tell: Tell,
): void {
  const byFacet = new Map<FacetName, Map<number, Target>>();
  const accounts: Target[] = [];
  for (const target of targets) {
    if (target.on === 'account' || target.on === 'pair') accounts.push(target);
    if (target.on !== 'value') continue;
    const id = dictionary(target.facet).find(target.value);
    if (id === undefined) continue;
    let ids = byFacet.get(target.facet);
    if (ids === undefined) byFacet.set(target.facet, (ids = new Map()));
    ids.set(id, target);
  }
  const times = targets.filter((target) => target.on === 'time');
  for (const segment of space.segments) {
    for (const [name, ids] of byFacet) {
      eachValue(segment, segment.column(name, dictionary(name)), ids, tell);
    }
    for (const target of times) inTime(segment, target, tell);
    if (accounts.length > 0) inAccounts(segment, accounts, dictionary, tell);
  }
}

/** Rows with one of these values; a row with several of them is told of for each. */
function eachValue(segment: IndexedSegment, column: IndexedColumn, ids: ReadonlyMap<number, Target>, tell: Tell): void {
  const { codes, ends } = column;
  const wanted = new Array<Target | undefined>(column.ids.length);
  let any = false;
  for (let code = 1; code < wanted.length; code++) {
    const target = ids.get(column.ids[code] as number);
    wanted[code] = target;
    any ||= target !== undefined;
  }
  if (!any) return;
  for (let row = 0, at = 0; row < segment.rows; row++) {
    const end = ends === undefined ? row + 1 : (ends[row] as number);
    for (at = ends === undefined ? row : at; at < end; at++) {
      const target = wanted[codes[at] as number];
      if (target !== undefined) tell(segment.base + row, target);
    }
  }
}

function inTime(segment: IndexedSegment, target: Extract<Target, { on: 'time' }>, tell: Tell): void {
  const { from, to } = target;
  const { firstTime, lastTime } = segment.info;
  if (firstTime === null || lastTime === null || lastTime < from || firstTime >= to) return;
  for (let row = 0; row < segment.rows; row++) {
    const time = segment.time[row] as number;
    if (time !== NO_TIME && time >= from && time < to) tell(segment.base + row, target);
  }
}

function inAccounts(
  segment: IndexedSegment,
  targets: readonly Target[],
  dictionary: (name: FacetName) => Dictionary,
  tell: Tell,
): void {
  const id = (name: FacetName, account: string): number => dictionary(name).find(account) ?? -1;
  const [caller, owner, recipient] = ACCOUNTS.map((name) => new Reader(segment.column(name, dictionary(name))));
  for (const target of targets) {
    if (target.on !== 'account' && target.on !== 'pair') continue;
    const acted = target.on === 'pair' ? target.acted : target.account;
    const calls = id('accountId', target.on === 'pair' ? target.caller : target.account);
    const [owns, receives] = [id('ownerAccountId', acted), id('recipientAccountId', acted)];
    for (let row = 0; row < segment.rows; row++) {
      const called = caller?.has(row, calls) === true;
      const reached = owner?.has(row, owns) === true || recipient?.has(row, receives) === true;
      if (target.on === 'pair' ? called && reached : called || reached) tell(segment.base + row, target);
    }
  }
}

/** Whether a row has a value. */
class Reader {
  constructor(private readonly column: IndexedColumn) {}

  has(row: number, id: number): boolean {
    const { codes, ids, ends } = this.column;
    if (id < 0) return false;
    if (ends === undefined) return ids[codes[row] as number] === id;
    for (let at = row === 0 ? 0 : (ends[row - 1] as number); at < (ends[row] as number); at++) {
      if (ids[codes[at] as number] === id) return true;
    }
    return false;
  }
}
