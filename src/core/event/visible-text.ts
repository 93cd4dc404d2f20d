/** A run of text as it is, or one character that would not show, as its code point. */
export interface VisiblePart {
  readonly text: string;
  readonly escape: boolean;
}

/**
 * What evidence may hold but a screen would not show or would show elsewhere: first and last code
 * point of each range. A fixed list, so that every host shows the same.
 */
const HIDDEN: readonly (readonly [number, number])[] = [
  [0x00, 0x1f], // controls, tab and line ends among them
  [0x7f, 0x9f], // delete, C1 controls
  [0xad, 0xad], // soft hyphen
  [0x34f, 0x34f], // combining grapheme joiner
  [0x61c, 0x61c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer inherent vowels
  [0x180b, 0x180f], // Mongolian variation selectors, vowel separator
  [0x200b, 0x200f], // zero width, direction marks
  [0x2028, 0x202e], // line and paragraph separators, direction embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, direction isolates, deprecated formats
  [0x2800, 0x2800], // Braille blank
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xdfff], // lone surrogates
  [0xfdd0, 0xfdef], // non-characters
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // halfwidth Hangul filler
  [0xfff0, 0xfffb], // unassigned ignorables, interlinear annotation
  [0xfffe, 0xffff], // non-characters
  [0x1bca0, 0x1bca3], // shorthand format controls
  [0x1d173, 0x1d17a], // musical format controls
  [0xe0000, 0xe0fff], // tags, variation selectors
];

/** The last two code points of every plane beyond the first are non-characters. */
const LAST_PLANE = 16;

function hiddenClass(): string {
  const escape = (code: number): string => `\\u{${code.toString(16)}}`;
  const ranges = HIDDEN.map(([first, last]) => `${escape(first)}-${escape(last)}`);
  for (let plane = 1; plane <= LAST_PLANE; plane += 1) {
    ranges.push(`${escape(plane * 0x10000 + 0xfffe)}-${escape(plane * 0x10000 + 0xffff)}`);
  }
  return `[${ranges.join('')}]`;
}

const HIDDEN_ONE = new RegExp(hiddenClass(), 'u');
const HIDDEN_EACH = new RegExp(hiddenClass(), 'gu');

/** Whether all of the text shows as it is: then nothing has to be escaped. */
export function isVisible(text: string): boolean {
  return !HIDDEN_ONE.test(text);
}

/**
 * Splits a text into runs that show as they are and single characters that would not: controls,
 * zero-width, direction-changing and separating characters, tags, lone surrogates, non-characters
 * and selectors. These are given as their code point, `U+202E`, to be drawn so that they cannot be
 * taken for text. The empty text gives no parts.
 */
export function visibleText(text: string): readonly VisiblePart[] {
  const parts: VisiblePart[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN_EACH)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), escape: false });
    parts.push({ text: codePoint(match[0]), escape: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), escape: false });
  return parts;
}

/** As `visibleText`, for plain text such as a terminal or a title: hidden characters become `<U+202E>`. */
export function escapeText(text: string): string {
  return replaceHidden(text, (character) => `<${codePoint(character)}>`);
}

/** Puts something else for each character that a screen would not show or would show elsewhere. */
export function replaceHidden(text: string, replace: (character: string) => string): string {
  return isVisible(text) ? text : text.replace(HIDDEN_EACH, replace);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
