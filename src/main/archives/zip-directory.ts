import type { BlockBytes } from './block-bytes';
import type { ZipEnd } from './zip-end';
import { CENTRAL_BYTES, CENTRAL_MARK, centralLength, LOCAL_BYTES, readCentral, type ZipEntry } from './zip-entry';

/** What the entries of a directory lay claim to, from a first reading of it. */
export interface DirectoryPlan {
  readonly entries: number;
  /** By position in the directory: its bytes begin within those of an entry before it in the archive. */
  readonly overlaps: ReadonlySet<number>;
  /** What of the directory is not as its end says, a sentence. */
  readonly fault: string | undefined;
  /** It has all entries that it should have. */
  readonly whole: boolean;
}

/** The entries of a directory in order, as far as they can be read. */
export async function* directoryOf(
  bytes: BlockBytes,
  { directoryAt, directoryEnd, base }: ZipEnd,
): AsyncGenerator<ZipEntry, void, undefined> {
  for (let at = directoryAt; at < directoryEnd;) {
    const header = await bytes.at(at, CENTRAL_BYTES);
    if (header.length < CENTRAL_BYTES || header.readUInt32LE(0) !== CENTRAL_MARK) return;
    const length = centralLength(header);
    const whole = await bytes.at(at, length);
    if (whole.length < length) return;
    yield readCentral(whole, base);
    at += length;
  }
}

/**
 * Reads the directory once for where its entries lie. Of entries that share bytes the first in the
 * archive counts: others would give the same bytes many times over.
 *
 * @param most entries
 */
export async function planDirectory(bytes: BlockBytes, end: ZipEnd, most: number): Promise<DirectoryPlan> {
  const starts: number[] = [];
  const ends: number[] = [];
  for await (const { headerAt, packedSize, name } of directoryOf(bytes, end)) {
    // Its header is as long as this at least: the name is there a second time.
    const behind = headerAt + LOCAL_BYTES + (packedSize > 0 ? name.length : 0) + packedSize;
    const start = headerAt >= 0 ? headerAt : -1;
    starts.push(start);
    // What cannot be in the archive takes nothing away from others.
    ends.push(start >= 0 && behind <= bytes.size ? behind : start);
    if (starts.length > most) break;
  }
  const order = Float64Array.from(starts.keys()).sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
  const overlaps = new Set<number>();
  let taken = -1;
  for (const entry of order) {
    if ((starts[entry] ?? 0) < taken) overlaps.add(entry);
    else taken = Math.max(taken, ends[entry] ?? 0);
  }
  return {
    entries: starts.length,
    overlaps,
    fault: countFault(starts.length, end),
    whole: starts.length >= end.entries,
  };
}

function countFault(found: number, { entries, narrow }: ZipEnd): string | undefined {
  if (found === entries || (narrow && found > entries && (found - entries) % 65_536 === 0)) return undefined;
  const says = `The zip directory says that it has ${entries.toLocaleString('en')} entries`;
  if (found > entries) return `${says}, but has ${found.toLocaleString('en')}: all of them were read.`;
  return `${says}, but cannot be read to its end: the first ${found.toLocaleString('en')} were read as it has them, and members after them by the headers before them.`;
}
