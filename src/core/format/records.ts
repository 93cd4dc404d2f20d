import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';
import { isList } from './outline';

/** `{"Records":[...]}`: what trails deliver. Other members may stand before and after. */
export const records: DetectableFormat = {
  id: 'records',
  label: 'CloudTrail log file',
  matches: (outline) => isList(outline.members.get('Records')),
  reader: (sink) => new RecordFinder(sink, { envelopes: true }),
  decode: decodeRecord,
};
