import type { BlockBytes } from './block-bytes';
import { LOCAL_BYTES, localLength, readLocal, type ZipEntry, type ZipFields } from './zip-entry';
import { LATER, isKnownMethod } from './zip-method';

const LOCAL = Buffer.from('PK\u0003\u0004', 'latin1');
const PK = Buffer.from('PK', 'latin1');
/** Begins what stands behind the bytes of a member; it may be left out. */
const DESCRIPTOR = Buffer.from('PK\u0007\u0008', 'latin1');
const CENTRAL = Buffer.from('PK\u0001\u0002', 'latin1');
/** Its lengths without the mark: checksum, and both sizes in 32 or 64 bits (APPNOTE.TXT 4.3.9). */
const NARROW_BYTES = 12;
const WIDE_BYTES = 20;
const NAME_MOST = 4096;

/** A member that no directory has, as the header before it says. */
export interface LooseMember {
  readonly entry: ZipEntry;
  readonly dataAt: number;
  /** Behind its bytes, and what says how many they are. */
  readonly end: number;
  /** All its bytes are there, as far as is known. */
  readonly whole: boolean;
}

/** Members between two places of an archive, found by the headers before them. */
export async function* looseMembers(
  bytes: BlockBytes,
  from: number,
  to: number,
): AsyncGenerator<LooseMember, void, undefined> {
  for (let at = await bytes.find(LOCAL, from, to); at !== undefined;) {
    const found = await looseAt(bytes, at, to);
    if (found !== undefined) yield found;
    at = await bytes.find(LOCAL, found?.end ?? at + LOCAL.length, to);
  }
}

async function looseAt(bytes: BlockBytes, at: number, to: number): Promise<LooseMember | undefined> {
  const length = localLength(await bytes.at(at, LOCAL_BYTES));
  if (length === undefined || at + length > to) return undefined;
  const fields = readLocal(await bytes.at(at, length));
  const { name, method, flags } = fields;
  if (!isKnownMethod(method) || name.length === 0 || name.length > NAME_MOST || name.includes(0)) return undefined;
  const dataAt = at + length;
  const told = (flags & LATER) === 0 ? sizesOf(fields, dataAt) : await describedSizes(bytes, dataAt, to);
  const whole = told !== undefined && told.end <= to;
  const sizes = whole ? told : { packedSize: to - dataAt, size: fields.size, crc32: fields.crc32, end: to };
  const entry = { ...fields, ...sizes, madeBy: 0, attributes: 0, headerAt: at };
  return { entry, dataAt, end: sizes.end, whole };
}

interface Sizes extends Pick<ZipFields, 'packedSize' | 'size' | 'crc32'> {
  readonly end: number;
}

function sizesOf({ packedSize, size, crc32 }: ZipFields, dataAt: number): Sizes | undefined {
  return Number.isNaN(packedSize) ? undefined : { packedSize, size, crc32, end: dataAt + packedSize };
}

/** What stands behind the bytes of a member that was written without its sizes being known. */
async function describedSizes(bytes: BlockBytes, dataAt: number, to: number): Promise<Sizes | undefined> {
  // What comes next may begin just behind.
  const behind = to + 1;
  for (let at = await bytes.find(PK, dataAt, behind); at !== undefined; at = await bytes.find(PK, at + 1, behind)) {
    const mark = Buffer.from(await bytes.at(at, DESCRIPTOR.length));
    // With its mark it begins here; without it, it ends where the next header begins.
    const places = mark.equals(DESCRIPTOR)
      ? [at + DESCRIPTOR.length]
      : mark.equals(LOCAL) || mark.equals(CENTRAL)
        ? [at - NARROW_BYTES, at - WIDE_BYTES]
        : [];
    for (const place of places) {
      const packedSize = mark.equals(DESCRIPTOR) ? at - dataAt : place - dataAt;
      const read = packedSize < 0 ? undefined : await descriptorAt(bytes, place, packedSize);
      if (read !== undefined) return read;
    }
  }
  return undefined;
}

/** The descriptor at this place, where it is one of so many packed bytes. */
async function descriptorAt(bytes: BlockBytes, place: number, packedSize: number): Promise<Sizes | undefined> {
  const found = Buffer.from(await bytes.at(place, WIDE_BYTES));
  if (found.length < NARROW_BYTES) return undefined;
  const crc32 = found.readUInt32LE(0);
  if (found.length === WIDE_BYTES && found.readBigUInt64LE(4) === BigInt(packedSize)) {
    return { packedSize, crc32, size: Number(found.readBigUInt64LE(12)), end: place + WIDE_BYTES };
  }
  if (found.readUInt32LE(4) !== packedSize) return undefined;
  return { packedSize, crc32, size: found.readUInt32LE(8), end: place + NARROW_BYTES };
}
