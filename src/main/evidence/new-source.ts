import type { ManifestLine, StoredAt } from '../cases/manifest';

/** A manifest line but for what the store itself fills in. */
export type NewSource = Omit<ManifestLine, 'stored' | 'supersedes' | 'acquired' | 'by' | 'tool' | 'failed'>;

/** The same for a source whose bytes could not be had. */
export type FailedSource = Pick<NewSource, 'no' | 'uri' | 'modified'> &
  Partial<
    Pick<NewSource, 'member' | 'parent' | 'size' | 'versionId' | 'etag' | 'checksum' | 'checked' | 'metadata'>
  > & {
    readonly reason: string;
    /** Byte range of the archive that held it. */
    readonly offset?: number;
    readonly length?: number;
    /** What happened and what to do. */
    readonly message: string;
  };

/** A source that the store holds in another state, with the bytes that the case has. */
export type SeenAgain = Pick<NewSource, 'no' | 'modified' | 'versionId' | 'etag' | 'checksum' | 'checked' | 'metadata'>;

/** A manifest line that waits to be written; where its bytes are packed, `stored` is set once they are. */
export type UnfinishedLine = Omit<ManifestLine, 'supersedes'>;

/** Members that most sources do not have. */
const RARE = [
  'parent',
  'member',
  'versionId',
  'etag',
  'checksum',
  'checked',
  'metadata',
  'what',
  'events',
  'gzip',
  'holds',
] as const;

/** Who takes a source in, and when. */
export type Acquirer = Pick<ManifestLine, 'acquired' | 'by' | 'tool'>;

/** The manifest line of a source. Each member by name: spreading a source costs more than all else that is done for it. */
export function unfinishedLine(source: NewSource, stored: StoredAt | null, acquirer: Acquirer): UnfinishedLine {
  const line: UnfinishedLine = {
    no: source.no,
    uri: source.uri,
    size: source.size,
    modified: source.modified,
    sha256: source.sha256,
    compression: source.compression,
    inflatedSize: source.inflatedSize,
    inflatedSha256: source.inflatedSha256,
    kind: source.kind,
    format: source.format,
    records: source.records,
    rejected: source.rejected,
    rejects: source.rejects,
    acquired: acquirer.acquired,
    by: acquirer.by,
    tool: acquirer.tool,
    stored,
  };
  for (const name of RARE) {
    const value = source[name];
    if (value !== undefined) Object.assign(line, { [name]: value });
  }
  return line;
}

/** A source without bytes, in whose place the manifest says why there are none. */
export function sourceOf(failed: FailedSource): NewSource {
  const { reason, message, offset = 0, length = 0, ...rest } = failed;
  return {
    size: 0,
    sha256: null,
    compression: 'none',
    inflatedSize: 0,
    inflatedSha256: null,
    kind: 'failed',
    format: null,
    records: 0,
    rejected: 1,
    rejects: [{ reason, offset, length, message }],
    ...rest,
  };
}
