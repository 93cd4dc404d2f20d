import { randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { Progress } from '../../contract/schemas';
import { INDEX_VERSION } from '../../core/event/facet-catalogue';
import type { CoveredRange } from '../../core/segment/layout';
import { describeFileError } from '../acquire/local';
import type { IntegrityProblem } from '../cases/append-log';
import type { OpenCase } from '../cases/open-case';
import { CaseImport } from './case-import';
import { CaseKeeper } from './case-keeper';
import { Coverage } from './coverage';
import { IndexRun } from './index-run';
import { ProgressMeter } from './progress-meter';
import { planStored, type StoredPlan } from './stored-plan';
import type { PoolOptions } from './worker-pool';

/** What the service tells unasked. */
export type IndexingEvent =
  | { readonly type: 'progress'; readonly progress: Progress }
  /** There is something to pull, or the session has ended: the window should ask. */
  | { readonly type: 'work' }
  /** The case's status has changed: sources were added, an import began or ended, a problem was found. */
  | { readonly type: 'status' };

export interface CaseIndexingOptions {
  readonly openCase: OpenCase;
  readonly pool: PoolOptions;
  /** The URI of a file that is not named by its path, such as an upload; null for all others. */
  readonly uriOf?: (path: string) => string | null;
  /** An import is over: what was staged for it can go. */
  readonly onImported?: (paths: readonly string[]) => void | Promise<void>;
  /** Milliseconds that `next` waits while there is work. */
  readonly wait?: number;
}

export interface PulledSegment {
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const WAIT = 10_000;

/** Problems kept for the status; more of the same kind say nothing new. */
const PROBLEMS_KEPT = 100;

/**
 * Imports and indexes one open case for one window. The window pulls segments; what it has committed
 * and what the manifest lists is all the state there is, so any start is a resumption.
 */
export class CaseIndexing {
  /** Sources whose evidence is changed or missing, or that could not be read, found while indexing. */
  readonly problems: IntegrityProblem[] = [];
  private readonly meter: ProgressMeter;
  private readonly listeners = new Set<(event: IndexingEvent) => void>();
  private readonly imports = new Set<CaseImport>();
  private planned = { sources: 0, bytes: 0 };
  private unreadable = 0;
  private session: string | undefined;
  private run: IndexRun | undefined;
  private cancelled = false;
  private rebuilding = false;
  private worked = false;
  private resumed = false;
  private closed = false;
  private workTold = false;
  /** Calls that change what is going on take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CaseIndexingOptions) {
    this.meter = new ProgressMeter(
      () => this.meterState(),
      (progress) => this.tell({ type: 'progress', progress }),
    );
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
   * Begins an import of files and folders. Resolves once the ledger says so; reading goes on by itself
   * as soon as a window pulls.
   *
   * @param paths absolute
   * @throws TrailbenchError `unreadable-path` where one of them is not there; `case-read-only`, `disk-full`
   */
  addEvidence(paths: readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      if (paths.length === 0) throw new TrailbenchError('bad-request', 'No files or folders were given: name at least one.');
      const absolute = paths.map((path) => resolve(path));
      for (const path of absolute) await checkReadable(path);
      const added = this.newImport(absolute);
      await added.begin();
      this.imports.add(added);
      this.cancelled = false;
      this.tell({ type: 'status' });
      if (this.run === undefined) {
        this.tell({ type: 'work' });
        return;
      }
      if (this.run.state !== 'reading') await this.goOn(this.run);
      this.launch(this.run, added);
    });
  }

  /**
   * A window begins to pull: drops what is in flight, and finds out what it does not have.
   *
   * @throws TrailbenchError `bad-request` for another index version; `evidence-changed` where the
   *   window's index is not one of this case as it is now
   */
  start(request: { readonly indexVersion: number; readonly covered: readonly CoveredRange[] }): Promise<{ readonly session: string }> {
    return this.inTurn(async () => {
      const { openCase, pool } = this.options;
      if (request.indexVersion !== INDEX_VERSION) {
        const message = `The window has index version ${request.indexVersion}, this program makes version ${INDEX_VERSION}: reload the window.`;
        throw new TrailbenchError('bad-request', message);
      }
      checkCovered(openCase.manifest, request.covered);
      await this.run?.close();
      for (const added of this.imports) added.restart();
      await this.resumeUnfinished();
      const session = randomUUID();
      const run = new IndexRun({
        pool,
        keeper: new CaseKeeper(openCase, (task, settled) => this.settle(task.no, settled)),
        onChange: () => this.changed(run),
        onProblem: (source, message) => this.problem(source, message),
      });
      this.session = session;
      this.run = run;
      const plan = planStored(openCase, new Coverage(request.covered), (no, message) => this.problem(no, message));
      this.planned = { sources: plan.sources, bytes: plan.bytes };
      this.unreadable = 0;
      this.rebuilding = plan.sources > 0;
      this.meter.reset();
      if (plan.sources > 0) run.add(plan.tasks);
      if (!this.cancelled) for (const added of this.imports) this.launch(run, added);
      this.changed(run);
      return { session };
    });
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
    return segment === undefined ? null : { id: segment.id, bytes: segment.bytes };
  }

  /** Stops importing and indexing at once. What is kept and what was pulled stays. */
  cancel(): Promise<void> {
    return this.inTurn(async () => {
      if (this.run?.state !== 'reading' && this.imports.size === 0) return;
      this.cancelled = true;
      await this.run?.halt();
      for (const added of this.imports) {
        if (!added.listed) added.restart();
        await added.cancel();
      }
      this.tell({ type: 'status' });
      this.meter.touch();
    });
  }

  /** Goes on after `cancel`, or after a failure whose cause is gone. @throws TrailbenchError where it is not */
  resume(): Promise<void> {
    return this.inTurn(async () => {
      const { run } = this;
      if (run?.state === 'failed') await this.options.openCase.retry();
      for (const added of this.imports) await added.begin();
      this.cancelled = false;
      if (run !== undefined) {
        await this.goOn(run);
        for (const added of this.imports) if (!added.listed) this.launch(run, added);
      }
      this.tell({ type: 'work' });
      this.meter.touch();
    });
  }

  /** The window has everything, and found so many events: the ledger says so, once for each result. */
  done(counts: { readonly events: number; readonly duplicates: number }): Promise<void> {
    return this.inTurn(async () => {
      const { openCase } = this.options;
      if (openCase.readOnly) return;
      const details = { ...counts, sources: openCase.manifest.count, indexVersion: INDEX_VERSION };
      const before = openCase.ledger.entries.findLast(({ action }) => action === 'index-built');
      if (before !== undefined && JSON.stringify(before.details) === JSON.stringify(details)) return;
      await openCase.record('index-built', details);
      this.tell({ type: 'status' });
    });
  }

  /** Ends everything; imports go on when the case is opened again. The case itself stays open. */
  close(): Promise<void> {
    this.closed = true;
    for (const added of this.imports) added.stop();
    return this.inTurn(async () => {
      this.session = undefined;
      await this.run?.close();
      this.meter.stop();
      this.listeners.clear();
    }, true);
  }

  private inTurn<T>(work: () => Promise<T>, closing = false): Promise<T> {
    const turn = this.turn.then(() => {
      if (this.closed && !closing) throw new TrailbenchError('cancelled', 'The case is being closed.');
      return work();
    });
    // Who called is told of a failure; the next call has its own turn.
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private newImport(paths: readonly string[]): CaseImport {
    const { openCase, uriOf } = this.options;
    return new CaseImport(paths, { openCase, uriOf, onChange: () => this.meter.touch() });
  }

  /** Imports that were cut off when the program ended last go on by themselves. */
  private async resumeUnfinished(): Promise<void> {
    const { openCase } = this.options;
    if (this.resumed || openCase.readOnly) return;
    this.resumed = true;
    for (const state of openCase.unfinished()) {
      const added = this.newImport(state.paths);
      await added.begin(await openCase.resumeAcquisition(state));
      this.imports.add(added);
    }
  }

  private async goOn(run: IndexRun): Promise<void> {
    this.meter.reset();
    await run.goOn();
  }

  /** Lists the files of an import, then has them read. */
  private launch(run: IndexRun, added: CaseImport): void {
    const add = run.expect();
    const listed = (tasks: ReturnType<typeof run.expect> extends (origin?: infer T) => void ? T : never): void => {
      if (this.run !== run) return;
      this.planned.sources += added.found.files;
      this.planned.bytes += added.found.bytes;
      this.unreadable += added.unreadable;
      add(tasks);
      if (added.complete) this.finish(added);
    };
    const failed = (cause: unknown): void => {
      add();
      if (cause instanceof TrailbenchError && cause.code === 'cancelled') return;
      run.fail(cause instanceof Error ? cause : new Error(String(cause)));
    };
    void added.list().then(listed).catch(failed);
  }

  private settle(no: number, settled: 'added' | 'known' | 'failed'): void {
    for (const added of this.imports) {
      if (!added.settle(no, settled)) continue;
      if (added.complete) this.finish(added);
      return;
    }
  }

  private finish(added: CaseImport): void {
    this.imports.delete(added);
    const { run } = this;
    const finished = async (): Promise<void> => {
      await added.finish();
      this.tell({ type: 'status' });
      await this.options.onImported?.(added.paths);
    };
    finished().catch((cause: unknown) => {
      // The import is complete but for its line in the ledger: it is written when reading goes on.
      this.imports.add(added);
      run?.fail(cause instanceof Error ? cause : new Error(String(cause)));
    });
  }

  private problem(no: number, message: string): void {
    if (this.problems.length >= PROBLEMS_KEPT) return;
    const { manifest } = this.options.openCase;
    const add = (uri: string): void => {
      this.problems.push({ file: uri, line: null, message: `Source ${no} (${uri}): ${message}` });
      this.tell({ type: 'status' });
    };
    if (manifest.entry(no) === undefined) return;
    manifest.line(no).then(
      ({ uri }) => add(uri),
      () => add('its manifest line cannot be read'),
    );
  }
}
