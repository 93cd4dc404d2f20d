import { open, rm, type FileHandle } from 'node:fs/promises';
import type { StoredRange } from '../indexing/stored-bytes';

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

/**
 * A temporary file for inflated members, one behind the other, until they are read as sources. Its
 * name has nothing to do with theirs.
 */
export class Spool {
  /** Bytes of members that are complete. */
  size = 0;
  private pending = 0;
  private handle: FileHandle | undefined;
  private removed = false;

  constructor(readonly path: string) {}

  /** Appends to the member at hand. @throws SpoolFailed */
  async write(bytes: Uint8Array): Promise<void> {
    await this.guard(async () => {
      this.handle ??= await open(this.path, 'wx', 0o600);
      for (let done = 0; done < bytes.length;) {
        const at = this.size + this.pending + done;
        const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, at);
        done += bytesWritten;
      }
    });
    this.pending += bytes.length;
  }

  /** The member at hand is complete. Returns where it lies. */
  async finish(): Promise<StoredRange & { readonly length: number }> {
    // An empty member needs a file too.
    await this.guard(async () => {
      this.handle ??= await open(this.path, 'wx', 0o600);
    });
    const range = { path: this.path, offset: this.size, length: this.pending };
    this.size += this.pending;
    this.pending = 0;
    return range;
  }

  /** Gives up the member at hand; the next is written over it. */
  drop(): void {
    this.pending = 0;
  }

  /** Nothing more will be written. */
  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    if (handle !== undefined) await this.guard(() => handle.close());
  }

  /** Removes it; its members must have been read. */
  async remove(): Promise<void> {
    if (this.removed) return;
    this.removed = true;
    try {
      await this.close();
    } finally {
      await rm(this.path, { force: true });
    }
  }

  private async guard(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      throw new SpoolFailed(this.path, cause);
    }
  }
}
