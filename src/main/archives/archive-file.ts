import type { FileHandle } from 'node:fs/promises';
import { openRange, sizeOfRange, StoredBytes, type StoredRange } from '../files/stored-bytes';

/** The bytes of an archive: a file, or a range of one (a pack). Reads from any place, never a whole archive. */
export class ArchiveFile {
  private again: StoredBytes | undefined;

  private constructor(
    private readonly handle: FileHandle,
    private readonly range: StoredRange,
    /** Bytes. */
    readonly size: number,
  ) {}

  /** @throws the system's error where the file cannot be opened */
  static async open(range: StoredRange): Promise<ArchiveFile> {
    const handle = await openRange(range);
    try {
      const size = sizeOfRange(range, (await handle.stat()).size);
      return new ArchiveFile(handle, range, size);
    } catch (cause) {
      await handle.close();
      throw cause;
    }
  }

  /** Where bytes of the archive lie on the disk. */
  place(offset: number, length: number): StoredRange & { readonly length: number } {
    return { ...this.range, offset: this.range.offset + offset, length };
  }

  /** Up to `length` bytes from `offset` on, in a buffer of their own; fewer only where the archive ends. */
  async read(offset: number, length: number): Promise<Buffer> {
    const into = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - offset)));
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.handle.read(into, done, into.length - done, this.range.offset + offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return into.subarray(0, done);
  }

  /** The same at once, for going back over damaged bytes; returns how many there were. */
  reread(into: Uint8Array, offset: number): number {
    this.again ??= StoredBytes.open({ ...this.range, length: this.size });
    return this.again.read(into, offset);
  }

  async close(): Promise<void> {
    this.again?.close();
    this.again = undefined;
    await this.handle.close();
  }
}
