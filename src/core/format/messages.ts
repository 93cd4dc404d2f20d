import { MAX_DEPTH, MAX_RECORD_BYTES } from './format';

/** What happened and what to do, one sentence each, for quarantined records. */
export const MESSAGES = {
  truncated: 'The source ends inside a record: fetch it again, or compare its size with the original.',
  endsEarly: 'The source ends before its document does: fetch it again, or compare its size with the original.',
  broken: 'This is no JSON that holds a record: read it in the source, and compare the source with the original.',
  frame: 'The JSON around the records is broken here: compare the source with the original.',
  trailing:
    'Bytes follow the end of the document: compare the source with the original, for they may have been appended.',
  noContainer: 'This document holds no list of records.',
  notAList: 'The member that should list the records is no list: read it in the source.',
  morePages:
    'This answer names a next page (NextToken): unless that page is among the sources, later events are missing. Ask for it with the token, or acquire the event history anew.',
  notAnObject: 'This entry is no JSON object, so it is no CloudTrail record: read it in the source.',
  notJson: 'This entry is not JSON: read it in the source.',
  tooDeep: `This record is nested deeper than ${MAX_DEPTH} levels: read it in the source.`,
  tooLarge: `This record is larger than ${MAX_RECORD_BYTES / 1024 / 1024} MiB: read it in the source.`,
} as const;
