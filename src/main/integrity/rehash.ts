import { relative, sep } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { VerifyProgressBody } from '../../contract/integrity';
import { sumOf } from '../../core/counts';
import { describeFileError } from '../files/file-error';
import type { IntegrityProblem } from '../cases/append-log';
import { errorCode } from '../files/disk';
import { sourceName } from '../cases/manifest';
import type { ManifestLine } from '../cases/manifest';
import type { OpenCase } from '../open-case/open-case';
import { INFLATE_LIMITS } from '../streams/limits';
import { streamSource } from '../streams/source-stream';
import { StoredBytes } from '../files/stored-bytes';
import type { StoredRange } from '../files/stored-bytes';

export interface RehashOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: VerifyProgressBody) => void;
}

export interface Rehashed {
  readonly sources: number;
  /** Stored bytes. */
  readonly bytes: number;
  /** The first 1,000, and how many more there are. */
  readonly problems: readonly IntegrityProblem[];
  readonly more: number;
}

const PROBLEMS_KEPT = 1_000;
/** Stored bytes after which others get a turn. */
const YIELD_BYTES = 4 * 1024 * 1024;

/**
 * Reads the stored bytes of every source again, inflates them, and compares both hashes with the manifest. The
 * inflated hash counts as much as the stored one: it is what digests are compared with.
 *
 * @throws the signal's reason where it aborts
 */
export async function rehash(opened: OpenCase, { signal, onProgress }: RehashOptions): Promise<Rehashed> {
  const { manifest } = opened;
  const { sources: sourcesTotal, bytes: bytesTotal } = manifest.totals;
  const problems: IntegrityProblem[] = [];
  let [more, sources, bytes, since] = [0, 0, 0, 0];
  for (let row = 0; row < manifest.count; row += 1) {
    if (row === 0 || since >= YIELD_BYTES || row % 64 === 0) {
      since = 0;
      signal?.throwIfAborted();
      onProgress?.({ phase: 'evidence', sourcesDone: sources, sourcesTotal, bytesDone: bytes, bytesTotal });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { no, size, sha256 } = manifest.entryAt(row);
    sources += 1;
    if (sha256 === null) continue;
    const problem = await sourceProblem(opened, no, signal);
    if (problem !== undefined && problems.length < PROBLEMS_KEPT) problems.push(problem);
    else if (problem !== undefined) more += 1;
    bytes = sumOf(bytes, size);
    since += size;
  }
  return { sources, bytes, problems, more };
}

async function sourceProblem(
  opened: OpenCase,
  no: number,
  signal: AbortSignal | undefined,
): Promise<IntegrityProblem | undefined> {
  let line: ManifestLine;
  try {
    line = await opened.manifest.line(no);
  } catch (cause) {
    if (!(cause instanceof TrailbenchError)) throw cause;
    return { file: 'evidence/manifest.jsonl', line: null, message: cause.message };
  }
  let file = 'evidence';
  const problem = (what: string): IntegrityProblem => ({
    file,
    line: null,
    message: `Source ${String(no)} (${sourceName(line)}): ${what} Put back an unchanged copy of the case folder.`,
  });
  try {
    const { path, offset, length, within } = opened.evidence.locate(no);
    file = relative(opened.path, path).split(sep).join('/');
    const found = await hashes({ path, offset, length, within }, signal);
    if (found.sha256 !== line.sha256) {
      return problem(
        `its stored bytes were changed: they have SHA-256 ${found.sha256}, the manifest says ${String(line.sha256)}.`,
      );
    }
    if (line.inflatedSha256 === null || found.inflatedSha256 === line.inflatedSha256) return undefined;
    return problem(
      `its stored bytes are unchanged, but they inflate to SHA-256 ${String(found.inflatedSha256)}, and the manifest says ${line.inflatedSha256}: the manifest was changed.`,
    );
  } catch (cause) {
    if (cause instanceof TrailbenchError) return problem(cause.message);
    if (errorCode(cause) === undefined) throw cause;
    return problem(`its stored bytes could not be read: ${describeFileError(cause)}.`);
  }
}

async function hashes(
  range: StoredRange,
  signal: AbortSignal | undefined,
): Promise<{ readonly sha256: string; readonly inflatedSha256: string | null }> {
  const stored = StoredBytes.open(range);
  try {
    return await streamSource(stored, {
      limits: INFLATE_LIMITS,
      onInflated: () => undefined,
      between: () => {
        signal?.throwIfAborted();
        return Promise.resolve();
      },
      hashInflated: true,
    });
  } finally {
    stored.close();
  }
}
