import { visibleJson } from '../../core/event/visible-json';
import { basename, dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { TrailbenchError } from '../../contract/errors';
import type { Disk } from '../files/disk';
import { errorCode, errorText, nodeDisk, readIfPresent, replaceFile } from '../files/disk';
import { guardedDisk } from '../files/guarded-disk';
import { FolderGuard, OTHER_NAME } from '../files/folder-guard';
import { isFolder } from '../files/places';
import { shapeFault } from '../files/shape-fault';
import { isShallow } from '../../core/event/json';

export const CASE_FILE = 'case.json';

/** The layout of case folders that this version writes. */
export const CASE_SCHEMA = 1;

/** What is longer is no case.json. Bytes. */
const CASE_FILE_MOST = 1024 * 1024;
/** Characters of a name. */
const NAME_MOST = 1_000;

const caseFile = v.looseObject({
  id: v.pipe(v.string(), v.uuid()),
  name: v.pipe(v.string(), v.maxLength(NAME_MOST)),
  /** ISO 8601 UTC. */
  created: v.string(),
  schema: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** Program and version that made the case. */
  tool: v.string(),
  /** 32 random bytes in hex, the folder's own; cases of earlier versions have none. */
  key: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});
/** `case.json`. Members that this version does not know are kept. */
export type CaseFile = v.InferOutput<typeof caseFile>;

/** The case folder that a user means by a path: the folder itself or its case.json. Absolute. */
export function caseFolderOf(path: string): string {
  const absolute = resolve(path);
  return basename(absolute) === CASE_FILE ? dirname(absolute) : absolute;
}

/**
 * Reads a case's file.
 *
 * @throws TrailbenchError `case-not-found`, `case-not-a-case`, `case-unsafe`, `case-damaged`, `case-too-new`,
 *   `unreadable-path`
 */
export async function readCaseFile(folder: string, schema = CASE_SCHEMA): Promise<CaseFile> {
  const options = { details: folder };
  let bytes: Uint8Array | undefined;
  try {
    if (!(await isFolder(folder))) {
      throw new TrailbenchError('case-not-a-case', `${folder} is no folder: choose the folder of a case.`, options);
    }
    const path = join(folder, CASE_FILE);
    const found = await nodeDisk.status(path);
    if (found?.isFile() === true && found.nlink > 1) throw new FolderGuard(folder, 'case').unsafe(path, OTHER_NAME);
    bytes = await readIfPresent(guardedDisk(folder, 'case'), path, CASE_FILE_MOST);
  } catch (cause) {
    throw unreadable(folder, cause);
  }
  if (bytes === undefined) {
    const message = `${folder} is no case: it has no ${CASE_FILE}. To look into log files there, make a new case from this folder.`;
    throw new TrailbenchError('case-not-a-case', message, options);
  }
  const value = parse(bytes, folder);
  const parsed = v.safeParse(caseFile, value);
  const stated = v.safeParse(v.looseObject({ schema: v.number() }), value);
  // A newer version may have changed the other members: its number is looked at first.
  if (stated.success && stated.output.schema > schema) {
    const message = `The case in ${folder} was made by a newer version of Trailbench (case schema ${String(stated.output.schema)}; this version knows ${String(schema)}). Install the newer version to open it; nothing was changed.`;
    throw new TrailbenchError('case-too-new', message, options);
  }
  if (parsed.success) return parsed.output;
  throw damaged(folder, shapeFault(parsed.issues[0]));
}

/** True where a path is a case folder, or its case.json, whatever that file is: a link there is no evidence either. */
export async function isCaseFolder(path: string): Promise<boolean> {
  try {
    return (await nodeDisk.status(join(caseFolderOf(path), CASE_FILE))) !== undefined;
  } catch (cause) {
    // Whoever goes on to read what is there says why it cannot be looked at.
    if (errorCode(cause) === undefined) throw cause;
    return false;
  }
}

export async function writeCaseFile(disk: Disk, folder: string, file: CaseFile): Promise<void> {
  await replaceFile(disk, join(folder, CASE_FILE), Buffer.from(`${visibleJson(file, 2)}\n`));
}

function parse(bytes: Uint8Array, folder: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    // What the parser says quotes the file, which may be anybody's.
    throw damaged(folder, 'it is no JSON', cause);
  }
  if (!isShallow(value)) throw damaged(folder, 'it is nested too deeply');
  return value;
}

function damaged(folder: string, what: string, cause?: unknown): TrailbenchError {
  const message = `${join(folder, CASE_FILE)} is damaged (${what}): put it back from a backup, or from the folder backups of the case.`;
  return new TrailbenchError('case-damaged', message, { cause, details: folder });
}

function unreadable(folder: string, cause: unknown): TrailbenchError {
  if (cause instanceof TrailbenchError) return cause;
  const code = errorCode(cause);
  const options = { cause, details: folder };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const message = `There is no folder ${folder}: check the path; a disk or share may not be connected.`;
    return new TrailbenchError('case-not-found', message, options);
  }
  if (code === 'EFBIG') return damaged(folder, 'it is longer than any case.json');
  const message = `${folder} cannot be read (${errorText(cause)}): check that this user may read it.`;
  return new TrailbenchError('unreadable-path', message, options);
}
