import { isTarHeader, octal } from '../../core/format/archive';

export const TAR_BLOCK = 512;

/** What a header block says, before names and sizes from extended headers. */
export interface TarHeader {
  readonly name: Uint8Array;
  /** Bytes that follow; NaN where the field is damaged. */
  readonly size: number;
  /** Seconds since 1970 UTC; NaN where the field is damaged. */
  readonly modified: number;
  /** The type flag; `0` for a regular file. */
  readonly type: string;
  /** Blocks that go on with the map of a sparse file follow (GNU tar). */
  readonly mapGoesOn: boolean;
}

const NAME_BYTES = 100;
const SIZE_AT = 124;
const TIME_AT = 136;
const FIELD = 12;
const TYPE_AT = 156;
const MAGIC_AT = 257;
const PREFIX_AT = 345;
const PREFIX_BYTES = 155;
/** Of GNU tar, in a header and in each block that goes on with its map: whether another one follows. */
const GOES_ON_AT = 482;
const MAP_GOES_ON_AT = 504;
const SLASH = Uint8Array.of(0x2f);

/**
 * Reads a header block (IEEE Std 1003.1, pax, "ustar Interchange Format"; GNU tar manual, "Basic
 * Tar Format" for numbers in base 256).
 * @returns undefined where its check sum is wrong
 */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (!isTarHeader(block)) return undefined;
  const flag = block[TYPE_AT] ?? 0;
  const short = untilZero(block, 0, NAME_BYTES);
  const prefix = isPosix(block) ? untilZero(block, PREFIX_AT, PREFIX_BYTES) : new Uint8Array(0);
  const name = prefix.length > 0 ? Buffer.concat([prefix, SLASH, short]) : short;
  const size = numberAt(block, SIZE_AT);
  const file = flag === 0 ? '0' : String.fromCharCode(flag);
  // Before ustar a folder was a file whose name ends in a slash; some programs have it so still.
  const type = file === '0' && name.at(-1) === 0x2f && (flag === 0 || size === 0) ? '5' : file;
  const goesOn = type === 'S' && !isPosix(block) && block[GOES_ON_AT] !== 0;
  return { name, size, modified: numberAt(block, TIME_AT), type, mapGoesOn: goesOn };
}

/** Whether another block follows this one, which goes on with the map of a sparse file. */
export function mapGoesOn(block: Uint8Array): boolean {
  return (block[MAP_GOES_ON_AT] ?? 0) !== 0;
}

/** GNU tar keeps other things where POSIX has the prefix. */
function isPosix(block: Uint8Array): boolean {
  return Buffer.from(block.buffer, block.byteOffset + MAGIC_AT, 6).toString('latin1') === 'ustar\0';
}

export function untilZero(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

/** Zero for a field that was left empty, as in volume labels. */
function numberAt(block: Uint8Array, at: number): number {
  const first = block[at] ?? 0;
  if ((first & 0x80) === 0) return isBlank(block, at) ? 0 : octal(block, at, FIELD);
  if (first !== 0x80) return NaN;
  let value = 0;
  for (let i = at + 1; i < at + FIELD; i += 1) value = value * 256 + (block[i] ?? 0);
  return Number.isSafeInteger(value) ? value : NaN;
}

function isBlank(block: Uint8Array, at: number): boolean {
  return block.subarray(at, at + FIELD).every((byte) => byte === 0 || byte === 0x20);
}

/** What an extended header says of the member after it. */
export interface PaxFields {
  path?: Uint8Array;
  size?: number;
  /** Seconds since 1970 UTC, with a fraction. */
  modified?: number;
  /** The member is a sparse file of GNU tar or star: its bytes are not the file's. */
  sparse?: boolean;
  /** The first member of this volume is the rest of a file from the volume before (GNU tar). */
  continued?: boolean;
}

const SPACE = 0x20;
const EQUALS = 0x3d;

/** Records `LENGTH NAME=VALUE\n` (IEEE Std 1003.1, pax, "pax Header Block"). What is none ends the reading. */
export function readPax(bytes: Uint8Array): PaxFields {
  const fields: PaxFields = {};
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(SPACE, at);
    if (space < 0 || space - at > 10) break;
    const length = Number(Buffer.from(bytes.subarray(at, space)).toString('latin1'));
    const equals = bytes.indexOf(EQUALS, space);
    if (!Number.isSafeInteger(length) || equals < 0 || at + length <= equals || at + length > bytes.length) break;
    const name = Buffer.from(bytes.subarray(space + 1, equals)).toString('utf8');
    const value = bytes.subarray(equals + 1, at + length - 1);
    at += length;
    // An empty value takes the field back: that of the header counts.
    if (value.length === 0) continue;
    const number = Number(Buffer.from(value).toString('latin1'));
    if (name === 'path' || name === 'GNU.sparse.name') fields.path = value;
    else if (name === 'size' && number >= 0) fields.size = number;
    else if (name === 'mtime') fields.modified = number;
    else if (name === 'GNU.volume.offset' && number > 0) fields.continued = true;
    if (name.startsWith('GNU.sparse.') || name === 'SCHILY.realsize') fields.sparse = true;
  }
  return fields;
}
