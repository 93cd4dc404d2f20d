import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';
import { namesLookupItem } from './outline';

/** One LookupEvents item; several one after the other are read as well. */
export const lookupItem: DetectableFormat = {
  id: 'lookup-item',
  label: 'Single LookupEvents item',
  matches: (outline) => namesLookupItem(outline.members),
  reader: (sink) => new RecordFinder(sink),
  decode: decodeRecord,
};
