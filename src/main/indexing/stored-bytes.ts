import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Where a source's stored bytes lie: a whole file, or a range of one (a pack). */
export interface StoredRange {
  readonly path: string;
  readonly offset: number;
  /** Undefined: to the end of the file. */
  readonly length: number | undefined;
}

/**
 * Positional reads over a stored range. Synchronous: it is used in worker threads, where waiting
 * for the disk blocks nobody else.
 */
export class StoredBytes {
  private constructor(
    private readonly fd: number,
    private readonly start: number,
    /** Bytes in the range when it was opened; a file may grow or shrink afterwards. */
    readonly size: number,
    private readonly bounded: boolean,
  ) {}

  /** @throws the system's error where the file cannot be opened */
  static open(range: StoredRange): StoredBytes {
    const fd = openSync(range.path, 'r');
    try {
      const size = range.length ?? Math.max(0, fstatSync(fd).size - range.offset);
      return new StoredBytes(fd, range.offset, size, range.length !== undefined);
    } catch (cause) {
      closeSync(fd);
      throw cause;
    }
  }

  /** Fills `into` from `offset` on as far as there are bytes; returns how many were read. */
  read(into: Uint8Array, offset: number): number {
    const wanted = this.bounded ? Math.min(into.length, Math.max(0, this.size - offset)) : into.length;
    let done = 0;
    while (done < wanted) {
      const count = readSync(this.fd, into, done, wanted - done, this.start + offset + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  /** All bytes from `offset` up to `offset + length`, or fewer where the range ends, in a buffer of their own. */
  slice(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    const count = this.read(bytes, offset);
    return count === length ? bytes : bytes.slice(0, count);
  }

  close(): void {
    closeSync(this.fd);
  }
}
