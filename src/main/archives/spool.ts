import type { FileHandle } from 'node:fs/promises';
import { nodeDisk } from '../files/disk';
import { makeTemporary } from '../files/temporary-file';
import type { StoredRange } from '../files/stored-bytes';

/** The disk refused bytes of members on their way. */
export class SpoolFailed extends Error {
  override readonly name = 'SpoolFailed';

  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(`${path} could not be written`, { cause });
  }
}

const BUFFER_BYTES = 256 * 1024;

/**
 * A temporary file for inflated members, one behind the other, until they are read as sources. Its
 * name has nothing to do with theirs.
 */
export class Spool {
  /** Bytes of members that are complete. */
  size = 0;
  private pending = 0;
  /** Small writes wait here until there are enough of them. */
  private readonly buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  private buffered = 0;
  /** Bytes in the file. */
  private written = 0;
  private handle: FileHandle | undefined;
  private removed = false;

  /** @param within the case folder that it lies in; undefined for one in a folder of this process's own */
  constructor(
    readonly path: string,
    private readonly within?: string,
  ) {}

  /** Appends to the member at hand. @throws SpoolFailed */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.buffered + bytes.length > BUFFER_BYTES) await this.flush();
    if (bytes.length > BUFFER_BYTES) {
      await this.append(bytes);
    } else {
      this.buffer.set(bytes, this.buffered);
      this.buffered += bytes.length;
    }
    this.pending += bytes.length;
  }

  /** The member at hand is complete. Returns where it lies once the spool is closed. */
  finish(): StoredRange & { readonly length: number } {
    const { path, within } = this;
    const range = { path, offset: this.size, length: this.pending, ...(within === undefined ? {} : { within }) };
    this.size += this.pending;
    this.pending = 0;
    return range;
  }

  /** Gives up the member at hand; the next is written over it. */
  drop(): void {
    this.pending = 0;
    this.buffered = Math.max(0, this.size - this.written);
    this.written = Math.min(this.written, this.size);
  }

  /** Nothing more will be written. @throws SpoolFailed */
  async close(): Promise<void> {
    // A spool of empty members needs a file too.
    await this.append(this.buffer.subarray(0, 0));
    await this.flush();
    const { handle } = this;
    this.handle = undefined;
    if (handle !== undefined) await this.guard(() => handle.close());
  }

  /** Removes it; its members must have been read. */
  async remove(): Promise<void> {
    if (this.removed) return;
    this.removed = true;
    const { handle } = this;
    this.handle = undefined;
    try {
      await handle?.close();
    } finally {
      await nodeDisk.remove(this.path);
    }
  }

  private async flush(): Promise<void> {
    const { buffered } = this;
    this.buffered = 0;
    await this.append(this.buffer.subarray(0, buffered));
  }

  private async append(bytes: Uint8Array): Promise<void> {
    await this.guard(async () => {
      const handle = (this.handle ??= await makeTemporary(this.path, this.within));
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, this.written);
        done += bytesWritten;
        this.written += bytesWritten;
      }
    });
  }

  private async guard(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      throw new SpoolFailed(this.path, cause);
    }
  }
}
