import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';
import { namesLookupItem } from './outline';

/** `[...]` of LookupEvents items. */
export const lookupArray: DetectableFormat = {
  id: 'lookup-array',
  label: 'Array of LookupEvents items',
  matches: (outline) => namesLookupItem(outline.itemNames),
  reader: (sink) => new RecordFinder(sink),
  decode: decodeRecord,
};
