import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';
import { namesRecord } from './outline';

/** JSON Lines, one record a line. Some lines may be something else, or broken. */
export const lines: DetectableFormat = {
  id: 'lines',
  label: 'JSON Lines of records',
  matches: (outline) => (outline.lines && namesRecord(outline.members)) || namesRecord(outline.lineNames),
  reader: (sink) => new RecordFinder(sink, { lines: true }),
  decode: decodeRecord,
};
