import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { Disk } from '../files/disk';
import { errorCode, nodeDisk } from '../files/disk';

const TEMPORARY = 'tmp-';
const ORPHAN = /^tmp-[0-9a-f]{24}$/;

/** `<folder>/ab/<sha256>`: names come from the content, never from a key of the evidence. */
export function objectPath(folder: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('an object is named by its SHA-256 in hex');
  return join(folder, sha256.slice(0, 2), sha256);
}

/** Larger sources, one read-only file each. */
export class ObjectStore {
  constructor(
    /** `<case>/evidence/objects`. */
    readonly folder: string,
    private readonly disk: Disk = nodeDisk,
  ) {}

  /** A fresh path for bytes on their way in; whoever writes them there then calls `adopt`. */
  temporaryPath(): string {
    return join(this.folder, TEMPORARY + randomBytes(12).toString('hex'));
  }

  /** Removes a temporary file. */
  drop(temporary: string): Promise<void> {
    return this.disk.remove(temporary);
  }

  /** Removes what a crash left half written. Returns how many files. */
  async removeOrphans(): Promise<number> {
    let entries: Dirent[];
    try {
      entries = await this.disk.list(this.folder);
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return 0;
      throw cause;
    }
    // Whatever else is called so is none of ours.
    const orphans = entries.filter((entry) => ORPHAN.test(entry.name) && entry.isFile());
    for (const { name } of orphans) await this.disk.remove(join(this.folder, name));
    return orphans.length;
  }

  /**
   * Makes a written temporary file the object of this digest, durably and read-only. The caller has
   * hashed exactly these bytes while writing them.
   *
   * @throws TrailbenchError `evidence-changed` where the file has another size
   */
  async adopt(temporary: string, sha256: string, size: number): Promise<void> {
    const target = objectPath(this.folder, sha256);
    const found = (await this.disk.status(temporary))?.size;
    if (found !== size) {
      const message = `${temporary} has ${String(found ?? 0)} bytes instead of ${String(size)}: it was changed while it was stored. Add the evidence again.`;
      throw new TrailbenchError('evidence-changed', message, { details: temporary });
    }
    const there = await this.disk.status(target);
    if (there?.isFile() === true && there.size === size) {
      await this.disk.remove(temporary);
      return;
    }
    const file = await this.disk.openForWriting(temporary, 'existing');
    try {
      await file.sync();
      await file.chmod(0o444);
    } finally {
      await file.close();
    }
    const parent = join(this.folder, sha256.slice(0, 2));
    try {
      await this.disk.makeFolder(parent);
      await this.disk.syncFolder(this.folder);
    } catch (cause) {
      if (errorCode(cause) !== 'EEXIST') throw cause;
    }
    await this.disk.rename(temporary, target);
    await this.disk.syncFolder(parent);
  }

  /** Stores bytes that are in memory as an object. */
  async put(bytes: Uint8Array, sha256: string): Promise<void> {
    const temporary = this.temporaryPath();
    const file = await this.disk.openForWriting(temporary, 'new');
    try {
      await file.write(bytes, 0);
    } catch (cause) {
      await this.disk.remove(temporary);
      throw cause;
    } finally {
      await file.close();
    }
    await this.adopt(temporary, sha256, bytes.length);
  }
}
