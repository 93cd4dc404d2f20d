import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';
import { namesLookupItem } from './outline';

/** `{"Events":[...]}`: output of LookupEvents; each item holds its record as text. */
export const lookupEvents: DetectableFormat = {
  id: 'lookup-events',
  label: 'LookupEvents output',
  matches: ({ members, eventNames }) =>
    members.get('Events') === 'empty-array' ||
    (members.get('Events') === 'array' && (namesLookupItem(eventNames) || eventNames.has('EventId'))),
  reader: (sink) => new RecordFinder(sink, { envelopes: true }),
  decode: decodeRecord,
};
