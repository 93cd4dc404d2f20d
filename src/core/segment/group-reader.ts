import { isObject, member, type JsonObject } from '../event/json';
import { checksum } from './checksum';
import { BYTES_OF, type ArrayType } from './group-writer';
import { aligned, jsonObject, wholeNumber } from './segment-reader';
import { SegmentError } from './segment-error';

interface Entry {
  readonly type: ArrayType;
  readonly offset: number;
  readonly length: number;
}

/** One group's arrays as views into its bytes: nothing is copied. */
export class GroupView {
  constructor(
    readonly rows: number,
    private readonly bytes: Uint8Array,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** @param length elements it must have, where known */
  u8(name: string, length?: number): Uint8Array {
    const { offset, length: count } = this.#entry(name, length, 'u8');
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + offset, count);
  }

  u32(name: string, length?: number): Uint32Array {
    const { offset, length: count } = this.#entry(name, length, 'u32');
    return new Uint32Array(this.bytes.buffer, this.bytes.byteOffset + offset, count);
  }

  /** Whole numbers such as codes, in whichever width the largest of them allowed. */
  codes(name: string, length?: number): Uint8Array | Uint16Array | Uint32Array {
    const { type, offset, length: count } = this.#entry(name, length, 'u8', 'u16', 'u32');
    const start = this.bytes.byteOffset + offset;
    if (type === 'u8') return new Uint8Array(this.bytes.buffer, start, count);
    if (type === 'u16') return new Uint16Array(this.bytes.buffer, start, count);
    return new Uint32Array(this.bytes.buffer, start, count);
  }

  /** Whole numbers, wider than u32 only where one needed it. */
  numbers(name: string, length?: number): Uint32Array | Float64Array {
    const { type, offset, length: count } = this.#entry(name, length, 'u32', 'f64');
    const start = this.bytes.byteOffset + offset;
    if (type === 'u32') return new Uint32Array(this.bytes.buffer, start, count);
    return new Float64Array(this.bytes.buffer, start, count);
  }

  #entry(name: string, length: number | undefined, ...types: ArrayType[]): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new SegmentError(`The column ${name} is missing.`);
    if (!types.includes(entry.type)) throw new SegmentError(`The column ${name} has the wrong type.`);
    if (length !== undefined && entry.length !== length) {
      throw new SegmentError(`The column ${name} has ${entry.length} entries instead of ${length}.`);
    }
    return entry;
  }
}

/**
 * Opens a group's bytes and checks them.
 * @param rows events of the segment, which the group must agree with
 * @throws SegmentError where the bytes are damaged
 */
export function openGroup(bytes: Uint8Array, rows: number): GroupView {
  const group = aligned(bytes);
  if (group.byteLength < 8 || group.byteLength % 8 !== 0) throw new SegmentError('A group of a segment is cut off.');
  const view = new DataView(group.buffer, group.byteOffset, group.byteLength);
  if (checksum(group.subarray(8)) !== view.getUint32(4, true)) {
    throw new SegmentError('A group of a segment is damaged.');
  }
  const end = 8 + view.getUint32(0, true);
  if (end > group.byteLength) throw new SegmentError('A group of a segment is cut off in its directory.');
  const directory = jsonObject(group, 8, end, 'directory of a group');
  if (member(directory, 'rows') !== rows) throw new SegmentError('A group belongs to another segment.');
  const arrays = member(directory, 'arrays');
  if (!Array.isArray(arrays)) throw new SegmentError('The directory of a group lists no arrays.');
  const entries = new Map<string, Entry>();
  for (const item of arrays) {
    if (!isObject(item)) throw new SegmentError('The directory of a group is damaged.');
    const { name, entry } = arrayEntry(item, end, group.byteLength);
    entries.set(name, entry);
  }
  return new GroupView(rows, group, entries);
}

function arrayEntry(item: JsonObject, start: number, end: number): { name: string; entry: Entry } {
  const name = member(item, 'name');
  const type = member(item, 'type');
  if (typeof name !== 'string' || typeof type !== 'string' || !isArrayType(type)) {
    throw new SegmentError('The directory of a group is damaged.');
  }
  const offset = wholeNumber(member(item, 'offset'), `The offset of ${name}`);
  const length = wholeNumber(member(item, 'length'), `The length of ${name}`);
  if (offset % 8 !== 0 || offset < start || offset + length * BYTES_OF[type] > end) {
    throw new SegmentError(`The column ${name} is out of bounds.`);
  }
  return { name, entry: { type, offset, length } };
}

function isArrayType(type: string): type is ArrayType {
  return Object.hasOwn(BYTES_OF, type);
}
