import { FACETS } from '../../event/facet-catalogue';
import type { Field } from './ast';
import { FaultSignal } from './fault';
import { FIELD_NAMES, resolveField } from './fields';
import { KIN_FIELDS } from './kin-fields';
import { endsWord, isSpace, KEYWORDS } from './scan';

/** What can be written at a place of a filter's text. */
export interface Completion {
  /**
   * field: a field's name, or a free word. value: a value of `field`. keyword: AND, OR or NOT; where
   * `group` is not set, the next condition's field may stand there too.
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

/** A word of the text before the cursor. Faults do not stop the reading. */
interface Word {
  readonly start: number;
  readonly end: number;
  /** End of the field's name, where the word has one. */
  readonly colon: number | undefined;
}

const SPECIAL = /\((?:none|empty|anonymous|no time)\)/y;

/**
 * What stands at the cursor, for any text, with faults or without. Never throws.
 * @param cursor UTF-16 code units from the start
 */
export function completeAt(text: string, cursor: number): Completion {
  const at = Math.min(Math.max(Math.trunc(cursor), 0), text.length);
  const reader = new Reader(text, at);
  const word = reader.run();
  const start = word?.start ?? at;
  const to = wordEnd(text, start, at);
  if (reader.expects === 'value') return { ...valueAt(text, start, at, to, reader.field), ...reader.group };
  if (reader.inGroup) return { kind: 'keyword', from: start, to, prefix: text.slice(start, at), group: true };
  if (word?.colon !== undefined && at > word.colon) {
    return valueAt(text, word.colon + 1, at, to, fieldNamed(text, word.start, word.colon));
  }
  const minus = word && text[start] === '-' ? 1 : 0;
  const typed = text.slice(start + minus, at);
  // A keyword in the making, or the gap after a condition.
  const isKeyword = reader.expects === 'joiner' && minus === 0 && KEYWORDS.some((keyword) => keyword.startsWith(typed));
  return { kind: isKeyword ? 'keyword' : 'field', from: start + minus, to, prefix: unquoted(typed) };
}

/** Fields whose name starts with, then whose name or label holds, what was typed; ignoring case, columns first. */
export function completeFields(prefix: string): readonly { readonly name: string; readonly label: string }[] {
  const lower = prefix.toLowerCase();
  const named = FIELD_NAMES.map((name) => ({ name, label: labelOf(name) }));
  const starts = ({ name }: { name: string }): boolean => name.toLowerCase().startsWith(lower);
  const holds = ({ name, label }: { name: string; label: string }): boolean =>
    name.toLowerCase().includes(lower) || label.toLowerCase().includes(lower);
  return [...named.filter(starts), ...named.filter((one) => !starts(one) && holds(one))];
}

/** Reads up to the cursor, keeping what may come next. */
class Reader {
  expects: 'condition' | 'joiner' | 'value' = 'condition';
  /** Of the value expected. */
  field: Field | undefined;
  private pos = 0;
  /** Open parentheses; those of a group of values carry their field. */
  private readonly open: ({ readonly field: Field | undefined } | null)[] = [];

  constructor(
    private readonly text: string,
    private readonly at: number,
  ) {}

  get inGroup(): boolean {
    return (this.open[this.open.length - 1] ?? null) !== null;
  }

  get group(): { group?: true } {
    return this.inGroup ? { group: true } : {};
  }

  /** The word that the cursor is in or right behind, if any. */
  run(): Word | undefined {
    for (;;) {
      while (this.pos < this.at && isSpace(this.text[this.pos])) this.pos++;
      if (this.pos >= this.at) return undefined;
      const char = this.text[this.pos];
      if (char === '(') this.opening();
      else if (char === ')') {
        this.open.pop();
        this.expects = 'joiner';
        this.pos++;
      } else {
        const word = readWord(this.text, this.pos, this.at);
        if (word.end >= this.at) return word;
        this.pos = word.end;
        this.pass(word);
      }
    }
  }

  private opening(): void {
    SPECIAL.lastIndex = this.pos;
    if (this.expects === 'value' && SPECIAL.test(this.text) && SPECIAL.lastIndex <= this.at) {
      this.pos = SPECIAL.lastIndex;
      this.expects = 'joiner';
      return;
    }
    this.open.push(this.expects === 'value' ? { field: this.field } : null);
    if (this.expects !== 'value') this.expects = 'condition';
    this.pos++;
  }

  private pass({ start, end, colon }: Word): void {
    const written = this.text.slice(start, end);
    if (this.inGroup) {
      this.expects = this.expects === 'joiner' && written === 'OR' ? 'value' : 'joiner';
      this.field = this.open[this.open.length - 1]?.field;
    } else if (this.expects === 'value') this.expects = 'joiner';
    else if (KEYWORDS.some((keyword) => keyword === written)) this.expects = 'condition';
    else if (colon === end - 1) {
      this.expects = 'value';
      this.field = fieldNamed(this.text, start, colon);
    } else this.expects = 'joiner';
  }
}

function readWord(text: string, start: number, until: number): Word {
  let colon: number | undefined;
  let quoted = false;
  let pos = start;
  for (; pos < until; pos++) {
    const char = text[pos];
    if (char === '\\') pos++;
    else if (char === '"') quoted = !quoted && (pos === start || pos - 1 === colon);
    else if (quoted) continue;
    else if (endsWord(char)) break;
    else if (char === ':' && colon === undefined && text[start] !== '"') colon = pos;
  }
  return { start, end: Math.min(pos, until), colon };
}

/** Where the word that runs from `start` over the cursor ends: an open quote runs to its closing one. */
function wordEnd(text: string, start: number, at: number): number {
  let quoted = false;
  for (let pos = start; pos < text.length; pos++) {
    const char = text[pos];
    if (char === '\\') pos++;
    else if (char === '"') {
      quoted = !quoted && (pos === start || text[pos - 1] === ':');
      if (!quoted && pos >= at) return pos + 1;
    } else if (!quoted && pos >= at && endsWord(char)) return pos;
  }
  return text.length;
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

/** What was typed, without its quotes and escapes. */
function unquoted(typed: string): string {
  const text = typed.startsWith('"') ? typed.slice(1).replace(/(?<!\\)"$/, '') : typed;
  return text.replace(/\\(.)/gs, '$1');
}

function labelOf(name: string): string {
  if (name === 'eventTime') return 'Time';
  if (name === 'bytesTransferredOut') return 'Bytes out';
  const known = FACETS.find((facet) => facet.name === name) ?? KIN_FIELDS.find((field) => field.name === name);
  return known?.label ?? name;
}
