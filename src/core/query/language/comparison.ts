import { fieldOfPath, nearestField } from './fields';

/** A field's name that is followed by an operator of other languages in place of the colon. */
export interface Comparison {
  /** UTF-16 code units from the start of the text. */
  readonly end: number;
  /** The field, as it is to be written. */
  readonly field: string;
  readonly operator: string;
  /** As written, with its quotes; may be empty. */
  readonly value: string;
}

const NAME = '[A-Za-z$][\\w$.[\\]-]{0,200}';
const OPERATOR = '==?=?~?|!==?|!~|<>|>=|<=|>|<|~';
const VALUE = `"(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s()"']*`;
const AT = new RegExp(`(${NAME})\\s*(${OPERATOR})\\s*(${VALUE})`, 'y');

/**
 * What stands at a place of a filter's text, if it is a comparison of a known field. A silent search
 * for such words would find nothing, and mislead.
 */
export function comparisonAt(text: string, start: number): Comparison | undefined {
  AT.lastIndex = start;
  const match = AT.exec(text);
  if (match === null) return undefined;
  const [, name = '', operator = '', value = ''] = match;
  const field = meantField(name);
  return field === undefined ? undefined : { end: AT.lastIndex, field, operator, value };
}

/** Whether a word alone would be read as a comparison. */
export function isComparison(word: string): boolean {
  return comparisonAt(word, 0) !== undefined;
}

/** What is to be written in its place: a condition in this language. */
export function inThisLanguage({ field, operator, value }: Comparison): string {
  const not = operator.startsWith('!') || operator === '<>' ? 'NOT ' : '';
  const text = value.startsWith("'") ? value.slice(1, -1) : value;
  if (text === '' || text === '""') return `${not}${field}:${value === '' ? '*' : '(empty)'}`;
  const range = /^[<>]=?$/.test(operator) && /^[\d."]/.test(text) ? operator : '';
  const quoted = /[\s()"]/.test(text) && !text.startsWith('"') ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
  return `${not}${field}:${range}${quoted}`;
}

/** A field or a path of CloudTrail, or one of the names that analysts have for them. */
function meantField(name: string): string | undefined {
  if (/[[\]]/.test(name) || name.endsWith('.') || name.includes('..')) return undefined;
  const path = name.split('.');
  const rooted = path[0] === '$' && path.length > 1;
  if (fieldOfPath(rooted ? path.slice(1) : path, rooted) !== undefined) return name;
  return path.length === 1 ? nearestField(name, 'known') : undefined;
}
