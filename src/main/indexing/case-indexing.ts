import { randomUUID } from 'node:crypto';
import { TrailbenchError } from '../../contract/errors';
import type { Progress } from '../../contract/schemas';
import { sumOf } from '../../core/counts';
import { INDEX_VERSION } from '../../core/event/facet-catalogue';
import type { CoveredRange } from '../../core/segment/layout';
import type { IntegrityProblem } from '../cases/append-log';
import type { OpenCase } from '../open-case/open-case';
import { CaseImports } from './case-imports';
import { CaseKeeper } from './case-keeper';
import { Coverage } from './coverage';
import type { Import } from './import';
import { IndexBinding, type CoveredSegment } from './index-binding';
import { IndexRun } from './index-run';
import { ProgressMeter, type MeterState } from './progress-meter';
import { SourceProblems } from './source-problems';
import { planStored } from './stored-plan';
import type { PoolOptions } from './worker-pool';

/** What the service tells unasked. */
export type IndexingEvent =
  | { readonly type: 'progress'; readonly progress: Progress }
  /** There is something to pull: the window should ask. */
  | { readonly type: 'work' }
  /** The case's status has changed: an import began or ended, or a problem was found. */
  | { readonly type: 'status' };

export interface CaseIndexingOptions {
  readonly openCase: OpenCase;
  readonly pool: PoolOptions;
  /** The URI of a file that is not named by its path, such as an upload; null for all others. */
  readonly uriOf?: (path: string) => string | null;
  /** An import is over: what was staged for it can go. */
  readonly onImported?: (paths: readonly string[]) => void | Promise<void>;
  /** Takes the bytes of each pulled segment once the window has committed it. */
  readonly onCommitted?: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Milliseconds that `next` waits while there is work. */
  readonly wait?: number;
  /** Milliseconds after which a segment that was not committed is given out again. */
  readonly patience?: number;
}

export interface StartRequest {
  readonly indexVersion: number;
  /** What the window's database holds. */
  readonly segments: readonly CoveredSegment[];
}

export interface PulledSegment {
  readonly id: string;
  /** Of the segment to the evidence: the window keeps it, and shows it at its next start. */
  readonly binding: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const WAIT = 10_000;

/**
 * Imports and indexes one open case for one window. The window pulls segments; what it has committed
 * and what the manifest lists is all the state there is, so that any start is a resumption.
 */
export class CaseIndexing {
  private readonly sourceProblems: SourceProblems;
  private readonly meter: ProgressMeter;
  private readonly imports: CaseImports;
  private readonly binding: IndexBinding;
  private readonly listeners = new Set<(event: IndexingEvent) => void>();
  private session: string | undefined;
  private run: IndexRun | undefined;
  /** Sources of the case that the present run has to index. */
  private stored = { sources: 0, bytes: 0 };
  private cancelled = false;
  private closed = false;
  private workTold = false;
  /** Calls that change what is going on take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CaseIndexingOptions) {
    const { openCase, uriOf, onImported } = options;
    this.sourceProblems = new SourceProblems(openCase.manifest, () => this.tell({ type: 'status' }));
    this.binding = new IndexBinding(openCase.key, openCase.manifest);
    this.meter = new ProgressMeter(
      () => this.meterState(),
      (progress) => this.tell({ type: 'progress', progress }),
    );
    this.imports = new CaseImports({
      openCase,
      uriOf,
      onImported,
      onChange: () => this.meter.touch(),
      onStatus: () => this.tell({ type: 'status' }),
    });
  }

  /** Sources whose evidence is changed or missing, or that could not be read, found while indexing. */
  get problems(): readonly IntegrityProblem[] {
    return this.sourceProblems.list;
  }

  /** Calls back for each event until the returned function is called. */
  onEvent(listener: (event: IndexingEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  progress(): Progress {
    return this.meter.progress();
  }

  /**
   * Begins an import of files and folders. Resolves once the ledger says so; the reading begins as
   * soon as a window pulls.
   *
   * @param paths absolute
   * @throws TrailbenchError `unreadable-path` where one of them is not there; `case-read-only`, `disk-full`
   */
  addEvidence(paths: readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      await this.imports.add(paths);
      await this.readOn();
    });
  }

  /** Goes on with an import of files that was cut off. @throws TrailbenchError `not-found`, `case-read-only` */
  resumeImport(no: number): Promise<void> {
    return this.inTurn(async () => {
      await this.imports.resumeUnfinished(no);
      await this.readOn();
    });
  }

  /** Gives one up; what is kept of it stays. @throws TrailbenchError `not-found`, `case-read-only` */
  giveUpImport(no: number): Promise<void> {
    return this.inTurn(async () => {
      await this.options.openCase.giveUp(no);
      this.tell({ type: 'status' });
    });
  }

  /** Takes in an import that was begun elsewhere, such as from S3. Its reading begins as soon as a window pulls. */
  addImport(make: () => Promise<Import>): Promise<void> {
    return this.inTurn(async () => {
      this.imports.adopt(await make());
      await this.readOn();
    });
  }

  /** Has imports that can go on again do so. */
  relaunch(): Promise<void> {
    return this.inTurn(() => this.readOn());
  }

  /** What is gathered goes to the window soon, although more will come. */
  async giveOut(): Promise<void> {
    await this.run?.giveOut();
  }

  /**
   * A window begins to pull: drops what is in flight, and finds out what the window does not have.
   *
   * @throws TrailbenchError `bad-request` for another index version; `evidence-changed` where the
   *   window's index is not one of this case as it is now, and must be built anew
   */
  start({ indexVersion, segments }: StartRequest): Promise<{ readonly session: string }> {
    return this.inTurn(async () => {
      const { openCase, pool, patience } = this.options;
      if (indexVersion !== INDEX_VERSION) {
        const message = `The window has index version ${indexVersion}, this program makes version ${INDEX_VERSION}: reload the window.`;
        throw new TrailbenchError('bad-request', message);
      }
      this.binding.check(segments);
      this.session = undefined;
      await this.run?.close();
      await this.imports.restart();
      const run: IndexRun = new IndexRun({
        pool,
        keeper: new CaseKeeper(openCase, (...settled) => this.imports.settle(run, ...settled)),
        onChange: () => this.changed(),
        onProblem: (source, message) => this.sourceProblems.add(source, message),
        onCommitted: ({ bytes }) => this.options.onCommitted?.(bytes),
        ...(patience === undefined ? {} : { patience }),
      });
      const session = randomUUID();
      this.run = run;
      this.session = session;
      this.meter.reset();
      const coverage = new Coverage();
      for (const { covered } of segments) for (const range of covered) coverage.add(range);
      const plan = planStored(openCase, coverage, (source, message) => this.sourceProblems.add(source, message));
      this.stored = { sources: plan.sources, bytes: plan.bytes };
      if (plan.sources > 0) run.add(plan.tasks);
      if (!this.cancelled) this.imports.launchAll(run);
      this.changed();
      return { session };
    });
  }

  /** What covers these ranges, for `start`, where no segments are kept. @throws TrailbenchError `evidence-changed` */
  bind(covered: readonly CoveredRange[]): CoveredSegment[] {
    return this.binding.bind(covered);
  }

  /**
   * One pull: `committed` are in the window's database now. Waits a while where there is work.
   *
   * @returns null where nothing is left, or nothing came within the wait: a `work` event tells when there is
   * @throws TrailbenchError `cancelled` for a session that is over
   */
  async next(
    request: { readonly session: string; readonly committed: readonly string[] },
    signal?: AbortSignal,
  ): Promise<PulledSegment | null> {
    const { run } = this;
    if (run === undefined || request.session !== this.session) {
      throw new TrailbenchError('cancelled', 'This indexing session is over: start a new one.');
    }
    this.workTold = false;
    const segment = await run.next(request.committed, { wait: this.options.wait ?? WAIT, signal });
    if (segment === undefined) return null;
    const { id, bytes, covers } = segment;
    const binding = this.binding.of(covers);
    // A segment is given out only once the manifest lists all its sources.
    if (binding === undefined) throw new TrailbenchError('internal', `Segment ${id} is of sources that are not kept.`);
    return { id, binding, bytes };
  }

  /** Stops importing and indexing at once. What is kept and what was pulled stays. */
  cancel(): Promise<void> {
    return this.inTurn(async () => {
      if (this.run?.state !== 'reading' && this.imports.size === 0) return;
      this.cancelled = true;
      await this.run?.halt();
      await this.imports.cancel();
      this.tell({ type: 'status' });
      this.meter.touch();
    });
  }

  /** Goes on after `cancel`, or after a failure whose cause is gone. @throws TrailbenchError where it is not */
  resume(): Promise<void> {
    return this.inTurn(async () => {
      if (this.run?.state === 'failed') await this.options.openCase.retry();
      await this.readOn();
      this.tell({ type: 'status' });
    });
  }

  /** The window has everything, and found so many events: the ledger says so, once for each result. */
  done(counts: { readonly events: number; readonly duplicates: number }): Promise<void> {
    return this.inTurn(async () => {
      const { openCase } = this.options;
      if (openCase.readOnly) return;
      const { events, duplicates } = counts;
      const details = { events, duplicates, sources: openCase.manifest.count, indexVersion: INDEX_VERSION };
      const before = openCase.ledger.entries.findLast(({ action }) => action === 'index-built');
      if (before !== undefined && JSON.stringify(before.details) === JSON.stringify(details)) return;
      await openCase.record('index-built', details);
      this.tell({ type: 'status' });
    });
  }

  /** Ends everything; imports go on when the case is opened again. The case itself stays open. */
  close(): Promise<void> {
    this.closed = true;
    const stopping = this.imports.stop();
    this.session = undefined;
    const closing = this.turn.then(async () => {
      await stopping;
      await this.run?.close();
      this.meter.stop();
      this.listeners.clear();
    });
    this.turn = closing.catch(() => undefined);
    return closing;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(() => {
      if (this.closed) throw new TrailbenchError('cancelled', 'The case is being closed.');
      return work();
    });
    // Who called is told of a failure; the next call has its own turn.
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private async readOn(): Promise<void> {
    await this.imports.goOn();
    this.cancelled = false;
    this.meter.reset();
    await this.run?.goOn();
    if (this.run !== undefined) this.imports.launchAll(this.run);
    this.tell({ type: 'work' });
    this.meter.touch();
  }

  private changed(): void {
    if (this.run?.pullable === true && !this.workTold) {
      this.workTold = true;
      this.tell({ type: 'work' });
    }
    this.meter.touch();
  }

  private meterState(): MeterState {
    const { run, stored, imports } = this;
    const { sources, bytes, unreadable } = imports.found;
    return {
      phase: this.phase(),
      rebuilding: stored.sources > 0,
      planned: { sources: stored.sources + sources, bytes: sumOf(stored.bytes, bytes) },
      totals: run?.totals ?? { sources: 0, bytes: 0, events: 0, quarantined: 0 },
      unreadable,
      message: run?.failure?.message ?? null,
    };
  }

  private phase(): Progress['phase'] {
    const { run, imports } = this;
    if (run?.state === 'failed') return 'failed';
    if (this.cancelled) return 'cancelled';
    if (run === undefined) return 'idle';
    if (run.state !== 'reading') return this.stored.sources + imports.found.sources > 0 ? 'done' : 'idle';
    return imports.listing && run.totals.sources === 0 && this.stored.sources === 0 ? 'listing' : 'reading';
  }

  private tell(event: IndexingEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
