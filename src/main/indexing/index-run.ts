import type { CoveredRange } from '../../core/segment/layout';
import { freeBytes } from '../evidence/free-bytes';
import type { Keeper } from './keeper';
import type { BuiltSegment } from './record-indexer';
import { SegmentQueue, type NextOptions, type QueuedSegment } from './segment-queue';
import type { NewSourceTask, RecordRange, SourceReport, SourceTask } from './source-task';
import { TaskFeed } from './task-feed';
import { isWhole, TrackedSources, type TrackedSource } from './tracked-sources';
import { WorkerPool, type PoolOptions } from './worker-pool';

export interface IndexRunOptions {
  readonly pool: PoolOptions;
  readonly keeper: Keeper;
  /** Progress, state or pullable segments may have changed. */
  readonly onChange: () => void;
  /** A source of the case whose records had to be left out. */
  readonly onProblem: (source: number, message: string) => void;
  /** Milliseconds after which a segment that was not committed is given out again. */
  readonly patience?: number;
  /** Takes a segment that the window has committed; nothing else reads its bytes any more. */
  readonly onCommitted?: ((segment: QueuedSegment) => void) | undefined;
}

/** `waiting`: all is read and in the window, or nothing was added yet. */
export type RunState = 'reading' | 'waiting' | 'halted' | 'failed';

/** What was done in this run. */
export interface RunTotals {
  readonly sources: number;
  /** Stored bytes. */
  readonly bytes: number;
  readonly events: number;
  /** Rejected records and rests, and sources that could not be read. */
  readonly quarantined: number;
}

/** Workers that ended while they read nothing, before that is a failure. */
const IDLE_CRASHES = 3;

/** Stored bytes that wait to be written into the case before more is read. */
const KEEPING_LIMIT = 16 * 1024 * 1024;

/**
 * Reads sources into segments: feeds the workers, has new sources kept, and gives segments out once
 * their sources are durable. It can be halted and go on without losing or doubling a record.
 */
export class IndexRun {
  failure: Error | undefined;
  private readonly feed = new TaskFeed();
  private readonly tracked = new TrackedSources();
  private readonly queue: SegmentQueue;
  private pool: WorkerPool | undefined;
  private stateNow: RunState = 'waiting';
  private expected = 0;
  private keeping = 0;
  private readonly kept: (() => void)[] = [];
  private stopped: Promise<void> = Promise.resolve();
  private idleCrashes = 0;
  private keepingBytes = 0;
  private flushing = false;
  /** Nothing is waiting in the feed, and workers have given out all they had. */
  private drained = true;
  private done = { sources: 0, bytes: 0, events: 0, quarantined: 0 };

  constructor(private readonly options: IndexRunOptions) {
    this.queue = new SegmentQueue({
      isDurable: (no) => this.tracked.isDurable(no),
      onReleased: (covers) => this.tracked.release(covers),
      onCommitted: options.onCommitted,
      ...(options.patience === undefined ? {} : { patience: options.patience }),
    });
  }

  get state(): RunState {
    return this.stateNow;
  }

  get totals(): RunTotals {
    const partial = this.pool?.partial ?? { bytes: 0, events: 0 };
    const { sources, bytes, events, quarantined } = this.done;
    return { sources, bytes: bytes + partial.bytes, events: events + partial.events, quarantined };
  }

  /** True where a segment can be pulled at once. */
  get pullable(): boolean {
    return this.queue.pullable;
  }

  /** Sources will be added after a while: the run does not end before. The returned function adds them. */
  expect(): (origin?: Iterator<SourceTask>) => void {
    this.expected += 1;
    this.begin();
    let open = true;
    return (origin) => {
      if (!open) return;
      open = false;
      this.expected -= 1;
      if (origin !== undefined) this.feed.add(origin);
      this.begin();
    };
  }

  /** Adds sources behind those that are waiting, and reads on unless halted. */
  add(origin: Iterator<SourceTask>): void {
    this.feed.add(origin);
    this.begin();
  }

  /** The next segment, waiting a while where there is work; undefined where there is none. */
  async next(committed: readonly string[], options: NextOptions): Promise<QueuedSegment | undefined> {
    this.queue.commit(committed);
    this.wake();
    const segment = await this.queue.next(this.stateNow === 'reading' ? options : { ...options, wait: 0 });
    this.wake();
    return segment;
  }

  /** Has workers give out what they gathered, although more will come: so that it can be seen meanwhile. */
  async giveOut(): Promise<void> {
    const { pool } = this;
    if (pool === undefined || this.flushing || this.stateNow !== 'reading') return;
    this.flushing = true;
    await pool.flush();
    this.flushing = false;
    this.wake();
    this.options.onChange();
  }

  /** Stops reading at once. What was kept stays, what was pulled stays; the rest is read again by `goOn`. */
  async halt(): Promise<void> {
    if (this.stateNow === 'reading') this.stateNow = 'halted';
    this.stopWorkers();
    this.options.onChange();
    await this.stopped;
  }

  /** Reads on after `halt` or a failure. */
  async goOn(): Promise<void> {
    await this.stopped;
    if (this.stateNow !== 'halted' && this.stateNow !== 'failed') return;
    this.failure = undefined;
    this.stateNow = 'reading';
    this.drained = false;
    this.wake();
    this.options.onChange();
  }

  /** Ends everything, once what was being kept is kept; the run is of no use afterwards. */
  async close(): Promise<void> {
    this.stateNow = 'halted';
    this.stopWorkers();
    this.queue.end();
    await this.stopped;
    while (this.keeping > 0) await new Promise<void>((resolve) => this.kept.push(resolve));
  }

  private begin(): void {
    if (this.stateNow === 'waiting') this.stateNow = 'reading';
    this.drained = false;
    this.wake();
  }

  private wake(): void {
    if (this.stateNow !== 'reading') return;
    if (!this.drained) {
      this.pool ??= this.newPool();
      this.pool.wake();
    }
    this.settle();
  }

  /** Has workers give out what they gathered once there is nothing more to read, and ends the run once all is pulled. */
  private settle(): void {
    const { pool } = this;
    if (this.drained) {
      if (!this.queue.empty) return;
      this.stateNow = 'waiting';
      this.stopWorkers();
      this.options.onChange();
    } else if (pool !== undefined && this.isIdle(pool) && !this.flushing) {
      this.flushing = true;
      void pool.flush().then(() => {
        this.flushing = false;
        if (this.pool === pool && this.isIdle(pool)) {
          this.drained = true;
        }
        this.wake();
        this.options.onChange();
      });
    }
  }

  private isIdle(pool: WorkerPool): boolean {
    return this.stateNow === 'reading' && pool.idle && this.keeping === 0 && this.expected === 0 && this.feed.empty;
  }

  private stopWorkers(letGo = true): void {
    const { pool } = this;
    this.pool = undefined;
    if (pool !== undefined) this.stopped = Promise.all([this.stopped, pool.close()]).then(() => undefined);
    this.queue.drop();
    for (const source of this.tracked.of()) this.readAgain(source);
    if (letGo) this.queue.letGo();
  }

  private newPool(): WorkerPool {
    return new WorkerPool(this.options.pool, {
      next: () => this.nextBatch(),
      reports: (reports) => this.reports(reports),
      hasRoom: (covers) => this.queue.hasRoom || this.isUnreported(covers),
      segment: (worker, segment) => this.segment(worker, segment),
      lost: (worker, current, later, cause) => this.lost(worker, current, later, cause),
      failed: (error) => this.fail(error),
      handed: (worker, tasks) => {
        for (const task of tasks) this.tracked.hand(task, worker);
      },
      progressed: () => this.options.onChange(),
    });
  }

  private nextBatch(): readonly SourceTask[] | undefined {
    if (this.stateNow !== 'reading' || !this.queue.hasRoom || this.keepingBytes > KEEPING_LIMIT) return undefined;
    return this.feed.next();
  }

  /** A segment that goes on in a source being read: waiting for room there could wait for itself. */
  private isUnreported(covers: readonly CoveredRange[]): boolean {
    const last = covers.at(-1);
    const source = last === undefined ? undefined : this.tracked.get(last.source);
    return source !== undefined && source.report === undefined;
  }

  private segment(worker: number, segment: BuiltSegment): void {
    this.queue.put(worker, segment);
    this.options.onChange();
  }

  private reports(reports: readonly SourceReport[]): void {
    for (const report of reports) {
      const source = this.tracked.get(report.no);
      if (source === undefined) continue;
      this.count(source.task, report);
      // The stored bytes go to the keeper alone: they must not stay in memory.
      source.report = report.outcome === 'read' ? { ...report, stored: null } : report;
      if (source.task.kind === 'new') this.keep(source, source.task, report);
      else this.tracked.forgetIfSettled(source);
    }
    this.queue.release();
    // Nothing of a stored source is kept, so nothing else would notice that it was the last.
    this.wake();
    this.options.onChange();
  }

  private keep(source: TrackedSource, task: NewSourceTask, report: SourceReport): void {
    const stored = report.outcome === 'read' ? report.stored : null;
    const bytes = stored?.length ?? 0;
    this.keeping += 1;
    this.keepingBytes += bytes;
    const kept = (outcome: 'kept' | 'known'): void => {
      if (stored !== null) freeBytes(stored);
      if (outcome === 'known' && report.outcome === 'read') {
        this.alreadyThere(source);
        return;
      }
      source.durable = true;
      if (this.tracked.get(task.no) === source) this.tracked.forgetIfSettled(source);
      else this.readAgain(source);
      this.queue.release();
    };
    const refused = (cause: unknown): void => {
      this.uncount(source);
      source.report = undefined;
      if (this.tracked.get(task.no) !== source) this.readAgain(source);
      this.fail(cause instanceof Error ? cause : new Error(String(cause)));
    };
    const over = (): void => {
      this.keeping -= 1;
      this.keepingBytes -= bytes;
      for (const resolve of this.kept.splice(0)) resolve();
      this.wake();
      this.options.onChange();
    };
    void this.options.keeper.take(task, report).then(kept, refused).then(over);
  }

  /**
   * Read, and only then found to be in the case: its rows must not come out a second time. What is
   * gathered with them is read again, which is rare enough.
   */
  private alreadyThere(source: TrackedSource): void {
    const { no } = source.task;
    if (this.tracked.get(no) === source) this.tracked.forget(no);
    this.uncount(source);
    this.done.sources += 1;
    this.done.bytes += source.task.size;
    if (this.stateNow === 'reading') this.stopWorkers(false);
  }

  /** What of a source is not in a released segment goes back to be read, as soon as it is known where from. */
  private readAgain(source: TrackedSource): void {
    const { task, report, covered } = source;
    this.tracked.forget(task.no);
    if (report === undefined) {
      this.feed.putBack([this.afresh(task)]);
      return;
    }
    // Being kept right now: comes here again afterwards.
    if (!source.durable) return;
    const inSegments = report.outcome === 'read' && report.records > 0;
    if (!inSegments || isWhole(source)) return;
    const again = task.kind === 'stored' ? task : this.options.keeper.again(task, report);
    if (again === undefined) return;
    this.uncount(source);
    this.feed.putBack([{ ...again, skip: covered }]);
  }

  private afresh(task: SourceTask): SourceTask {
    if (task.kind !== 'new' || task.copyTo === undefined) return task;
    const { keeper } = this.options;
    // What cannot be removed now is removed when the case is opened next.
    this.stopped = Promise.allSettled([this.stopped.then(() => keeper.discard(task))]).then(() => undefined);
    return keeper.afresh(task);
  }

  private lost(worker: number, current: readonly SourceTask[], later: readonly SourceTask[], cause: string): void {
    this.queue.drop(worker);
    if (current.length === 0) this.idleCrashes += 1;
    for (const task of [...current, ...later]) this.tracked.forget(task.no);
    for (const source of this.tracked.of(worker)) this.readAgain(source);
    this.feed.putBack(later.map((task) => this.afresh(task)));
    const [only] = current;
    if (current.length === 1 && only !== undefined) this.leaveOut(only, worker, cause);
    // One of them did it: alone in a batch, it shows which.
    else for (const task of current) this.feed.putBack([this.afresh(task)]);
    if (this.idleCrashes > IDLE_CRASHES) this.fail(new Error(`Worker threads for indexing keep ending: ${cause}.`));
    this.options.onChange();
  }

  /** A source that ended its worker is kept as evidence, and not parsed again. */
  private leaveOut(task: SourceTask, worker: number, cause: string): void {
    const message = `Reading ${task.uri} ended a worker thread (${cause}): its records are left out. The file is kept as it is; please report this.`;
    if (task.kind === 'new' && task.unparsed === undefined) {
      this.feed.putBack([this.afresh({ ...task, unparsed: { reason: 'unreadable', message } })]);
      return;
    }
    this.tracked.hand(task, worker);
    this.reports([{ outcome: 'failed', no: task.no, reason: 'unreadable', message }]);
  }

  /** Stops reading because of a failure that concerns the whole case. */
  fail(error: Error): void {
    if (this.stateNow !== 'reading') return;
    this.failure = error;
    this.stateNow = 'failed';
    this.stopWorkers();
    this.options.onChange();
  }

  private count(task: SourceTask, report: SourceReport): void {
    const { done } = this;
    done.sources += 1;
    done.bytes += task.size;
    if (report.outcome === 'read') {
      done.events += report.events;
      if (task.kind === 'new') done.quarantined += report.rejected;
    } else if (report.outcome === 'failed') {
      done.quarantined += 1;
      // Of a new source the manifest says it.
      if (task.kind === 'stored') this.options.onProblem(task.no, report.message);
    }
  }

  /** The source will be counted again. */
  private uncount({ task, report, covered }: TrackedSource): void {
    if (report?.outcome !== 'read') return;
    const skipped = task.kind === 'stored' ? recordsIn(task.skip) : 0;
    this.done.sources -= 1;
    this.done.bytes -= task.size;
    this.done.events -= Math.max(0, report.events - (recordsIn(covered) - skipped));
    if (task.kind === 'new') this.done.quarantined -= report.rejected;
  }
}

function recordsIn(ranges: readonly RecordRange[]): number {
  return ranges.reduce((sum, [first, end]) => sum + end - first, 0);
}
