import { userInfo } from 'node:os';
import { TrailbenchError } from '../../contract/errors';
import type { BegunImports } from '../cases/begun-imports';
import { CASE_SCHEMA, caseFolderOf, readCaseFile, writeCaseFile } from '../cases/case-file';
import type { CaseFile } from '../cases/case-file';
import { makeCaseFolder, type NewCase } from '../cases/case-folder';
import { checkLayout } from '../cases/case-layout';
import { openCaseLogs } from './case-logs';
import type { CaseLogs } from './case-logs';
import type { Disk } from '../files/disk';
import { errorCode, nodeDisk, writeFailure } from '../files/disk';
import { guardedDisk } from '../files/guarded-disk';
import { CaseLock } from '../cases/lock';
import { migrateCase } from '../cases/migration';
import type { Migrated, Migration } from '../cases/migration';
import type { ProcessProbe } from '../cases/process-start';

/** What a new case takes on the disk before its first source, bytes. */
const CASE_BYTES = 64 * 1024;

export interface OpenCaseOptions {
  /** Program and version, such as `Trailbench 0.1.0`. */
  readonly tool: string;
  /** What this user began to import on this machine; without it, nothing counts as begun here. */
  readonly begun?: BegunImports;
  /** Default: the user of the operating system. */
  readonly user?: string;
  readonly now?: () => Date;
  /** For tests: another disk, process table, machine, or set of migrations. */
  readonly disk?: Disk;
  readonly probe?: ProcessProbe;
  readonly host?: string;
  readonly migrations?: readonly Migration[];
  readonly schema?: number;
  readonly beatMs?: number;
}

export interface OpenOptions extends OpenCaseOptions {
  /** Open read-only, take no lock and write nothing: for scripts. */
  readonly readOnly?: boolean;
}

/** The name of the user of the operating system: what a ledger calls the actor. */
export function systemUser(): string {
  try {
    return userInfo().username;
  } catch (cause) {
    // A container may run under a number without a name.
    if (errorCode(cause) === undefined) throw cause;
    return process.getuid === undefined ? 'unknown' : `uid ${String(process.getuid())}`;
  }
}

/** What an open case is put together from. */
export interface CaseParts {
  readonly folder: string;
  readonly file: CaseFile;
  readonly logs: CaseLogs;
  readonly lock: CaseLock | undefined;
  readonly readOnlyReason: string | null;
  readonly begun: BegunImports | undefined;
  /** SHA-256 (hex) of the ledger's lines of imports that this user began on this machine. */
  readonly begunHere: ReadonlySet<string>;
}

/** Why a case could not be opened for writing. */
interface Refusal {
  readonly reason: string;
  readonly writerAlive: boolean;
}

/** Makes a case's folder, lock and logs. What was begun is taken away again where it fails. */
export async function createParts(
  wanted: Pick<NewCase, 'parent' | 'name' | 'folder'>,
  options: OpenCaseOptions,
): Promise<CaseParts> {
  const { disk = nodeDisk, now = () => new Date(), tool } = options;
  const { folder, file } = await makeCaseFolder(disk, { ...wanted, tool, now: now() });
  try {
    return await fillFolder(folder, file, { ...options, disk: guardedDisk(folder, 'case', disk) });
  } catch (cause) {
    await disk.removeTree(folder);
    throw cause;
  }
}

async function fillFolder(folder: string, file: CaseFile, options: OpenCaseOptions): Promise<CaseParts> {
  const { disk = nodeDisk } = options;
  const lock = await takeLock(folder, options);
  if (!(lock instanceof CaseLock)) throw new TrailbenchError('case-read-only', lock.reason, { details: folder });
  try {
    const logs = await openCaseLogs({
      ...logOptions(folder, options),
      writable: true,
      create: true,
      writerAlive: false,
    });
    try {
      const { id, name, created, schema, key } = file;
      const keyed = key === undefined ? {} : { key };
      await logs.ledger.append('case-created', { id, name, created, schema, ...keyed }, logs);
      await writeCaseFile(disk, folder, file);
    } catch (cause) {
      await closeLogs(logs);
      throw await writeFailure(disk, folder, CASE_BYTES, cause);
    }
    return { folder, file, logs, lock, readOnlyReason: null, ...(await begunOf(options)) };
  } catch (cause) {
    await lock.release();
    throw cause;
  }
}

/** Opens a case's parts: for writing where that can be, else read-only with the reason. */
export async function openParts(path: string, given: OpenOptions): Promise<CaseParts> {
  const folder = caseFolderOf(path);
  const file = await readCaseFile(folder, given.schema);
  const options = { ...given, disk: guardedDisk(folder, 'case', given.disk) };
  // Before anything is locked or written, and before anything but case.json is read.
  await checkLayout(options.disk, folder);
  if (options.readOnly === true) {
    const reason = 'It was opened to be read only.';
    // No lock is looked at: whether someone writes is not known, so an unfinished last line is no fault.
    return openReadOnly(folder, file, options, { reason, writerAlive: true });
  }
  const lock = await takeLock(folder, options);
  if (!(lock instanceof CaseLock)) return openReadOnly(folder, file, options, lock);
  try {
    return await openWritable(folder, options, lock);
  } catch (cause) {
    await lock.release();
    if (!isRefusal(cause)) throw cause;
    return openReadOnly(folder, file, options, { reason: cause.message, writerAlive: false });
  }
}

/** Failures after which the case can still be read. */
function isRefusal(cause: unknown): cause is TrailbenchError {
  return cause instanceof TrailbenchError && (cause.code === 'disk-full' || cause.code === 'case-read-only');
}

async function takeLock(folder: string, options: OpenCaseOptions): Promise<CaseLock | Refusal> {
  const { disk, probe, host, now, beatMs, user = systemUser() } = options;
  const result = await CaseLock.take({
    folder,
    user,
    ...(disk === undefined ? {} : { disk }),
    ...(probe === undefined ? {} : { probe }),
    ...(host === undefined ? {} : { host }),
    ...(now === undefined ? {} : { now }),
    ...(beatMs === undefined ? {} : { beatMs }),
  });
  return result.locked ? result.lock : result;
}

function logOptions(folder: string, options: OpenCaseOptions) {
  const { disk = nodeDisk, now = () => new Date(), tool, user = systemUser() } = options;
  return { folder, user, tool, now, disk };
}

async function openWritable(folder: string, options: OpenCaseOptions, lock: CaseLock): Promise<CaseParts> {
  const { disk = nodeDisk } = options;
  // Read again under the lock: another program may have migrated it meanwhile.
  const found = await readCaseFile(folder, options.schema);
  const { file, steps }: Migrated = await migrateCase(disk, folder, found, options.migrations, options.schema);
  const logs = await openCaseLogs({
    ...logOptions(folder, options),
    writable: true,
    create: false,
    writerAlive: false,
  });
  try {
    for (const { from, to, what } of steps) await logs.ledger.append('case-migrated', { from, to, what }, logs);
    const problems = logs.problems.slice(0, 100).map(({ file, line, message }) => ({ file, line, message }));
    await logs.ledger.append('case-opened', problems.length === 0 ? {} : { problems }, logs);
    return { folder, file, logs, lock, readOnlyReason: null, ...(await begunOf(options)) };
  } catch (cause) {
    await closeLogs(logs);
    throw cause;
  }
}

/** @throws TrailbenchError where the case is of an older schema, which only a writer can change */
async function openReadOnly(
  folder: string,
  file: CaseFile,
  options: OpenCaseOptions,
  refusal: Refusal,
): Promise<CaseParts> {
  const schema = options.schema ?? CASE_SCHEMA;
  if (file.schema < schema) {
    const message = `The case in ${folder} was made by an earlier version and must be converted first, which is not possible now. ${refusal.reason}`;
    const code = refusal.writerAlive ? 'case-locked' : 'case-read-only';
    throw new TrailbenchError(code, message, { details: folder });
  }
  const { writerAlive } = refusal;
  const logs = await openCaseLogs({ ...logOptions(folder, options), writable: false, create: false, writerAlive });
  return { folder, file, logs, lock: undefined, readOnlyReason: refusal.reason, ...(await begunOf(options)) };
}

/** Where the profile cannot be read, nothing counts as begun here. */
async function begunOf({ begun }: OpenCaseOptions): Promise<Pick<CaseParts, 'begun' | 'begunHere'>> {
  try {
    return { begun, begunHere: (await begun?.lines()) ?? new Set() };
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return { begun, begunHere: new Set() };
  }
}

async function closeLogs(logs: CaseLogs): Promise<void> {
  await Promise.allSettled([logs.evidence.close(), logs.manifest.close(), logs.journal.close(), logs.ledger.close()]);
}
