import type { Field, Value } from './ast';
import type { Comparison, Meaning } from './comparison';
import { fieldOfPath } from './fields';
import { printValue } from './print';

/**
 * A comparison of another language as a condition of this one.
 * @returns undefined where it cannot be said
 */
export function inThisLanguage({ field: name, negated, meaning }: Comparison): string | undefined {
  const path = name.split('.');
  const rooted = path[0] === '$';
  const field = fieldOfPath(rooted ? path.slice(1) : path, rooted);
  if (field === undefined || meaning === undefined) return undefined;
  const written = writtenMeaning(meaning, field);
  return written === undefined ? undefined : `${negated ? 'NOT ' : ''}${name}:${written}`;
}

/** Values as written in a list of another language, as this one writes them. */
export function groupOf(values: readonly string[], field: Field): string {
  const written = values.map((value) => oneValue(unquoted(value), field));
  return written.length === 1 ? (written[0] ?? '') : `(${written.join(' OR ')})`;
}

/** The text between quotes of any kind; a text without quotes as it is. */
export function unquoted(written: string): string {
  const inner = /^(?:timestamp|datetime|date|todatetime|from_iso8601_timestamp)\s*\(?\s*(.*?)\s*\)?$/is.exec(
    written,
  )?.[1];
  const text = inner !== undefined && inner !== '' ? inner : written;
  if (text.length > 1 && text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"'))
    return text.slice(1, -1).replace(/\\(["\\])/g, '$1');
  return text;
}

function writtenMeaning(meaning: Meaning, field: Field): string | undefined {
  switch (meaning.kind) {
    case 'present':
      return '*';
    case 'absent':
      return '(none)';
    case 'empty':
      return '(empty)';
    case 'in':
      return groupOf(meaning.values, field);
    case 'between':
      return `[${unquoted(meaning.from)} TO ${unquoted(meaning.to)}]`;
    case 'range': {
      const text = unquoted(meaning.value);
      return /^[\d.+-]/.test(text) ? `${meaning.operator}${/\s/.test(text) ? `"${text}"` : text}` : undefined;
    }
    default:
      return ofText(meaning.kind, meaning.value, field);
  }
}

function ofText(
  kind: 'equals' | 'like' | 'regex' | 'contains' | 'starts' | 'ends',
  written: string,
  field: Field,
): string | undefined {
  if (written === '') return '*';
  const text = unquoted(written);
  if (text === '') return '(empty)';
  switch (kind) {
    case 'equals':
      return oneValue(text, field);
    case 'like':
      return ofPieces(text.split('%'), field);
    case 'contains':
      return ofPieces(['', text, ''], field);
    case 'starts':
      return ofPieces([text, ''], field);
    case 'ends':
      return ofPieces(['', text], field);
    case 'regex':
      return ofRegex(text, field);
  }
}

/** A star in a value is a wildcard wherever it comes from. */
function oneValue(text: string, field: Field): string {
  if (field.kind === 'time' || field.kind === 'bytes') return /\s/.test(text) ? `"${text}"` : text;
  return text.includes('*') ? ofPieces(text.split('*'), field) : exact(text, field);
}

function exact(text: string, field: Field): string {
  // A network is read as one only without quotes.
  return /^[0-9A-Fa-f:.]+\/\d+$/.test(text) ? text : printValue({ kind: 'exact', text }, field);
}

function ofPieces(pieces: readonly string[], field: Field): string {
  const kept = pieces.filter((piece, at) => piece !== '' || at === 0 || at === pieces.length - 1);
  if (kept.length === 1) return exact(kept[0] ?? '', field);
  if (kept.every((piece) => piece === '')) return '*';
  const value: Value = { kind: 'pattern', pieces: kept };
  return printValue(value, field);
}

/** Of regular expressions what a pattern can say: literal text, `.*`, and both ends. */
function ofRegex(written: string, field: Field): string | undefined {
  let text = written.replace(/^\/(.*)\/i?$/s, '$1').replace(/^\(\?i\)/, '');
  const start = text.startsWith('^');
  const end = text.endsWith('$') && !text.endsWith('\\$');
  text = text.slice(start ? 1 : 0, end ? -1 : undefined);
  const pieces = text.split(/\.[*+]/);
  if (pieces.some((piece) => /(?<!\\)[[\](){}|?+*^$]/.test(piece) || /\\[A-Za-z0-9]/.test(piece))) return undefined;
  const literal = pieces.map((piece) => piece.replace(/\\(.)/g, '$1'));
  if (!start && literal[0] !== '') literal.unshift('');
  if (!end && literal[literal.length - 1] !== '') literal.push('');
  return ofPieces(literal, field);
}
