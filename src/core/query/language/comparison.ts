import { fieldOfPath, nearestField } from './fields';

/** How a condition is meant that is written as in another language. */
export type Meaning =
  /** `value`: as written, with its quotes; '' where none stands there. */
  | { readonly kind: 'equals' | 'like' | 'regex' | 'contains' | 'starts' | 'ends'; readonly value: string }
  | { readonly kind: 'range'; readonly operator: '>' | '>=' | '<' | '<='; readonly value: string }
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'between'; readonly from: string; readonly to: string }
  | { readonly kind: 'present' | 'absent' | 'empty' };

/** A field's name that is followed by an operator of other languages in place of the colon. */
export interface Comparison {
  /** UTF-16 code units from the start of the text. */
  readonly end: number;
  /** The field, as it is to be written. */
  readonly field: string;
  /** As written: `=`, `IS NOT NULL`; undefined where a field's name stands alone. */
  readonly operator: string | undefined;
  readonly negated: boolean;
  /** undefined: not to be said in this language. */
  readonly meaning: Meaning | undefined;
}

export const NAME = '[A-Za-z$@][\\w$.[\\]-]{0,200}';
const SYMBOL = '[\u2260\u2264\u2265]|==?=?~?|!==?|!~|<>|>=|<=|>|<|~|(?<=\\s):';
const WORDS = [
  '(?:is\\s+)?not\\s+(?:null|none|empty|missing|absent|present)',
  'is\\s+(?:null|none|empty|missing|absent|present)',
  'is\\s+not',
  'is',
  'not\\s+exists',
  'exists',
  '(?:not\\s+|!)?(?:i|r)?like~?',
  '(?:not\\s+|!)?(?:regexp|matches\\s+regex|matches)',
  '(?:not\\s+|!)?(?:contains|has|startswith|starts_with|hasprefix|endswith|ends_with|hassuffix)(?:_cs)?',
  '(?:not\\s+|!)?between',
  '(?:not\\s+|!)?in~?(?=\\s*\\(|\\s|$)',
].join('|');
const STRING = `"(?:[^"\\\\]|\\\\.)*"|'(?:[^']|'')*'`;
/** Functions and words that make a time of a text. */
const TIME_OF = '(?:timestamp|datetime|date|todatetime|from_iso8601_timestamp)';
const VALUE = `${STRING}|/(?:[^/\\\\\\s]|\\\\.)+/i?|${TIME_OF}\\s*\\(\\s*(?:${STRING}|[^\\s()"']+)\\s*\\)|${TIME_OF}\\s+(?:${STRING})|[^\\s()"']*`;
const BY_SYMBOL = new RegExp(`(${NAME})\\s*(${SYMBOL})\\s*(${VALUE})`, 'y');
const BY_WORD = new RegExp(`(${NAME})\\s+(${WORDS})(?![\\w:.])\\s*`, 'iy');
const ONE = new RegExp(`(${VALUE})`, 'y');
const ENDS = new RegExp(`\\(?\\s*(${VALUE})\\s*(?:and|\\.\\.)\\s*(${VALUE})(?:\\s*\\))?`, 'iy');
const ALONE = new RegExp(`(${NAME})(?![^\\s()])`, 'y');
/** The word after a field's name alone, where it may be its value. */
const NEXT = new RegExp(`\\s+(${STRING}|[\\w*/.[][^\\s()"':]*)(?![^\\s()])`, 'y');
/** What joins conditions, here or elsewhere. */
const JOINER = /^(?:and|or|not|to|&&|\|\|?|!)$/i;
const ITEM = `${STRING}|[^\\s(),"'\\\\]+`;
const LIST = new RegExp(`\\(\\s*((?:${ITEM})(?:\\s*,\\s*(?:${ITEM}))*)\\s*\\)`, 'y');

/**
 * What stands at a place of a filter's text, if it is a comparison of a known field, or the name of
 * one alone. A silent search for such words would find nothing, and mislead.
 */
export function comparisonAt(text: string, start: number): Comparison | undefined {
  return bySymbol(text, start) ?? byWord(text, start) ?? nameAlone(text, start);
}

/** Whether a word alone would be read as a comparison, or as a field's name. */
export function isComparison(word: string): boolean {
  return comparisonAt(word, 0) !== undefined;
}

/** The values of a list in parentheses with commas, and where it ends; as written, with their quotes. */
export function listAt(
  text: string,
  start: number,
): { readonly values: readonly string[]; readonly end: number } | undefined {
  const match = at(LIST, text, start);
  if (match === null) return undefined;
  const values = [...(match[1] ?? '').matchAll(new RegExp(ITEM, 'g'))].map(([item]) => item);
  return { values, end: LIST.lastIndex };
}

function bySymbol(text: string, start: number): Comparison | undefined {
  const match = at(BY_SYMBOL, text, start);
  if (match === null) return undefined;
  const [, name = '', operator = '', value = ''] = match;
  const field = meantField(name);
  if (field === undefined) return undefined;
  const negated = operator.startsWith('!') || operator === '<>' || operator === '\u2260';
  const end = BY_SYMBOL.lastIndex;
  return { end, field, operator, negated, meaning: symbolMeaning(operator, value) };
}

function symbolMeaning(written: string, value: string): Meaning {
  const operator = written === '\u2264' ? '<=' : written === '\u2265' ? '>=' : written;
  if (operator === '>' || operator === '>=' || operator === '<' || operator === '<=') {
    return { kind: 'range', operator, value };
  }
  if (/^\/.+\/i?$/.test(value) || operator === '~' || operator === '!~') return { kind: 'regex', value };
  return /^null$/i.test(value) ? { kind: 'absent' } : { kind: 'equals', value };
}

function byWord(text: string, start: number): Comparison | undefined {
  const match = at(BY_WORD, text, start);
  if (match === null) return undefined;
  const [, name = '', operator = ''] = match;
  const words = operator.toLowerCase().replace(/\s+/g, ' ').replace(/_cs$/, '');
  const from = BY_WORD.lastIndex;
  const field = meantField(name);
  if (field === undefined || !(isDistinct(name) || isPlain(words, text, from))) return undefined;
  const negated = /^(?:not |is not|!)/.test(words);
  const known = { field, operator: operator.replace(/\s+/g, ' '), negated };
  const what = /(?:null|none|empty|missing|absent|present|exists)$/.exec(words)?.[0];
  if (what !== undefined) {
    const there = what === 'present' || what === 'exists';
    const kind = what === 'empty' ? 'empty' : there === negated ? 'absent' : 'present';
    const end = start + `${match[0]}`.trimEnd().length;
    // "is not null" is said by what is there.
    return { ...known, end, negated: what === 'empty' && negated, meaning: { kind } };
  }
  return { ...known, ...valueMeaning(words.replace(/^(?:not |!)/, ''), text, from) };
}

function valueMeaning(words: string, text: string, from: number): { end: number; meaning: Meaning | undefined } {
  if (words === 'between') {
    const match = at(ENDS, text, from);
    if (match === null) return { end: from, meaning: undefined };
    return { end: ENDS.lastIndex, meaning: { kind: 'between', from: match[1] ?? '', to: match[2] ?? '' } };
  }
  const list = listAt(text, from);
  if (list !== undefined) {
    const meaning: Meaning | undefined = /^(?:in~?|is|is not)$/.test(words)
      ? { kind: 'in', values: list.values }
      : undefined;
    return { end: list.end, meaning };
  }
  const value = at(ONE, text, from)?.[1] ?? '';
  const end = from + value.length;
  if (/^r?like~?$|^ilike/.test(words)) {
    return { end, meaning: { kind: words.startsWith('r') || value.startsWith('/') ? 'regex' : 'like', value } };
  }
  if (/^(?:regexp|matches)/.test(words)) return { end, meaning: { kind: 'regex', value } };
  if (/^(?:contains|has)$/.test(words)) return { end, meaning: { kind: 'contains', value } };
  if (/^(?:starts|hasprefix)/.test(words)) return { end, meaning: { kind: 'starts', value } };
  if (/^(?:ends|hassuffix)/.test(words)) return { end, meaning: { kind: 'ends', value } };
  return { end, meaning: { kind: 'equals', value } };
}

/** "eventName" as a word stands in every record, and a path in none. */
function nameAlone(text: string, start: number): Comparison | undefined {
  const name = at(ALONE, text, start)?.[1];
  const field = name === undefined ? undefined : knownField(name);
  if (name === undefined || field === undefined || !isDistinct(field)) return undefined;
  const end = start + name.length;
  const value = at(NEXT, text, end)?.[1];
  const endOfValue = NEXT.lastIndex;
  const meant = value === undefined || JOINER.test(value) || isComparison(value) ? undefined : value;
  if (meant === undefined) return { end, field, operator: undefined, negated: false, meaning: { kind: 'present' } };
  return {
    end: endOfValue,
    field,
    operator: undefined,
    negated: false,
    meaning: { kind: 'equals', value: meant },
  };
}

/** Operators that make sure that a plain word such as "user" is meant as a field. */
function isPlain(words: string, text: string, from: number): boolean {
  if (/null$|like~?$|^startswith|^endswith|between$/.test(words)) return true;
  if (/\bin~?$/.test(words)) return text[from] === '(';
  return /contains$|has$|regex/.test(words) && /["'/]/.test(text[from] ?? '');
}

/** A name that is no word of a language. */
function isDistinct(name: string): boolean {
  const first = name.replace(/^\$\./, '').split('.')[0] ?? '';
  const known = nearestField(first, 'known');
  return /[a-z][A-Z]/.test(known?.toLowerCase() === first.toLowerCase() ? known : first);
}

/** A field or a path of CloudTrail, or one of the names that analysts have for them. */
function meantField(name: string): string | undefined {
  return knownField(name) ?? (/[.[\]]/.test(name) ? undefined : nearestField(name, 'known'));
}

/** A field or a path of CloudTrail, without the marks of the root and of arrays. */
function knownField(written: string): string | undefined {
  const name = written.replace(/\[(?:\d{1,9}|\*)?\]/g, '');
  if (/[[\]]/.test(name) || name.endsWith('.') || name.includes('..')) return undefined;
  const path = name.split('.');
  const rooted = path[0] === '$' && path.length > 1;
  const inner = rooted ? path.slice(1) : path;
  if (fieldOfPath(inner) !== undefined)
    return inner.length === 1 ? (nearestField(inner[0] ?? '', 'known') ?? name) : inner.join('.');
  return rooted ? name : undefined;
}

function at(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}
