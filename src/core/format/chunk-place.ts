import { LINE_FEED } from './bytes';
import { LineCount } from './line-count';

const NOTHING = new Uint8Array(0);

/** The chunk at hand, and where in the source it lies. */
export class ChunkPlace {
  bytes: Uint8Array = NOTHING;
  /** Bytes of the source before the chunk. */
  base = 0;
  /** The byte before the chunk: a source begins a line. */
  private before = LINE_FEED;
  private lines = new LineCount();

  /** Line of the source in which the position lies, from 1; asked for in order. */
  line(at: number): number {
    return this.lines.upTo(this.bytes, at);
  }

  /** The position begins a line. */
  beginsLine(at: number): boolean {
    return (at > 0 ? this.bytes[at - 1] : this.before) === LINE_FEED;
  }

  /** The next lines asked for may lie before the last one. */
  rewind(at: number, line: number): void {
    this.lines.rewind(at, line);
  }

  /** The chunk is used up. */
  next(): void {
    this.lines.next(this.bytes);
    this.before = this.bytes.at(-1) ?? this.before;
    this.base += this.bytes.length;
    this.bytes = NOTHING;
  }

  /** Looks at bytes of the source from before the chunk in its place. @param offset of the first @param line it lies in */
  within(bytes: Uint8Array, offset: number, line: number, before: number, read: () => void): void {
    const { bytes: chunk, base, before: former, lines } = this;
    this.bytes = bytes;
    this.base = offset;
    this.before = before;
    this.lines = new LineCount(line);
    read();
    this.bytes = chunk;
    this.base = base;
    this.before = former;
    this.lines = lines;
  }
}
