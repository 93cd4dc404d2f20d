import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { TrailbenchError } from '../../contract/errors';
import type { Disk } from './disk';
import { errorCode, errorText, readIfPresent, replaceFile } from './disk';

export const CASE_FILE = 'case.json';

/** The layout of case folders that this version writes. */
export const CASE_SCHEMA = 1;

const caseFile = v.looseObject({
  id: v.pipe(v.string(), v.uuid()),
  name: v.string(),
  /** ISO 8601 UTC. */
  created: v.string(),
  schema: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** Program and version that made the case. */
  tool: v.string(),
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
 * @throws TrailbenchError `case-not-found`, `case-not-a-case`, `case-damaged`, `case-too-new`, `unreadable-path`
 */
export async function readCaseFile(folder: string, schema = CASE_SCHEMA): Promise<CaseFile> {
  const options = { details: folder };
  let bytes: Uint8Array | undefined;
  try {
    if (!(await stat(folder)).isDirectory()) {
      throw new TrailbenchError('case-not-a-case', `${folder} is no folder: choose the folder of a case.`, options);
    }
    bytes = await readIfPresent(join(folder, CASE_FILE));
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
  const { message } = parsed.issues[0];
  const text = `${join(folder, CASE_FILE)} is damaged (${message}): put it back from a backup, or from the folder backups of the case.`;
  throw new TrailbenchError('case-damaged', text, options);
}

export async function writeCaseFile(disk: Disk, folder: string, file: CaseFile): Promise<void> {
  await replaceFile(disk, join(folder, CASE_FILE), Buffer.from(`${JSON.stringify(file, null, 2)}\n`));
}

function parse(bytes: Uint8Array, folder: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    const message = `${join(folder, CASE_FILE)} is damaged (${errorText(cause)}): put it back from a backup, or from the folder backups of the case.`;
    throw new TrailbenchError('case-damaged', message, { cause, details: folder });
  }
}

function unreadable(folder: string, cause: unknown): TrailbenchError {
  if (cause instanceof TrailbenchError) return cause;
  const code = errorCode(cause);
  const options = { cause, details: folder };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const message = `There is no folder ${folder}: check the path; a disk or share may not be connected.`;
    return new TrailbenchError('case-not-found', message, options);
  }
  const message = `${folder} cannot be read (${errorText(cause)}): check that this user may read it.`;
  return new TrailbenchError('unreadable-path', message, options);
}
