import { dirname, join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { CASE_FILE, CASE_SCHEMA, readCaseFile, writeCaseFile } from './case-file';
import type { CaseFile } from './case-file';
import type { Disk } from '../files/disk';
import { errorText, readIfPresent, replaceFile, writeFailure } from '../files/disk';

/** Brings a case folder from one schema to the next. */
export interface Migration {
  /** Schema before; afterwards it is one more. */
  readonly from: number;
  /** What changes, in words, for the ledger. */
  readonly what: string;
  /** Files that it changes, as paths within the case folder: they are backed up first. */
  readonly changes: readonly string[];
  readonly run: (folder: string, disk: Disk) => Promise<void>;
}

/** A file that a migration changes is copied in one piece. Bytes. */
const FILE_MOST = 1024 * 1024 * 1024;

/** Every migration there is. Schema 1 is the first. */
export const MIGRATIONS: readonly Migration[] = [];

export interface Migrated {
  readonly file: CaseFile;
  readonly steps: readonly { readonly from: number; readonly to: number; readonly what: string }[];
}

/**
 * Brings a case up to `schema`, step by step. Each step first copies case.json and what it changes
 * to `backups/schema-N`; case.json goes there last, so that a complete backup is known by it. Where
 * an earlier attempt was cut off, its backup is put back before the step runs again.
 *
 * @throws TrailbenchError `case-damaged` where a step fails or is missing; the case is then as it was
 */
export async function migrateCase(
  disk: Disk,
  folder: string,
  file: CaseFile,
  migrations: readonly Migration[] = MIGRATIONS,
  schema = CASE_SCHEMA,
): Promise<Migrated> {
  const steps: { from: number; to: number; what: string }[] = [];
  let current = file;
  while (current.schema < schema) {
    const step = migrations.find(({ from }) => from === current.schema);
    if (step === undefined) {
      const message = `The case in ${folder} has schema ${String(current.schema)}, which this version cannot bring up to ${String(schema)}. Open it with an earlier version of Trailbench first.`;
      throw new TrailbenchError('case-damaged', message, { details: folder });
    }
    current = await runStep(disk, folder, step, schema);
    steps.push({ from: step.from, to: step.from + 1, what: step.what });
  }
  return { file: current, steps };
}

async function runStep(disk: Disk, folder: string, step: Migration, schema: number): Promise<CaseFile> {
  const backup = join(folder, 'backups', `schema-${String(step.from)}`);
  const names = [...step.changes.filter((name) => name !== CASE_FILE), CASE_FILE];
  try {
    const earlier = await readIfPresent(disk, join(backup, CASE_FILE), FILE_MOST);
    if (earlier === undefined) await copyFiles(disk, folder, backup, names);
    else await copyFiles(disk, backup, folder, names);
  } catch (cause) {
    throw await writeFailure(disk, backup, 0, cause);
  }
  try {
    await step.run(folder, disk);
    const next = { ...(await readCaseFile(folder, schema)), schema: step.from + 1 };
    await writeCaseFile(disk, folder, next);
    return next;
  } catch (cause) {
    await copyFiles(disk, backup, folder, names);
    const message = `The case in ${folder} could not be brought from schema ${String(step.from)} to ${String(step.from + 1)} (${errorText(cause)}). It is as it was before; a copy is in ${backup}.`;
    throw new TrailbenchError('case-damaged', message, { cause, details: folder });
  }
}

/** Copies in the order given; a file that is not there is left out. */
async function copyFiles(disk: Disk, from: string, to: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const bytes = await readIfPresent(disk, join(from, name), FILE_MOST);
    if (bytes === undefined) continue;
    const target = join(to, name);
    await disk.ensureFolder(dirname(target));
    await replaceFile(disk, target, bytes);
  }
}
