import { TrailbenchError } from '../../contract/errors';
import { detect, HEAD_BYTES } from '../../core/format/detect';
import { describeFileError } from '../files/file-error';
import type { LocalFile } from '../files/listing';
import { expandArchive } from '../archives/expand';
import { ARCHIVE_LIMITS, ArchiveBudget } from '../archives/limits';
import { errorCode } from '../files/disk';
import { TemporaryFolder } from '../files/temporary-folder';
import { INFLATE_LIMITS } from '../streams/limits';
import { streamSource } from '../streams/source-stream';
import type { StreamResult } from '../streams/source-stream';
import { StoredBytes, type StoredRange } from '../files/stored-bytes';
import { SourceIntake } from './source-intake';
import type { CheckedSources } from './source-intake';

export interface PathCheckOptions {
  /** Contents of files with public keys that are not among the paths. */
  readonly keys: readonly Uint8Array[];
  readonly onFile?: (done: number, total: number) => void;
}

export interface CheckedPaths extends CheckedSources {
  /** Files, and members of archives, that could not be read, in words. */
  readonly failures: readonly string[];
  /** By source number: path or URI, a member's behind that of its archive. */
  readonly names: readonly string[];
}

/** A file, or a member of an archive among them. */
interface Found {
  readonly uri: string;
  /** Path in the outermost archive. */
  readonly member?: string;
  readonly range: StoredRange;
}

/** The outermost archive that a member is in. */
interface Within {
  readonly depth: number;
  readonly budget: ArchiveBudget;
}

/** Every how many files others get a turn. */
const YIELD_EVERY = 32;

/**
 * Checks files where they lie, and the members of archives among them, against the digests among them. Every file is
 * read, hashed and inflated once; digests and keys once more. Nothing is written beside the files: packed members are
 * inflated into the system's temporary folder, and removed at the end.
 */
export async function checkPaths(files: readonly LocalFile[], options: PathCheckOptions): Promise<CheckedPaths> {
  const check = new PathCheck();
  for (const bytes of options.keys) check.intake.addKeys(bytes);
  try {
    for (const [done, { uri, path }] of files.entries()) {
      if (done % YIELD_EVERY === 0) {
        options.onFile?.(done, files.length);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await check.take({ uri, range: { path, offset: 0, length: undefined } });
    }
    return await check.finish();
  } finally {
    await check.close();
  }
}

class PathCheck {
  readonly intake = new SourceIntake();
  /** By source number. */
  private readonly found: Found[] = [];
  private readonly failures: string[] = [];
  private readonly temporary = new TemporaryFolder();

  async take(one: Found, within?: Within): Promise<void> {
    const no = this.found.push(one) - 1;
    try {
      const { kind, result } = await this.read(no, one);
      if (kind === 'archive') await this.expand(one, result, within);
    } catch (cause) {
      if (errorCode(cause) === undefined) throw cause;
      this.failures.push(`${nameOf(one)} could not be read: ${describeFileError(cause)}.`);
    }
  }

  async finish(): Promise<CheckedPaths> {
    const checked = await this.intake.check({ read: (no, size) => readAgain(this.found[no], size) });
    return { ...checked, failures: this.failures, names: this.found.map(nameOf) };
  }

  async close(): Promise<void> {
    await this.temporary.remove();
  }

  private async read(no: number, one: Found): Promise<{ readonly kind: string; readonly result: StreamResult }> {
    let head: Uint8Array = new Uint8Array(0);
    const result = await stream(one, (chunk) => {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
    });
    const { inflatedSize, inflatedSha256, fault, parts } = result;
    const found = detect(head, fault === undefined && inflatedSize === head.length);
    this.intake.take({
      no,
      uri: one.uri,
      ...(one.member === undefined ? {} : { member: one.member }),
      inflatedSha256,
      inflatedSize,
      kind: found.kind,
      format: found.kind === 'cloudtrail' ? found.format : null,
      // Not counted: no verdict depends on it.
      records: 0,
      ...(parts === undefined ? {} : { gzip: parts }),
    });
    return { kind: found.kind, result };
  }

  private async expand(archive: Found, { sha256, size, gzip }: StreamResult, within?: Within): Promise<void> {
    const depth = (within?.depth ?? 0) + 1;
    if (depth > ARCHIVE_LIMITS.depth) {
      this.failures.push(`${nameOf(archive)} is an archive in archives, too deep to be read: unpack a copy of it.`);
      return;
    }
    const budget = within?.budget ?? new ArchiveBudget(ARCHIVE_LIMITS, size);
    const { range, uri } = archive;
    const options = { range, sha256, gzip, limits: ARCHIVE_LIMITS, budget, spoolPath: () => this.temporary.path() };
    for await (const { members, faults } of expandArchive(options)) {
      for (const { path, range: bytes, fault } of members) {
        const member = archive.member === undefined ? path : `${archive.member}!/${path}`;
        if (fault !== undefined) this.failures.push(`${uri}!/${member}: ${fault.message}`);
        await this.take({ uri, member, range: bytes }, { depth, budget });
      }
      for (const { path, message } of faults) this.failures.push(`${nameOf(archive)}!/${path}: ${message}`);
    }
  }
}

function nameOf({ uri, member }: Found): string {
  return member === undefined ? uri : `${uri}!/${member}`;
}

async function readAgain(one: Found | undefined, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  if (one !== undefined) {
    try {
      // A copy: what was inflated is freed, and a slice of a Buffer is but a view.
      await stream(one, (chunk) => parts.push(new Uint8Array(chunk)));
    } catch (cause) {
      if (errorCode(cause) === undefined) throw cause;
      throw new TrailbenchError('unreadable-path', `It could not be read: ${describeFileError(cause)}.`, { cause });
    }
  }
  const bytes = Buffer.concat(parts);
  if (bytes.length === size) return bytes;
  throw new TrailbenchError('evidence-changed', 'It was changed while it was read: run the command again.');
}

async function stream({ range }: Found, onInflated: (chunk: Uint8Array) => void): Promise<StreamResult> {
  const stored = StoredBytes.open(range);
  try {
    const between = (): Promise<void> => Promise.resolve();
    return await streamSource(stored, { limits: INFLATE_LIMITS, onInflated, between, hashInflated: true });
  } finally {
    stored.close();
  }
}
