import { parseAddress } from '../cidr';
import { ALL, conjunction, disjunction, type FilterNode, type FilterText, negation, type TermNode } from './ast';
import { type Comparison, comparisonAt } from './comparison';
import { fail, type Fault, FaultSignal } from './fault';
import { resolveField } from './fields';
import { inThisLanguage } from './in-this-language';
import { mendedText } from './mend';
import { callAt, conditionsOf, otherQuotes, refuseJoiner } from './other-languages';
import { quote } from './print';
import { Cursor, endsWord, isSpace } from './scan';
import { parseValues } from './values';
import { openZone, type Zone } from './zone';

/** UTF-16 code units. */
export const MAX_FILTER_CHARS = 65_536;
/** Parentheses and NOTs inside one another. */
export const MAX_FILTER_DEPTH = 100;

const RANGE = /([\w:+-]+?(?:\.\d+Z?)?)(?:\s+TO\s+|\.\.)([\w:.+-]+)/y;

export interface ParseOptions {
  /** Zone of times typed without an offset: `UTC` (default), an IANA name, or `+05:45`. */
  readonly zone?: string;
}

export type ParsedFilter =
  { readonly ok: true; readonly filter: FilterText } | { readonly ok: false; readonly fault: Fault };

/**
 * Reads a filter's text. Precedence: NOT, then AND, then OR; terms side by side are joined by AND.
 * Time is linear in the text; a text over the caps on length and depth is a fault. Never throws.
 */
export function parseFilterText(text: string, options: ParseOptions = {}): ParsedFilter {
  try {
    return { ok: true, filter: new Parser(text, options.zone ?? 'UTC').filter() };
  } catch (error) {
    if (error instanceof FaultSignal) return { ok: false, fault: error.fault };
    throw error;
  }
}

class Parser {
  private readonly cursor: Cursor;
  private opened: Zone | undefined;

  constructor(
    private readonly text: string,
    private readonly zoneName: string,
  ) {
    this.cursor = new Cursor(text);
  }

  filter(): FilterText {
    const { text, cursor } = this;
    if (text.length > MAX_FILTER_CHARS) {
      fail(
        MAX_FILTER_CHARS,
        text.length,
        `The filter is longer than ${String(MAX_FILTER_CHARS)} characters. Shorten it.`,
      );
    }
    cursor.skipSpace();
    if (cursor.char === undefined) return ALL;
    if (text.trim() === '*') return ALL;
    this.refuseStatement();
    const node = this.or(0);
    if (cursor.char === ')') fail(cursor.pos, cursor.pos + 1, 'This parenthesis closes nothing. Remove it.');
    return node;
  }

  private or(depth: number): FilterNode {
    const nodes = [this.and(depth, 'nothing')];
    while (this.cursor.keyword() === 'OR') {
      this.cursor.pos += 2;
      nodes.push(this.and(depth, 'OR'));
    }
    return disjunction(nodes);
  }

  private and(depth: number, before: string): FilterNode {
    const { cursor } = this;
    const nodes = [this.operand(depth, before)];
    for (;;) {
      cursor.skipSpace();
      if (cursor.char === undefined || cursor.char === ')') break;
      const keyword = cursor.keyword();
      if (keyword === 'OR') break;
      if (keyword === 'AND') cursor.pos += 3;
      nodes.push(this.operand(depth, keyword === 'AND' ? 'AND' : 'nothing'));
    }
    return conjunction(nodes);
  }

  /** @param before the keyword that wants this operand, for the fault's words */
  private operand(depth: number, before: string): FilterNode {
    const { cursor } = this;
    cursor.skipSpace();
    const start = cursor.pos;
    const keyword = cursor.keyword();
    if (keyword === 'NOT') {
      cursor.pos += 3;
      return negation(this.operand(this.deeper(depth, start), 'NOT'), start);
    }
    if (keyword !== undefined) {
      fail(
        start,
        start + keyword.length,
        `A condition is missing ${before === 'nothing' ? 'before' : `between ${before} and`} ${keyword}.`,
      );
    }
    const char = cursor.char;
    if (char === undefined || char === ')') {
      const where = before === 'nothing' ? 'between the parentheses' : `after ${before}`;
      fail(start, start, `A condition is missing ${where}.`);
    }
    if (char === '-') {
      cursor.pos++;
      if (cursor.char === undefined || isSpace(cursor.char)) {
        fail(start, start + 1, 'A minus stands right before what it excludes. Remove the space, or the minus.');
      }
      return negation(this.operand(this.deeper(depth, start), '-'), start);
    }
    if (char === '(') return this.parentheses(this.deeper(depth, start));
    return this.term();
  }

  private parentheses(depth: number): FilterNode {
    const open = this.cursor.pos++;
    const node = this.or(depth);
    if (!this.cursor.take(')')) fail(open, open + 1, 'This parenthesis is never closed. Add a closing one.');
    return node;
  }

  private deeper(depth: number, at: number): number {
    if (depth >= MAX_FILTER_DEPTH) {
      fail(
        at,
        at + 1,
        `Parentheses and NOTs are nested more than ${String(MAX_FILTER_DEPTH)} deep. Simplify the filter.`,
      );
    }
    return depth + 1;
  }

  private term(): FilterNode {
    const { cursor, text } = this;
    const start = cursor.pos;
    if (cursor.char === '"') {
      const quoted = cursor.quoted();
      if (quoted === '') fail(start, cursor.pos, 'There is nothing between the quotes. Write the words to look for.');
      return { kind: 'text', pieces: [quoted], start, end: cursor.pos };
    }
    const comparison = callAt(text, start) ?? comparisonAt(text, start);
    if (comparison !== undefined) this.refuse(comparison, start);
    this.refuseQuotes(start);
    const name = cursor.word(true);
    if (cursor.char === ':' && !this.isLiteral(start)) {
      if (name.end === start) fail(start, start + 1, 'A field name is missing before the colon.');
      return this.fieldTerm(start, text.slice(start, name.end));
    }
    cursor.pos = start;
    const word = cursor.word();
    const raw = text.slice(start, word.end);
    if (cursor.char === '(')
      fail(start, cursor.pos + 1, 'Put a space before the parenthesis, or quotes around the text.');
    refuseJoiner(raw, start);
    const pieces = word.pieces.filter((piece) => piece !== '');
    if (pieces.length === 0)
      fail(start, word.end, 'A star by itself matches every event. Remove it, or write field:* for present.');
    return { kind: 'text', pieces, start, end: word.end };
  }

  /** `SELECT ... WHERE ...`: the conditions alone are a filter. */
  private refuseStatement(): void {
    const { text } = this;
    const conditions = conditionsOf(text);
    if (conditions === undefined) return;
    const meant = mendedText(conditions, { zone: this.zoneName }) ?? conditions;
    fail(0, text.length, `A filter is the conditions alone. Did you mean ${meant}?`, meant);
  }

  /** `eventName=GetObject`, `errorCode IS NULL`: a search for these words would find nothing. */
  private refuse(comparison: Comparison, start: number): never {
    const { operator, field, end } = comparison;
    const fix = inThisLanguage(comparison);
    const meant = fix !== undefined && parseFilterText(fix, { zone: this.zoneName }).ok ? fix : undefined;
    const what =
      operator === undefined
        ? `${field} is the name of a field: a condition on it is written ${field}:value.`
        : `A field is followed by a colon, not by ${operator}.`;
    const words = `${what} To search for the text itself, put quotes around it.`;
    fail(start, end, meant === undefined ? words : `${words} Did you mean ${meant}?`, meant);
  }

  private refuseQuotes(start: number): void {
    const quoted = otherQuotes(this.text, start);
    if (quoted === undefined) return;
    const meant = quote(quoted.inner);
    fail(start, quoted.end, `Text stands between straight double quotes. Did you mean ${meant}?`, meant);
  }

  private fieldTerm(start: number, written: string): TermNode {
    if (written === '_exists_') this.refuseExists(start);
    const field = resolveField(written, start);
    this.cursor.pos++;
    const fieldSpan = { start, end: start + written.length };
    if (field.kind !== 'facet' && field.kind !== 'lineage') this.refuseRange(start, written);
    const values = parseValues(this.cursor, { field, written, zone: () => this.zone(start) });
    return { kind: 'term', field, written, fieldSpan, values, start, end: this.cursor.pos };
  }

  /** `eventTime:a TO b`, `eventTime:a..b`: the brackets are missing. */
  private refuseRange(start: number, written: string): void {
    RANGE.lastIndex = this.cursor.pos;
    const match = RANGE.exec(this.text);
    const end = RANGE.lastIndex;
    if (match === null) return;
    const meant = `${written}:[${match[1] ?? ''} TO ${match[2] ?? ''}]`;
    if (!parseFilterText(meant, { zone: this.zoneName }).ok) return;
    fail(start, end, `A range stands in brackets. Did you mean ${meant}?`, meant);
  }

  /** `_exists_:errorCode`, as Lucene has it. */
  private refuseExists(start: number): void {
    const { cursor } = this;
    cursor.pos++;
    const end = cursor.wordEnd();
    const meant = `${this.text.slice(cursor.pos, end)}:*`;
    fail(start, end, `A field that is present is written field:*. Did you mean ${meant}?`, meant);
  }

  /**
   * Words whose colon is no field's: they start with a digit, or are an ARN, a URL or an IPv6
   * address. No field can be meant by them, so that indicators can be pasted as they are.
   */
  private isLiteral(start: number): boolean {
    const head = this.text.slice(start, start + 64);
    if (/^\d/.test(head) || /^arn:aws[a-z-]*:/.test(head) || /^[A-Za-z][A-Za-z0-9+.-]{0,15}:\/\//.test(head))
      return true;
    let end = 0;
    while (!endsWord(head[end])) end++;
    return parseAddress(head.slice(0, end)) !== undefined;
  }

  private zone(at: number): Zone {
    this.opened ??= openZone(this.zoneName);
    if (this.opened) return this.opened;
    fail(
      at,
      at,
      `No time zone is called ${this.zoneName}. Write UTC, a name such as Europe/Berlin, or an offset such as +05:45.`,
    );
  }
}
