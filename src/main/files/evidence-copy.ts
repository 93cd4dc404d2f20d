import { closeSync, fsyncSync, rmSync, writeSync } from 'node:fs';
import { makeTemporarySync } from './temporary-file';

/** The copy of a large source could not be written: the case's disk is full or fails. */
export class CopyFailed extends Error {
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(`${path} could not be written`, { cause });
    this.name = 'CopyFailed';
  }
}

/**
 * The unchanged bytes of a large source on their way into the case, written by the worker that
 * hashes them to a file that main renames once it is complete.
 */
export class EvidenceCopy {
  private fd: number | undefined;

  /** @param within the case folder that it lies in. @throws CopyFailed */
  constructor(
    private readonly path: string,
    within?: string,
  ) {
    this.fd = this.guard(() => makeTemporarySync(path, within));
  }

  write(bytes: Uint8Array): void {
    const fd = this.fd;
    if (fd === undefined) throw new Error('The copy is closed.');
    this.guard(() => {
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
    });
  }

  /** Makes the copy durable. */
  finish(): void {
    const fd = this.fd;
    if (fd === undefined) return;
    this.fd = undefined;
    this.guard(() => {
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    });
  }

  /** Removes the copy. */
  discard(): void {
    const fd = this.fd;
    this.fd = undefined;
    if (fd !== undefined) closeSync(fd);
    rmSync(this.path, { force: true });
  }

  private guard<T>(write: () => T): T {
    try {
      return write();
    } catch (cause) {
      throw new CopyFailed(this.path, cause);
    }
  }
}
