import { compareDecimals, parseDecimal } from '../../event/decimal';
import { parseNetwork } from '../cidr';
import { FilterError } from '../filter-error';
import { boundDecimal, type Field, type NumberBound, type Value } from './ast';
import { fail } from './fault';
import { equalsSign } from './equals-sign';
import { listAt } from './comparison';
import { groupOf } from './in-this-language';
import { otherQuotes } from './other-languages';
import { printValue, quote } from './print';
import { type Cursor, endsWord, isSpace } from './scan';
import { parseTimeText, type TimeUnit } from './time-text';
import type { Zone } from './zone';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const RANGE = /^([[{])([^\]}]*?)\sTO\s([^\]}]*)([\]}])/;
/** Two quoted times with offsets and generous spaces. */
const LONGEST_RANGE = 200;
const COMPARISON = /^(>=|<=|>|<)\s*/;
/** A fraction of a second with more than six digits that are not zero. */
const FINER = /[.,]\d{6}0*[1-9]/;

/** Where a value belongs: its field, the field's name as written, and the zone of typed times. */
export interface ValueContext {
  readonly field: Field;
  readonly written: string;
  readonly zone: () => Zone;
}

/** Reads what follows `field:`, one value or a group of them. */
export function parseValues(cursor: Cursor, context: ValueContext): Value[] {
  const colon = cursor.pos;
  cursor.skipSpace();
  const char = cursor.char;
  if (char === undefined || char === ')' || cursor.keyword() !== undefined) {
    // "field:AND" is a value, "field: AND" is a value forgotten.
    if (cursor.pos > colon || cursor.keyword() === undefined) {
      fail(colon, colon, `A value is missing after ${context.written}:`);
    }
  }
  if (char === '(' && !startsSpecial(cursor, context.field)) return parseGroup(cursor, context);
  const value = parseValue(cursor, context);
  return [value];
}

function parseGroup(cursor: Cursor, context: ValueContext): Value[] {
  const open = cursor.pos;
  refuseCommas(cursor, context);
  cursor.pos++;
  const values: Value[] = [];
  for (;;) {
    cursor.skipSpace();
    const keyword = cursor.keyword();
    if (cursor.char === undefined) fail(open, open + 1, 'This parenthesis is never closed. Add a closing one.');
    if (cursor.char === ')' || keyword === 'AND' || keyword === 'OR') {
      fail(cursor.pos, cursor.pos, values.length === 0 ? 'A value is missing here.' : 'A value is missing after OR.');
    }
    if (keyword === 'NOT') refuse(cursor, 'NOT', `Put NOT before the field: NOT ${context.written}:(a OR b).`);
    if (cursor.char === '(' && !startsSpecial(cursor, context.field)) {
      fail(cursor.pos, cursor.pos + 1, 'A group of values holds no other group. Remove this parenthesis.');
    }
    values.push(parseValue(cursor, context));
    cursor.skipSpace();
    if (cursor.take(')')) return values;
    const next = cursor.keyword();
    if (next === 'OR') cursor.pos += 2;
    else if (next === 'AND') {
      refuse(
        cursor,
        'AND',
        `Values of one field are joined by OR. For AND, name the field again: ${context.written}:a AND ${context.written}:b.`,
      );
    } else if (/^or$/i.test(cursor.text.slice(cursor.pos, cursor.wordEnd()))) {
      fail(cursor.pos, cursor.pos + 2, 'Values are joined by a word in capitals. Use OR.', 'OR');
    } else if (cursor.char !== undefined) {
      fail(cursor.pos, cursor.wordEnd(), 'Put OR between the values, or quotes around a value that has spaces.');
    }
  }
}

/** `field:(a, b)`, as lists are written elsewhere. */
function refuseCommas(cursor: Cursor, { field }: ValueContext): void {
  const list = listAt(cursor.text, cursor.pos);
  if (list === undefined || list.values.length < 2) return;
  const meant = groupOf(list.values, field);
  fail(cursor.pos, list.end, `Values are joined by OR. Did you mean ${meant}?`, meant);
}

function refuse(cursor: Cursor, keyword: string, message: string): never {
  fail(cursor.pos, cursor.pos + keyword.length, message);
}

/** `(none)`, `(empty)` and, for who acted, `(anonymous)`: words in parentheses that are no groups. */
function startsSpecial(cursor: Cursor, field: Field): boolean {
  return specialAt(cursor, field) !== undefined;
}

function specialAt(cursor: Cursor, field: Field): { text: string; value: Value } | undefined {
  const specials: readonly { text: string; value: Value }[] = [
    { text: '(none)', value: { kind: 'absent' } },
    ...(field.kind === 'time'
      ? [{ text: '(no time)', value: { kind: 'absent' } as const }]
      : [{ text: '(empty)', value: { kind: 'exact', text: '' } as const }]),
    ...(field.kind === 'facet' && (field.name === 'principal' || field.name === 'actor')
      ? [{ text: '(anonymous)', value: { kind: 'exact', text: '(anonymous)' } as const }]
      : []),
  ];
  return specials.find(({ text }) => cursor.text.startsWith(text, cursor.pos));
}

function parseValue(cursor: Cursor, context: ValueContext): Value {
  const start = cursor.pos;
  const value = parseAnyValue(cursor, context);
  if (context.field.kind === 'lineage' && value.kind !== 'exact') {
    const message = `${context.written} takes the whole name of a session: its access key, or its principalId and start joined by @.`;
    fail(start, cursor.pos, message);
  }
  return value;
}

function parseAnyValue(cursor: Cursor, context: ValueContext): Value {
  const special = specialAt(cursor, context.field);
  if (special) {
    if (special.value.kind === 'exact') checkTextField(context, cursor.pos, cursor.pos + special.text.length);
    cursor.pos += special.text.length;
    requireEnd(cursor);
    return special.value;
  }
  const range = parseRange(cursor, context) ?? parseComparison(cursor, context);
  if (range) return range;
  const start = cursor.pos;
  if (cursor.char === '=') equalsSign(cursor, context.written);
  refuseQuotes(cursor, context);
  if (cursor.char === '"') {
    const text = cursor.quoted();
    return context.field.kind === 'time' || context.field.kind === 'bytes'
      ? unitValue(text, context, start, cursor.pos)
      : { kind: 'exact', text };
  }
  const word = cursor.word();
  if (cursor.char === '(') fail(cursor.pos, cursor.pos + 1, 'Put quotes around a value that holds parentheses.');
  return wordValue(word.pieces, context, start, cursor.pos);
}

/** `field:'value'`: quotes of another kind would count as part of the value. */
function refuseQuotes(cursor: Cursor, { field }: ValueContext): void {
  const quoted = otherQuotes(cursor.text, cursor.pos);
  if (quoted === undefined) return;
  const { inner, end } = quoted;
  const meant =
    field.kind !== 'time' && field.kind !== 'bytes' ? printValue({ kind: 'exact', text: inner }, field) : quote(inner);
  fail(cursor.pos, end, `Values stand between straight double quotes, or without any. Did you mean ${meant}?`, meant);
}

function requireEnd(cursor: Cursor): void {
  if (!endsWord(cursor.char)) fail(cursor.pos, cursor.wordEnd(), 'The value ends before this. Put a space here.');
}

function wordValue(pieces: readonly string[], context: ValueContext, start: number, end: number): Value {
  const { field } = context;
  const text = pieces[0] ?? '';
  if (pieces.length > 1) {
    const kept = pieces.filter((piece, index) => piece !== '' || index === 0 || index === pieces.length - 1);
    if (kept.every((piece) => piece === '')) return { kind: 'present' };
    checkTextField(context, start, end);
    return { kind: 'pattern', pieces: kept };
  }
  if (field.kind === 'time' || field.kind === 'bytes') return unitValue(text, context, start, end);
  if (field.kind === 'facet' && field.name === 'sourceIPAddress' && /^[0-9A-Fa-f:.]+\/\d+$/.test(text)) {
    if (isNetwork(text)) return { kind: 'network', network: text };
    fail(
      start,
      end,
      `${text} is no network. Write an address and a prefix length, such as 10.0.0.0/8 or 2001:db8::/32.`,
    );
  }
  return { kind: 'exact', text };
}

function isNetwork(text: string): boolean {
  try {
    parseNetwork(text);
    return true;
  } catch (error) {
    if (error instanceof FilterError) return false;
    throw error;
  }
}

/** The times or numbers that one written value stands for: a day is all of its seconds. */
function unitValue(text: string, context: ValueContext, start: number, end: number): Value {
  if (context.field.kind === 'time') {
    const unit = timeUnit(text, context.zone(), start, end);
    if (unit.to <= unit.from)
      fail(start, end, 'No event can have this time: it is before 1970, or the clocks of this zone skipped it.');
    return { kind: 'time', from: unit.from, to: unit.to };
  }
  const value = number(text, context, start, end);
  return { kind: 'number', from: { ...value, inclusive: true }, to: { ...value, inclusive: true } };
}

function checkTextField(context: ValueContext, start: number, end: number): void {
  if (context.field.kind === 'time') {
    fail(
      start,
      end,
      'Times take no wildcards. Write eventTime:2026-03-11 for a day, eventTime:2026-03-11T22 for an hour.',
    );
  }
  if (context.field.kind === 'bytes') {
    fail(
      start,
      end,
      `${context.written} is a number. Write ${context.written}:>1000000 or ${context.written}:[1 TO 100].`,
    );
  }
}

/** `[a TO b]`, `{a TO b}` and mixtures: square brackets include the end, curly ones do not. */
function parseRange(cursor: Cursor, context: ValueContext): Value | undefined {
  const char = cursor.char;
  if (char !== '[' && char !== '{') return undefined;
  const start = cursor.pos;
  const match = RANGE.exec(cursor.text.slice(start, start + LONGEST_RANGE));
  if (!match) {
    if (context.field.kind === 'time' || context.field.kind === 'bytes') {
      fail(start, cursor.wordEnd(), `A range is written ${context.written}:[a TO b], with * for an open end.`);
    }
    // Bracketed text that is no range is a value: user agents come in brackets.
    return undefined;
  }
  const [whole, open = '', low = '', high = '', close = ''] = match;
  const end = start + whole.length;
  checkRangeField(context, start, end);
  const lowAt = start + 1;
  const highAt = end - 1 - high.length;
  const from = bound(low, lowAt, context);
  const to = bound(high, highAt, context);
  cursor.pos = end;
  requireEnd(cursor);
  return rangeValue(from, open === '[', to, close === ']', start, end);
}

function parseComparison(cursor: Cursor, context: ValueContext): Value | undefined {
  const start = cursor.pos;
  const match = COMPARISON.exec(cursor.text.slice(start, start + LONGEST_RANGE));
  if (!match) return undefined;
  const operator = match[1] ?? '';
  checkRangeField(context, start, start + operator.length);
  cursor.pos = start + match[0].length;
  const at = cursor.pos;
  const word = cursor.char === '"' ? undefined : cursor.word();
  const text = word ? word.pieces.join('*') : cursor.quoted();
  if (text === '') fail(at, at, `A time or number is missing after ${operator}.`);
  const edge = bound(text, at, context, cursor.pos);
  const inclusive = operator.endsWith('=');
  return operator.startsWith('>')
    ? rangeValue(edge, inclusive, undefined, false, start, cursor.pos)
    : rangeValue(undefined, false, edge, inclusive, start, cursor.pos);
}

function checkRangeField(context: ValueContext, start: number, end: number): void {
  if (context.field.kind !== 'facet' && context.field.kind !== 'lineage') return;
  fail(
    start,
    end,
    `${context.written} holds text: ranges work on times and numbers. Put quotes around it to look for the text itself.`,
  );
}

type Bound = { readonly time: TimeUnit } | { readonly number: Stated } | undefined;

/** A number and, where a double does not hold it exactly, its text. */
type Stated = Omit<NumberBound, 'inclusive'>;

/** One end of a range; undefined where it is open. */
function bound(raw: string, at: number, context: ValueContext, until = at + raw.length): Bound {
  let text = raw;
  while (isSpace(text[0])) text = text.slice(1);
  text = text.trimEnd();
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) text = text.slice(1, -1);
  if (text === '*' || text === '') return undefined;
  const { field } = context;
  if (field.kind === 'time') return { time: timeUnit(text, context.zone(), at, until) };
  if (field.kind === 'bytes' || NUMBER.test(text)) return { number: number(text, context, at, until) };
  const unit = parseTimeText(text, context.zone());
  if (unit) return { time: unit };
  fail(at, until, `${text} is neither a number nor a time. Put quotes around the value to look for the text itself.`);
}

function rangeValue(from: Bound, fromIn: boolean, to: Bound, toIn: boolean, start: number, end: number): Value {
  if (from === undefined && to === undefined) return { kind: 'present' };
  const times = [from, to].map((edge) => (edge && 'time' in edge ? edge.time : undefined));
  if ((from === undefined || times[0] !== undefined) && (to === undefined || times[1] !== undefined)) {
    const [low, high] = times;
    const first = low === undefined ? null : fromIn ? low.from : low.to;
    const last = high === undefined ? null : toIn ? high.to : high.from;
    if (first !== null && last !== null && last <= first)
      fail(start, end, 'This range is empty: it ends before it starts.');
    return { kind: 'time', from: first, to: last };
  }
  if ((from && 'time' in from) || (to && 'time' in to))
    fail(start, end, 'A range runs between two times or two numbers.');
  const low: NumberBound | null = from && 'number' in from ? { ...from.number, inclusive: fromIn } : null;
  const high: NumberBound | null = to && 'number' in to ? { ...to.number, inclusive: toIn } : null;
  const order = low && high ? compareDecimals(boundDecimal(low), boundDecimal(high)) : -1;
  if (order > 0 || (order === 0 && !(fromIn && toIn))) {
    fail(start, end, 'This range is empty: it ends before it starts.');
  }
  return { kind: 'number', from: low, to: high };
}

function timeUnit(text: string, zone: Zone, start: number, end: number): TimeUnit {
  const unit = parseTimeText(text.trim(), zone);
  if (unit === undefined)
    fail(start, end, `${text} is no time. Write 2026-03-11, 2026-03-11T22 or 2026-03-11T22:00:00Z.`);
  if (FINER.test(text))
    fail(start, end, 'Times are compared to the microsecond. Write six digits of a second at most.');
  return unit;
}

function number(text: string, context: ValueContext, start: number, end: number): Stated {
  const value = Number(text);
  const decimal = NUMBER.test(text) ? parseDecimal(text) : undefined;
  if (decimal === undefined) {
    const digits = grouped(text);
    if (digits !== undefined)
      fail(start, end, `Numbers are written without separators and units. Use ${digits}.`, digits);
    fail(start, end, `${text} is no number. Write ${context.written}:>1000000, digits without separators.`);
  }
  if (!Number.isFinite(value)) fail(start, end, `${text} is larger than numbers can be here. Write a smaller one.`);
  const held = parseDecimal(String(value));
  if (held !== undefined && compareDecimals(held, decimal) === 0) return { value: value === 0 ? 0 : value };
  return { value, written: text.replace(/^\+/, '') };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** "1,000" and "5MB" as digits; units are powers of 1,000. */
function grouped(text: string): string | undefined {
  const match = /^(\d{1,3}(?:[,_]\d{3})+|\d+(?:\.\d+)?)([kmgt]?)b?$/i.exec(text);
  if (match === null) return undefined;
  const number = Number((match[1] ?? '').replace(/[,_]/g, '')) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1);
  return Number.isSafeInteger(number) ? String(number) : undefined;
}
