import * as v from 'valibot';
import type { Source } from '../../contract/schemas';
import { reject } from '../../contract/schemas';
import { readingOf } from '../../core/format/reading';

/**
 * One line of `evidence/manifest.jsonl`: what a source is, where it came from, and where its bytes
 * are kept, unchanged. A source that could not be had has a line too, with the reason.
 */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

// A schema that copied it would leave out members with names such as `constructor`, which anyone may give an object.
export function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
}

/** Byte range of the stored bytes within `evidence/packs/NNNN.tar`. */
const inPack = v.object({ pack: v.pipe(count, v.minValue(1)), offset: count, size: count });
/** A file of its own, `evidence/objects/ab/<sha256>`. */
const asObject = v.object({ object: sha256 });
export const storedAt = v.union([inPack, asObject]);
export type StoredAt = v.InferOutput<typeof storedAt>;

export const SOURCE_KINDS = [
  'cloudtrail',
  'digest',
  'config',
  'json',
  'text',
  'empty',
  'archive',
  'binary',
  'failed',
] as const;
/** What a source is; `failed`: it could not be read or fetched. */
export type ManifestKind = (typeof SOURCE_KINDS)[number];

export const manifestLine = v.object({
  /** Source number: u32, unique in the case, what locators refer to. */
  no: v.pipe(count, v.maxValue(0xffffffff)),
  /** Path or s3:// URI it came from. */
  uri: v.string(),
  /**
   * A member of an archive: the archive's source number, and the member's path in it, which may go
   * through archives within (`inner.zip!/a.json`). The empty path is the rest of the archive.
   */
  parent: v.optional(count),
  member: v.optional(v.string()),
  /** What S3 said of the object. */
  versionId: v.optional(v.string()),
  etag: v.optional(v.string()),
  checksum: v.optional(v.string()),
  /** What its bytes were compared with as they came: kinds of checksums, `etag`, `length` alone, or `nothing`. */
  checked: v.optional(v.string()),
  metadata: v.optional(v.custom<Readonly<Record<string, string>>>(isTextRecord)),
  /** Stored bytes. */
  size: count,
  /** Last change where it came from, ISO 8601 UTC. */
  modified: v.nullable(v.string()),
  /** Of the stored bytes, hex; null where there are none. */
  sha256: v.nullable(sha256),
  compression: v.picklist(['none', 'gzip']),
  /** What the stored bytes inflate to, as far as they could be; equal to the stored ones without compression. */
  inflatedSize: count,
  inflatedSha256: v.nullable(sha256),
  /**
   * A gzip file that is more than one member: how many came to their end, the SHA-256 of what the first inflates to,
   * and the bytes after the last one that are none. Absent where it is one member and nothing else.
   */
  gzip: v.optional(v.object({ members: count, firstSha256: v.nullable(sha256), after: count })),
  kind: v.picklist(SOURCE_KINDS),
  /** Which of the kinds that hold no events it is, where that is known. */
  what: v.optional(v.pipe(v.string(), v.maxLength(40))),
  /** Format of its records; null where it holds none. */
  format: v.nullable(v.string()),
  records: count,
  /** Records that became events; told where some did not. */
  events: v.optional(count),
  /**
   * Of a source of CloudTrail records: how many are of calls and service events, the first and last time of these,
   * seconds since 1970 UTC, their accounts and regions (20 of each at most), and whether every record could be read.
   * Absent in cases of earlier versions.
   */
  holds: v.optional(
    v.object({
      own: count,
      first: v.nullable(count),
      last: v.nullable(count),
      accounts: v.pipe(v.array(v.string()), v.readonly()),
      regions: v.pipe(v.array(v.string()), v.readonly()),
      whole: v.boolean(),
    }),
  ),
  /** Quarantine entries, and the first of them. */
  rejected: count,
  rejects: v.array(reject),
  /** When it was stored, ISO 8601 UTC; by which user of the operating system, as that user says; with which version. */
  acquired: v.string(),
  by: v.string(),
  tool: v.string(),
  stored: v.nullable(storedAt),
  /** The same URI was acquired before with other bytes: the newest earlier source. Both are kept. */
  supersedes: v.optional(count),
  /**
   * No source of its own: the store held the very bytes of that source in another state (another ETag or version, say
   * after a re-encryption). The line says which, so that this state is not fetched again. Of a source that failed it
   * says that it is to be had now, in sources of other names: a folder that could not be listed before.
   */
  sameAs: v.optional(count),
  /** Why there are no bytes. */
  failed: v.optional(v.object({ reason: v.string(), message: v.string() })),
});
export type ManifestLine = v.InferOutput<typeof manifestLine>;

/** Records that became events: all, where nothing was quarantined. Lines of older versions tell it by their counts. */
export function eventsOf({ events, records, rejected }: Pick<ManifestLine, 'events' | 'records' | 'rejected'>): number {
  return events ?? Math.max(0, records - rejected);
}

/** A source as it is named to people: the archive, `!/`, and the member's path. */
export function sourceName({ uri, member }: Pick<ManifestLine, 'uri' | 'member'>): string {
  return member === undefined ? uri : `${uri}!/${member}`;
}

/** How the window sees a line. */
export function toSource(line: ManifestLine): Source {
  return {
    no: line.no,
    uri: sourceName(line),
    sha256: line.sha256 ?? '',
    size: line.size,
    inflatedSize: line.inflatedSize,
    kind: line.kind,
    what: line.what ?? null,
    reading: readingOf({ ...line, events: eventsOf(line) }),
    format: line.format,
    records: line.records,
    rejected: line.rejected,
    rejects: line.rejects.slice(0, 100),
    modified: line.modified,
    acquired: line.acquired,
    by: line.by,
  };
}
