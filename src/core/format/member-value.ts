import { OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './bytes';
import { isScalarByte } from './frame-text';
import { UNFINISHED } from './value-scanner';
import type { ValueScanner, Words } from './value-scanner';

const LETTER_N = 0x6e;

/** The value of a member that is walked over and not kept, whatever the chunking. */
export class MemberValue {
  /** Offset of its first byte in the source. */
  start = 0;
  isNull = false;
  private isScalar = false;

  /** @param scanner free from `open` until the value's end */
  constructor(private readonly scanner: ValueScanner) {}

  /** @returns false where no value begins with this byte */
  open(byte: number, offset: number): boolean {
    this.isScalar = isScalarByte(byte);
    if (!this.isScalar && byte !== OPEN_OBJECT && byte !== OPEN_ARRAY && byte !== QUOTE) return false;
    this.start = offset;
    this.isNull = byte === LETTER_N;
    this.scanner.reset();
    return true;
  }

  /** See ValueScanner.scan. A number or literal is at its end only once another byte follows. */
  scan(chunk: Uint8Array, at: number, to: number, words: Words): number {
    if (!this.isScalar) return this.scanner.scan(chunk, at, to, words);
    let end = at;
    while (end < to && isScalarByte(chunk[end] as number)) end += 1;
    return end < to ? end : UNFINISHED;
  }

  /** Position in the chunk of the bracket that did not match. */
  get fault(): number {
    return this.scanner.fault;
  }
}
