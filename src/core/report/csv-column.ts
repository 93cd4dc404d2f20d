import type { RecordView } from './record-view';
import type { SaidOfEvent } from './row-sayings';

/** One place in the evidence that holds the event. */
export interface EvidencePlace {
  /** Path or s3:// URI of the source. */
  readonly source: string;
  /** Of the source's stored bytes, hex. */
  readonly sha256: string;
  /** Record number within the source, from 0. */
  readonly record: number;
  /** Byte range in the inflated source. */
  readonly offset: number;
  readonly length: number;
  /** What CloudTrail's digests say of the source; absent where they were not asked. */
  readonly verdict?: string;
}

/** All that a row is made from: the record, and what is known of it besides. */
export interface RowContext {
  readonly view: RecordView;
  /** The shown copy first, then every other one. */
  readonly places: readonly EvidencePlace[];
  /** What analysts said of it; undefined where nothing. */
  readonly said: SaidOfEvent | undefined;
}

export interface CsvColumn {
  /** Heading: CloudTrail's own term or JSON path where there is one. */
  readonly name: string;
  /** Words for lists of columns. */
  readonly label: string;
  /** Where the value comes from, for the manifest. */
  readonly source: string;
  /** Names of the field whose value it holds; absent where it is made from several, or is no field. */
  readonly field?: readonly string[];
  /** The column names sources, so that they have to be looked up. */
  readonly places?: true;
  text(row: RowContext): string;
}
