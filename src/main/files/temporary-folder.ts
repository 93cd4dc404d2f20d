import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder of this user's alone among the system's temporary files, made when the first file is wanted. Nobody else
 * can put a link or a pipe where a file of it will be.
 */
export class TemporaryFolder {
  private made: string | undefined;

  /** A fresh path in it, that has nothing to do with any name of the evidence. */
  path(): string {
    this.made ??= mkdtempSync(join(tmpdir(), 'trailbench-'));
    return join(this.made, randomBytes(12).toString('hex'));
  }

  /** Removes it with all that is in it. */
  async remove(): Promise<void> {
    if (this.made !== undefined) await rm(this.made, { recursive: true, force: true });
  }
}
