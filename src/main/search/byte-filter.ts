import type { EvidenceTerm } from '../../core/query/language/lower';
import { emptyPath, matchesPath } from '../../core/query/language/evaluate';
import type { TermNode, TextNode } from '../../core/query/language/ast';

/**
 * What bytes alone say of a condition, so that most records need not be decoded. It never says no of a
 * record that meets the condition, provided that the record holds no `\u` escape: with those, any
 * character may be written in six.
 */
export type ByteFilter =
  /** A free phrase: these bytes in this order are the whole answer. */
  | {
      readonly kind: 'phrase';
      readonly pieces: readonly Buffer[];
      /** The one to look for first. */
      readonly longest: Buffer;
      /** False where JSON may write the same text in another way within a string. */
      readonly plain: boolean;
    }
  /** A path: without any of these bytes the answer is `otherwise`; with them the record must be decoded. */
  | { readonly kind: 'any-of'; readonly needles: readonly Buffer[]; readonly otherwise: boolean }
  /** The same with a name, whatever the case of its letters. */
  | { readonly kind: 'name'; readonly pattern: RegExp; readonly otherwise: boolean }
  /** Bytes say nothing. */
  | { readonly kind: 'decode' };

const DECODE: ByteFilter = { kind: 'decode' };
/** Characters that JSON writes as they are, or as `\u`, and never in a short escape. */
const PLAIN = /^[^"\\/\u0000-\u001f]*$/u;
/** Runs of characters that no number, and no JSON text of an object, writes in another way. */
const RUNS = /[A-Za-z0-9_]{3,}/g;
/** Something that stands in no number: not even in 1E+21. */
const IN_NO_NUMBER = /[A-DF-Za-df-z_]/;
/** What a number too large for a double reads as. */
const TOO_LARGE = 'null';

export function byteFilter({ node, anyCase }: EvidenceTerm): ByteFilter {
  if (anyCase === true) {
    const path = node.kind === 'term' && node.field.kind === 'path' ? node.field.path : undefined;
    return path === undefined || node.kind === 'text' ? DECODE : nameFilter(path, matchesPath(node, {}, '{}'));
  }
  return node.kind === 'text' ? phraseFilter(node) : pathFilter(node);
}

function phraseFilter({ pieces }: TextNode): ByteFilter {
  // A lone surrogate has no UTF-8; U+FFFD is also what bytes that are no UTF-8 are read as.
  if (pieces.some((piece) => /\p{Surrogate}/u.test(piece) || piece.includes('\ufffd'))) return DECODE;
  const needles = pieces.map((piece) => Buffer.from(piece, 'utf8'));
  const longest = needles.reduce((best, needle) => (needle.length > best.length ? needle : best));
  return { kind: 'phrase', pieces: needles, longest, plain: pieces.every((piece) => PLAIN.test(piece)) };
}

function pathFilter(node: TermNode): ByteFilter {
  const path = node.field.kind === 'path' ? node.field.path : emptyPath(node.field);
  if (path === undefined) return DECODE;
  const otherwise = matchesPath(node, {}, '{}');
  const needles: Buffer[] = [];
  for (const value of node.values) {
    const texts = value.kind === 'exact' ? [value.text] : value.kind === 'pattern' ? value.pieces : [];
    const runs = texts.flatMap((text) => text.match(RUNS) ?? []).filter(isTelling);
    const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
    if (longest === '') return nameFilter(path, otherwise);
    needles.push(Buffer.from(longest, 'latin1'));
  }
  // No value of the path can hold a text that the record does not.
  return needles.length === 0 ? DECODE : { kind: 'any-of', needles, otherwise: false };
}

function isTelling(run: string): boolean {
  return IN_NO_NUMBER.test(run) && !TOO_LARGE.includes(run);
}

function nameFilter(path: readonly string[], otherwise: boolean): ByteFilter {
  const name = path[path.length - 1] ?? '';
  if (!/^[\x20-\x7e]+$/.test(name) || !PLAIN.test(name)) return DECODE;
  const letters = Array.from(name, (char) => {
    const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
    // The Kelvin sign is the one other character that is an ASCII letter in lower case.
    if (lower === 'k') return '(?:[kK]|\xe2\x84\xaa)';
    return lower === upper ? char.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : `[${lower}${upper}]`;
  });
  // Within a LookupEvents item the quote after it is escaped.
  return { kind: 'name', pattern: new RegExp(`"${letters.join('')}\\\\?"`, 'g'), otherwise };
}
