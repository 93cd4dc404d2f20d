import type { JsonObject } from '../event/json';
import type { OtherId } from './other-kinds';

/** How the records of a source are laid out. Golden files carry these names. */
export type FormatId =
  | 'records' // {"Records":[...]}: what trails deliver
  | 'array' // [...]
  | 'record' // one record
  | 'lines' // JSON Lines, one record a line
  | 'lookup-events' // {"Events":[...]}: LookupEvents output
  | 'lookup-array' // [...] of LookupEvents items
  | 'lookup-item' // one LookupEvents item
  | 'lookup-lines' // JSON Lines of LookupEvents items
  | 'mixed'; // records among other things, in several shapes

/** What a source is; only `cloudtrail` ones hold events. */
export type SourceKind =
  | 'cloudtrail'
  | 'digest' // CloudTrail digest file
  | 'config' // AWS Config snapshot or history
  | 'json' // other JSON
  | 'text' // README and the like
  | 'empty'
  | 'archive' // zip or tar, whose members are sources of their own
  | 'binary';

/** Why bytes could not become an event. */
export type RejectReason =
  | 'truncated' // the source ends inside a record or a gzip stream
  | 'syntax' // not JSON
  | 'not-an-object' // an entry of Records that is no object
  | 'not-a-record' // an object that is no CloudTrail record
  | 'too-deep' // nested deeper than MAX_DEPTH
  | 'too-large' // a single record over MAX_RECORD_BYTES
  | 'trailing' // bytes after the end of the document
  | 'gzip' // damaged gzip stream
  | 'inflates-too-far' // over the ratio or the size limit
  | 'archive' // damaged archive
  | 'checksum' // an archive's own checksum or size of a member says otherwise
  | 'encrypted' // member of an archive
  | 'unsupported' // member of an archive, packed in a way that is not read
  | 'skipped' // member of an archive that is no file: link, device
  | 'more-pages' // an answer of AWS that says there are more
  | 'too-many' // over the limits of one archive
  | 'unreadable'; // the file could not be read

/** One quarantined record, or the rest of a source after a fault. */
export interface Reject {
  readonly reason: RejectReason;
  /** Record number within the source, from 0; undefined where the fault is not in a record. */
  readonly record?: number;
  /** Byte range in the inflated source. */
  readonly offset: number;
  readonly length: number;
  /** Line of its first byte, from 1, where the reader counted them. */
  readonly line?: number;
  /** What happened and what to do, one sentence. */
  readonly message: string;
}

export const MAX_DEPTH = 200;
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/**
 * Every entry of a source gives one `record`, or one `reject` with a record number: numbers run
 * from 0 over both, in the order of the bytes. Rejects without a number count as no record.
 */
export interface RecordSink {
  /**
   * A faster way than `record`, where there is one: the object that begins at `bytes[start]` and ends
   * at `limit` at the latest. Returns the position after it if the sink has taken it as a record;
   * else -1, and nothing has happened: the reader then finds its end and gives it to `record`.
   * @param offset of the object in the inflated source, bytes
   */
  take?(bytes: Uint8Array, start: number, limit: number, offset: number): number;
  /**
   * One record's boundaries. `bytes[start, end)` is only valid during the call.
   * @param offset of the record in the inflated source, bytes
   */
  record(bytes: Uint8Array, start: number, end: number, offset: number): void;
  reject(reject: Reject): void;
}

/** Walks record boundaries over an inflated byte stream, whatever the chunking. */
export interface FormatReader {
  push(chunk: Uint8Array): void;
  /** @param fault why the stream ended early, where it did (damaged gzip, size limit, ...) */
  end(fault?: Pick<Reject, 'reason' | 'message'>): void;
}

export type Decoded =
  /** `text`: the record's own text where the range holds it as a string (LookupEvents); content hashes go over it. */
  | { readonly ok: true; readonly record: JsonObject; readonly text?: string }
  | { readonly ok: false; readonly reason: RejectReason; readonly message: string };

export interface Format {
  readonly id: FormatId;
  /** Words for the screen. */
  readonly label: string;
  reader(sink: RecordSink): FormatReader;
  /**
   * The CloudTrail record within one range (for LookupEvents, the inner record).
   * Never throws.
   */
  decode(bytes: Uint8Array, start: number, end: number): Decoded;
}

export type Detection =
  | { readonly kind: 'cloudtrail'; readonly format: FormatId }
  /** `what`: which of the kinds that are known, where it is one. */
  | { readonly kind: Exclude<SourceKind, 'cloudtrail'>; readonly what?: OtherId };
