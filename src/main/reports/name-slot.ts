import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { errorCode } from '../files/disk';
import type { Disk } from '../files/disk';
import { kindOf } from '../files/regular-file';
import { obstacleAt, obstacleFault } from './export-place';
import type { Obstacle } from './export-place';
import { formerFile } from './former-file';
import type { FormerFile } from './former-file';

/** A name is looked at and taken so often, should others make and remove files there meanwhile. */
const TRIES = 5;
/** File systems without hard links, and systems that allow none to this file. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** A name beside `path` that nobody else has. Its length does not hang on that of the export's name. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.trailbench-export-${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * A name that an export takes: a free one, which an empty file reserves, or that of a regular file, which is replaced
 * when the export is whole. Until it is settled everything can be undone: then it is as it was before.
 */
export class NameSlot {
  /** The reserving file, then the one that was put there; undefined: there is a file to be replaced. */
  private own: Identity | undefined;
  /** The export's file is there; before, whatever is in the reserving file was written by others. */
  private filled = false;
  /** Where the replaced file is kept meanwhile. */
  private aside: string | undefined;

  private constructor(
    private readonly disk: Disk,
    readonly path: string,
    own: Stats | undefined,
  ) {
    this.own = own;
  }

  /** @returns what is in the way, where something is */
  static async take(disk: Disk, path: string, replace: boolean): Promise<NameSlot | Obstacle> {
    for (let n = 1; ; n += 1) {
      const obstacle = await obstacleAt(disk, path, replace);
      if (obstacle !== undefined) return obstacle;
      if (replace && (await disk.status(path)) !== undefined) return new NameSlot(disk, path, undefined);
      try {
        await (await disk.openForWriting(path, 'new')).close();
        return new NameSlot(disk, path, await disk.status(path));
      } catch (cause) {
        if (errorCode(cause) !== 'EEXIST' || n === TRIES) throw cause;
      }
    }
  }

  /**
   * Puts a finished file under the name, in one step.
   *
   * @returns the file that was replaced
   * @throws TrailbenchError `bad-request` where something else has come there meanwhile: it is left alone
   */
  async put(temporary: string): Promise<FormerFile | undefined> {
    const { disk, path, own } = this;
    const there = await disk.status(path);
    let former: FormerFile | undefined;
    if (there !== undefined && own === undefined) {
      if (!there.isFile()) throw obstacleFault({ path, kind: kindOf(there) });
      former = await formerFile(disk, path, there);
      this.aside = await this.keepAside();
    } else if (there !== undefined && (!isSame(there, own) || there.size > 0)) {
      const message = `${path} was written by another program meanwhile: it is left as it is. Export again under another name.`;
      throw new TrailbenchError('bad-request', message, { details: path });
    }
    const made = await disk.status(temporary);
    await disk.rename(temporary, path);
    this.own = made;
    this.filled = true;
    return former;
  }

  /** As it was before the name was taken; what others have put there since is left. */
  async undo(): Promise<void> {
    const { disk, path, own, aside } = this;
    if (aside !== undefined) {
      await disk.rename(aside, path);
      // Two names of one file: renaming one to the other leaves both.
      await disk.remove(aside);
      this.aside = undefined;
    } else {
      const there = await disk.status(path);
      if (isSame(there, own) && (this.filled || there?.size === 0)) await disk.remove(path);
    }
    this.own = undefined;
  }

  /** The replaced file is given up. */
  async settle(): Promise<void> {
    if (this.aside !== undefined) await this.disk.remove(this.aside);
    this.aside = undefined;
  }

  /** Under a second name, so that there is a file under the first at any moment; where that cannot be, under another. */
  private async keepAside(): Promise<string> {
    const aside = temporaryBeside(this.path);
    try {
      await this.disk.link(this.path, aside);
    } catch (cause) {
      if (!NO_LINKS.includes(errorCode(cause) ?? '')) throw cause;
      await this.disk.rename(this.path, aside);
    }
    return aside;
  }
}

type Identity = Pick<Stats, 'ino' | 'dev'>;

function isSame(one: Identity | undefined, other: Identity | undefined): boolean {
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}
