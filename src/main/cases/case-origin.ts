import { join } from 'node:path';
import * as v from 'valibot';
import { errorCode } from '../files/disk';
import { guardedDisk } from '../files/guarded-disk';
import { LEDGER_NAME } from './ledger';
import { decodeLine, sha256Hex } from './log-lines';

const firstImport = v.object({
  action: v.literal('acquire-started'),
  details: v.object({ paths: v.array(v.string()) }),
});
/** The first import is at the ledger's start; a case without one in these bytes was begun empty. */
const START_BYTES = 64 * 1024;

export interface CaseOrigin {
  readonly paths: readonly string[];
  /** SHA-256 (hex) of the ledger's line: what the profile remembers of an import that this user began here. */
  readonly line: string;
}

/**
 * A case's first import, as its ledger names it; null where there is none or the ledger cannot be read. Only to
 * recognise a case: nothing is verified, and the ledger may be anybody's.
 */
export async function originOf(folder: string): Promise<CaseOrigin | null> {
  try {
    for (const line of await startOf(folder)) {
      const decoded = decodeLine(line);
      if (!decoded.ok) continue;
      const read = v.safeParse(firstImport, decoded.value);
      if (read.success) return { paths: read.output.details.paths, line: sha256Hex(line) };
    }
  } catch (cause) {
    // Whatever is there instead is told when the case is opened.
    if (errorCode(cause) === undefined) throw cause;
  }
  return null;
}

/** The first complete lines of the ledger. */
async function startOf(folder: string): Promise<Buffer[]> {
  const file = await guardedDisk(folder, 'case').openForReading(join(folder, LEDGER_NAME));
  try {
    const bytes = Buffer.alloc(START_BYTES);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0 && at < bytesRead; at = bytes.indexOf(10, from)) {
      lines.push(bytes.subarray(from, at));
      from = at + 1;
    }
    return lines;
  } finally {
    await file.close();
  }
}
