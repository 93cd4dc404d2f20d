import { getFileNameLowLevel } from 'yauzl';
import { nameText } from './member-name';

/** Bytes of headers without names and extra fields (APPNOTE.TXT 4.3.7, 4.3.12). */
export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
/** `PK\x03\x04` and `PK\x01\x02`, little endian. */
export const LOCAL_MARK = 0x04034b50;
export const CENTRAL_MARK = 0x02014b50;
/** A 32-bit field whose value is in the zip64 extra field. */
export const ELSEWHERE = 0xffffffff;

const ZIP64 = 0x0001;
/** Extra fields that tell a time in UTC: Info-ZIP's and NTFS's. */
const UNIX_TIME = 0x5455;
const NTFS_TIME = 0x000a;
/** Milliseconds from 1601 to 1970. */
const NTFS_EPOCH = 11_644_473_600_000;

/** What both headers of a member say. */
export interface ZipFields {
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  /** Bytes; NaN where it is said to be in a zip64 field that is not there. */
  readonly packedSize: number;
  readonly size: number;
  readonly name: Buffer;
  readonly extra: readonly ExtraField[];
}

/** A member as the directory at the end has it. */
export interface ZipEntry extends ZipFields {
  /** Program that made it: 3 for Unix. */
  readonly madeBy: number;
  readonly attributes: number;
  /** Position of its local header; NaN as above. */
  readonly headerAt: number;
}

interface ExtraField {
  readonly id: number;
  readonly data: Buffer;
}

/** Bytes of a central header with all that belongs to it. @param header CENTRAL_BYTES bytes at least */
export function centralLength(header: Buffer): number {
  return CENTRAL_BYTES + header.readUInt16LE(28) + header.readUInt16LE(30) + header.readUInt16LE(32);
}

/** @param bytes the whole central header @param base added to its position: bytes in front of the archive */
export function readCentral(bytes: Buffer, base: number): ZipEntry {
  const nameEnd = CENTRAL_BYTES + bytes.readUInt16LE(28);
  const extra = extraFields(bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(30)));
  const wide = wideFields(extra);
  const size = wide(bytes.readUInt32LE(24));
  const packedSize = wide(bytes.readUInt32LE(20));
  const headerAt = base + wide(bytes.readUInt32LE(42));
  return {
    madeBy: bytes.readUInt8(5),
    flags: bytes.readUInt16LE(8),
    method: bytes.readUInt16LE(10),
    crc32: bytes.readUInt32LE(16),
    packedSize,
    size,
    name: Buffer.from(bytes.subarray(CENTRAL_BYTES, nameEnd)),
    extra,
    attributes: bytes.readUInt32LE(38),
    headerAt,
  };
}

/** The length of the local header that these bytes begin with; undefined where they begin with none. */
export function localLength(header: Buffer): number | undefined {
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL_MARK) return undefined;
  return LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** @param bytes the whole local header */
export function readLocal(bytes: Buffer): ZipFields {
  const nameEnd = LOCAL_BYTES + bytes.readUInt16LE(26);
  const extra = extraFields(bytes.subarray(nameEnd));
  const wide = wideFields(extra);
  const size = wide(bytes.readUInt32LE(22));
  const packedSize = wide(bytes.readUInt32LE(18));
  return {
    flags: bytes.readUInt16LE(6),
    method: bytes.readUInt16LE(8),
    crc32: bytes.readUInt32LE(14),
    packedSize,
    size,
    name: Buffer.from(bytes.subarray(LOCAL_BYTES, nameEnd)),
    extra,
  };
}

/** Its path as text. */
export function pathOf({ flags, name, extra }: ZipFields): string {
  return nameText(name, (bytes) => getFileNameLowLevel(flags, bytes, [...extra], true));
}

/** Last change, ISO 8601 UTC; null where the time is in a zone that the archive does not name. */
export function modifiedOf({ extra }: ZipFields): string | null {
  for (const { id, data } of extra) {
    const time = id === UNIX_TIME ? unixTime(data) : id === NTFS_TIME ? ntfsTime(data) : undefined;
    if (time !== undefined && !Number.isNaN(new Date(time).getTime())) return new Date(time).toISOString();
  }
  return null;
}

/** Milliseconds since 1970. The first flag says that the time of the last change is there. */
function unixTime(data: Buffer): number | undefined {
  if (data.length < 5 || (data.readUInt8(0) & 1) === 0) return undefined;
  return data.readInt32LE(1) * 1000;
}

/** The only attribute that is defined has number 1 and three times of 8 bytes, of 100 ns. */
function ntfsTime(data: Buffer): number | undefined {
  if (data.length < 16 || data.readUInt16LE(4) !== 1 || data.readUInt16LE(6) !== 24) return undefined;
  return Math.floor(Number(data.readBigUInt64LE(8) / 10_000n)) - NTFS_EPOCH;
}

/** As far as their lengths are right. */
function extraFields(bytes: Buffer): ExtraField[] {
  const fields: ExtraField[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (end > bytes.length) break;
    fields.push({ id: bytes.readUInt16LE(at), data: Buffer.from(bytes.subarray(at + 4, end)) });
    at = end;
  }
  return fields;
}

/** Gives each field's value in turn: the zip64 field has those alone that do not fit, one behind the other (4.5.3). */
function wideFields(extra: readonly ExtraField[]): (narrow: number) => number {
  const data = extra.find(({ id }) => id === ZIP64)?.data;
  let at = 0;
  return (narrow) => {
    if (narrow !== ELSEWHERE) return narrow;
    at += 8;
    return data === undefined || at > data.length ? NaN : Number(data.readBigUInt64LE(at - 8));
  };
}
