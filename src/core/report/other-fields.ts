import { isObject } from '../event/json';
import type { JsonObject } from '../event/json';
import type { JsonNode } from '../event/json-text';

/** Fields that columns hold: a name that is held whole, or the names within it. */
export type HeldFields = ReadonlyMap<string, true | HeldFields>;

type Growing = Map<string, true | Growing>;

/** @param paths of names alone */
export function heldFields(paths: readonly (readonly string[])[]): HeldFields {
  const held: Growing = new Map();
  for (const path of paths) {
    let level = held;
    for (const [depth, name] of path.entries()) {
      const known = level.get(name);
      if (known === true) break;
      if (depth === path.length - 1) level.set(name, true);
      else if (known === undefined) {
        const next: Growing = new Map();
        level.set(name, next);
        level = next;
      } else level = known;
    }
  }
  return held;
}

/** Whether a record has a field that no column holds. */
export function hasOtherFields(record: JsonObject, held: HeldFields): boolean {
  return Object.entries(record).some(([name, value]) => {
    const within = held.get(name);
    if (within === true) return false;
    if (within === undefined) return true;
    if (!isObject(value)) return value !== null;
    return hasOtherFields(value, within);
  });
}

/**
 * The record without what columns hold; undefined where nothing is left. Of names that occur twice
 * columns hold the last: the ones before are left over.
 */
export function otherFields(node: JsonNode, held: HeldFields): JsonNode | undefined {
  if (node.kind !== 'object') return node;
  const members = node.members.flatMap((member, at) => {
    const within = held.get(member.name);
    const last = node.members.findLastIndex(({ name }) => name === member.name) === at;
    if (within === undefined || !last) return [member];
    if (within === true || isNull(member.value)) return [];
    const value = otherFields(member.value, within);
    return value === undefined ? [] : [{ name: member.name, value }];
  });
  return members.length === 0 ? undefined : { kind: 'object', members };
}

function isNull(node: JsonNode): boolean {
  return node.kind === 'literal' && node.text === 'null';
}

/** Paths that are left over, with dots between names; no deeper than the columns go. */
export function otherPaths(node: JsonNode, held: HeldFields, before = ''): readonly string[] {
  if (node.kind !== 'object') return [before];
  return node.members.flatMap(({ name, value }) => {
    const path = before === '' ? name : `${before}.${name}`;
    const within = held.get(name);
    return within === undefined || within === true || value.kind !== 'object' || value.members.length === 0
      ? [path]
      : otherPaths(value, within, path);
  });
}
