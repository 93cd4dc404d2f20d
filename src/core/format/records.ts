import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { DocumentReader } from './document-reader';
import { isList } from './outline';

/** `{"Records":[...]}`: what trails deliver. Other members may stand before and after. */
export const records: DetectableFormat = {
  id: 'records',
  label: 'CloudTrail log file',
  matches: (outline) => isList(outline.members.get('Records')),
  reader: (sink) => new DocumentReader({ member: 'Records' }, sink),
  decode: decodeRecord,
};
