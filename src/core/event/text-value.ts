import { isObject } from './json';
import type { Json, JsonObject } from './json';

/**
 * A value as the text that the index holds: strings as they are, numbers and booleans as their JSON
 * text, objects and arrays as compact JSON text. Absent and null are undefined; the empty string is
 * a value.
 */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  return JSON.stringify(value);
}

/** As `textOf`, for fields of the identity: there the empty string counts as absent. */
export function identityText(value: Json | undefined): string | undefined {
  if (value === '') return undefined;
  return textOf(value);
}

const NOTHING: JsonObject = {};

/** The object itself; an empty one where the value is anything else. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : NOTHING;
}

/** Bytes as a number or its text; -1 where it is neither, negative, or no count that doubles hold exactly. */
export function wholeBytes(value: Json | undefined): number {
  if (value === undefined || value === null || value === '') return -1;
  const bytes = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : -1;
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : -1;
}
