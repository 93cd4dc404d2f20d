import { exactRecord, lastNamed, nodeText } from '../../event/exact-record';
import { isObject, type Json, type JsonObject } from '../../event/json';
import { JsonTextError, type JsonNode } from '../../event/json-text';
import { derivedFacet } from './fields';

/** One value at a path, as text: strings as they are, all else as its JSON text, numbers as written. */
export interface FoundValue {
  readonly text: string;
  readonly number: boolean;
}

/**
 * Every value at a path. Arrays are looked into wherever they stand; names match ignoring case; null
 * is absent.
 *
 * @param rawText the record's JSON as delivered, for numbers beyond doubles; without it they are as parsed
 */
export function valuesAt(record: JsonObject, path: readonly string[], rawText?: string): FoundValue[] {
  // Read just as the column is that stands for this path.
  const exactly = derivedFacet(path) !== undefined;
  const level = exactly ? columnLevel(record, path) : jsonLevel(record, path);
  if (!exactly && rawText !== undefined && level.some(mayHoldNumber)) {
    const written = writtenValues(rawText, path);
    if (written !== undefined) return written;
  }
  return level
    .filter((value) => value !== null)
    .map((value) => ({
      text: typeof value === 'string' ? value : JSON.stringify(value),
      number: typeof value === 'number',
    }));
}

/** As `valuesAt`, the texts alone; the empty string is left out within userIdentity, where it counts as absent. */
export function textsAt(record: JsonObject, path: readonly string[], rawText?: string): string[] {
  return statedValues(valuesAt(record, path, rawText), path).map(({ text }) => text);
}

/** The values that count as present at this path. */
export function statedValues(found: readonly FoundValue[], path: readonly string[]): readonly FoundValue[] {
  return path[0]?.toLowerCase() === 'useridentity' ? found.filter(({ text }) => text !== '') : found;
}

function jsonLevel(record: JsonObject, path: readonly string[]): readonly Json[] {
  let level: Json[] = [record];
  for (const segment of path) {
    const lower = segment.toLowerCase();
    const next: Json[] = [];
    for (const value of level) {
      if (!isObject(value)) continue;
      for (const name of Object.keys(value)) {
        const inner = value[name];
        if (inner !== undefined && (name === segment || name.toLowerCase() === lower)) addElements(next, inner);
      }
    }
    level = next;
  }
  return level;
}

/** Names match exactly, and of arrays only that of the resources is looked into. */
function columnLevel(record: JsonObject, path: readonly string[]): readonly Json[] {
  let level: Json[] = [record];
  for (const segment of path) {
    const next: Json[] = [];
    for (const value of level) {
      if (!isObject(value) || !Object.hasOwn(value, segment)) continue;
      const inner = value[segment];
      if (segment === 'resources' && Array.isArray(inner))
        for (const entry of inner as readonly Json[]) next.push(entry);
      else if (inner !== undefined) next.push(inner);
    }
    level = next;
  }
  return level;
}

function addElements(to: Json[], value: Json): void {
  if (!Array.isArray(value)) to.push(value);
  else for (const element of value as readonly Json[]) addElements(to, element);
}

/** What doubles may have changed; nothing else is read a second time. */
function mayHoldNumber(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number';
  return (Array.isArray(value) ? (value as readonly Json[]) : Object.values(value as JsonObject)).some(mayHoldNumber);
}

/** The same walk over the text; undefined where it is no JSON. */
function writtenValues(rawText: string, path: readonly string[]): FoundValue[] | undefined {
  let level: JsonNode[];
  try {
    level = [exactRecord(rawText)];
  } catch (error) {
    if (error instanceof JsonTextError) return undefined;
    throw error;
  }
  for (const segment of path) {
    const lower = segment.toLowerCase();
    const next: JsonNode[] = [];
    for (const node of level) {
      if (node.kind !== 'object') continue;
      const names = new Set(node.members.map(({ name }) => name));
      for (const name of names) {
        const inner = name === segment || name.toLowerCase() === lower ? lastNamed(node, name) : undefined;
        if (inner !== undefined) addNodes(next, inner);
      }
    }
    level = next;
  }
  return level
    .filter((node) => node.kind !== 'literal' || node.text !== 'null')
    .map((node) => ({ text: node.kind === 'string' ? node.value : nodeText(node), number: node.kind === 'number' }));
}

function addNodes(to: JsonNode[], node: JsonNode): void {
  if (node.kind !== 'array') to.push(node);
  else for (const item of node.items) addNodes(to, item);
}
