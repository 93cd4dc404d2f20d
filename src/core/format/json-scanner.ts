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
import { MAX_DEPTH, MAX_RECORD_BYTES } from './format';
import { ESCAPES, HEX } from './json-escapes';
import { JsonNumber, Literal } from './json-scalars';

/** `scan` ran out of bytes within the value: call it again with the next chunk. */
export const UNFINISHED = -1;
/** `scan` met a byte that no JSON has there: see `stop`. */
export const FAULT = -2;
/** `scan` has come to a value of a member at the top of an object: see `stop` and `name`. Call it again to go on. */
export const MEMBER = -3;

enum State {
  Value,
  FirstItem,
  FirstName,
  Name,
  Colon,
  After,
  Text,
  Escape,
  Hex,
  Number,
  Literal,
}

const IN_OBJECT = 1;
const IN_ARRAY = 2;
/** Longer names are none that anyone asks for. */
const NAME_BYTES = 128;
const LETTER_U = 0x75;

/**
 * Walks one JSON value to its end, whatever the chunking, and stops at the first byte that RFC 8259 does not allow
 * there: a record that lacks a bracket is told from its neighbour at once, where matching brackets would run on into
 * it. Bytes that are no UTF-8 pass within strings, as they do when they are decoded. Linear in the bytes; of memory
 * it takes one byte for each level.
 */
export class JsonScanner {
  /** The value is nested deeper than MAX_DEPTH. */
  tooDeep = false;
  /** Position in the chunk that FAULT or MEMBER is about. */
  stop = 0;

  private state = State.Value;
  private depth = 0;
  private stack: Uint8Array = new Uint8Array(MAX_DEPTH + 1);
  private watching = false;
  /** The value at hand was told as a member's. */
  private told = false;
  private isName = false;
  private readonly nameBytes = new Uint8Array(NAME_BYTES);
  private nameLength = 0;
  private hexLeft = 0;
  private readonly number = new JsonNumber();
  private readonly literal = new Literal();

  /** The next `scan` starts at the first byte of a value. @param watch it stops at members of the top object */
  reset(watch: boolean): void {
    this.state = State.Value;
    this.depth = 0;
    this.tooDeep = false;
    this.watching = watch;
    this.told = false;
    this.isName = false;
    if (this.stack.length > MAX_RECORD_BYTES / 64) this.stack = new Uint8Array(MAX_DEPTH + 1);
  }

  /** After MEMBER: the member's value was walked by someone else; `scan` goes on behind it. */
  passed(): void {
    this.told = false;
    this.state = State.After;
  }

  /** After MEMBER: the name; '' where it is too long for any. */
  get name(): string {
    if (this.nameLength > NAME_BYTES) return '';
    const text = decoder.decode(this.nameBytes.subarray(0, this.nameLength));
    return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
  }

  /** What was scanned so far is a whole number, which only another byte could end. */
  get isNumber(): boolean {
    return this.depth === 0 && this.state === State.Number && this.number.isWhole;
  }

  /** After FAULT: the byte would have closed the value, an object. */
  get breaksAtEnd(): boolean {
    return this.depth === 1 && this.stack[1] === IN_OBJECT && MAY_CLOSE.has(this.state);
  }

  /** Walks on through `bytes[from, to)`. @returns the position after the value, UNFINISHED, FAULT or MEMBER */
  scan(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      const byte = bytes[at] as number;
      switch (this.state) {
        case State.Text: {
          const end = this.text(bytes, at, to);
          if (end < 0) return this.fault(~end);
          at = end;
          if (this.state === State.Text) return UNFINISHED;
          if (this.state === State.After && this.depth === 0) return at;
          break;
        }
        case State.Escape:
          if (byte === LETTER_U) {
            this.hexLeft = 4;
            this.state = State.Hex;
          } else if (ESCAPES[byte] === 1) this.state = State.Text;
          else return this.fault(at);
          this.keepName(byte);
          at += 1;
          break;
        case State.Hex:
          if (HEX[byte] !== 1) return this.fault(at);
          this.keepName(byte);
          this.hexLeft -= 1;
          if (this.hexLeft === 0) this.state = State.Text;
          at += 1;
          break;
        case State.Number:
          if (this.number.take(byte)) at += 1;
          else if (!this.number.isWhole) return this.fault(at);
          else {
            this.state = State.After;
            if (this.depth === 0) return at;
          }
          break;
        case State.Literal:
          if (!this.literal.take(byte)) return this.fault(at);
          at += 1;
          if (this.literal.isWhole) {
            this.state = State.After;
            if (this.depth === 0) return at;
          }
          break;
        default: {
          if (isSpace(byte)) {
            at += 1;
            break;
          }
          const next = this.mark(byte, at);
          if (next < 0) return next;
          at = next;
          if (this.state === State.After && this.depth === 0) return at;
        }
      }
    }
    return UNFINISHED;
  }

  /** A byte outside of strings, numbers and literals that is no white space. */
  private mark(byte: number, at: number): number {
    switch (this.state) {
      case State.Colon:
        if (byte !== COLON) return this.fault(at);
        this.state = State.Value;
        return at + 1;
      case State.FirstName:
      case State.Name:
        if (byte === CLOSE_OBJECT && this.state === State.FirstName) return this.close(at);
        if (byte !== QUOTE) return this.fault(at);
        this.isName = true;
        this.nameLength = 0;
        this.state = State.Text;
        return at + 1;
      case State.After:
        if (byte === COMMA) {
          this.state = this.stack[this.depth] === IN_OBJECT ? State.Name : State.Value;
          return at + 1;
        }
        if (byte === (this.stack[this.depth] === IN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)) return this.close(at);
        return this.fault(at);
      case State.FirstItem:
        if (byte === CLOSE_ARRAY) return this.close(at);
        return this.value(byte, at);
      default:
        return this.value(byte, at);
    }
  }

  private value(byte: number, at: number): number {
    if (this.watching && this.depth === 1 && !this.told && this.stack[1] === IN_OBJECT) {
      this.told = true;
      this.stop = at;
      return MEMBER;
    }
    this.told = false;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) return this.open(byte === OPEN_OBJECT, at);
    if (byte === QUOTE) this.state = State.Text;
    else if (this.number.begin(byte)) this.state = State.Number;
    else if (this.literal.begin(byte)) this.state = State.Literal;
    else return this.fault(at);
    return at + 1;
  }

  private open(object: boolean, at: number): number {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.tooDeep = true;
    if (this.depth > MAX_RECORD_BYTES) return this.fault(at);
    if (this.depth >= this.stack.length) {
      const larger = new Uint8Array(this.stack.length * 2);
      larger.set(this.stack);
      this.stack = larger;
    }
    this.stack[this.depth] = object ? IN_OBJECT : IN_ARRAY;
    this.state = object ? State.FirstName : State.FirstItem;
    return at + 1;
  }

  private close(at: number): number {
    this.depth -= 1;
    this.state = State.After;
    return at + 1;
  }

  /** @returns the position reached: at the chunk's end, behind the string or an escape's backslash; ~position of a fault */
  private text(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      const byte = bytes[at] as number;
      if (byte === QUOTE || byte === BACKSLASH) break;
      if (byte < SPACE) return ~at;
      at += 1;
    }
    if (this.isName && this.watching && this.depth === 1) this.keepNames(bytes, from, at);
    if (at === to) return to;
    if (bytes[at] === BACKSLASH) {
      this.state = State.Escape;
      this.keepName(BACKSLASH);
    } else if (this.isName) {
      this.isName = false;
      this.state = State.Colon;
    } else this.state = State.After;
    return at + 1;
  }

  private keepNames(bytes: Uint8Array, from: number, to: number): void {
    if (this.nameLength + (to - from) > NAME_BYTES) this.nameLength = NAME_BYTES + 1;
    else {
      this.nameBytes.set(bytes.subarray(from, to), this.nameLength);
      this.nameLength += to - from;
    }
  }

  private keepName(byte: number): void {
    if (!this.isName || !this.watching || this.depth !== 1) return;
    if (this.nameLength < NAME_BYTES) this.nameBytes[this.nameLength] = byte;
    this.nameLength = Math.min(this.nameLength, NAME_BYTES) + 1;
  }

  private fault(at: number): number {
    this.stop = at;
    return FAULT;
  }
}

/** Where a name or a value is missing. */
const MAY_CLOSE: ReadonlySet<State> = new Set([State.Name, State.Value, State.Colon]);
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
