import { FACETS } from '../../event/facet-catalogue';
import type { Field } from './ast';
import { FaultSignal } from './fault';
import { FIELD_NAMES, resolveField } from './fields';
import { Cursor, endsWord, isSpace, KEYWORDS } from './scan';

/** What can be written at a place of a filter's text. */
export interface Completion {
  /**
   * field: a field's name, or a free word. value: a value of `field`.
   * keyword: AND, OR, NOT, or (outside a group of values) a field for another condition.
   */
  readonly kind: 'field' | 'value' | 'keyword';
  /** Text to replace, UTF-16 code units: the whole word that the cursor is in. */
  readonly from: number;
  readonly to: number;
  /** What was typed of it before the cursor, without quotes and escapes. */
  readonly prefix: string;
  /** The field whose value this is. Absent where its name is no field. */
  readonly field?: Field;
  /** Within `field:( ... )`: values are joined by OR. */
  readonly group?: true;
}

/** A word, quoted phrase or mark of the text before the cursor; faults do not stop the reading. */
interface Token {
  readonly kind: 'open' | 'close' | 'word';
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** End of the field's name, where the word has one. */
  readonly colon?: number;
}

/**
 * What stands at the cursor, for any text, with faults or without. Never throws.
 * @param cursor UTF-16 code units from the start
 */
export function completeAt(text: string, cursor: number): Completion {
  const at = Math.min(Math.max(Math.trunc(cursor), 0), text.length);
  const tokens = tokenize(text, at);
  const last = tokens[tokens.length - 1];
  const current = last?.kind === 'word' && last.end >= at ? last : undefined;
  const before = current ? tokens.slice(0, -1) : tokens;
  const group = openGroup(before);
  const to = wordEnd(text, current?.start ?? at, at);
  if (group) {
    const start = current?.start ?? at;
    const previous = before[before.length - 1];
    const expectsValue = previous === group || (previous?.kind === 'word' && previous.text === 'OR');
    if (!expectsValue) return { kind: 'keyword', from: start, to, prefix: text.slice(start, at), group: true };
    return { ...valueAt(text, start, at, to, group.field), group: true };
  }
  if (current?.colon !== undefined && at > current.colon) {
    return valueAt(text, current.colon + 1, at, to, fieldNamed(text, current.start, current.colon));
  }
  const forgotten = before[before.length - 1];
  // "field: |": the value may still follow the space.
  if (forgotten?.kind === 'word' && forgotten.colon !== undefined && forgotten.colon === forgotten.end - 1) {
    return valueAt(text, current?.start ?? at, at, to, fieldNamed(text, forgotten.start, forgotten.colon));
  }
  return conditionAt(text, current, before, at, to);
}

/** Field names that start with, then hold, what was typed; ignoring case, columns first. */
export function completeFields(prefix: string): readonly { readonly name: string; readonly label: string }[] {
  const lower = prefix.toLowerCase();
  const starting = FIELD_NAMES.filter((name) => name.toLowerCase().startsWith(lower));
  const holding = FIELD_NAMES.filter((name) => {
    const at = (name + ' ' + labelOf(name)).toLowerCase().indexOf(lower);
    return at >= 0 && !starting.includes(name);
  });
  return [...starting, ...holding].map((name) => ({ name, label: labelOf(name) }));
}

function labelOf(name: string): string {
  if (name === 'eventTime') return 'Time';
  if (name === 'bytesTransferredOut') return 'Bytes out';
  return FACETS.find((facet) => facet.name === name)?.label ?? name;
}

function conditionAt(text: string, current: Token | undefined, before: readonly Token[], at: number, to: number): Completion {
  const start = current?.start ?? at;
  const minus = text[start] === '-' && start < at ? 1 : 0;
  const from = start + minus;
  const typed = text.slice(from, at);
  const previous = before[before.length - 1];
  const joined = previous === undefined || previous.kind === 'open' || isKeyword(previous.text);
  if (typed.startsWith('"')) return { kind: 'field', from, to, prefix: unquoted(typed) };
  // A keyword in the making, or the gap after a condition.
  const asKeyword = !joined && minus === 0 && KEYWORDS.some((keyword) => keyword.startsWith(typed));
  return { kind: asKeyword ? 'keyword' : 'field', from, to, prefix: typed };
}

function valueAt(text: string, from: number, at: number, to: number, field: Field | undefined): Completion {
  const prefix = unquoted(text.slice(from, at));
  return field ? { kind: 'value', from, to, prefix, field } : { kind: 'value', from, to, prefix };
}

function fieldNamed(text: string, start: number, colon: number): Field | undefined {
  const from = start + (text[start] === '-' ? 1 : 0);
  try {
    return resolveField(text.slice(from, colon), from);
  } catch (error) {
    if (error instanceof FaultSignal) return undefined;
    throw error;
  }
}

function isKeyword(text: string): boolean {
  return KEYWORDS.some((keyword) => keyword === text);
}

/** The parenthesis of the group of values that is still open at the end of the tokens. */
function openGroup(tokens: readonly Token[]): (Token & { readonly field: Field | undefined }) | undefined {
  const open: (Token & { readonly field?: Field | undefined; readonly values: boolean })[] = [];
  for (const token of tokens) {
    if (token.kind === 'open') open.push({ ...token, values: token.colon !== undefined });
    else if (token.kind === 'close') open.pop();
  }
  const innermost = open[open.length - 1];
  const index = innermost ? tokens.findIndex((token) => token.start === innermost.start) : -1;
  const found = tokens[index];
  if (!innermost?.values || !found) return undefined;
  const name = found.text;
  return Object.assign(found, { field: fieldNamed(name, 0, name.length) });
}

/** Words and parentheses up to the cursor. `open` tokens of a group of values carry the field's name as text. */
function tokenize(text: string, until: number): Token[] {
  const cursor = new Cursor(text);
  const tokens: Token[] = [];
  for (;;) {
    cursor.skipSpace();
    const start = cursor.pos;
    if (start >= until) return tokens;
    const char = cursor.char;
    if (char === '(' || char === ')') {
      const previous = tokens[tokens.length - 1];
      const values = char === '(' && previous?.kind === 'word' && previous.colon === previous.end - 1;
      const name = values ? text.slice(previous.start + (text[previous.start] === '-' ? 1 : 0), previous.colon) : char;
      const token: Token = { kind: char === '(' ? 'open' : 'close', start, end: start + 1, text: name };
      tokens.push(values && previous.colon !== undefined ? { ...token, colon: previous.colon } : token);
      cursor.pos++;
    } else tokens.push(wordToken(text, cursor, until));
  }
}

function wordToken(text: string, cursor: Cursor, until: number): Token {
  const start = cursor.pos;
  let colon: number | undefined;
  let quoted = cursor.char === '"';
  if (quoted) cursor.pos++;
  for (; cursor.pos < until; cursor.pos++) {
    const char = cursor.char;
    if (char === '\\') cursor.pos++;
    else if (char === '"') quoted = !quoted && text[cursor.pos - 1] === ':';
    else if (!quoted && endsWord(char)) break;
    else if (!quoted && char === ':' && colon === undefined && text[start] !== '"') colon = cursor.pos;
  }
  cursor.pos = Math.min(cursor.pos, until);
  const token: Token = { kind: 'word', start, end: cursor.pos, text: text.slice(start, cursor.pos) };
  return colon === undefined ? token : { ...token, colon };
}

/** Where the word that runs from `start` over the cursor ends. */
function wordEnd(text: string, start: number, at: number): number {
  const quote = text.slice(start, at).search(/(?:^|:)"/);
  if (quote >= 0) {
    const closing = text.indexOf('"', Math.max(at, start + quote + 2));
    const line = closing < 0 ? text.length : closing + 1;
    return isClosed(text.slice(start, at)) ? at : line;
  }
  let end = at;
  while (!endsWord(text[end])) end++;
  return end;
}

function isClosed(typed: string): boolean {
  return typed.length > 1 && typed.endsWith('"') && !/(?:^|:)"$/.test(typed);
}

/** What was typed, without its opening quote and its escapes. */
function unquoted(typed: string): string {
  const text = typed.startsWith('"') ? typed.slice(1).replace(/"$/, '') : typed;
  return text.replace(/\\(.)/gs, '$1');
}
