import { isObject } from './json';
import type { Json, JsonObject } from './json';
import { textOf } from './text-value';

const NONE: readonly Json[] = [];

/** The entries of `resources`: an array, in odd records a single object. */
function entriesOf(resources: Json | undefined): readonly Json[] {
  if (Array.isArray(resources)) return resources as readonly Json[];
  return isObject(resources) ? [resources] : NONE;
}

/** Distinct ARNs of the resources in their order; a prefix (ARNPrefix) is marked by a star at its end. */
export function resourceArns(resources: Json | undefined): readonly string[] | undefined {
  return distinct(resources, arnOf);
}

/** Distinct accounts that own the resources, in their order. An owner that is not stated stays unknown. */
export function resourceOwners(resources: Json | undefined): readonly string[] | undefined {
  return distinct(resources, ownerOf);
}

function arnOf(resource: JsonObject): string | undefined {
  const arn = textOf(resource.ARN);
  if (arn !== undefined) return arn;
  const prefix = textOf(resource.ARNPrefix);
  return prefix === undefined ? undefined : `${prefix}*`;
}

function ownerOf(resource: JsonObject): string | undefined {
  return textOf(resource.accountId);
}

/** Beyond this many values a set tells duplicates; looking through the list would take quadratic time. */
const FEW = 32;

function distinct(
  resources: Json | undefined,
  valueOf: (resource: JsonObject) => string | undefined,
): readonly string[] | undefined {
  if (resources === undefined || resources === null) return undefined;
  let found: string[] | undefined;
  let seen: Set<string> | undefined;
  for (const entry of entriesOf(resources)) {
    const value = isObject(entry) ? valueOf(entry) : undefined;
    if (value === undefined) continue;
    if (found === undefined) found = [value];
    else if (seen === undefined && found.length < FEW) {
      if (!found.includes(value)) found.push(value);
    } else {
      seen ??= new Set(found);
      if (!seen.has(value)) found.push(value);
      seen.add(value);
    }
  }
  return found;
}
