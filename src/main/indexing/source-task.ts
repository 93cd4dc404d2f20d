import type { SourceHolds } from '../../core/integrity/source-holds';
import type { FormatId, Reject, SourceKind } from '../../core/format/format';
import type { OtherId } from '../../core/format/other-kinds';
import type { Fault } from '../streams/gzip-inflater';
import type { GzipParts } from '../streams/source-stream';
import type { StoredRange } from '../files/stored-bytes';

/** Records [first, end) of a source. */
export type RecordRange = readonly [first: number, end: number];

/** What makes a source a member of an archive. */
export interface MemberOf {
  /** Source number of the archive. */
  readonly parent: number;
  /** URI of the outermost archive, and the path in it. */
  readonly uri: string;
  readonly path: string;
  /** Why the bytes that came out of the archive are not all. */
  readonly fault?: Fault | undefined;
  /** What else the archive says that is worth knowing. */
  readonly findings: readonly Reject[];
}

/** What a remote store says of an object, for the manifest. */
export interface RemoteOf {
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
  readonly checksum?: string | undefined;
  /** What its bytes were compared with: kinds of checksums, `etag`, `length` alone, or `nothing`. */
  readonly checked?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A file that is not in the case yet (or, for scripts, is read in place). */
export interface NewSourceTask {
  readonly kind: 'new';
  /** Source number, reserved by main. */
  readonly no: number;
  readonly range: StoredRange;
  /** Name for messages. */
  readonly uri: string;
  /** Stored bytes, as listed. */
  readonly size: number;
  /** Last change, ISO 8601 UTC. */
  readonly modified: string | null;
  /** Stored SHA-256s that the case has under the same URI already: then there is nothing to do. */
  readonly known: readonly string[];
  /** Small sources are returned; larger ones are copied to a file of this name. Absent: nothing is kept. */
  readonly copyTo?: string;
  /** The case folder that `copyTo` lies in. */
  readonly copyWithin?: string;
  /** Set for a source whose parsing ended a worker: it is kept and hashed, and not parsed again. */
  readonly unparsed?: Fault;
  readonly member?: MemberOf;
  /** What the store that it was fetched from says of it. */
  readonly remote?: RemoteOf;
  /** The stored bytes, which main has at hand; `range` is then not read. Never part of a larger buffer. */
  readonly held?: Uint8Array<ArrayBuffer>;
  /** The file of `range` was made for this and becomes the case's own. */
  readonly adopt?: true;
}

/** A source of the case, whose records are to be indexed (again). */
export interface StoredSourceTask {
  readonly kind: 'stored';
  readonly no: number;
  readonly range: StoredRange;
  readonly uri: string;
  readonly size: number;
  /** Inflated bytes. */
  readonly inflates: number;
  /** The stored bytes must have this SHA-256. */
  readonly sha256: string;
  readonly format: FormatId;
  /** What the window has already; sorted, disjoint. */
  readonly skip: readonly RecordRange[];
  readonly unparsed?: Fault;
}

export type SourceTask = NewSourceTask | StoredSourceTask;

/** How a source was read to its end. */
export interface SourceRead {
  readonly outcome: 'read';
  readonly no: number;
  readonly size: number;
  readonly sha256: string;
  readonly inflatedSize: number;
  readonly inflatedSha256: string | null;
  readonly gzip: boolean;
  readonly parts?: GzipParts | undefined;
  /** `failed`: its bytes are kept, but what they hold could not be told. */
  readonly kind: SourceKind | 'failed';
  /** Which of the kinds that hold no events it is, where that is known. */
  readonly what?: OtherId | undefined;
  readonly format: FormatId | null;
  /** Record numbers run from 0 to this; some may be rejected. */
  readonly records: number;
  /** Records that became events. */
  readonly events: number;
  readonly rejected: number;
  /** The first 100. */
  readonly rejects: readonly Reject[];
  /** Of a source with records of CloudTrail. */
  readonly holds?: SourceHolds;
  /** Stored bytes of a small new source; transferred. */
  readonly stored: Uint8Array<ArrayBuffer> | null;
  /** True where the stored bytes are in the file named by `copyTo`, synced. */
  readonly copied: boolean;
}

/** The case has exactly these bytes under this URI already. */
export interface SourceKnown {
  readonly outcome: 'known';
  readonly no: number;
  readonly sha256: string;
}

/** Nothing could be read. */
export interface SourceFailed {
  readonly outcome: 'failed';
  readonly no: number;
  /** `changed`: the stored bytes are not those of the manifest. `copy`: the case's disk refused the copy. */
  readonly reason: 'unreadable' | 'changed' | 'copy';
  /** The system's code, such as ENOSPC. */
  readonly code?: string;
  readonly message: string;
}

export type SourceReport = SourceRead | SourceKnown | SourceFailed;
