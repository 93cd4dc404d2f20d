import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Where a source's stored bytes lie: a whole file, or a range of one (a pack). */
export interface StoredRange {
  readonly path: string;
  readonly offset: number;
  /** Undefined: to the end of the file. */
  readonly length: number | undefined;
}

/**
 * Positional reads over a stored range as long as it was when it was opened: a log that grows
 * meanwhile is read as one snapshot. Synchronous: it is used in worker threads, where waiting for
 * the disk blocks nobody else.
 */
export class StoredBytes {
  private constructor(
    private readonly from: number | Uint8Array<ArrayBuffer>,
    private readonly start: number,
    /** Bytes in the range when it was opened; the file may shrink afterwards. */
    readonly size: number,
  ) {}

  /** @throws the system's error where the file cannot be opened */
  static open(range: StoredRange): StoredBytes {
    const fd = openSync(range.path, 'r');
    try {
      return new StoredBytes(fd, range.offset, range.length ?? Math.max(0, fstatSync(fd).size - range.offset));
    } catch (cause) {
      closeSync(fd);
      throw cause;
    }
  }

  /** Bytes that are in memory already. */
  static of(bytes: Uint8Array<ArrayBuffer>): StoredBytes {
    return new StoredBytes(bytes, 0, bytes.length);
  }

  /** Fills `into` from `offset` on as far as there are bytes; returns how many were read. */
  read(into: Uint8Array, offset: number): number {
    const { from } = this;
    const wanted = Math.min(into.length, Math.max(0, this.size - offset));
    if (typeof from !== 'number') {
      into.set(from.subarray(offset, offset + wanted));
      return wanted;
    }
    let done = 0;
    while (done < wanted) {
      const count = readSync(from, into, done, wanted - done, this.start + offset + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  /** All bytes, or as many as are left, in a buffer that nobody changes. */
  all(): Uint8Array<ArrayBuffer> {
    if (typeof this.from !== 'number') return this.from;
    const bytes = new Uint8Array(this.size);
    const count = this.read(bytes, 0);
    return count === this.size ? bytes : bytes.slice(0, count);
  }

  close(): void {
    if (typeof this.from === 'number') closeSync(this.from);
  }
}
