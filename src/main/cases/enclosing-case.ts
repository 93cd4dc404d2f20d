import { dirname, join } from 'node:path';
import { nodeDisk } from '../files/disk';
import { CASE_FILE } from './case-file';
import { EVIDENCE_FOLDER } from './case-folder';

/** The case folder that a path lies in, however deep; undefined where it lies in none. @param path absolute, without links */
export async function enclosingCase(path: string): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const parts = [CASE_FILE, EVIDENCE_FOLDER].map((name) => nodeDisk.status(join(folder, name)));
    if ((await Promise.all(parts)).every((found) => found !== undefined)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
