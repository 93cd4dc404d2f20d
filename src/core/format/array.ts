import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';
import { namesRecord } from './outline';

/** `[...]`: a bare array of records, as scripts and consoles write. */
export const array: DetectableFormat = {
  id: 'array',
  label: 'Array of records',
  matches: (outline) => namesRecord(outline.itemNames),
  reader: (sink) => new RecordFinder(sink),
  decode: decodeRecord,
};
