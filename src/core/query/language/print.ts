import {
  boundText,
  type Field,
  type FilterNode,
  type NumberBound,
  type TermNode,
  type TextNode,
  type Value,
} from './ast';
import { isComparison } from './comparison';
import { isKnownRoot } from './fields';
import { kinField } from './kin-fields';
import { isJoiner, OTHER_QUOTES } from './other-languages';
import { KEYWORDS } from './scan';
import { endOfInstant, formatUtc } from './time-text';

/**
 * Characters that cannot be seen, or change how their neighbours are seen: controls, zero-width and
 * direction marks, separators, lone surrogates. They are written as `\u{...}`.
 */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SPECIAL_IN_VALUE = /[\s()"*\\]/;
const SPECIAL_IN_WORD = /[\s()"*\\:]/;
/** A value that begins so would be read as a range, or with its field as an address such as `https://...`. */
const BEGINS_OTHERWISE = new RegExp(`^(?:[[{<>=${OTHER_QUOTES.join('')}]|//)`);
const BEGINS_QUOTED = new RegExp(`^[${OTHER_QUOTES.join('')}]`);
const keywords = new Set<string>(KEYWORDS);
const isReserved = (text: string): boolean => keywords.has(text) || isJoiner(text);

/** Canonical text: reading it gives the same filter, whatever the zone (times are written in UTC). */
export function printFilter(filter: FilterNode): string {
  switch (filter.kind) {
    case 'all':
      return '';
    case 'or':
      return filter.of.map(printFilter).join(' OR ');
    case 'and':
      return filter.of.map((node) => (node.kind === 'or' ? `(${printFilter(node)})` : printFilter(node))).join(' AND ');
    case 'not':
      return filter.of.kind === 'or' || filter.of.kind === 'and'
        ? `NOT (${printFilter(filter.of)})`
        : `NOT ${printFilter(filter.of)}`;
    case 'term':
      return printTerm(filter);
    case 'text':
      return printPhrase(filter);
  }
}

/** A field's canonical name, escaped where it must be. */
export function printField(field: Field): string {
  switch (field.kind) {
    case 'facet':
      return field.name;
    case 'time':
      return 'eventTime';
    case 'bytes':
      return 'bytesTransferredOut';
    case 'lineage':
      return kinField(field).name;
    case 'path': {
      const path = field.path.map((segment) => escapeWith(segment, /[\s()"*\\:.[\]=<>!~]/g)).join('.');
      return isKnownRoot(field.path) ? path : `$.${path}`;
    }
  }
}

/** A value as it is written after the field's colon. */
export function printValue(value: Value, field: Field): string {
  switch (value.kind) {
    case 'exact':
      return printExact(value.text, field);
    case 'pattern':
      return printPattern(value.pieces);
    case 'present':
      return '*';
    case 'absent':
      return '(none)';
    case 'network':
      return value.network;
    case 'time':
      return printTimes(value.from, value.to, field);
    case 'number':
      return printNumbers(value.from, value.to, field);
  }
}

function printTerm({ field, values }: TermNode): string {
  const [only, ...others] = values.map((value) => printValue(value, field));
  return `${printField(field)}:${others.length === 0 ? (only ?? '') : `(${[only, ...others].join(' OR ')})`}`;
}

function printPhrase({ pieces }: TextNode): string {
  const only = pieces[0] ?? '';
  if (pieces.length > 1) {
    const text = pieces.map((piece) => escapeWith(piece, /[\s()"*\\:=<>!~]/g)).join('*');
    return text.startsWith('-') || BEGINS_QUOTED.test(text) ? `\\${text}` : text;
  }
  const bare =
    !SPECIAL_IN_WORD.test(only) &&
    !only.startsWith('-') &&
    !BEGINS_QUOTED.test(only) &&
    !isReserved(only) &&
    !hasUnseen(only) &&
    !isComparison(only);
  return bare ? only : quote(only);
}

function printExact(text: string, field: Field): string {
  if (text === '') return '(empty)';
  const looksLikeNetwork = field.kind === 'facet' && field.name === 'sourceIPAddress' && text.includes('/');
  const bare = !SPECIAL_IN_VALUE.test(text) && !BEGINS_OTHERWISE.test(text) && !isReserved(text) && !hasUnseen(text);
  return bare && !looksLikeNetwork ? text : quote(text);
}

function printPattern(pieces: readonly string[]): string {
  const text = pieces.map((piece) => escapeWith(piece, /[\s()"*\\]/g)).join('*');
  return BEGINS_OTHERWISE.test(text) ? `\\${text}` : text;
}

function printTimes(from: number | null, to: number | null, field: Field): string {
  if (from === null) return to === null ? '*' : `<${formatUtc(to)}`;
  if (to === null) return `>=${formatUtc(from)}`;
  return field.kind === 'time' && to === endOfInstant(from)
    ? formatUtc(from)
    : `[${formatUtc(from)} TO ${formatUtc(to)}}`;
}

function printNumbers(from: NumberBound | null, to: NumberBound | null, field: Field): string {
  if (from === null) return to === null ? '*' : `${to.inclusive ? '<=' : '<'}${boundText(to)}`;
  if (to === null) return `${from.inclusive ? '>=' : '>'}${boundText(from)}`;
  if (boundText(from) === boundText(to) && field.kind === 'bytes') return boundText(from);
  return `${from.inclusive ? '[' : '{'}${boundText(from)} TO ${boundText(to)}${to.inclusive ? ']' : '}'}`;
}

/** The text between quotes, as every text can be written. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(UNSEEN, codePoint)}"`;
}

function escapeWith(text: string, special: RegExp): string {
  return text.replace(special, (char) => (hasUnseen(char) ? char : `\\${char}`)).replace(UNSEEN, codePoint);
}

function hasUnseen(text: string): boolean {
  UNSEEN.lastIndex = 0;
  return UNSEEN.test(text);
}

function codePoint(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
