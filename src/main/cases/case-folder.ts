import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { CaseFile } from './case-file';
import { CASE_SCHEMA } from './case-file';
import { newCaseKey } from './case-key';
import type { Disk } from '../files/disk';
import { errorCode, writeFailure } from '../files/disk';
import { safeFolderName } from './folder-name';

export const EVIDENCE_FOLDER = 'evidence';
export const EXPORTS_FOLDER = 'exports';

const SUBFOLDERS = [EVIDENCE_FOLDER, 'evidence/packs', 'evidence/objects', EXPORTS_FOLDER];
const MAX_NAME = 120;
const MAX_SUFFIX = 10_000;
/** Names that are too long, links in a circle, and places in which a system lets nobody make folders. */
const NO_PLACES = ['ENAMETOOLONG', 'ELOOP', 'ENOENT', 'EINVAL'];

export interface NewCase {
  /** Folder in which the case's own folder is made; made where it is missing. */
  readonly parent: string;
  /** As the analyst calls it. */
  readonly name: string;
  /** How its folder is to be called; default: as the case. */
  readonly folder?: string | undefined;
  readonly tool: string;
  readonly now: Date;
}

/** The name as it is kept: one line, no more than 120 characters. */
export function caseName(name: string): string {
  const line = name.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return [...line].slice(0, MAX_NAME).join('') || 'Case';
}

/**
 * Makes the folders of a new case; `case.json` comes last, from the caller, so that a case that was
 * not made to its end is none.
 *
 * @throws TrailbenchError `disk-full`, `case-read-only`, `unreadable-path`
 */
export async function makeCaseFolder(disk: Disk, wanted: NewCase): Promise<{ folder: string; file: CaseFile }> {
  const parent = resolve(wanted.parent);
  const name = caseName(wanted.name);
  const file = {
    id: randomUUID(),
    name,
    created: wanted.now.toISOString(),
    schema: CASE_SCHEMA,
    tool: wanted.tool,
    key: newCaseKey(),
  };
  try {
    await disk.ensureFolder(parent);
    const folder = await makeUnique(disk, parent, safeFolderName(wanted.folder ?? name));
    for (const sub of SUBFOLDERS) await disk.makeFolder(join(folder, sub));
    for (const made of [join(folder, EVIDENCE_FOLDER), folder, parent]) await disk.syncFolder(made);
    return { folder, file };
  } catch (cause) {
    if (errorCode(cause) === 'ENOTDIR' || errorCode(cause) === 'EEXIST') {
      const message = `${parent} is no folder: choose another place for the case.`;
      throw new TrailbenchError('unreadable-path', message, { cause, details: parent });
    }
    if (NO_PLACES.includes(errorCode(cause) ?? '')) {
      const message = `${parent} can hold no case (${errorCode(cause) ?? ''}): choose another place for it.`;
      throw new TrailbenchError('unreadable-path', message, { cause, details: parent });
    }
    throw await writeFailure(disk, parent, 64 * 1024, cause);
  }
}

/** `name`, else `name (2)`, and so on: the first that is free. */
async function makeUnique(disk: Disk, parent: string, name: string): Promise<string> {
  for (let n = 1; n <= MAX_SUFFIX; n += 1) {
    const folder = join(parent, n === 1 ? name : `${name} (${String(n)})`);
    try {
      await disk.makeFolder(folder);
      return folder;
    } catch (cause) {
      if (errorCode(cause) !== 'EEXIST') throw cause;
    }
  }
  throw new TrailbenchError('bad-request', `${parent} has too many cases called ${name}: choose another name.`);
}
