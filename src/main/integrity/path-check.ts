import { detect, HEAD_BYTES } from '../../core/format/detect';
import { TrailbenchError } from '../../contract/errors';
import { describeFileError } from '../acquire/local';
import type { LocalFile } from '../acquire/local';
import { errorCode } from '../cases/disk';
import { INFLATE_LIMITS } from '../indexing/limits';
import { streamSource } from '../indexing/source-stream';
import type { StreamResult } from '../indexing/source-stream';
import { StoredBytes } from '../indexing/stored-bytes';
import { SourceIntake } from './source-intake';
import type { CheckedSources, IntakeLine } from './source-intake';

export interface PathCheckOptions {
  /** Contents of files with public keys that are not among the paths. */
  readonly keys: readonly Uint8Array[];
  readonly onFile?: (done: number, total: number) => void;
}

export interface CheckedPaths extends CheckedSources {
  /** Files that could not be read, in words. */
  readonly failures: readonly string[];
  /** By source number: SHA-256 of the stored bytes. */
  readonly hashes: ReadonlyMap<number, string>;
}

/** Every how many files others get a turn. */
const YIELD_EVERY = 32;

/**
 * Checks files where they lie against the digests among them. Every file is read, hashed and inflated once; digests
 * and keys once more. Nothing is written.
 */
export async function checkPaths(files: readonly LocalFile[], options: PathCheckOptions): Promise<CheckedPaths> {
  const intake = new SourceIntake();
  for (const bytes of options.keys) intake.addKeys(bytes);
  const failures: string[] = [];
  const hashes = new Map<number, string>();
  for (const [no, file] of files.entries()) {
    if (no % YIELD_EVERY === 0) {
      options.onFile?.(no, files.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    try {
      const { line, sha256 } = await readFile(no, file);
      hashes.set(no, sha256);
      intake.take(line);
    } catch (cause) {
      if (errorCode(cause) === undefined) throw cause;
      failures.push(`${file.path} could not be read: ${describeFileError(cause)}.`);
    }
  }
  const checked = await intake.check({ read: (no, size) => readAgain(files[no], size) });
  return { ...checked, failures, hashes };
}

async function readFile(no: number, file: LocalFile): Promise<{ line: IntakeLine; sha256: string }> {
  let head: Uint8Array = new Uint8Array(0);
  const result = await stream(file, (chunk) => {
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
  });
  const { sha256, inflatedSize, inflatedSha256, fault, parts } = result;
  const found = detect(head, fault === undefined && inflatedSize === head.length);
  const line: IntakeLine = {
    no,
    uri: file.uri,
    inflatedSha256,
    inflatedSize,
    kind: found.kind,
    format: found.kind === 'cloudtrail' ? found.format : null,
    // Not counted: no verdict depends on it.
    records: 0,
    ...(parts === undefined ? {} : { gzip: parts }),
  };
  return { line, sha256 };
}

async function readAgain(file: LocalFile | undefined, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  if (file !== undefined) {
    try {
      await stream(file, (chunk) => parts.push(chunk.slice()));
    } catch (cause) {
      if (errorCode(cause) === undefined) throw cause;
      throw new TrailbenchError('unreadable-path', `It could not be read: ${describeFileError(cause)}.`, { cause });
    }
  }
  const bytes = Buffer.concat(parts);
  if (bytes.length === size) return bytes;
  throw new TrailbenchError('evidence-changed', 'It was changed while it was read: run the command again.');
}

async function stream(file: LocalFile, onInflated: (chunk: Uint8Array) => void): Promise<StreamResult> {
  const stored = StoredBytes.open({ path: file.path, offset: 0, length: undefined });
  try {
    const between = (): Promise<void> => Promise.resolve();
    return await streamSource(stored, { limits: INFLATE_LIMITS, onInflated, between, hashInflated: true });
  } finally {
    stored.close();
  }
}
