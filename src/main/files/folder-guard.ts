import { lstatSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { pathBelow } from './places';
import { kindOf } from './regular-file';

/** Whose folder it is: it decides what people are told to do. */
export type GuardedWhat = 'case' | 'profile';

/** What a hard link is called: a file of the case that is a file of some other place as well. */
export const OTHER_NAME = 'a file that has another name besides (a hard link), which would be changed with it';

/** Milliseconds for which a folder that was looked at counts as looked at, for reading. */
const FRESH_MS = 1_000;

/**
 * Looks at the folders between a root and a file, so that no link among them leads outside. The root itself may lie
 * behind links: whoever named it knows where it is.
 */
export class FolderGuard {
  private readonly seen = new Map<string, number>();

  constructor(
    /** Absolute. */
    readonly root: string,
    readonly what: GuardedWhat,
  ) {}

  /**
   * Every folder from the root to the one that holds `path`.
   *
   * @param how what was looked at a moment ago is trusted for reading, never for changing
   * @throws TrailbenchError `case-unsafe` or `refused` where one is no folder
   */
  async parents(path: string, how: 'read' | 'change'): Promise<void> {
    const parent = dirname(path);
    if (how === 'read' && performance.now() - (this.seen.get(parent) ?? -Infinity) < FRESH_MS) return;
    for (const folder of this.between(parent)) {
      const found = await statusOf(folder);
      if (found === undefined) return;
      this.mustBeFolder(folder, found);
    }
    this.seen.set(parent, performance.now());
  }

  /** The same for threads. */
  parentsSync(path: string): void {
    for (const folder of this.between(dirname(path))) {
      const found = lstatSync(folder, { throwIfNoEntry: false });
      if (found === undefined) return;
      this.mustBeFolder(folder, found);
    }
  }

  /** The folder itself and those above it. */
  folder(path: string, how: 'read' | 'change'): Promise<void> {
    return this.parents(join(path, '.x'), how);
  }

  /** The same at once, where nothing else may come first. */
  folderSync(path: string): void {
    this.parentsSync(join(path, '.x'));
  }

  /** A path in the root as people see it, with `/`. */
  nameOf(path: string): string {
    return relative(this.root, path).split(sep).join('/');
  }

  /** What to throw where something is not what belongs there. @param kind as `kindOf` names it */
  unsafe(path: string, kind: string, cause?: unknown): TrailbenchError {
    const name = this.nameOf(path);
    const options = { details: path, ...(cause === undefined ? {} : { cause }) };
    if (this.what === 'case') {
      const message = `The case in ${this.root} is refused: ${name} is ${kind}. A case holds folders and files of its own and nothing else; what leads out of it could have other files read, changed or deleted. Nothing of it was changed. Ask whoever gave it to you for a plain copy, or put the real file there.`;
      return new TrailbenchError('case-unsafe', message, options);
    }
    const message = `${path} is ${kind}, which does not belong into Trailbench's own folder: nothing is read or written through it. Remove it, or name another folder with TRAILBENCH_PROFILE.`;
    return new TrailbenchError('refused', message, options);
  }

  private *between(folder: string): Generator<string> {
    const inside = pathBelow(this.root, folder);
    if (inside === '') return;
    if (inside === undefined) {
      throw new TrailbenchError('refused', `${folder} lies outside of ${this.root}: it is left alone.`);
    }
    let path = this.root;
    for (const part of inside.split(sep)) yield (path = join(path, part));
  }

  private mustBeFolder(path: string, found: Stats): void {
    if (!found.isDirectory()) throw this.unsafe(path, kindOf(found));
  }
}

async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw cause;
  }
}
