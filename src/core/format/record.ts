import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';
import { namesRecord } from './outline';

/** One record, pretty-printed or on one line; several one after the other are read as well. */
export const record: DetectableFormat = {
  id: 'record',
  label: 'Single record',
  matches: (outline) => namesRecord(outline.members),
  reader: (sink) => new RecordFinder(sink),
  decode: decodeRecord,
};
