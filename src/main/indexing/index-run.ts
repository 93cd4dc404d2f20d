import type { Keeper } from './keeper';
import type { BuiltSegment } from './record-indexer';
import { Rereading } from './rereading';
import { RunTally, type RunTotals } from './run-tally';
import { SegmentQueue, type NextOptions, type QueuedSegment } from './segment-queue';
import { SourceKeeping } from './source-keeping';
import type { NewSourceTask, SourceReport, SourceTask } from './source-task';
import { TaskFeed } from './task-feed';
import { TrackedSources, type TrackedSource } from './tracked-sources';
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

/** Workers that ended while they read nothing, before that is a failure. */
const IDLE_CRASHES = 3;

/**
 * Reads sources into segments: feeds the workers, has new sources kept, and gives segments out once
 * their sources are durable. It can be halted and go on without losing or doubling a record.
 */
export class IndexRun {
  failure: Error | undefined;
  private readonly feed = new TaskFeed();
  private readonly tracked = new TrackedSources();
  private readonly tally = new RunTally();
  private readonly rereading: Rereading;
  private readonly keeping: SourceKeeping;
  private readonly queue: SegmentQueue;
  private pool: WorkerPool | undefined;
  private stateNow: RunState = 'waiting';
  private expected = 0;
  private stopped: Promise<void> = Promise.resolve();
  private idleCrashes = 0;
  private flushing = false;
  /** Nothing is waiting in the feed, and workers have given out all they had. */
  private drained = true;

  constructor(private readonly options: IndexRunOptions) {
    this.queue = new SegmentQueue({
      isDurable: (no) => this.tracked.isDurable(no),
      onReleased: (covers) => this.tracked.release(covers),
      onCommitted: options.onCommitted,
      ...(options.patience === undefined ? {} : { patience: options.patience }),
    });
    const { feed, tracked, tally } = this;
    const { keeper } = options;
    const discard = (task: NewSourceTask): void => {
      // What cannot be removed now is removed when the case is opened next.
      this.stopped = Promise.allSettled([this.stopped.then(() => keeper.discard(task))]).then(() => undefined);
    };
    this.rereading = new Rereading({ feed, tracked, tally, keeper, discard });
    this.keeping = new SourceKeeping({
      keeper,
      tracked,
      tally,
      rereading: this.rereading,
      onKnown: (source) => this.alreadyThere(source),
      onDurable: () => this.queue.release(),
      onRefused: (error) => this.fail(error),
      onOver: () => this.moved(),
    });
  }

  get state(): RunState {
    return this.stateNow;
  }

  get totals(): RunTotals {
    return this.tally.totals(this.pool?.partial ?? { bytes: 0, events: 0 });
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
    this.moved();
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
    this.moved();
  }

  /** Ends everything, once what was being kept is kept; the run is of no use afterwards. */
  async close(): Promise<void> {
    this.stateNow = 'halted';
    this.stopWorkers();
    this.queue.end();
    await this.stopped;
    await this.keeping.whenIdle();
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

  private moved(): void {
    this.wake();
    this.options.onChange();
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
        if (this.pool === pool && this.isIdle(pool)) this.drained = true;
        this.moved();
      });
    }
  }

  private isIdle(pool: WorkerPool): boolean {
    return this.stateNow === 'reading' && pool.idle && this.keeping.idle && this.expected === 0 && this.feed.empty;
  }

  private stopWorkers(letGo = true): void {
    const { pool } = this;
    this.pool = undefined;
    if (pool !== undefined) this.stopped = Promise.all([this.stopped, pool.close()]).then(() => undefined);
    this.queue.drop();
    for (const source of this.tracked.of()) this.rereading.readAgain(source);
    if (letGo) this.queue.letGo();
  }

  private newPool(): WorkerPool {
    return new WorkerPool(this.options.pool, {
      next: () => this.nextBatch(),
      reports: (reports) => this.reports(reports),
      // Where a segment goes on in a source being read, waiting for room could wait for itself.
      hasRoom: (covers) => this.queue.hasRoom || this.tracked.moreToCome(covers),
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
    if (this.stateNow !== 'reading' || !this.queue.hasRoom || this.keeping.full) return undefined;
    return this.feed.next();
  }

  private segment(worker: number, segment: BuiltSegment): void {
    this.queue.put(worker, segment);
    this.options.onChange();
  }

  private reports(reports: readonly SourceReport[]): void {
    for (const report of reports) {
      const source = this.tracked.get(report.no);
      if (source === undefined) continue;
      this.tally.count(source.task, report);
      // Of a new source the manifest says it.
      if (report.outcome === 'failed' && source.task.kind === 'stored')
        this.options.onProblem(report.no, report.message);
      // The stored bytes go to the keeper alone: they must not stay in memory.
      source.report = report.outcome === 'read' ? { ...report, stored: null } : report;
      if (source.task.kind === 'new') this.keeping.keep(source, source.task, report);
      else this.tracked.forgetIfSettled(source);
    }
    this.queue.release();
    // Nothing of a stored source is kept, so nothing else would notice that it was the last.
    this.moved();
  }

  /**
   * Read, and only then found to be in the case: its rows must not come out a second time. What is
   * gathered with them is read again, which is rare enough.
   */
  private alreadyThere(source: TrackedSource): void {
    const { no } = source.task;
    if (this.tracked.get(no) === source) this.tracked.forget(no);
    this.tally.countAsKnown(source);
    if (this.stateNow === 'reading') this.stopWorkers(false);
  }

  private lost(worker: number, current: readonly SourceTask[], later: readonly SourceTask[], cause: string): void {
    this.queue.drop(worker);
    if (current.length === 0) this.idleCrashes += 1;
    for (const task of [...current, ...later]) this.tracked.forget(task.no);
    for (const source of this.tracked.of(worker)) this.rereading.readAgain(source);
    this.rereading.readAfresh(later);
    const [only] = current;
    if (current.length === 1 && only !== undefined) this.leaveOut(only, worker, cause);
    // One of them did it: alone in a batch, it shows which.
    else for (const task of current) this.rereading.readAfresh([task]);
    if (this.idleCrashes > IDLE_CRASHES) this.fail(new Error(`Worker threads for indexing keep ending: ${cause}.`));
    this.options.onChange();
  }

  /** A source that ended its worker is kept as evidence, and not parsed again. */
  private leaveOut(task: SourceTask, worker: number, cause: string): void {
    const message = `Reading ${task.uri} ended a worker thread (${cause}): its records are left out. The file is kept as it is; please report this.`;
    if (task.kind === 'new' && task.unparsed === undefined) {
      this.rereading.readAfresh([{ ...task, unparsed: { reason: 'unreadable', message } }]);
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
}
