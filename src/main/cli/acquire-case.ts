import { rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, nodeDisk } from '../files/disk';
import { isCaseFolder } from '../cases/case-file';
import { EVIDENCE_FOLDER, EXPORTS_FOLDER } from '../cases/case-folder';
import { JOURNAL_NAME } from '../cases/journal';
import { LEDGER_NAME } from '../cases/ledger';
import { LOCK_NAME } from '../cases/lock';
import { MANIFEST_NAME } from '../cases/manifest';
import type { BegunImports } from '../cases/begun-imports';
import { OpenCase } from '../open-case/open-case';
import type { OpenCaseOptions } from '../open-case/open-case';
import { InputError, UsageError } from './cli-error';

const MADE_FIRST = new Set([EVIDENCE_FOLDER, EXPORTS_FOLDER, JOURNAL_NAME, LEDGER_NAME, LOCK_NAME]);

export interface CaseInFolder {
  readonly openCase: OpenCase;
  /** It was not there before. */
  readonly made: boolean;
}

export interface CaseFolderOptions extends Pick<OpenCaseOptions, 'tool'> {
  readonly begun?: BegunImports | undefined;
  /** How a case that is made is called; default: as its folder. */
  readonly name?: string | undefined;
  /** What stands before the folder in messages: the option that it was given by. */
  readonly option?: string;
}

/**
 * Opens the case in this folder, or makes it.
 * @throws UsageError where something else is there; InputError where it cannot be written to
 */
export async function openOrCreateCase(
  folder: string,
  { tool, begun, name, option = '--case ' }: CaseFolderOptions,
): Promise<CaseInFolder> {
  const options = { tool, ...(begun === undefined ? {} : { begun }) };
  const named = `${option}${folder}`;
  if (await isCaseFolder(folder)) {
    const opened = await OpenCase.open(folder, options);
    if (!opened.readOnly) return { openCase: opened, made: false };
    const reason = opened.readOnlyReason ?? '';
    await opened.close();
    throw new InputError(`${folder} cannot be added to: ${reason}`);
  }
  const entries = await entriesOf(folder, named);
  if (entries !== undefined) await clear(folder, entries, named);
  const wanted = path.basename(folder);
  const parent = path.dirname(folder);
  const opened = await OpenCase.create({ parent, name: name ?? wanted, folder: wanted }, options);
  if (opened.path === folder) return { openCase: opened, made: true };
  await opened.close();
  await rm(opened.path, { recursive: true });
  throw new UsageError(`${named} is no name for the folder of a case: ${path.basename(opened.path)} would be one.`);
}

/** Closes a case that was made for an acquisition or import of nothing, and removes it where there is nothing in it. */
export async function discardCase(openCase: OpenCase): Promise<void> {
  const empty = openCase.manifest.count === 0;
  await openCase.close();
  if (empty) await rm(openCase.path, { recursive: true });
}

/** Removes an empty folder, or what is left of a case whose making was cut off before there was anything in it. */
async function clear(folder: string, entries: readonly string[], named: string): Promise<void> {
  const manifest = path.join(folder, MANIFEST_NAME);
  const ours = entries.every((name) => MADE_FIRST.has(name)) && (await isEmptyFile(manifest));
  if (!ours) throw new UsageError(`${named} is a folder with other things in it: name a new one, or a case.`);
  await rm(folder, { recursive: true });
}

async function isEmptyFile(file: string): Promise<boolean> {
  const found = await nodeDisk.status(file);
  return found === undefined || (found.isFile() && found.size === 0);
}

async function entriesOf(folder: string, named: string): Promise<string[] | undefined> {
  try {
    return (await nodeDisk.list(folder)).map(({ name }) => name);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw new UsageError(`${named} is a file: name a folder.`);
    throw cause;
  }
}
