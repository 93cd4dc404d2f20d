import type { FacetName } from '../../event/facet-catalogue';
import { forEachRow, type Mask } from '../bitset';
import { eachId } from '../column-values';
import type { Dictionary } from '../dictionary';
import type { IndexedSegment } from '../indexed-segment';
import type { AssumedBy, AssumedRole } from './card';
import { Tally } from './tally';

/** Columns that say who assumed which role. */
export const ASSUMED_NEEDS: readonly FacetName[] = ['eventName', 'outcome', 'resource', 'issuedKey', 'principal'];

/** Calls by which somebody enters a role, which they name. */
const ASSUMING = ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'SwitchRole'];

interface Part {
  readonly segment: IndexedSegment;
  readonly mask: Mask;
}

type Dictionaries = (facet: FacetName) => Dictionary;

/** Roles that the events of the parts assumed or tried to, most events first. */
export function rolesAssumed(
  parts: readonly Part[],
  dictionaries: Dictionaries,
  most: number,
): { readonly total: number; readonly rows: readonly AssumedRole[] } {
  const resources = dictionaries('resource');
  const [all, succeeded] = [new Tally(resources.size), new Tally(resources.size)];
  const isRole = new Map<number, boolean>();
  eachAssuming(parts, dictionaries, ({ segment, row, success, time }) => {
    eachId(segment.column('resource', resources), row, (id) => {
      let role = isRole.get(id);
      if (role === undefined) {
        role = /^arn:[^:]*:iam::[^:]*:role\//.test(resources.value(id) ?? '');
        isRole.set(id, role);
      }
      if (!role) return;
      all.add(id, time);
      if (success) succeeded.add(id, time);
    });
  });
  const { total, keys } = all.top(most, (a, b) => resources.compare(a, b));
  const rows = keys.map((id): AssumedRole => {
    const seen = all.of(id);
    const done = succeeded.of(id).count;
    return { role: resources.value(id) ?? '', ...seen, succeeded: done, failed: seen.count - done };
  });
  return { total, rows };
}

/** What is looked for among the calls that give out keys. */
export interface Wanted {
  /** 1 for each id of an issued key that is the identity's. */
  readonly keys: Uint8Array;
  /** 1 for each id of a resource that is the identity's role; undefined where the role alone proves nothing. */
  readonly roles: Uint8Array | undefined;
}

/** Who called for these keys or roles, most events first; by the key where there is one, else by the role. */
export function assumedBy(
  parts: readonly Part[],
  dictionaries: Dictionaries,
  { keys, roles }: Wanted,
  most: number,
): { readonly total: number; readonly rows: readonly AssumedBy[] } {
  const principals = dictionaries('principal');
  const [byKey, byRole] = [new Tally(principals.size), new Tally(principals.size)];
  eachIssuing(parts, dictionaries, keys, ({ segment, row, time }) => {
    byKey.add(idOf(segment, dictionaries, 'principal', row), time);
  });
  if (roles !== undefined) {
    eachAssuming(parts, dictionaries, ({ segment, row, success, time }) => {
      if (!success) return;
      let found = false;
      eachId(segment.column('resource', dictionaries('resource')), row, (id) => {
        if (roles[id] === 1) found = true;
      });
      if (found) byRole.add(idOf(segment, dictionaries, 'principal', row), time);
    });
  }
  const compare = (a: number, b: number): number => (a === 0 || b === 0 ? b - a : principals.compare(a, b));
  const proven = byKey.top(most, compare);
  // Those proven by a key may be among the first here.
  const others = byRole.top(most + proven.keys.length, compare);
  const named = others.keys.filter((id) => byKey.count(id) === 0);
  const both = [...byRole.keys()].filter((id) => byKey.count(id) > 0).length;
  const rows = [
    ...proven.keys.map((id): AssumedBy => ({ principal: principals.value(id), ...byKey.of(id), proof: 'key' })),
    ...named.map((id): AssumedBy => ({ principal: principals.value(id), ...byRole.of(id), proof: 'role' })),
  ];
  return { total: proven.total + others.total - both, rows: rows.slice(0, most) };
}

interface Assuming {
  readonly segment: IndexedSegment;
  readonly row: number;
  readonly success: boolean;
  readonly time: number;
}

function eachAssuming(parts: readonly Part[], dictionaries: Dictionaries, visit: (call: Assuming) => void): void {
  const names = dictionaries('eventName');
  const assuming = new Uint8Array(names.size);
  let any = false;
  for (const name of ASSUMING) {
    const id = names.find(name);
    if (id === undefined) continue;
    assuming[id] = 1;
    any = true;
  }
  if (!any) return;
  const success = dictionaries('outcome').find('success');
  for (const { segment, mask } of parts) {
    const { codes, ids } = segment.column('eventName', names);
    forEachRow(mask, segment.rows, (row) => {
      if (assuming[ids[codes[row] as number] as number] !== 1) return;
      const done = idOf(segment, dictionaries, 'outcome', row) === success;
      visit({ segment, row, success: done, time: segment.time[row] as number });
    });
  }
}

/** Calls that gave out one of these keys. */
function eachIssuing(
  parts: readonly Part[],
  dictionaries: Dictionaries,
  keys: Uint8Array,
  visit: (call: Omit<Assuming, 'success'>) => void,
): void {
  if (!keys.includes(1)) return;
  for (const { segment, mask } of parts) {
    const { codes, ids } = segment.column('issuedKey', dictionaries('issuedKey'));
    forEachRow(mask, segment.rows, (row) => {
      if (keys[ids[codes[row] as number] as number] === 1) visit({ segment, row, time: segment.time[row] as number });
    });
  }
}

function idOf(segment: IndexedSegment, dictionaries: Dictionaries, facet: FacetName, row: number): number {
  const { codes, ids } = segment.column(facet, dictionaries(facet));
  return ids[codes[row] as number] as number;
}
