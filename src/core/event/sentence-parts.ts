/** A run of the sentence; strong ones are values from the record, still to be shown with hidden characters escaped. */
export interface SentencePart {
  readonly text: string;
  readonly strong: boolean;
}

/** Longer values are cut: the fields below the sentence have them whole. */
const LONGEST = 200;

/** Behind one of these a sentence has ended. */
const ENDED = /[.!?\u2026]$/;

/** Adds words of ours. A stop is not said behind a value that ends with one itself. */
export function say(parts: SentencePart[], words: string): void {
  const last = parts.at(-1);
  const text = words.startsWith('.') && last !== undefined && ENDED.test(last.text) ? words.slice(1) : words;
  if (text === '') return;
  if (last !== undefined && !last.strong) parts[parts.length - 1] = { text: last.text + text, strong: false };
  else parts.push({ text, strong: false });
}

/** Adds a value from the record. */
export function name(parts: SentencePart[], text: string): void {
  const long = text.length > LONGEST;
  // Cut between characters, not within a pair of surrogates.
  const end = long && /[\uD800-\uDBFF]/.test(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
  parts.push({ text: long ? `${text.slice(0, end)}…` : text, strong: true });
}
