/** What a source is, by the kinds that detection tells apart. */
export const KIND_WORDS: ReadonlyMap<string, string> = new Map([
  ['cloudtrail', 'CloudTrail'],
  ['digest', 'Digest'],
  ['config', 'AWS Config'],
  ['json', 'Other JSON'],
  ['text', 'Text'],
  ['empty', 'Empty'],
  ['archive', 'Archive'],
  ['binary', 'Binary'],
]);

const PLURALS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['digest', ['digest', 'digests']],
  ['config', ['AWS Config file', 'AWS Config files']],
  ['json', ['other JSON file', 'other JSON files']],
  ['text', ['text file', 'text files']],
  ['empty', ['empty file', 'empty files']],
  ['archive', ['archive', 'archives']],
  ['binary', ['binary file', 'binary files']],
]);

/** "digests" for 3 sources of kind digest; a kind that is not known goes by its own name. */
export function kindWords(kind: string, number: number): string {
  const words = PLURALS.get(kind);
  return words === undefined ? kind : words[number === 1 ? 0 : 1];
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['truncated', 'Ends too early'],
  ['syntax', 'Not JSON'],
  ['not-an-object', 'Not an object'],
  ['not-a-record', 'Not a CloudTrail record'],
  ['too-deep', 'Nested too deep'],
  ['too-large', 'Too large'],
  ['trailing', 'Bytes after the end'],
  ['gzip', 'Damaged gzip'],
  ['inflates-too-far', 'Inflates too far'],
  ['unreadable', 'Unreadable file'],
  ['archive', 'Damaged archive'],
  ['checksum', 'Checksum differs'],
  ['encrypted', 'Encrypted'],
  ['unsupported', 'Not supported'],
  ['skipped', 'Skipped: no file'],
  ['too-many', 'Over the limits'],
  ['changed', 'Changed'],
  ['more-pages', 'More pages exist'],
]);

export function reasonWords(reason: string): string {
  return REASONS.get(reason) ?? reason;
}
