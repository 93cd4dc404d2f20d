import { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './bytes';
import { MAX_DEPTH } from './format';

/** `scan` ran out of bytes within the value: call it again with the next chunk. */
export const UNFINISHED = -1;
/** `scan` met a closing bracket that does not match: see `fault`. */
export const MISMATCH = -2;

const PLAIN = 0;
const STRING = 1;
const OPEN = 2;

/** What a byte outside strings means for the nesting: nothing, a string, an opening or a closing bracket. */
const ROLES = new Uint8Array(256);
ROLES[QUOTE] = STRING;
ROLES[OPEN_OBJECT] = OPEN;
ROLES[OPEN_ARRAY] = OPEN;
ROLES[CLOSE_OBJECT] = 3;
ROLES[CLOSE_ARRAY] = 3;

/** In ASCII both closing brackets lie two after their opening ones. */
const TO_CLOSER = 2;

/**
 * Finds the end of one JSON object, array or string on bytes, whatever the chunking. It knows
 * strings, escapes and nesting only: whether the value is JSON is left to `JSON.parse`.
 *
 * Linear in the bytes, constant in memory. Brackets are matched by kind down to MAX_DEPTH; a value
 * nested deeper is walked to its end by counting and marked `tooDeep`.
 */
export class ValueScanner {
  /** The value is nested deeper than MAX_DEPTH. */
  tooDeep = false;
  /** Position in the chunk of the bracket that did not match. */
  fault = 0;

  private depth = 0;
  private inString = false;
  /** The chunk before ended on a backslash: the first byte of the next one is escaped. */
  private escaped = false;
  private readonly closers = new Uint8Array(MAX_DEPTH + 1);

  /** Forgets the value before; the next `scan` starts at the first byte of a new one. */
  reset(): void {
    this.tooDeep = false;
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
  }

  /**
   * Walks on through `bytes[from, to)`.
   * @param view `bytes` as little-endian words, from `wordsOf`
   * @returns the position after the value's last byte, UNFINISHED or MISMATCH
   */
  scan(bytes: Uint8Array, from: number, to: number, view: Words): number {
    const { words, shift } = view;
    const wordEnd = Math.min((to + shift) >> 2, words.length);
    const closers = this.closers;
    let depth = this.depth;
    let inString = this.inString;
    let at = this.escaped ? from + 1 : from;
    for (;;) {
      if (inString) {
        at = stringStop(bytes, at, to, words, shift, wordEnd);
        if (at >= to) break;
        if (bytes[at] === BACKSLASH) {
          at += 2;
          continue;
        }
        at += 1;
        inString = false;
        if (depth === 0) return at;
        // The usual case in compact JSON: one colon or comma, then the next string.
        if (at + 1 < to && bytes[at + 1] === QUOTE && ROLES[bytes[at] as number] === PLAIN) {
          at += 2;
          inString = true;
          continue;
        }
      }
      let role = PLAIN;
      while (at < to && (role = ROLES[bytes[at] as number] as number) === PLAIN) at += 1;
      if (at >= to) break;
      const byte = bytes[at] as number;
      at += 1;
      if (role === STRING) {
        inString = true;
      } else if (role === OPEN) {
        depth += 1;
        if (depth <= MAX_DEPTH) closers[depth] = byte + TO_CLOSER;
        else this.tooDeep = true;
      } else {
        if (depth <= MAX_DEPTH && closers[depth] !== byte) {
          this.fault = at - 1;
          return MISMATCH;
        }
        depth -= 1;
        if (depth === 0) return at;
      }
    }
    this.depth = depth;
    this.inString = inString;
    this.escaped = at > to;
    return UNFINISHED;
  }
}

/** The same bytes as 32-bit words: `words[n]` starts at byte `n * 4 - shift`. */
export interface Words {
  readonly words: Int32Array;
  readonly shift: number;
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const NO_WORDS: Words = { words: new Int32Array(0), shift: 0 };

/** A view of the words that hold `bytes`; costs no copy. Empty on a big-endian machine: then bytes are read one by one. */
export function wordsOf(bytes: Uint8Array): Words {
  if (!LITTLE_ENDIAN) return NO_WORDS;
  const shift = bytes.byteOffset & 3;
  const base = bytes.byteOffset - shift;
  return { words: new Int32Array(bytes.buffer, base, (bytes.length + shift) >> 2), shift };
}

/**
 * The position of the next quote or backslash in [from, to), or `to` (or beyond, where `from` is).
 *
 * Four bytes at a time: in each word a byte's top bit is set where that byte equals the quote or
 * the backslash, without carries between bytes, so that the lowest set bit is exact.
 */
function stringStop(
  bytes: Uint8Array,
  from: number,
  to: number,
  words: Int32Array,
  shift: number,
  wordEnd: number,
): number {
  let word = (from + shift) >> 2;
  let at = from;
  if (word < wordEnd) {
    let stops = stopBits(words[word] as number) & (-1 << (((from + shift) & 3) << 3));
    while (stops === 0) {
      word += 1;
      if (word >= wordEnd) break;
      stops = stopBits(words[word] as number);
    }
    if (stops !== 0) return (word << 2) - shift + ((31 - Math.clz32(stops & -stops)) >> 3);
    at = (wordEnd << 2) - shift;
  }
  while (at < to) {
    const byte = bytes[at] as number;
    if (byte === QUOTE || byte === BACKSLASH) break;
    at += 1;
  }
  return at;
}

const LOW_BITS = 0x7f7f7f7f;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;

/** Top bit of each byte of `word` that is a quote or a backslash. */
function stopBits(word: number): number {
  const quote = word ^ QUOTES;
  const backslash = word ^ BACKSLASHES;
  const noQuote = ((quote & LOW_BITS) + LOW_BITS) | quote;
  const noBackslash = ((backslash & LOW_BITS) + LOW_BITS) | backslash;
  return ~((noQuote & noBackslash) | LOW_BITS);
}
