import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { DocumentReader } from './document-reader';
import { namesLookupItem } from './outline';

/** `{"Events":[...]}`: output of LookupEvents; each item holds its record as text. */
export const lookupEvents: DetectableFormat = {
  id: 'lookup-events',
  label: 'LookupEvents output',
  matches: ({ members, eventNames }) =>
    members.get('Events') === 'empty-array' ||
    (members.get('Events') === 'array' && (namesLookupItem(eventNames) || eventNames.has('EventId'))),
  reader: (sink) => new DocumentReader({ member: 'Events' }, sink),
  decode: decodeRecord,
};
