/** A JSON value as `JSON.parse` returns it. */
export type Json = string | number | boolean | null | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [name: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * An object's own member, or undefined. Evidence is hostile: a name such as `__proto__` or
 * `constructor` must never reach the prototype.
 */
export function member(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Levels of any JSON that crosses a boundary: deeper values break what walks through them (structuredClone, say). */
export const JSON_DEPTH = 200;

/** Whether a value is nested no deeper than `depth`. Never goes deeper than that itself. */
export function isShallow(value: unknown, depth = JSON_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (!isShallow(member, depth - 1)) return false;
  }
  return true;
}

/**
 * For files whose members are kept as they stand.
 * @throws Error that names the member of an object that is nested deeper than JSON_DEPTH
 */
export function mustBeShallow(object: JsonObject, name: string): void {
  if (isShallow(member(object, name))) return;
  throw new Error(`${name}: nested deeper than ${String(JSON_DEPTH)} levels`);
}
