import { hash } from 'node:crypto';
import { extractEvent, newEventValues } from '../../core/event/extract-facets';
import { RecordScanner } from '../../core/event/fast/record-scanner';
import { MAX_RECORD_BYTES } from '../../core/format/format';
import type { Format, RecordSink, Reject, RejectReason } from '../../core/format/format';
import type { SourceHolds } from '../../core/integrity/source-holds';
import { SEGMENT_ROWS, type CoveredRange } from '../../core/segment/layout';
import { CONTENT_HASH_BYTES, SegmentBuilder } from '../../core/segment/segment-builder';
import { SourceSurvey } from '../../core/segment/source-survey';
import { REJECTS_KEPT } from './limits';
import type { RecordRange } from './source-task';

/** A finished segment and what it covers. */
export interface BuiltSegment {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: number;
  readonly covers: readonly CoveredRange[];
}

export interface RecordIndexerOptions {
  readonly onSegment: (segment: BuiltSegment) => void;
  /** Rows of the very first segment: small, so that facets show soon. */
  readonly firstRows?: number;
  readonly rows?: number;
  /** False: every record goes through the reference (`JSON.parse`); the segments are the same. */
  readonly scan?: boolean;
}

/** What one source gave. */
export interface RecordCounts {
  readonly records: number;
  readonly events: number;
  readonly rejected: number;
  readonly rejects: readonly Reject[];
  readonly holds: SourceHolds;
}

const FIRST_ROWS = 8192;
/** Reasons that leave every record of the source read. */
const HARMLESS: ReadonlySet<RejectReason> = new Set(['trailing', 'more-pages']);

/**
 * Takes the records of one source after the other: decodes them, adds them to segments, and keeps
 * account of what is covered and what was rejected. Nothing is allocated per record that outlives it.
 */
export class RecordIndexer implements RecordSink {
  /** Events added since the indexer was made. */
  total = 0;
  /** How many of them the scanner took. */
  scanned = 0;
  private readonly builder = new SegmentBuilder();
  private readonly scanner = new RecordScanner();
  private readonly values = newEventValues();
  private readonly contentHash = new Uint8Array(CONTENT_HASH_BYTES);
  private readonly locator = { source: 0, record: 0, offset: 0, length: 0 };
  private readonly covers: CoveredRange[] = [];
  private rowLimit: number;

  private format: Format | undefined;
  /** Records of this source may be taken by the scanner. */
  private scans = false;
  private next = 0;
  private events = 0;
  private rejected = 0;
  /** Rejects but for those of bytes behind the records. */
  private lost = 0;
  private rejects: Reject[] = [];
  private readonly survey = new SourceSurvey();
  /** Row of the segment at hand from which on the survey has not looked. */
  private surveyed = 0;
  /** First record not yet said to be covered; -1 within a range that is covered elsewhere. */
  private open = 0;
  private skip: readonly RecordRange[] = [];
  private skipAt = 0;

  constructor(private readonly options: RecordIndexerOptions) {
    this.rowLimit = options.firstRows ?? FIRST_ROWS;
  }

  /** The records that follow are those of this source. @param skip sorted ranges that are covered already */
  begin(source: number, skip: readonly RecordRange[]): void {
    this.locator.source = source;
    this.format = undefined;
    this.scans = false;
    this.next = 0;
    this.events = 0;
    this.rejected = 0;
    this.lost = 0;
    this.rejects = [];
    this.survey.begin();
    this.surveyed = this.builder.rows;
    this.open = 0;
    this.skip = skip;
    this.skipAt = 0;
  }

  /** Sets how the records are decoded, once the source's format is known. */
  use(format: Format): void {
    this.format = format;
    // Within LookupEvents items the record is a string. Where ranges are skipped, records are few.
    this.scans = this.options.scan !== false && this.skip.length === 0 && !format.id.startsWith('lookup-');
  }

  take(bytes: Uint8Array, start: number, limit: number, offset: number): number {
    if (!this.scans) return -1;
    const end = this.scanner.scan(bytes, start, limit);
    if (end < 0 || end - start > MAX_RECORD_BYTES) return -1;
    const number = this.next;
    this.next = number + 1;
    this.hashContent(bytes.subarray(start, end));
    this.place(number, offset, end - start);
    this.builder.addScanned(this.scanner.record, this.locator, this.contentHash);
    this.scanned += 1;
    this.added();
    return end;
  }

  record(bytes: Uint8Array, start: number, end: number, offset: number): void {
    const number = this.next;
    this.next = number + 1;
    if (this.skip.length > 0 && this.isSkipped(number)) return;
    if (this.format === undefined) throw new Error('Records came before their format was known.');
    const length = end - start;
    const decoded = this.format.decode(bytes, start, end);
    if (!decoded.ok) {
      this.quarantine({ reason: decoded.reason, record: number, offset, length, message: decoded.message });
      return;
    }
    extractEvent(decoded.record, this.values);
    this.hashContent(decoded.text ?? bytes.subarray(start, end));
    this.place(number, offset, length);
    this.builder.add(this.values, this.locator, this.contentHash);
    this.added();
  }

  reject(reject: Reject): void {
    if (reject.record !== undefined && reject.record >= this.next) {
      const number = reject.record;
      this.next = number + 1;
      if (this.skip.length > 0) this.isSkipped(number);
    }
    this.quarantine(reject);
  }

  /**
   * The source's records have ended.
   * @param whole all of them could be read
   */
  end(whole = this.whole): RecordCounts {
    if (this.next > 0) this.cover(this.next, true);
    const { next: records, events, rejected, rejects } = this;
    this.builder.survey(this.survey, this.surveyed);
    this.surveyed = this.builder.rows;
    return { records, events, rejected, rejects, holds: this.survey.end(whole) };
  }

  /** Nothing of the source's records was lost so far: bytes behind them are no part of what was delivered. */
  get whole(): boolean {
    return this.lost === 0;
  }

  /** The source could not be read on: what came so far is covered, its end is not. */
  abandon(): void {
    this.cover(this.next, false);
  }

  /** Gives out what is gathered as a segment, if there is anything. */
  flush(): void {
    const { rows, ranges } = this.builder;
    if (rows === 0 && ranges === 0) return;
    const covers = [...this.covers];
    this.covers.length = 0;
    this.builder.survey(this.survey, this.surveyed);
    this.surveyed = 0;
    this.rowLimit = this.options.rows ?? SEGMENT_ROWS;
    this.options.onSegment({ bytes: this.builder.finish(), rows, covers });
  }

  private place(record: number, offset: number, length: number): void {
    this.locator.record = record;
    this.locator.offset = offset;
    this.locator.length = length;
  }

  private added(): void {
    this.events += 1;
    this.total += 1;
    if (this.builder.rows < this.rowLimit) return;
    this.cover(this.next, false);
    this.flush();
  }

  private quarantine(reject: Reject): void {
    this.rejected += 1;
    if (!HARMLESS.has(reject.reason)) this.lost += 1;
    if (this.rejects.length < REJECTS_KEPT) this.rejects.push(reject);
  }

  /** Moves over the ranges that are covered elsewhere, and says what came before them. */
  private isSkipped(number: number): boolean {
    let range = this.skip[this.skipAt];
    while (range !== undefined && number >= range[1]) {
      this.skipAt += 1;
      range = this.skip[this.skipAt];
    }
    if (range !== undefined && number >= range[0]) {
      if (this.open >= 0) this.cover(number, false);
      this.open = -1;
      return true;
    }
    if (this.open < 0) this.open = number;
    return false;
  }

  private cover(end: number, last: boolean): void {
    // The end of a source is stated even where all its records are covered elsewhere.
    const first = this.open < 0 ? end : this.open;
    if (first === end && !last) return;
    const range = { source: this.locator.source, first, end, last };
    this.builder.cover(range);
    this.covers.push(range);
    this.open = end;
  }

  /** Of the record's own text where it lies in another one as a string, so that copies of it are found equal. */
  private hashContent(content: string | Uint8Array): void {
    // One call and a one-byte string: about half the time of createHash on records of this size.
    const digest = hash('sha256', content, 'binary');
    for (let i = 0; i < CONTENT_HASH_BYTES; i += 1) this.contentHash[i] = digest.charCodeAt(i);
  }
}
