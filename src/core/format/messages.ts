import { MAX_DEPTH, MAX_RECORD_BYTES } from './format';

/** What happened and what to do, one sentence each, for quarantined records. */
export const MESSAGES = {
  truncated: 'The source ends inside a record: fetch it again, or compare its size with the original.',
  endsEarly: 'The source ends before its document does: fetch it again, or compare its size with the original.',
  mismatch:
    'A bracket does not match, so that no later record can be told apart: compare the source with the original.',
  frame: 'The JSON around the records is broken from here on: compare the source with the original.',
  trailing:
    'Bytes follow the end of the document: compare the source with the original, for they may have been appended.',
  noContainer: 'This document holds no list of records.',
  notAList: 'The member that should list the records is no list: read it in the source.',
  notAnObject: 'This entry is no JSON object, so it is no CloudTrail record: read it in the source.',
  notJson: 'This entry is not JSON: read it in the source.',
  tooDeep: `This record is nested deeper than ${MAX_DEPTH} levels: read it in the source.`,
  tooLarge: `This record is larger than ${MAX_RECORD_BYTES / 1024 / 1024} MiB: read it in the source.`,
} as const;
