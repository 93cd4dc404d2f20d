import { join } from 'node:path';
import { nodeDisk } from '../files/disk';
import { FolderGuard } from '../files/folder-guard';
import { kindOf } from '../files/regular-file';
import { ZONE_RULES_NAME } from '../zones/zone-rules-in-use';
import { BEGUN_NAME } from './begun-imports';
import { ensureProfileFolder } from './paths';
import { RECENT_NAME } from './recent-file';

/** What names the browser host that runs. */
export const HOST_NAME = 'browser-host.json';
/** Where dropped files wait. */
export const UPLOADS_NAME = 'uploads';

/** The name that the user goes by in what he says of cases. */
export const AUTHOR_NAME = 'author.json';

const FILES = [RECENT_NAME, BEGUN_NAME, HOST_NAME, ZONE_RULES_NAME, AUTHOR_NAME];
const FOLDERS = [UPLOADS_NAME];

/**
 * Makes the profile folder, and looks at what it keeps before anything of it is used: a link, a pipe or a device in its
 * place was put there by somebody, and its user has to know. What is merely damaged is set aside by whoever reads it.
 *
 * @throws TrailbenchError `refused` that names what does not belong there; `unreadable-path`
 */
export async function openProfile(folder: string): Promise<void> {
  await ensureProfileFolder(folder);
  const guard = new FolderGuard(folder, 'profile');
  for (const name of FILES) {
    const found = await nodeDisk.status(join(folder, name));
    if (found?.isFile() === false) throw guard.unsafe(join(folder, name), kindOf(found));
  }
  for (const name of FOLDERS) await guard.folder(join(folder, name), 'change');
}
