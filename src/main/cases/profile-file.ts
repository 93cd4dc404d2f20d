import { join } from 'node:path';
import type { Disk } from '../files/disk';
import { errorCode, readIfPresent, replaceFile } from '../files/disk';
import { ensureProfileFolder } from './paths';

export interface ProfileFileOptions {
  /** The user's profile folder. */
  readonly folder: string;
  readonly name: string;
  readonly disk: Disk;
  /** Bytes; what is larger counts as damaged. */
  readonly most: number;
  readonly now?: (() => Date) | undefined;
}

/**
 * A small file of the profile that can be lost: one that is damaged is kept under another name, and a new one begun.
 */
export class ProfileFile<T> {
  readonly path: string;

  /** @param decode undefined for what is damaged */
  constructor(
    private readonly options: ProfileFileOptions,
    private readonly decode: (bytes: Uint8Array) => T | undefined,
  ) {
    this.path = join(options.folder, options.name);
  }

  /** Undefined where there is none, or a damaged one. Rejects where it cannot be read, or is no regular file. */
  async read(): Promise<T | undefined> {
    const bytes = await this.bytes();
    if (bytes === undefined) return undefined;
    const value = bytes === 'too large' ? undefined : this.decode(bytes);
    if (value === undefined) await this.setAside();
    return value;
  }

  /** Makes the profile folder too. */
  async write(bytes: Uint8Array): Promise<void> {
    const { folder, disk } = this.options;
    await ensureProfileFolder(folder);
    await replaceFile(disk, this.path, bytes, 0o600);
  }

  private async bytes(): Promise<Uint8Array | 'too large' | undefined> {
    const { disk, most } = this.options;
    try {
      return await readIfPresent(disk, this.path, most);
    } catch (cause) {
      if (errorCode(cause) === 'EFBIG') return 'too large';
      throw cause;
    }
  }

  private async setAside(): Promise<void> {
    const { disk, now } = this.options;
    const stamp = (now?.() ?? new Date()).toISOString().replace(/[:.]/g, '-');
    try {
      await disk.rename(this.path, `${this.path}.damaged-${stamp}`);
    } catch (cause) {
      // Another window did it first, or the profile cannot be written: it counts as empty either way.
      if (errorCode(cause) === undefined) throw cause;
    }
  }
}
