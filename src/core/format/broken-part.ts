import { COMMA, isSpace } from './bytes';

/** Bytes of a source that became no record, while the next place is looked for where one can begin. */
export class BrokenPart {
  /** First and after the last byte that is neither white space nor a comma; -1 where there is none yet. */
  start = -1;
  end = -1;
  /** Where the fault was met, for a part that turns out to hold nothing: a comma that is missing. */
  readonly met: number;
  /** Up to here the bytes were JSON: objects that begin before it lie within what broke. */
  soundTo: number;

  /**
   * @param numbered it counts as a record that could not be read
   * @param line of its first byte, from 1
   */
  constructor(
    at: number,
    readonly numbered: boolean,
    readonly line: number,
    /** Something whole stood before it at the top of the source. */
    readonly afterDocument: boolean,
  ) {
    this.met = at;
    this.soundTo = at;
  }

  get isEmpty(): boolean {
    return this.start < 0;
  }

  /** @param base offset of the chunk in the source */
  add(chunk: Uint8Array, from: number, to: number, base: number): void {
    let end = to;
    while (end > from && isBlank(chunk[end - 1] as number)) end -= 1;
    if (end === from) return;
    if (this.start < 0) {
      let start = from;
      while (isBlank(chunk[start] as number)) start += 1;
      this.start = base + start;
    }
    this.end = Math.max(this.end, base + end);
  }

  /** Bytes of the source that are part of it, none of them blank at either end. */
  extend(from: number, to: number): void {
    if (this.start < 0) this.start = from;
    this.end = Math.max(this.end, to);
  }
}

function isBlank(byte: number): boolean {
  return byte === COMMA || isSpace(byte);
}
