import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';
import { namesLookupItem } from './outline';

/** JSON Lines of LookupEvents items. */
export const lookupLines: DetectableFormat = {
  id: 'lookup-lines',
  label: 'JSON Lines of LookupEvents items',
  matches: (outline) => (outline.lines && namesLookupItem(outline.members)) || namesLookupItem(outline.lineNames),
  reader: (sink) => new RecordFinder(sink, { lines: true }),
  decode: decodeRecord,
};
