import { decodeRecord } from './decode-record';
import type { DetectableFormat } from './detectable';
import { RecordFinder } from './record-finder';

/** Records in shapes that the head of the source does not show: bytes in front, envelopes of other names, mixtures. */
export const mixed: DetectableFormat = {
  id: 'mixed',
  label: 'Records in mixed layout',
  // Told by reading it through, not by its head.
  matches: () => false,
  reader: (sink) => new RecordFinder(sink),
  decode: decodeRecord,
};
