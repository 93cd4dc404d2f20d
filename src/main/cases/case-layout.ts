import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { errorCode, errorText } from '../files/disk';
import type { Disk } from '../files/disk';
import { FolderGuard, OTHER_NAME } from '../files/folder-guard';
import { guardedDisk } from '../files/guarded-disk';
import { inParallel } from '../files/in-parallel';
import { kindOf } from '../files/regular-file';
import { CASE_FILE, caseFolderOf, isCaseFolder, readCaseFile } from './case-file';
import { JOURNAL_NAME } from './journal';
import { LEDGER_NAME } from './ledger';
import { MANIFEST_NAME } from './manifest';

/** Folders of a case in which it keeps files of its own, as paths with `/`; `''` is the case folder. */
const ROOTS = ['', 'evidence', 'evidence/packs', 'evidence/objects', 'exports', 'backups'];
/** Those whose folders are looked into as well. */
const NESTED = new Set(['evidence/objects', 'exports', 'backups']);
/** Files that are changed in place, where a second name of theirs would change with them. */
const CHANGED_IN_PLACE = new Set([CASE_FILE, LEDGER_NAME, JOURNAL_NAME, MANIFEST_NAME]);
const PACK = /^evidence\/packs\/[^/]+\.tar$/;
/** Packs have 256 MiB: so many would be 16 TiB. */
const PACKS_MOST = 65_536;

/**
 * Looks at everything in a case folder, before anything of it is opened, locked or written: a case that comes from
 * somebody else may hold links, pipes and devices that would have its reader read, change or delete other files.
 *
 * @param folder absolute
 * @throws TrailbenchError `case-unsafe` that names what does not belong there; `unreadable-path`
 */
export async function checkLayout(disk: Disk, folder: string): Promise<void> {
  const guard = new FolderGuard(folder, 'case');
  for (const root of ROOTS) await checkFolder(disk, guard, root);
}

/**
 * Refuses paths that are cases which cannot be opened, before a browser is started for them.
 * @throws TrailbenchError as `checkLayout` and `readCaseFile`
 */
export async function mustBeCases(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (!(await isCaseFolder(path))) continue;
    const folder = caseFolderOf(path);
    await readCaseFile(folder);
    await checkLayout(guardedDisk(folder, 'case'), folder);
  }
}

async function checkFolder(disk: Disk, guard: FolderGuard, name: string): Promise<void> {
  const path = join(guard.root, name);
  const entries = await entriesOf(disk, guard, path);
  if (name === 'evidence/packs' && entries.length > PACKS_MOST) {
    throw guard.unsafe(
      path,
      `a folder of ${String(entries.length)} entries, of which a case has ${String(PACKS_MOST)} at most`,
    );
  }
  const nameOf = (entry: Dirent): string => (name === '' ? entry.name : `${name}/${entry.name}`);
  await inParallel(entries, (entry) => checkEntry(disk, guard, nameOf(entry), entry));
  if (!NESTED.has(topOf(name))) return;
  for (const entry of entries) if (entry.isDirectory()) await checkFolder(disk, guard, nameOf(entry));
}

async function checkEntry(disk: Disk, guard: FolderGuard, inside: string, entry: Dirent): Promise<void> {
  const path = join(guard.root, inside);
  const named = isNamed(inside);
  // A folder's listing tells what its entries are; some file systems leave it open.
  if (!named && (entry.isFile() || entry.isDirectory())) return;
  const found = await disk.status(path);
  // Another program's temporary file.
  if (found === undefined) return;
  if (!found.isFile() && !found.isDirectory()) throw guard.unsafe(path, kindOf(found));
  if (!named) return;
  if (!found.isFile()) throw guard.unsafe(path, kindOf(found));
  if (found.nlink > 1 && isChangedInPlace(inside)) {
    throw guard.unsafe(path, OTHER_NAME);
  }
}

/** What a case keeps under this very name has to be a file. */
function isNamed(inside: string): boolean {
  return isChangedInPlace(inside) || inside === 'case.lock';
}

function isChangedInPlace(inside: string): boolean {
  return CHANGED_IN_PLACE.has(inside) || PACK.test(inside);
}

/** `evidence/objects` of `evidence/objects/ab`. */
function topOf(name: string): string {
  return ROOTS.findLast((root) => root !== '' && (name === root || name.startsWith(`${root}/`))) ?? '';
}

async function entriesOf(disk: Disk, guard: FolderGuard, path: string): Promise<Dirent[]> {
  try {
    return await disk.list(path);
  } catch (cause) {
    if (cause instanceof TrailbenchError) throw cause;
    if (errorCode(cause) === 'ENOENT') return [];
    if (errorCode(cause) === 'ENOTDIR') throw guard.unsafe(path, 'no folder', cause);
    const message = `${path} cannot be read (${errorText(cause)}): check that this user may read it.`;
    throw new TrailbenchError('unreadable-path', message, { cause, details: path });
  }
}
