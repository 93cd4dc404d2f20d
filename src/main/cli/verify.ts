import { resolve } from 'node:path';
import { listLocal } from '../files/listing';
import { describeFileError } from '../files/file-error';
import { errorCode } from '../files/disk';
import { isCaseFolder } from '../cases/case-file';
import { sourceName } from '../cases/manifest';
import { OpenCase } from '../open-case/open-case';
import { CaseCheck } from '../integrity/case-check';
import { checkPaths } from '../integrity/path-check';
import { readRegular } from '../files/regular-file';
import { KEY_FILE_MAX, readPublicKeys } from '../integrity/public-keys';
import { verifyCase } from '../integrity/verify-case';
import { InputError, UsageError } from './cli-error';
import { parseVerifyArguments } from './verify-arguments';
import type { VerifyArguments } from './verify-arguments';
import { printReport } from './verify-report';
import type { Printed, VerifyReport } from './verify-report';

export interface VerifyCliOptions {
  /** Where the user stood. */
  readonly cwd: string;
  /** Program and version. */
  readonly tool: string;
  readonly onMessage: (message: string) => void;
  readonly onProgress?: (text: string) => void;
}

/**
 * `verify`: checks a case, or files and folders where they lie, against CloudTrail's digests. Writes nothing.
 *
 * @returns what goes to stdout, and the exit status
 * @throws UsageError, InputError, TrailbenchError
 */
export async function verify(argv: readonly string[], options: VerifyCliOptions): Promise<Printed> {
  const wanted = parseVerifyArguments(argv);
  const inputs = wanted.inputs.map((input) => resolve(options.cwd, input));
  const keys = await readKeys(wanted.keys, options.cwd);
  for (const input of inputs) {
    if (!(await isCaseFolder(input))) continue;
    if (inputs.length > 1) throw new UsageError(`${input} is a case: give one case alone, or files and folders.`);
    return printed(await verifyOne(input, wanted, keys, options), wanted);
  }
  if (wanted.head !== undefined) throw new UsageError('--head goes with a case: files and folders have no ledger.');
  return printed(await verifyFiles(inputs, keys, options), wanted);
}

async function readKeys(files: readonly string[], cwd: string): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for (const file of files) {
    const path = resolve(cwd, file);
    let bytes: Uint8Array;
    try {
      bytes = await readRegular(path, KEY_FILE_MAX, 'followed');
    } catch (cause) {
      if (errorCode(cause) === undefined) throw cause;
      throw new InputError(`${path} could not be read: ${describeFileError(cause)}.`, { cause });
    }
    if (readPublicKeys(bytes).length === 0) {
      throw new InputError(
        `${path} holds no public keys: give the JSON of "aws cloudtrail list-public-keys", a PEM file, or DER in base64.`,
      );
    }
    contents.push(bytes);
  }
  return contents;
}

async function printed(
  report: { run: VerifyReport; close: () => Promise<void> },
  { format, strict }: VerifyArguments,
): Promise<Printed> {
  try {
    return await printReport(report.run, { format, strict });
  } finally {
    await report.close();
  }
}

async function verifyOne(
  path: string,
  { head }: VerifyArguments,
  keys: readonly Uint8Array[],
  { tool, onProgress }: VerifyCliOptions,
): Promise<{ run: VerifyReport; close: () => Promise<void> }> {
  const opened = await OpenCase.open(path, { tool, readOnly: true });
  try {
    const check = new CaseCheck(opened);
    for (const bytes of keys) check.addKeys(bytes);
    const { verified, checked } = await verifyCase(opened, check, {
      head,
      onProgress: ({ sourcesDone, sourcesTotal }) => {
        onProgress?.(`${String(sourcesDone)} of ${String(sourcesTotal)} sources read again`);
      },
    });
    const nameOf = async (no: number): Promise<string> => sourceName(await opened.manifest.line(no));
    const run: VerifyReport = { ...checked, verified, nameOf, failures: [], files: verified.sources };
    return { run, close: () => opened.close() };
  } catch (cause) {
    await opened.close();
    throw cause;
  }
}

async function verifyFiles(
  paths: readonly string[],
  keys: readonly Uint8Array[],
  { onMessage, onProgress }: VerifyCliOptions,
): Promise<{ run: VerifyReport; close: () => Promise<void> }> {
  const { files, failures } = await listLocal(paths);
  const unreadable = failures.filter(({ kind }) => kind === 'failed');
  const named = unreadable.find(({ path }) => paths.includes(path));
  if (named !== undefined) throw new InputError(named.message);
  if (files.length === 0) throw new InputError(unreadable[0]?.message ?? `There are no files in ${paths.join(', ')}.`);
  for (const { message } of failures) onMessage(message);
  const checked = await checkPaths(files, {
    keys,
    onFile: (done, total) => onProgress?.(`${String(done)} of ${String(total)} files read`),
  });
  const nameOf = (no: number): Promise<string> => Promise.resolve(checked.names[no] ?? '');
  const all = [...unreadable.map(({ message }) => message), ...checked.failures];
  return {
    run: { ...checked, verified: null, nameOf, failures: all, files: checked.names.length },
    close: () => Promise.resolve(),
  };
}
