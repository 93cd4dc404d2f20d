import { QUOTE } from '../../format/bytes';
import type { JsonWalker } from '../../format/json-walker';
import { mayStatePart } from '../stated-failure';

const LOWER = 0x20;
const LETTER_E = 0x65;
const LETTER_F = 0x66;
const LETTER_T = 0x74;
const LETTER_U = 0x75;
const SHORTEST_WORD = 'failed'.length;
const LONGEST_WORD = 'failure'.length;

/**
 * Whether a member of an answer may state a failure: by its name, as a list of what failed, or by
 * the word that is its value. Looks at a few bytes; what is found is left to the reference.
 * @param name first byte of the name, without the quote, and `nameEnd` the one after it
 * @param value first byte of the value, and `valueEnd` the one after it, or UNSURE
 */
export function mayState(walker: JsonWalker, name: number, nameEnd: number, value: number, valueEnd: number): boolean {
  const { bytes } = walker;
  if (walker.byteAt(value) === QUOTE && valueEnd > value) {
    if (walker.escaped) return true;
    const length = valueEnd - value - 2;
    const letter = (bytes[value + 1] as number) | LOWER;
    if (length >= SHORTEST_WORD && length <= LONGEST_WORD && letter === LETTER_F) return true;
  }
  if (nameEnd <= name) return false;
  const first = (bytes[name] as number) | LOWER;
  const last = bytes[nameEnd - 1] as number;
  // The names begin with these letters, or end as "Response" and "Result" do.
  if (first !== LETTER_U && first !== LETTER_F && first !== LETTER_E && last !== LETTER_E && last !== LETTER_T) {
    return false;
  }
  let text = '';
  for (let at = name; at < nameEnd; at++) text += String.fromCharCode(bytes[at] as number);
  return mayStatePart(text);
}
