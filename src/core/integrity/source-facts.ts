import type { LogName } from './object-name';
import { fitsName } from './source-holds';
import type { SourceHolds } from './source-holds';

/** What a source's verdict and its place in the coverage need. */
export interface SourceFacts {
  readonly no: number;
  /** `s3://bucket/key`, a path, or the path of a member of an archive. */
  readonly found: string;
  /** Lower-case hex; null where there are no bytes. */
  readonly inflatedSha256: string | null;
  /** More than one gzip member, or bytes after the gzip data: what the first member inflates to. */
  readonly parts: { readonly firstSha256: string | null } | undefined;
  /** An object of S3 that is no whole gzip file, though its name says so. */
  readonly isPlain?: boolean;
  /** The archive that it is a member of; empty for others. */
  readonly archive?: string;
  /** It holds CloudTrail records, or is a list that could hold some. */
  readonly isLog: boolean;
  /** It comes from event history, which AWS does not sign. */
  readonly isHistory: boolean;
  readonly records: number;
  /** What could be read of it: all, a part, or no records of CloudTrail. */
  readonly reading: Reading;
  /** Undefined where it is not known, as in cases of earlier versions. */
  readonly holds?: SourceHolds | undefined;
}

export type Reading = 'whole' | 'part' | 'none';

/**
 * What a file counts as in its hour, which its name gives:
 * - `whole`: it holds management or data events of that account, region and time, or a list of none
 * - `part`: the same, but not all of it could be read
 * - `unread`: it is named so, and nothing of it could be read as such events
 * - `other`: Insights, aggregated or network activity events, whether its name or its records say so
 */
export const HOUR_PARTS = ['unread', 'other', 'part', 'whole'] as const;
export type HourPart = (typeof HOUR_PARTS)[number];

const MAIN = 'CloudTrail';

/** @param name what the name of its file says */
export function partOf({ reading, records, holds, isHistory }: SourceFacts, name: LogName | undefined): HourPart {
  const isMain = name?.kind === MAIN;
  if (name === undefined || isHistory || reading === 'none') return name === undefined || isMain ? 'unread' : 'other';
  // A list of nothing is what its name says.
  if (records === 0 || holds === undefined) return isMain ? reading : 'other';
  if (holds.own === 0) return isMain && reading === 'part' ? 'unread' : 'other';
  return fitsName(holds, name) ? reading : 'unread';
}
