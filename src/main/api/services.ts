import type {
  AcquisitionsReply,
  Connection,
  ConnectRequest,
  ControlAcquisition,
  FailuresReply,
  ProfilesReply,
  StartAcquisition,
} from '../../contract/acquire';
import type { Choice, DiscoverMessage, Measured } from '../../contract/discovery';
import type {
  AppInfo,
  CaseStatus,
  DecideImport,
  Progress,
  Pushed,
  Source,
  ZoneRulesReply,
} from '../../contract/schemas';
import type { Author, SayReply, SayWish } from '../../contract/annotations';
import type { Exported, ExportProgressBody, ExportWishBody, FieldValue } from '../../contract/exports';
import type { GroupExportWish } from '../../contract/group-exports';
import type { Locator } from '../../core/segment/layout';
import type { SearchOptions, SearchRequest, SearchResult } from '../../core/query/evidence-search';
import type { MeasuredChoice } from '../acquire/s3/measure';
import type { CoveredSegment } from '../indexing/index-binding';
import type { AddedKeys } from '../../contract/integrity';
import type { CaseIntegrity } from '../integrity/case-integrity';
import type { PickKind } from './shell';

/** What the window adds to a case: paths as typed or picked, and ids of uploads. */
export interface Evidence {
  readonly paths: readonly string[];
  readonly uploads: readonly string[];
}

export interface CreateCase extends Evidence {
  readonly name?: string | undefined;
  readonly folder?: string | undefined;
}

export interface Upload {
  /** Path below what was dropped or picked, with '/'. */
  readonly name: string;
  /** Files of one drop share it. */
  readonly batch: string;
  readonly body: ReadableStream<Uint8Array> | null;
}

export interface SourcesRequest {
  readonly from: number;
  readonly count: number;
  readonly rejectedOnly: boolean;
}

export interface IndexingRequest {
  readonly indexVersion: number;
  readonly segments: readonly CoveredSegment[];
}

export interface NextRequest {
  readonly session: string;
  readonly committed: readonly string[];
}

export interface SegmentReply {
  readonly id: string;
  readonly binding: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface RecordPlace {
  readonly source: number;
  readonly offset: number;
  readonly length: number;
}

export interface ExportRequest<Wish = ExportWishBody> {
  readonly wish: Wish;
  /** Packed, in whatever chunks they come. */
  readonly rows: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgressBody) => void;
}

/** What is asked of AWS before anything is taken into a case. */
export interface AcquireServices {
  profiles(): Promise<ProfilesReply>;
  connect(request: ConnectRequest): Promise<Connection>;
  disconnect(id: string): void;
  discover(
    request: { readonly connection: string; readonly uri: string },
    signal: AbortSignal,
    onFound: (message: Exclude<DiscoverMessage, { readonly type: 'done' | 'failed' }>) => void,
  ): Promise<{ readonly calls: number; readonly streams: number }>;
  measure(
    request: { readonly connection: string; readonly choice: Choice; readonly case?: string | undefined },
    signal: AbortSignal,
    onProgress: (measured: Measured) => void,
  ): Promise<MeasuredChoice>;
}

/** One open case, as the API needs it. Every method may fail with a TrailbenchError. */
export interface CaseServices {
  status(): CaseStatus | Promise<CaseStatus>;
  progress(): Progress;
  addEvidence(evidence: Evidence): Promise<void>;
  decideImport(no: number, decision: DecideImport): Promise<void>;
  startIndexing(request: IndexingRequest): Promise<{ readonly session: string }>;
  /** The next finished segment; null where nothing is left now. Waits while workers are at it. */
  nextSegment(request: NextRequest, signal: AbortSignal): Promise<SegmentReply | null>;
  cancelIndexing(): Promise<void>;
  resumeIndexing(): Promise<void>;
  indexingDone(counts: { readonly events: number; readonly duplicates: number }): Promise<void>;
  sources(request: SourcesRequest): Promise<{ readonly total: number; readonly sources: readonly Source[] }>;
  source(no: number): Promise<Source>;
  /** The record's bytes exactly as delivered. */
  record(locator: Locator): Promise<Uint8Array<ArrayBuffer>>;
  contentHashes(records: readonly RecordPlace[]): Promise<readonly string[]>;
  /** Reads records and tests them. */
  search(request: SearchRequest, options: SearchOptions): Promise<SearchResult>;
  /** Writes an export and enters it in the ledger. */
  exportEvents(request: ExportRequest): Promise<Exported>;
  /** The same of a table of groups. */
  exportGroups(request: ExportRequest<GroupExportWish>): Promise<Exported>;
  /** For each record its values by path; null where it cannot be read. */
  fieldValues(
    records: readonly RecordPlace[],
    paths: readonly string[],
  ): Promise<readonly (readonly FieldValue[] | null)[]>;
  acquisitions(): AcquisitionsReply | Promise<AcquisitionsReply>;
  startAcquisition(request: StartAcquisition): Promise<{ readonly acquisition: number }>;
  controlAcquisition(no: number, request: ControlAcquisition): Promise<{ readonly acquisition: number }>;
  acquisitionFailures(no: number, from: number, count: number): Promise<FailuresReply>;
  /** What analysts say of the case. */
  readonly said: {
    /** Resolves when it is on the disk. `keys`: of its events, 16 bytes each. */
    say(wish: SayWish, keys: Uint8Array): Promise<SayReply>;
    /** Everything that was said, in order, as the journal has it. */
    lines(onLine: (line: object) => void): Promise<void>;
  };
  /** Integrity, coverage and custody. */
  readonly integrity: CaseIntegrity;
  /** Takes files with public keys in. */
  addKeys(files: Evidence): Promise<AddedKeys>;
  /** Calls back for each event until the returned function is called; `onEnd` when the case is closed. */
  subscribe(onEvent: (event: Pushed) => void, onEnd: () => void): () => void;
}

/** The application, as the API needs it. */
export interface Services {
  readonly acquire: AcquireServices;
  appInfo(): Promise<AppInfo>;
  /** The name that the user goes by. */
  author(): Promise<Author>;
  setAuthor(name: string | null): Promise<Author>;
  /** The rules of time zones that main goes by. */
  zoneRules(): ZoneRulesReply;
  createCase(request: CreateCase): Promise<{ readonly id: string }>;
  openCase(path: string): Promise<{ readonly id: string }>;
  openSample(): Promise<{ readonly id: string }>;
  /** Takes a case folder off the list of recent ones. */
  forgetCase(listed: { readonly id: string; readonly path: string }): Promise<void>;
  closeCase(id: string): Promise<void>;
  /** Fails with 'case-not-found' where no case of this id is open. */
  openedCase(id: string): CaseServices;
  upload(upload: Upload): Promise<{ readonly id: string; readonly bytes: number }>;
  pick(kind: PickKind): Promise<readonly string[]>;
  /** Shows the case folder, or a file that was exported from it since it was opened. */
  reveal(id: string, file?: string): Promise<void>;
}
