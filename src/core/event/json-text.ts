import { MAX_DEPTH } from '../format/format';

/**
 * A JSON value as its text has it: numbers as written, members in their order, names that occur
 * twice kept twice.
 */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: 'true' | 'false' | 'null' };

export interface JsonMember {
  readonly name: string;
  readonly value: JsonNode;
}

/** The text is no JSON, or is nested deeper than MAX_DEPTH. */
export class JsonTextError extends Error {
  constructor(
    readonly reason: 'syntax' | 'too-deep',
    /** In UTF-16 code units from the start of the text. */
    readonly position: number,
  ) {
    super(
      reason === 'syntax'
        ? `The text is not JSON from character ${position} on`
        : `The JSON is nested deeper than ${MAX_DEPTH} levels at character ${position}`,
    );
    this.name = 'JsonTextError';
  }
}

/**
 * Reads exactly the texts that `JSON.parse` reads (RFC 8259), down to MAX_DEPTH, which bounds the
 * recursion.
 * @throws JsonTextError
 */
export function parseJsonText(text: string): JsonNode {
  const cursor = new Cursor(text);
  const node = readValue(cursor, 0);
  cursor.skipSpace();
  if (cursor.at !== text.length) throw cursor.syntax();
  return node;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const LITERALS = ['true', 'false', 'null'] as const;

class Cursor {
  at = 0;

  constructor(readonly text: string) {}

  syntax(): JsonTextError {
    return new JsonTextError('syntax', this.at);
  }

  skipSpace(): void {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
  }

  /** Takes the character if it is next after white space. */
  take(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) throw this.syntax();
  }
}

function readValue(cursor: Cursor, depth: number): JsonNode {
  cursor.skipSpace();
  const next = cursor.text[cursor.at];
  if (next === '{' || next === '[') {
    if (depth >= MAX_DEPTH) throw new JsonTextError('too-deep', cursor.at);
    return next === '{' ? readObject(cursor, depth + 1) : readArray(cursor, depth + 1);
  }
  if (next === '"') return { kind: 'string', value: readString(cursor) };
  for (const text of LITERALS) {
    if (cursor.text.startsWith(text, cursor.at)) {
      cursor.at += text.length;
      return { kind: 'literal', text };
    }
  }
  NUMBER.lastIndex = cursor.at;
  const number = NUMBER.exec(cursor.text);
  if (number === null) throw cursor.syntax();
  cursor.at += number[0].length;
  return { kind: 'number', text: number[0] };
}

function readObject(cursor: Cursor, depth: number): JsonNode {
  const members: JsonMember[] = [];
  cursor.expect('{');
  if (cursor.take('}')) return { kind: 'object', members };
  do {
    cursor.skipSpace();
    const name = readString(cursor);
    cursor.expect(':');
    members.push({ name, value: readValue(cursor, depth) });
  } while (cursor.take(','));
  cursor.expect('}');
  return { kind: 'object', members };
}

function readArray(cursor: Cursor, depth: number): JsonNode {
  const items: JsonNode[] = [];
  cursor.expect('[');
  if (cursor.take(']')) return { kind: 'array', items };
  do items.push(readValue(cursor, depth));
  while (cursor.take(','));
  cursor.expect(']');
  return { kind: 'array', items };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;

function readString(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at;
  if (text.charCodeAt(start) !== QUOTE) throw cursor.syntax();
  let escaped = false;
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) break;
    // NaN, at the end of the text, is not >= either.
    if (!(code >= FIRST_PRINTABLE)) {
      cursor.at = at;
      throw cursor.syntax();
    }
    if (code === BACKSLASH) {
      escaped = true;
      at += 1;
    }
    at += 1;
  }
  cursor.at = at + 1;
  if (!escaped) return text.slice(start + 1, at);
  return unescape(text.slice(start, at + 1), start);
}

function unescape(literal: string, position: number): string {
  try {
    return String(JSON.parse(literal));
  } catch (error) {
    if (error instanceof SyntaxError) throw new JsonTextError('syntax', position);
    throw error;
  }
}
