import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
  isSpace,
} from './bytes';
import { ESCAPES, HEX } from './json-escapes';

/** What a walk returns where it cannot vouch for the bytes: they may be JSON all the same. */
export const UNSURE = -1;

/** Far below MAX_DEPTH: the walk is recursive, and records are nested a few levels deep. */
const MOST_NESTING = 48;

const TRUE = 0x65757274;
const FALSE_TAIL = 0x65736c61;
const NULL = 0x6c6c756e;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const LETTER_U = 0x75;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;

/**
 * Walks JSON on bytes and accepts nothing that `JSON.parse` would refuse once these bytes are
 * decoded: RFC 8259 to the letter (escapes, control characters, numbers, commas). The reverse does
 * not hold: nesting beyond some levels gives UNSURE. Bytes that are no UTF-8 are refused outside
 * strings and pass within them, where decoding turns them into U+FFFD.
 *
 * Each method takes the position to begin at and returns the one after what it walked, or UNSURE.
 */
export class JsonWalker {
  bytes: Uint8Array = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  /** Nothing from here on belongs to the value. */
  limit = 0;
  /** The last string held an escape. */
  escaped = false;
  /** The last string held bytes of 0x80 or more. */
  wide = false;

  /** The walks that follow are within `bytes[0, limit)`. */
  open(bytes: Uint8Array, limit: number): void {
    this.limit = limit;
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The byte there; 0, which JSON never holds, beyond the end. */
  byteAt(at: number): number {
    return at < this.limit ? (this.bytes[at] as number) : 0;
  }

  /** The first position from `at` on that holds no white space. */
  space(at: number): number {
    let next = at;
    while (next < this.limit && isSpace(this.bytes[next] as number)) next += 1;
    return next;
  }

  /** From after a name to its value: a colon, and white space around it. */
  colon(at: number): number {
    let next = at;
    if (this.byteAt(next) !== COLON) next = this.space(next);
    if (this.byteAt(next) !== COLON) return UNSURE;
    next += 1;
    return this.byteAt(next) <= SPACE ? this.space(next) : next;
  }

  /** @param at first byte of the value @param depth of what holds it */
  value(at: number, depth: number): number {
    const byte = this.byteAt(at);
    if (byte === QUOTE) return this.string(at + 1);
    if (byte === OPEN_OBJECT) return this.object(at + 1, depth + 1);
    if (byte === OPEN_ARRAY) return this.array(at + 1, depth + 1);
    if (byte === LETTER_T || byte === LETTER_F || byte === LETTER_N) return this.literal(at, byte);
    return this.number(at);
  }

  /** @param at after the opening bracket */
  object(at: number, depth: number): number {
    if (depth > MOST_NESTING) return UNSURE;
    let next = this.space(at);
    if (this.byteAt(next) === CLOSE_OBJECT) return next + 1;
    for (;;) {
      if (this.byteAt(next) !== QUOTE) return UNSURE;
      next = this.string(next + 1);
      if (next === UNSURE) return UNSURE;
      next = this.colon(next);
      if (next === UNSURE) return UNSURE;
      next = this.value(next, depth);
      if (next === UNSURE) return UNSURE;
      if (this.byteAt(next) <= SPACE) next = this.space(next);
      const byte = this.byteAt(next);
      next += 1;
      if (byte === CLOSE_OBJECT) return next;
      if (byte !== COMMA) return UNSURE;
      if (this.byteAt(next) <= SPACE) next = this.space(next);
    }
  }

  /** @param at after the opening bracket */
  array(at: number, depth: number): number {
    if (depth > MOST_NESTING) return UNSURE;
    let next = this.space(at);
    if (this.byteAt(next) === CLOSE_ARRAY) return next + 1;
    for (;;) {
      next = this.value(next, depth);
      if (next === UNSURE) return UNSURE;
      if (this.byteAt(next) <= SPACE) next = this.space(next);
      const byte = this.byteAt(next);
      next += 1;
      if (byte === CLOSE_ARRAY) return next;
      if (byte !== COMMA) return UNSURE;
      if (this.byteAt(next) <= SPACE) next = this.space(next);
    }
  }

  /**
   * Four bytes at a time; sets `escaped` and `wide`.
   * @param at after the opening quote
   */
  string(at: number): number {
    const { view, limit } = this;
    const lastWord = limit - 4;
    let next = at;
    let high = 0;
    this.escaped = false;
    for (;;) {
      let stops = 0;
      while (next <= lastWord) {
        const word = view.getInt32(next, true);
        stops = stopBits(word);
        if (stops !== 0) {
          const lowest = stops & -stops;
          // Of the bytes before the stop.
          high |= word & (lowest - 1);
          next += (31 - Math.clz32(lowest)) >> 3;
          break;
        }
        high |= word;
        next += 4;
      }
      if (stops === 0) next = this.stopByByte(next);
      const byte = this.byteAt(next);
      if (byte === QUOTE) break;
      if (byte !== BACKSLASH) return UNSURE;
      next = this.escape(next + 1);
      if (next === UNSURE) return UNSURE;
      this.escaped = true;
    }
    this.wide = (high & HIGH_BITS) !== 0;
    return next + 1;
  }

  /** The last bytes before the end. A record ends in a bracket: what is read here is no value of it. */
  private stopByByte(at: number): number {
    let next = at;
    while (next < this.limit) {
      const byte = this.bytes[next] as number;
      // Bytes that are not in ASCII count as unsure here, so that `wide` needs no second place.
      if (byte === QUOTE || byte === BACKSLASH || byte < SPACE || byte >= 0x80) break;
      next += 1;
    }
    return next;
  }

  private escape(at: number): number {
    const byte = this.byteAt(at);
    if (ESCAPES[byte] === 1) return at + 1;
    if (byte !== LETTER_U) return UNSURE;
    for (let i = 1; i <= 4; i++) if (HEX[this.byteAt(at + i)] !== 1) return UNSURE;
    return at + 5;
  }

  private literal(at: number, first: number): number {
    const from = first === LETTER_F ? at + 1 : at;
    if (from + 4 > this.limit) return UNSURE;
    const word = this.view.getInt32(from, true);
    const wanted = first === LETTER_T ? TRUE : first === LETTER_N ? NULL : FALSE_TAIL;
    return word === wanted ? from + 4 : UNSURE;
  }

  private number(at: number): number {
    let next = this.byteAt(at) === MINUS ? at + 1 : at;
    if (this.byteAt(next) === DIGIT_0) next += 1;
    else next = this.digits(next);
    if (next !== UNSURE && this.byteAt(next) === POINT) next = this.digits(next + 1);
    if (next === UNSURE) return UNSURE;
    // E or e
    if ((this.byteAt(next) | 0x20) !== 0x65) return next;
    const sign = this.byteAt(next + 1);
    return this.digits(sign === PLUS || sign === MINUS ? next + 2 : next + 1);
  }

  /** One digit or more. */
  private digits(at: number): number {
    let next = at;
    for (let byte = this.byteAt(next); byte >= DIGIT_0 && byte <= DIGIT_9; byte = this.byteAt(next)) next += 1;
    return next === at ? UNSURE : next;
  }
}

const LOW_BITS = 0x7f7f7f7f;
const HIGH_BITS = ~LOW_BITS;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const TO_PRINTABLE = 0x60606060;

/** Top bit of each byte of `word` that is a quote, a backslash or a control character; exact, without carries. */
function stopBits(word: number): number {
  const quote = word ^ QUOTES;
  const backslash = word ^ BACKSLASHES;
  const noQuote = ((quote & LOW_BITS) + LOW_BITS) | quote;
  const noBackslash = ((backslash & LOW_BITS) + LOW_BITS) | backslash;
  const noControl = ((word & LOW_BITS) + TO_PRINTABLE) | word;
  return ~((noQuote & noBackslash & noControl) | LOW_BITS);
}
