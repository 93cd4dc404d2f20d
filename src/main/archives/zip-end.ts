import type { BlockBytes } from './block-bytes';
import { CENTRAL_MARK } from './zip-entry';

/** The record at the end, and of zip64 the record before it and what leads there (APPNOTE.TXT 4.3.14 to 4.3.16). */
const END_MARK = Buffer.from('PK\u0005\u0006', 'latin1');
const END_BYTES = 22;
const WIDE_MARK = 0x06064b50;
const WIDE_BYTES = 56;
const LOCATOR_MARK = 0x07064b50;
const LOCATOR_BYTES = 20;
/** Bytes at the end that are searched: the longest comment, and some that do not belong to the archive. */
const SEARCHED = 64 * 1024 + 1024 * 1024;
/** What looks like a record at the end is looked at so often. */
const LOOKS = 100;
const NARROW = 0xffff;

/** Where the directory lies. */
export interface ZipEnd {
  /** Positions in the file. */
  readonly directoryAt: number;
  readonly directoryEnd: number;
  /** Entries, as it says. */
  readonly entries: number;
  /** It says the number in 16 bits: of more, old programs say the rest by 65,536. */
  readonly narrow: boolean;
  /** Bytes in front of the archive that its positions do not count. */
  readonly base: number;
  /** Behind the archive, comment included. */
  readonly end: number;
}

/**
 * Finds the record at the end of a zip archive, and the directory by it. Bytes in front of the archive and behind it
 * are no hindrance, nor is a comment that holds such a record.
 *
 * @returns `split` for one part of an archive in several files; undefined where there is none
 */
export async function findEnd(bytes: BlockBytes): Promise<ZipEnd | 'split' | undefined> {
  const from = Math.max(0, bytes.size - SEARCHED);
  const tail = Buffer.from(await bytes.at(from, bytes.size - from));
  let best: ZipEnd | undefined;
  let split = false;
  let at = tail.length;
  for (let looks = 0; at > 0 && looks < LOOKS; looks += 1) {
    at = tail.lastIndexOf(END_MARK, at - 1);
    if (at < 0) break;
    if (at + END_BYTES > tail.length) continue;
    const read = await readEnd(bytes, from + at, tail.subarray(at, at + END_BYTES));
    if (read === 'split') split = true;
    else if (read !== undefined && (best === undefined || rank(read, bytes) > rank(best, bytes))) best = read;
  }
  return best ?? (split ? 'split' : undefined);
}

/** One with members goes before one without, which anything may look like; then one at the very end. */
function rank({ entries, end }: ZipEnd, { size }: BlockBytes): number {
  return (entries > 0 ? 2 : 0) + (end === size ? 1 : 0);
}

async function readEnd(bytes: BlockBytes, at: number, record: Buffer): Promise<ZipEnd | 'split' | undefined> {
  const disks = [record.readUInt16LE(4), record.readUInt16LE(6)].some((disk) => disk !== 0 && disk !== NARROW);
  const end = Math.min(bytes.size, at + END_BYTES + record.readUInt16LE(20));
  const wide = await wideEnd(bytes, at);
  if (disks || wide === 'split') return 'split';
  const told = wide ?? {
    at,
    entries: record.readUInt16LE(10),
    length: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
  };
  const { entries, length, offset } = told;
  for (const directoryAt of [told.at - length, offset]) {
    const empty = entries === 0 && length === 0 && directoryAt === told.at;
    if (empty || (await isDirectory(bytes, directoryAt))) {
      const base = directoryAt - offset;
      return { directoryAt, directoryEnd: told.at, entries, narrow: wide === undefined, base, end };
    }
  }
  return undefined;
}

async function isDirectory(bytes: BlockBytes, at: number): Promise<boolean> {
  const mark = await bytes.at(at, 4);
  return mark.length === 4 && mark.readUInt32LE(0) === CENTRAL_MARK;
}

interface WideEnd {
  readonly at: number;
  readonly entries: number;
  readonly length: number;
  readonly offset: number;
}

/** What zip64 says instead; undefined where it says nothing. @param end of the record at the end */
async function wideEnd(bytes: BlockBytes, end: number): Promise<WideEnd | 'split' | undefined> {
  const locatorAt = end - LOCATOR_BYTES;
  const locator = Buffer.from(await bytes.at(locatorAt, LOCATOR_BYTES));
  if (locator.length < LOCATOR_BYTES || locator.readUInt32LE(0) !== LOCATOR_MARK) return undefined;
  if (locator.readUInt32LE(16) > 1) return 'split';
  // Where bytes stand in front of the archive, its position is wrong; it is just before as a rule.
  for (const at of [Number(locator.readBigUInt64LE(8)), locatorAt - WIDE_BYTES]) {
    const record = await bytes.at(at, WIDE_BYTES);
    if (record.length < WIDE_BYTES || record.readUInt32LE(0) !== WIDE_MARK) continue;
    const [entries, length, offset] = [32, 40, 48].map((place) => Number(record.readBigUInt64LE(place)));
    return { at, entries: entries ?? 0, length: length ?? 0, offset: offset ?? 0 };
  }
  return undefined;
}
