import { LINE_FEED } from './bytes';

/** Counts lines of a source, from 1, up to where somebody asks. */
export class LineCount {
  private at = 0;
  /** Position of the next line feed of the chunk at hand, from `at` on; -1 where it was not looked for. */
  private feed = -1;

  constructor(private lines = 1) {}

  /** @param at position in the chunk at hand, not before the last one asked for @returns the line it lies in */
  upTo(chunk: Uint8Array, at: number): number {
    if (this.feed === -1) this.feed = find(chunk, this.at);
    while (this.feed < at) {
      this.lines += 1;
      this.feed = find(chunk, this.feed + 1);
    }
    this.at = at;
    return this.lines;
  }

  /** Goes back in the chunk at hand. */
  rewind(at: number, line: number): void {
    this.at = at;
    this.lines = line;
    this.feed = -1;
  }

  /** The chunk is used up. */
  next(chunk: Uint8Array): void {
    this.upTo(chunk, chunk.length);
    this.at = 0;
    this.feed = -1;
  }
}

function find(chunk: Uint8Array, from: number): number {
  const at = chunk.indexOf(LINE_FEED, from);
  return at === -1 ? Infinity : at;
}
