import type { FileHandle } from 'node:fs/promises';
import { FolderGuard } from './folder-guard';
import { openRegular, openRegularSync } from './regular-file';

const MODE = 0o600;

/**
 * Makes a file for bytes on their way, for this user alone; fails with EEXIST where anything has its name.
 *
 * @param within the case folder that it lies in: then no folder between may be a link. Undefined for one that lies in
 *   a folder of this process's own
 * @throws TrailbenchError `case-unsafe`; the system's error
 */
export async function makeTemporary(path: string, within: string | undefined): Promise<FileHandle> {
  if (within !== undefined) await new FolderGuard(within, 'case').parents(path, 'change');
  return openRegular(path, 'new', 'refused', MODE);
}

/** The same for threads. Returns the descriptor. */
export function makeTemporarySync(path: string, within: string | undefined): number {
  if (within !== undefined) new FolderGuard(within, 'case').parentsSync(path);
  return openRegularSync(path, 'new', 'refused', MODE);
}
