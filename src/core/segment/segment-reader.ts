import { isObject, member, type Json, type JsonObject } from '../event/json';
import { checksum } from './checksum';
import { GROUPS, SEGMENT_MAGIC, SEGMENT_PREFIX, SEGMENT_VERSION } from './layout';
import type { CoveredRange, GroupName, SegmentHeader } from './layout';
import { SegmentError } from './segment-error';
import type { SegmentInfo } from './store';

/** A count that fits the layout: a whole number from 0 to 2^32 - 1. */
export function wholeNumber(value: Json | undefined, what: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new SegmentError(`${what} is no whole number from 0 to 4294967295.`);
  }
  return value;
}

/** The JSON object in bytes [start, end); a directory or a header. */
export function jsonObject(bytes: Uint8Array, start: number, end: number, what: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end))) as Json;
  } catch (cause) {
    throw new SegmentError(`The ${what} cannot be read.`, { cause });
  }
  if (!isObject(value)) throw new SegmentError(`The ${what} is no object.`);
  return value;
}

function coveredRanges(value: Json | undefined): CoveredRange[] {
  if (!Array.isArray(value) || value.length % 4 !== 0) throw new SegmentError('The covered ranges are cut off.');
  const numbers = value as readonly Json[];
  const covers: CoveredRange[] = [];
  for (let i = 0; i < numbers.length; i += 4) {
    const range = {
      source: wholeNumber(numbers[i], 'A source number'),
      first: wholeNumber(numbers[i + 1], 'A first record'),
      end: wholeNumber(numbers[i + 2], 'An end record'),
      last: numbers[i + 3] === 1,
    };
    if (range.first > range.end) throw new SegmentError('A covered range ends before it begins.');
    covers.push(range);
  }
  return covers;
}

function timeOrNull(value: Json | undefined): number | null {
  return value === null ? null : wholeNumber(value, 'A time');
}

/** Bytes that `readHeader` needs, from the first 16 bytes of a segment. */
export function headerLength(prefix: Uint8Array): number {
  if (prefix.byteLength < SEGMENT_PREFIX) throw new SegmentError('The segment is cut off before its header.');
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  if (view.getUint32(0, true) !== SEGMENT_MAGIC) throw new SegmentError('These bytes are no segment.');
  if (view.getUint32(12, true) !== 0) throw new SegmentError('The beginning of a segment is damaged.');
  return SEGMENT_PREFIX + view.getUint32(4, true);
}

/**
 * Reads and checks a segment's header.
 * @param bytes of the whole segment, or at least `headerLength` of them
 * @param total bytes of the whole segment, where `bytes` is only its beginning
 * @throws SegmentError where they are no sound segment of this version
 */
export function readHeader(bytes: Uint8Array, total = bytes.byteLength): SegmentHeader {
  const start = headerLength(bytes);
  if (start % 8 !== 0 || start > bytes.byteLength) throw new SegmentError('The segment is cut off in its header.');
  const json = aligned(bytes.subarray(SEGMENT_PREFIX, start));
  const expected = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(8, true);
  if (checksum(json) !== expected) throw new SegmentError('The header of a segment is damaged.');
  const header = jsonObject(json, 0, json.byteLength, 'header of a segment');
  const version = member(header, 'version');
  if (version !== SEGMENT_VERSION) {
    throw new SegmentError(`The segment has version ${String(version)}, not ${SEGMENT_VERSION}.`);
  }
  const firstTime = timeOrNull(member(header, 'firstTime'));
  const lastTime = timeOrNull(member(header, 'lastTime'));
  if ((firstTime === null) !== (lastTime === null) || (firstTime ?? 0) > (lastTime ?? 0)) {
    throw new SegmentError('The times of a segment contradict each other.');
  }
  return {
    version,
    rows: wholeNumber(member(header, 'rows'), 'The number of events'),
    firstTime,
    lastTime,
    covers: coveredRanges(member(header, 'covers')),
    groups: groupRanges(member(header, 'groups'), start, total),
  };
}

function groupRanges(value: Json | undefined, start: number, total: number): SegmentHeader['groups'] {
  if (!isObject(value)) throw new SegmentError('The groups of a segment are missing.');
  const groups: Partial<Record<GroupName, { offset: number; length: number }>> = {};
  let at = start;
  for (const name of GROUPS) {
    const entry = member(value, name);
    if (!isObject(entry)) throw new SegmentError(`The group ${name} is missing.`);
    const offset = wholeNumber(member(entry, 'offset'), `The offset of group ${name}`);
    const length = wholeNumber(member(entry, 'length'), `The length of group ${name}`);
    // Groups follow each other without a gap: anything else was not written by the builder.
    if (offset !== at || length % 8 !== 0) throw new SegmentError(`The group ${name} is out of place.`);
    at += length;
    groups[name] = { offset, length };
  }
  if (at !== total) throw new SegmentError(`The segment has ${total} bytes, not the ${at} of its groups.`);
  return groups as SegmentHeader['groups'];
}

/** The bytes of one group of a segment in memory. */
export function groupBytes(segment: Uint8Array, header: SegmentHeader, group: GroupName): Uint8Array {
  const { offset, length } = header.groups[group];
  return aligned(segment.subarray(offset, offset + length));
}

/** What a store lists about a segment. */
export function segmentInfo(id: string, header: SegmentHeader): SegmentInfo {
  const { rows, firstTime, lastTime, covers } = header;
  return { id, rows, firstTime, lastTime, covers };
}

/** The same bytes, copied only where their start forbids views of 8-byte numbers. */
export function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
