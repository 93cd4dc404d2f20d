import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { formatBytes } from '../files/disk';
import type { Disk } from '../files/disk';

/** A file whose place an export took. */
export interface FormerFile {
  readonly path: string;
  readonly bytes: number;
  /** Its last change. */
  readonly modified: Date;
  /** Hex; absent where it was too large to be read for this, or could not be read. */
  readonly sha256?: string;
}

/** What ledger and manifest say of it. */
export interface ReplacedFile {
  readonly bytes: number;
  readonly sha256?: string;
}

const MIB = 1024 * 1024;
/** What is larger is replaced without being read. */
const HASHED_MOST = 256 * MIB;

/** @param status of the file, which is a regular one */
export async function formerFile(disk: Disk, path: string, { size, mtime }: Stats): Promise<FormerFile> {
  const sha256 = size > HASHED_MOST ? undefined : await hashOf(disk, path);
  return { path, bytes: size, modified: mtime, ...(sha256 === undefined ? {} : { sha256 }) };
}

export function asReplaced({ bytes, sha256 }: FormerFile): ReplacedFile {
  return { bytes, ...(sha256 === undefined ? {} : { sha256 }) };
}

/** A sentence for whoever asked for it. */
export function replacedWords({ path, bytes, modified }: FormerFile): string {
  const changed = modified.toISOString().replace(/\.\d+Z$/, 'Z');
  return `${path} was replaced: the file there had ${formatBytes(bytes)} and was last changed ${changed}.`;
}

async function hashOf(disk: Disk, path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    const handle = await disk.openForReading(path);
    try {
      const piece = Buffer.allocUnsafe(MIB);
      for (let at = 0; at <= HASHED_MOST;) {
        const { bytesRead } = await handle.read(piece, 0, piece.length, at);
        if (bytesRead === 0) return hash.digest('hex');
        hash.update(piece.subarray(0, bytesRead));
        at += bytesRead;
      }
      return undefined;
    } finally {
      await handle.close();
    }
  } catch {
    // A file that may be replaced need not be one that may be read.
    return undefined;
  }
}
