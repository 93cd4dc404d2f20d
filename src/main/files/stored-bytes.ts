import { closeSync, fstatSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { FolderGuard } from './folder-guard';
import { NotRegularError, openRegular, openRegularSync } from './regular-file';

/** Where a source's stored bytes lie: a whole file, or a range of one (a pack). */
export interface StoredRange {
  readonly path: string;
  readonly offset: number;
  /** Undefined: to the end of the file. */
  readonly length: number | undefined;
  /**
   * The case folder that the file belongs to: then no part of the path below it may be a link. Absent for files that a
   * person named, who may have named them by a link.
   */
  readonly within?: string;
}

/** Opens the file of a range for a thread. @throws NotRegularError; TrailbenchError `case-unsafe`; the system's error */
function openRangeSync({ path, within }: StoredRange): number {
  if (within === undefined) return openRegularSync(path, 'read', 'followed');
  const guard = new FolderGuard(within, 'case');
  guard.parentsSync(path);
  try {
    return openRegularSync(path, 'read');
  } catch (cause) {
    throw unsafeIn(guard, path, cause);
  }
}

/** The same without blocking. */
export async function openRange({ path, within }: StoredRange): Promise<FileHandle> {
  if (within === undefined) return openRegular(path, 'read', 'followed');
  const guard = new FolderGuard(within, 'case');
  await guard.parents(path, 'read');
  try {
    return await openRegular(path, 'read');
  } catch (cause) {
    throw unsafeIn(guard, path, cause);
  }
}

function unsafeIn(guard: FolderGuard, path: string, cause: unknown): unknown {
  return cause instanceof NotRegularError ? guard.unsafe(path, cause.kind, cause) : cause;
}

/** Bytes of a range that are in the file: what a manifest says of its length is no promise. */
export function sizeOfRange({ offset, length }: StoredRange, fileSize: number): number {
  return Math.min(length ?? Infinity, Math.max(0, fileSize - offset));
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
    const fd = openRangeSync(range);
    try {
      return new StoredBytes(fd, range.offset, sizeOfRange(range, fstatSync(fd).size));
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
