import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/**
 * How files are opened, everywhere: regular files only, and without waiting for anybody. A pipe would be waited for
 * until somebody writes to it, a device may do whatever its driver likes, and a link leads to a file that somebody
 * else chose.
 */

/** Windows has neither flag: there the path is looked at once more behind the opening. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/** Opens what is there to read it, or to change it in place; `new` fails with EEXIST where anything has the name. */
export type OpenMode = 'read' | 'change' | 'new';

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  change: constants.O_RDWR,
  new: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

/** Whether a link at the end of the path is gone through: only where a person named the path. */
export type Links = 'followed' | 'refused';

/** What is under a name, for people: "a symbolic link", "a folder". */
export function kindOf(
  status: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>,
): string {
  if (status.isFile()) return 'a regular file';
  if (status.isDirectory()) return 'a folder';
  if (status.isSymbolicLink()) return 'a symbolic link';
  if (status.isFIFO()) return 'a named pipe';
  return status.isSocket() ? 'a socket' : 'a device';
}

/** Something that is no regular file stands where one was to be opened. Its code is that of BSD systems for this. */
export class NotRegularError extends Error {
  override readonly name = 'NotRegularError';
  readonly code = 'EFTYPE';

  constructor(
    readonly path: string,
    /** As `kindOf` names it. */
    readonly kind: string,
  ) {
    super(`EFTYPE: ${kind} is no regular file, open '${path}'`);
  }
}

/** @throws NotRegularError; the system's error, such as ENOENT */
export async function openRegular(
  path: string,
  mode: OpenMode,
  links: Links = 'refused',
  permissions = 0o644,
): Promise<FileHandle> {
  // Looked at before it is opened, since opening a device may already do something.
  if (mode !== 'new') mustBeRegular(path, await (links === 'followed' ? stat(path) : lstat(path)));
  let handle: FileHandle;
  try {
    handle = await open(path, flagsOf(mode, links), permissions);
  } catch (cause) {
    throw refusedLink(path, cause);
  }
  try {
    const found = await handle.stat();
    mustBeRegular(path, found);
    if (links === 'refused' && NO_FOLLOW === 0) mustBeSame(path, found, await lstat(path));
    return handle;
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

/** The same for threads, where waiting for the disk blocks nobody else. Returns the descriptor. */
export function openRegularSync(path: string, mode: OpenMode, links: Links = 'refused', permissions = 0o644): number {
  if (mode !== 'new') mustBeRegular(path, links === 'followed' ? statSync(path) : lstatSync(path));
  let fd: number;
  try {
    fd = openSync(path, flagsOf(mode, links), permissions);
  } catch (cause) {
    throw refusedLink(path, cause);
  }
  try {
    const found = fstatSync(fd);
    mustBeRegular(path, found);
    if (links === 'refused' && NO_FOLLOW === 0) mustBeSame(path, found, lstatSync(path));
    return fd;
  } catch (cause) {
    closeSync(fd);
    throw cause;
  }
}

/** A file is larger than anything that could rightly be in its place. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
  readonly code = 'EFBIG';

  constructor(path: string, limit: number) {
    super(`EFBIG: over ${String(limit)} bytes, read '${path}'`);
  }
}

/**
 * All bytes of a small file.
 *
 * @param limit bytes
 * @throws NotRegularError, TooLargeError; the system's error, such as ENOENT
 */
export async function readRegular(path: string, limit: number, links: Links = 'refused'): Promise<Buffer> {
  const handle = await openRegular(path, 'read', links);
  try {
    return await readToEnd(handle, path, limit);
  } finally {
    await handle.close();
  }
}

/** The same at once, for the few lines of a settings file. @throws as readRegular */
export function readRegularSync(path: string, limit: number, links: Links = 'refused'): Buffer {
  const fd = openRegularSync(path, 'read', links);
  try {
    if (fstatSync(fd).size > limit) throw new TooLargeError(path, limit);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** From the beginning on; the size that the system tells is no promise. @throws TooLargeError */
export async function readToEnd(handle: FileHandle, path: string, limit: number): Promise<Buffer> {
  const { size } = await handle.stat();
  if (size > limit) throw new TooLargeError(path, limit);
  const pieces: Buffer[] = [];
  let total = 0;
  for (;;) {
    const piece = Buffer.allocUnsafe(Math.min(limit, Math.max(4096, size)) + 1);
    const { bytesRead } = await handle.read(piece, 0, piece.length, total);
    if (bytesRead === 0) return Buffer.concat(pieces, total);
    pieces.push(piece.subarray(0, bytesRead));
    total += bytesRead;
    if (total > limit) throw new TooLargeError(path, limit);
  }
}

function flagsOf(mode: OpenMode, links: Links): number {
  return FLAGS[mode] | NO_WAIT | (links === 'refused' ? NO_FOLLOW : 0);
}

function mustBeRegular(path: string, found: Stats): void {
  if (!found.isFile()) throw new NotRegularError(path, kindOf(found));
}

/** The path was exchanged between looking and opening. */
function mustBeSame(path: string, opened: Stats, there: Stats): void {
  mustBeRegular(path, there);
  if (opened.ino !== there.ino || opened.dev !== there.dev)
    throw new NotRegularError(path, 'a file that was exchanged');
}

/** ELOOP (EMLINK on FreeBSD) is how systems say that the last part of the path is a link. */
function refusedLink(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ELOOP' || code === 'EMLINK') return new NotRegularError(path, 'a symbolic link');
  // A socket, or a pipe that nobody reads.
  return code === 'ENXIO' ? new NotRegularError(path, 'a named pipe or a socket') : cause;
}
