import type { AcquisitionsReply, ControlAcquisition, FailuresReply, StartAcquisition } from '../../contract/acquire';
import type { CaseStatus, DecideImport, Progress, Pushed, Source } from '../../contract/schemas';
import type { SearchOptions, SearchRequest, SearchResult } from '../../core/query/evidence-search';
import type { Locator } from '../../core/segment/layout';
import { CaseAcquisitions } from '../acquire/case-acquisitions';
import type { Connections } from '../acquire/s3/connections';
import { samePaths } from '../cases/acquisition';
import { toSource, type Manifest } from '../cases/manifest';
import type { OpenCase } from '../open-case/open-case';
import type { RecentCases, Recognised } from '../cases/recent-cases';
import { SaidJournal } from '../annotations/said-journal';
import { report } from './report';
import type { CaseIndexing, IndexingEvent } from '../indexing/case-indexing';
import type { Exported, FieldValue } from '../../contract/exports';
import type { GroupExportWish } from '../../contract/group-exports';
import type { EvidenceSearcher } from '../search/evidence-searcher';
import type { AddedKeys } from '../../contract/integrity';
import { listLocal } from '../files/listing';
import type { CaseIntegrity } from '../integrity/case-integrity';
import type { CaseExports } from './case-exports';
import type {
  CaseServices,
  Evidence,
  ExportRequest,
  IndexingRequest,
  NextRequest,
  RecordPlace,
  SegmentReply,
  SourcesRequest,
} from './services';

export interface OpenedCaseOptions {
  /** The name that the user goes by. */
  readonly author: () => Promise<string | null>;
  readonly opened: OpenCase;
  readonly indexing: CaseIndexing;
  readonly recent: RecentCases;
  /** What this machine knows of the folder. */
  readonly recognised: Recognised;
  /** Absolute paths of evidence as the window named it. */
  readonly resolve: (evidence: Evidence) => Promise<readonly string[]>;
  readonly exports: CaseExports;
  readonly integrity: CaseIntegrity;
  readonly connections: Connections;
  readonly searcher: EvidenceSearcher;
}

/** What the window says of its index when indexing has ended. */
export interface IndexedCounts {
  readonly events: number;
  readonly duplicates: number;
}

interface Subscriber {
  readonly onEvent: (event: Pushed) => void;
  readonly onEnd: () => void;
}

/** An open case behind the API: its evidence, its indexing, and who listens to it. */
export class OpenedCase implements CaseServices {
  /** The last counts the window reported; null before the first. */
  lastIndexed: IndexedCounts | null = null;
  private readonly subscribers = new Set<Subscriber>();
  private readonly stopListening: () => void;
  private readonly fromAws: CaseAcquisitions;
  readonly said: SaidJournal;

  constructor(private readonly options: OpenedCaseOptions) {
    const { opened: openCase, indexing, connections } = options;
    this.fromAws = new CaseAcquisitions({ openCase, indexing, connections, onChange: () => this.tellAcquisitions() });
    this.said = new SaidJournal(openCase.journal, options.author);
    this.stopListening = options.indexing.onEvent((event) => this.pushed(event));
  }

  /** Integrity, coverage and custody. */
  get integrity(): CaseIntegrity {
    return this.options.integrity;
  }

  /** Takes files with public keys in; all of them must hold some. */
  async addKeys(files: Evidence): Promise<AddedKeys> {
    const paths = await this.options.resolve(files);
    const added = await this.integrity.keysIn((await listLocal(paths)).files);
    await this.options.indexing.addEvidence(paths);
    return added;
  }

  get id(): string {
    return this.options.opened.id;
  }

  get path(): string {
    return this.options.opened.path;
  }

  get manifest(): Manifest {
    return this.options.opened.manifest;
  }

  /** What opening found wrong, and what indexing has found since. */
  status(): CaseStatus {
    const { opened, indexing, recognised } = this.options;
    const status = opened.status();
    const { entry, twin } = recognised;
    return { ...status, index: entry.index, twin, problems: [...status.problems, ...indexing.problems] };
  }

  progress(): Progress {
    return this.options.indexing.progress();
  }

  async addEvidence(evidence: Evidence): Promise<void> {
    const { indexing, resolve } = this.options;
    await indexing.addEvidence(await resolve(evidence));
  }

  async decideImport(no: number, { verb }: DecideImport): Promise<void> {
    const { indexing } = this.options;
    await (verb === 'go-on' ? indexing.resumeImport(no) : indexing.giveUpImport(no));
  }

  /** Goes on with imports that were cut off and are of just these paths, which the analyst named again. @returns whether there were any */
  async goOnWith(paths: readonly string[]): Promise<boolean> {
    const same = this.status().unfinished.filter(({ paths: begun }) => samePaths(begun, paths));
    for (const { no } of same) await this.options.indexing.resumeImport(no);
    return same.length > 0;
  }

  startIndexing(request: IndexingRequest): Promise<{ readonly session: string }> {
    return this.options.indexing.start(request);
  }

  nextSegment(request: NextRequest, signal: AbortSignal): Promise<SegmentReply | null> {
    return this.options.indexing.next(request, signal);
  }

  cancelIndexing(): Promise<void> {
    return this.options.indexing.cancel();
  }

  resumeIndexing(): Promise<void> {
    return this.options.indexing.resume();
  }

  async indexingDone(counts: IndexedCounts): Promise<void> {
    this.lastIndexed = counts;
    await this.options.indexing.done(counts);
    await this.remember();
  }

  async sources({ from, count, rejectedOnly }: SourcesRequest): Promise<{ total: number; sources: Source[] }> {
    const { total, lines } = await this.options.opened.manifest.lines(from, count, rejectedOnly);
    return { total, sources: lines.map(toSource) };
  }

  async source(no: number): Promise<Source> {
    return toSource(await this.options.opened.manifest.line(no));
  }

  record({ source, offset, length }: Locator): Promise<Uint8Array<ArrayBuffer>> {
    return this.options.opened.evidence.readRange(source, offset, length);
  }

  contentHashes(records: readonly RecordPlace[]): Promise<readonly string[]> {
    return this.options.opened.evidence.contentHashes(records);
  }

  search(request: SearchRequest, options: SearchOptions): Promise<SearchResult> {
    return this.options.searcher.search(request, options);
  }

  exportEvents(request: ExportRequest): Promise<Exported> {
    return this.options.exports.run(request);
  }

  exportGroups(request: ExportRequest<GroupExportWish>): Promise<Exported> {
    return this.options.exports.runGroups(request);
  }

  hasExported(file: string): boolean {
    return this.options.exports.has(file);
  }

  fieldValues(
    records: readonly RecordPlace[],
    paths: readonly string[],
  ): Promise<readonly (readonly FieldValue[] | null)[]> {
    return this.options.exports.fieldValues(records, paths);
  }

  acquisitions(): AcquisitionsReply {
    return this.fromAws.list();
  }

  startAcquisition(request: StartAcquisition): Promise<{ readonly acquisition: number }> {
    return this.fromAws.start(request);
  }

  controlAcquisition(no: number, request: ControlAcquisition): Promise<{ readonly acquisition: number }> {
    return this.fromAws.control(no, request);
  }

  acquisitionFailures(no: number, from: number, count: number): Promise<FailuresReply> {
    return this.fromAws.failures(no, from, count);
  }

  /** Tells the present state first, so that a window that connects again has missed nothing. */
  subscribe(onEvent: (event: Pushed) => void, onEnd: () => void): () => void {
    const subscriber = { onEvent, onEnd };
    this.subscribers.add(subscriber);
    onEvent({ type: 'status', status: this.status() });
    onEvent({ type: 'progress', progress: this.progress() });
    const acquisitions = this.fromAws.progress();
    if (acquisitions.length > 0) onEvent({ type: 'acquisitions', acquisitions });
    return () => this.subscribers.delete(subscriber);
  }

  /**
   * Puts the case first in the list of recent ones, with what is known of it now. The list is a convenience: where it
   * cannot be written, the case is open all the same.
   */
  async remember(): Promise<void> {
    const { recent, recognised } = this.options;
    const counts = this.lastIndexed === null ? {} : { events: this.lastIndexed.events };
    const { evidenceBytes } = this.status();
    await recent.remember(recognised.entry, { evidenceBytes, ...counts }).catch(report);
  }

  /** Ends the streams, stops indexing where it is, and gives the folder free. */
  async close(): Promise<void> {
    this.stopListening();
    this.fromAws.close();
    for (const { onEnd } of [...this.subscribers]) onEnd();
    this.subscribers.clear();
    await this.options.searcher.close();
    await this.options.exports.close();
    await this.integrity.close();
    try {
      await this.options.indexing.close();
    } finally {
      await this.options.opened.close();
    }
  }

  private tellAcquisitions(): void {
    const acquisitions = this.fromAws.progress();
    for (const { onEvent } of this.subscribers) onEvent({ type: 'acquisitions', acquisitions });
  }

  private pushed(event: IndexingEvent): void {
    const told: Pushed = event.type === 'status' ? { type: 'status', status: this.status() } : event;
    for (const { onEvent } of this.subscribers) onEvent(told);
  }
}
