import { ByteBuffer } from './byte-buffer';
import { MAX_RECORD_BYTES } from './format';

const EMPTY = new Uint8Array(0);

/** The bytes of one record or line as it arrives in chunks: a copy is made only where it spans several. */
export class Span {
  /** Of the first byte, in the source. */
  offset = 0;
  /** The bytes were dropped, because they are more than MAX_RECORD_BYTES. */
  tooLarge = false;
  /** After `close`: the span is `bytes[start, end)`. */
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;

  private from = 0;
  private readonly earlier = new ByteBuffer();

  /** Begins at `at` of the chunk at hand, which is `offset` in the source. */
  open(at: number, offset: number): void {
    this.offset = offset;
    this.from = at;
    this.tooLarge = false;
    this.earlier.clear();
  }

  /** The chunk is used up and the span goes on: `chunk` may be overwritten afterwards. */
  keep(chunk: Uint8Array): void {
    this.append(chunk, chunk.length);
    this.from = 0;
  }

  /** Goes on at `at` of another chunk than the one that comes next in the source; after `keep`. */
  resume(at: number): void {
    this.from = at;
  }

  /** Ends before `at` of the chunk at hand. */
  close(chunk: Uint8Array, at: number): void {
    if (this.earlier.length === 0 && !this.tooLarge) {
      this.bytes = chunk;
      this.start = this.from;
      this.end = at;
      this.tooLarge = at - this.from > MAX_RECORD_BYTES;
      return;
    }
    this.append(chunk, at);
    this.bytes = this.earlier.bytes;
    this.start = 0;
    this.end = this.earlier.length;
  }

  /** Lets go of the chunk, so that it is not kept alive. */
  release(): void {
    this.bytes = EMPTY;
    this.earlier.clear();
  }

  private append(chunk: Uint8Array, to: number): void {
    if (this.tooLarge) return;
    if (this.earlier.length + (to - this.from) > MAX_RECORD_BYTES) {
      this.tooLarge = true;
      this.earlier.clear();
      return;
    }
    this.earlier.append(chunk, this.from, to);
  }
}
