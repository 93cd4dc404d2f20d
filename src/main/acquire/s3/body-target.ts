import type { FileHandle } from 'node:fs/promises';
import { nodeDisk } from '../../files/disk';
import { makeTemporary } from '../../files/temporary-file';

/** A disk that refuses the temporary file: that concerns the whole case, and not the object. */
export class TemporaryFileError extends Error {
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(`${path} could not be written`, { cause });
    this.name = 'TemporaryFileError';
  }
}

/** Takes the bytes of a body, piece by piece. */
export interface BodyTarget {
  /** Bytes so far. */
  size: number;
  /** Of the file; undefined for one in memory. */
  readonly path: string | undefined;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** @throws TemporaryFileError */
  write(chunk: Uint8Array): Promise<void> | void;
  /** @throws TemporaryFileError */
  finish(): Promise<void> | void;
  discard(): Promise<void> | void;
}

/** A small body, in a buffer. */
export class InMemory implements BodyTarget {
  size = 0;
  readonly path = undefined;
  /** Of its own: a part of Node's shared buffers would drag all of those along to a worker. */
  readonly bytes: Uint8Array<ArrayBuffer>;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
  }

  write(chunk: Uint8Array): void {
    this.bytes.set(chunk, this.size);
    this.size += chunk.length;
  }

  finish(): void {}
  discard(): void {}
}

/** A large one, in a fresh file. */
export class InFile implements BodyTarget {
  size = 0;
  readonly bytes = undefined;
  private file: FileHandle | undefined;

  constructor(
    readonly path: string,
    private readonly caseFolder: string,
  ) {}

  async write(chunk: Uint8Array): Promise<void> {
    await this.guard(async () => {
      this.file ??= await makeTemporary(this.path, this.caseFolder);
      for (let done = 0; done < chunk.length;) {
        done += (await this.file.write(chunk, done, chunk.length - done, this.size + done)).bytesWritten;
      }
    });
    this.size += chunk.length;
  }

  async finish(): Promise<void> {
    await this.guard(async () => {
      // A body of no bytes has its file, too.
      const file = this.file ?? (await makeTemporary(this.path, this.caseFolder));
      this.file = undefined;
      await file.close();
    });
  }

  async discard(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    // The file is given up: what its closing says changes nothing.
    await file?.close().catch(() => undefined);
    await nodeDisk.remove(this.path);
  }

  private async guard(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      throw new TemporaryFileError(this.path, cause);
    }
  }
}
