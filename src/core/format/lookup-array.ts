import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { DocumentReader } from './document-reader';
import { namesLookupItem } from './outline';

/** `[...]` of LookupEvents items. */
export const lookupArray: DetectableFormat = {
  id: 'lookup-array',
  label: 'Array of LookupEvents items',
  matches: (outline) => namesLookupItem(outline.itemNames),
  reader: (sink) => new DocumentReader('array', sink),
  decode: decodeRecord,
};
