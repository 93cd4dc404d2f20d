import { constants } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { link, lstat, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { isFolder } from './places';
import { openRegular, readToEnd } from './regular-file';

/** One file open for writing at positions of the caller's choice. */
export interface DiskFile {
  /** Writes all of `bytes` at `position`, or throws. A part may have reached the disk then. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when everything written is on the disk. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  chmod(mode: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * What cases do with the disk. One port, so that a guard, a full disk, read-only media and crashes can be put in front
 * of the real code. Only regular files are opened, never through a link in the last part of a path.
 */
export interface Disk {
  /** Fails with ENOENT where there is none, with EFTYPE where it is no regular file. */
  openForReading(path: string): Promise<FileHandle>;
  /** The entries of a folder, in no order; fails with ENOENT where there is none. */
  list(path: string): Promise<Dirent[]>;
  /** What stands under this very name, links not followed; undefined where nothing does. */
  status(path: string): Promise<Stats | undefined>;
  /** @param how `new` fails with EEXIST where the file exists; `existing` with ENOENT where it does not */
  openForWriting(path: string, how: 'new' | 'existing', mode?: number): Promise<DiskFile>;
  /** Fails with EEXIST where it exists. */
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Makes the folder and its parents where they are missing. */
  ensureFolder(path: string, mode?: number): Promise<void>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Fails with EEXIST where `to` exists. */
  link(from: string, to: string): Promise<void>;
  /** No error where it is gone already. */
  remove(path: string): Promise<void>;
  /** Removes a folder with all that is in it; no error where it is gone already. */
  removeTree(path: string): Promise<void>;
  touch(path: string): Promise<void>;
  /** Makes new, renamed and removed names in the folder durable. Nothing to do on Windows. */
  syncFolder(path: string): Promise<void>;
  /** Bytes that this user may still write on the disk of `path`; null where it cannot be told. */
  freeBytes(path: string): Promise<number | null>;
}

class NodeFile implements DiskFile {
  constructor(private readonly handle: FileHandle) {}

  async write(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  sync(): Promise<void> {
    return this.handle.datasync();
  }

  truncate(size: number): Promise<void> {
    return this.handle.truncate(size);
  }

  chmod(mode: number): Promise<void> {
    return this.handle.chmod(mode);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** The real disk. */
export const nodeDisk: Disk = {
  openForReading: (path) => openRegular(path, 'read'),
  list: (path) => readdir(path, { withFileTypes: true }),
  async status(path) {
    try {
      return await lstat(path);
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return undefined;
      throw cause;
    }
  },
  async openForWriting(path, how, mode = 0o644) {
    return new NodeFile(await openRegular(path, how === 'new' ? 'new' : 'change', 'refused', mode));
  },
  async makeFolder(path, mode = 0o755) {
    await mkdir(path, { mode });
  },
  async ensureFolder(path, mode = 0o755) {
    // Node's own way of making parents never ends where a system has no folder made in one that is there, as in /proc.
    const missing: string[] = [];
    for (let folder = path; !(await isThere(folder)); folder = dirname(folder)) missing.push(folder);
    if (missing.length === 0) await makeUnlessFolder(path, mode);
    for (const folder of missing.reverse()) await makeUnlessFolder(folder, mode);
  },
  rename,
  link,
  remove: (path) => rm(path, { force: true }),
  removeTree: (path) => rm(path, { force: true, recursive: true }),
  async touch(path) {
    const now = new Date();
    // To change it: Windows lets nobody set times who only reads.
    const handle = await openRegular(path, 'change');
    try {
      await handle.utimes(now, now);
    } finally {
      await handle.close();
    }
  },
  async syncFolder(path) {
    // Windows cannot open a folder for this, and its journal orders names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await handle.sync();
    } catch (cause) {
      // Some network and FUSE file systems refuse to sync a folder: there is nothing more to be had.
      if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(cause) ?? '')) throw cause;
    } finally {
      await handle.close();
    }
  },
  async freeBytes(path) {
    try {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    } catch (cause) {
      if (errorCode(cause) === undefined) throw cause;
      return null;
    }
  },
};

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' && dirname(path) !== path) return false;
    throw cause;
  }
}

async function makeUnlessFolder(path: string, mode: number): Promise<void> {
  if (await isFolder(path).catch(() => false)) return;
  try {
    await mkdir(path, { mode });
  } catch (cause) {
    // Others may make it at the same time.
    if (errorCode(cause) !== 'EEXIST' || !(await isFolder(path).catch(() => false))) throw cause;
  }
}

/** The system's code of an error, such as ENOENT; undefined for errors that have none. */
export function errorCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

/** The message of whatever was thrown. */
export function errorText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Codes by which a system says that a place cannot be written to at all. */
export function isReadOnlyCode(code: string | undefined): boolean {
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM';
}

export function isFullCode(code: string | undefined): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * A small file's bytes, or undefined where there is no such file.
 *
 * @param limit bytes; what is larger fails with EFBIG
 */
export async function readIfPresent(disk: Disk, path: string, limit: number): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    handle = await disk.openForReading(path);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    return await readToEnd(handle, path, limit);
  } finally {
    await handle.close();
  }
}

/**
 * What to throw after a write failed: `disk-full` with how much is needed, `case-read-only`, or
 * `internal`, each naming the file and the remedy.
 *
 * @param needed bytes that were to be written
 */
export async function writeFailure(disk: Disk, path: string, needed: number, cause: unknown): Promise<TrailbenchError> {
  if (cause instanceof TrailbenchError) return cause;
  const code = errorCode(cause);
  const options = { cause, details: path };
  if (isFullCode(code)) {
    const free = await disk.freeBytes(path);
    const have = free === null ? '' : `, ${formatBytes(free)} are free`;
    const message = `The disk is full: ${path} needs ${formatBytes(needed)} more${have}. Make room and go on; everything saved so far is kept.`;
    return new TrailbenchError('disk-full', message, options);
  }
  if (isReadOnlyCode(code)) {
    const message = `${path} cannot be written (${code ?? ''}): its folder or disk is read-only, or this user may not write there. Copy the case to a place where you may write and open the copy.`;
    return new TrailbenchError('case-read-only', message, options);
  }
  const message = `${path} could not be written: ${errorText(cause)}. Check the disk and open the case again; everything saved so far is kept.`;
  return new TrailbenchError('internal', message, options);
}

/** Bytes for people: 1,024 to a KiB, at most one decimal. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = unit === 0 ? String(value) : (Math.ceil(value * 10) / 10).toFixed(1);
  return `${text} ${units[unit] ?? ''}`;
}

/** Makes a small file, durably but for its name. Fails with EEXIST where there is one; leaves none after a failure. */
export async function writeNewFile(disk: Disk, path: string, bytes: Uint8Array, mode = 0o644): Promise<void> {
  const file = await disk.openForWriting(path, 'new', mode);
  try {
    try {
      await file.write(bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    await disk.remove(path);
    throw cause;
  }
}

/**
 * Replaces a small file in one step, durably: a crash leaves the old or the new content.
 * The temporary file stands in the same folder.
 */
export async function replaceFile(disk: Disk, path: string, bytes: Uint8Array, mode = 0o644): Promise<void> {
  const temporary = `${path}.${String(process.pid)}-${Math.random().toString(36).slice(2, 10)}.tmp`;
  await writeNewFile(disk, temporary, bytes, mode);
  try {
    await disk.rename(temporary, path);
  } catch (cause) {
    await disk.remove(temporary);
    throw cause;
  }
  await disk.syncFolder(dirname(path));
}
