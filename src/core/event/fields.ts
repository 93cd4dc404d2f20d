import { parseJsonText } from './json-text';
import type { JsonNode } from './json-text';

/** One row of the table of fields: a value that is no object or array, or an empty one of these. */
export interface Field {
  /** As queries write it: `requestParameters.bucketName`, `resources[0].ARN`; see `pathText`. */
  readonly path: string;
  /** `null` and `empty` are apart: null is written, and an empty string is a value. Absent fields have no row. */
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'empty' | 'empty-object' | 'empty-array';
  /** Strings without quotes; numbers exactly as written; '' for `empty`. */
  readonly text: string;
}

/**
 * The fields of a record in the order of its text. A name that occurs twice gives two rows.
 * @param text the record's JSON
 * @throws JsonTextError where it is none
 */
export function fieldsOf(text: string): readonly Field[] {
  const fields: Field[] = [];
  walk(parseJsonText(text), '', fields);
  return fields;
}

function walk(node: JsonNode, path: string, fields: Field[]): void {
  switch (node.kind) {
    case 'object':
      if (node.members.length === 0) fields.push({ path, kind: 'empty-object', text: '{}' });
      for (const { name, value } of node.members) walk(value, joinPath(path, name), fields);
      break;
    case 'array':
      if (node.items.length === 0) fields.push({ path, kind: 'empty-array', text: '[]' });
      node.items.forEach((item, index) => {
        walk(item, `${path}[${index}]`, fields);
      });
      break;
    case 'string':
      fields.push({ path, kind: node.value === '' ? 'empty' : 'string', text: node.value });
      break;
    case 'number':
      fields.push({ path, kind: 'number', text: node.text });
      break;
    case 'literal':
      fields.push({ path, kind: node.text === 'null' ? 'null' : 'boolean', text: node.text });
  }
}

const PLAIN_NAME = /^[\w:/@$-]+$/;

/**
 * Joins a name to a path. A name with dots, brackets, quotes or white space, or an empty one, is
 * written as a JSON string in brackets: `requestParameters["a.b"]`. No two paths are written alike.
 */
export function joinPath(path: string, name: string): string {
  if (!PLAIN_NAME.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** A path as its names, and numbers for places in arrays; the reverse of `joinPath`. Undefined where it is none. */
export function parsePath(path: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  let at = 0;
  while (at < path.length) {
    PATH_STEP.lastIndex = at;
    const match = PATH_STEP.exec(path);
    if (match === null) return undefined;
    const [whole, dot, name, index, quoted] = match;
    if (name !== undefined && (dot === '.') !== at > 0) return undefined;
    const step = name ?? (index === undefined ? unquote(quoted ?? '') : Number(index));
    if (step === undefined) return undefined;
    steps.push(step);
    at += whole.length;
  }
  return steps;
}

const PATH_STEP = /(\.?)([\w:/@$-]+)|\[(?:(\d+)|("(?:[^"\\]|\\.)*"))\]/y;

function unquote(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
