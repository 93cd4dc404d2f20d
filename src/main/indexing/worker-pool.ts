import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { CoveredRange } from '../../core/segment/layout';
import type { BuiltSegment } from './record-indexer';
import type { SourceReport, SourceTask } from './source-task';
import { endThread, startThread, type StartWorker } from '../process/threads';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-protocol';

/** What the pool asks and tells. `worker` is a number that is never used twice. */
export interface PoolHooks {
  /** The next sources to read; undefined where there are none for now, or no room for what they would give. */
  next(): readonly SourceTask[] | undefined;
  /** They are with a worker now. */
  handed(worker: number, tasks: readonly SourceTask[]): void;
  reports(reports: readonly SourceReport[]): void;
  /** May a worker send a finished segment of these now? Asked again at each `wake`. */
  hasRoom(covers: readonly CoveredRange[]): boolean;
  segment(worker: number, segment: BuiltSegment): void;
  /**
   * A worker has ended unexpectedly. Everything that it had not given out is lost.
   * @param current sources one of which ended it; @param later sources it had not begun
   */
  lost(worker: number, current: readonly SourceTask[], later: readonly SourceTask[], cause: string): void;
  /** Workers cannot be started at all. */
  failed(error: Error): void;
  /** Something changed that progress should show. */
  progressed(): void;
}

export interface PoolOptions {
  readonly start: StartWorker;
  readonly size?: number;
  readonly setup?: WorkerSetup;
}

/** Batches that a worker has at hand, so that it never waits for main. */
const AHEAD = 2;
/** A record may take 64 MiB; parsed, a multiple of that. */
const HEAP_MIB = 2048;
/** Reading makes few objects that live on: a larger nursery would only be touched memory. */
const YOUNG_MIB = 12;

/** Threads for indexing: one a core, at least 2, at most 8. */
function defaultPoolSize(): number {
  return Math.min(8, Math.max(2, availableParallelism()));
}

/** Worker threads that read sources into segments. They are started as there is work for them. */
export class WorkerPool {
  private readonly workers = new Set<PoolWorker>();
  private readonly size: number;
  private closed = false;
  private nextWorker = 1;
  private nextBatch = 1;

  constructor(
    private readonly options: PoolOptions,
    private readonly hooks: PoolHooks,
  ) {
    this.size = options.size ?? defaultPoolSize();
  }

  /** Of the batches at hand: stored bytes read and events, as far as workers have told. */
  get partial(): { readonly bytes: number; readonly events: number } {
    let bytes = 0;
    let events = 0;
    for (const worker of this.workers) {
      bytes += worker.partial.bytes;
      events += worker.partial.events;
    }
    return { bytes, events };
  }

  /** True where no worker has a batch. */
  get idle(): boolean {
    for (const worker of this.workers) if (worker.batches.length > 0) return false;
    return true;
  }

  /** Hands out work and room, as far as there is any. Call it whenever either may have appeared. */
  wake(): void {
    if (this.closed) return;
    for (const worker of this.workers) {
      if (worker.wants !== undefined && this.hooks.hasRoom(worker.wants)) worker.room();
    }
    for (let free = this.free(); free !== undefined; free = this.free()) {
      const tasks = this.hooks.next();
      if (tasks === undefined) return;
      const worker = free === 'new' ? this.startWorker() : free;
      this.hooks.handed(worker.id, tasks);
      worker.give({ id: this.nextBatch++, tasks });
    }
  }

  /** Resolves once every worker has given out all that it had gathered, or has ended. */
  async flush(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.flush()));
  }

  /** Ends all workers at once; what they had at hand is dropped. */
  async close(): Promise<void> {
    this.closed = true;
    const workers = [...this.workers];
    this.workers.clear();
    await Promise.all(workers.map((worker) => worker.end()));
  }

  private free(): PoolWorker | 'new' | undefined {
    let best: PoolWorker | undefined;
    for (const worker of this.workers) {
      if (worker.batches.length < (best?.batches.length ?? AHEAD)) best = worker;
    }
    if (best !== undefined && best.batches.length === 0) return best;
    return this.workers.size < this.size ? 'new' : best;
  }

  private startWorker(): PoolWorker {
    const { start, setup = {} } = this.options;
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB };
    const thread = startThread(start, { workerData: setup, resourceLimits });
    const worker = new PoolWorker(this.nextWorker++, thread);
    this.workers.add(worker);
    thread.on('message', (message: FromWorker) => this.take(worker, message));
    thread.on('exit', () => this.ended(worker));
    return worker;
  }

  private take(worker: PoolWorker, message: FromWorker): void {
    if (!this.workers.has(worker)) return;
    switch (message.type) {
      case 'ready':
        worker.ready = true;
        return;
      case 'batch':
        worker.finish(message.id);
        this.hooks.reports(message.reports);
        break;
      case 'finished':
        worker.wants = message.covers;
        break;
      case 'segment':
        this.hooks.segment(worker.id, message);
        break;
      case 'flushed':
        worker.flushed();
        break;
      case 'progress':
        worker.partial = message;
        this.hooks.progressed();
        return;
    }
    this.wake();
  }

  private ended(worker: PoolWorker): void {
    if (!this.workers.delete(worker)) return;
    const cause = worker.error === undefined ? 'it ended without a word' : worker.error.message;
    if (worker.ready) {
      const [current, ...later] = worker.batches;
      this.hooks.lost(
        worker.id,
        current?.tasks ?? [],
        later.flatMap((batch) => batch.tasks),
        cause,
      );
    } else {
      const message = `A worker thread for indexing could not be started: ${cause}. Reinstall the program.`;
      this.hooks.failed(new Error(message, { cause: worker.error }));
    }
    worker.flushed();
    this.wake();
  }
}

interface Batch {
  readonly id: number;
  readonly tasks: readonly SourceTask[];
}

class PoolWorker {
  ready = false;
  error: Error | undefined;
  /** The first of them is being read. */
  batches: readonly Batch[] = [];
  /** What the segment covers that it wants to send. */
  wants: readonly CoveredRange[] | undefined;
  partial = { bytes: 0, events: 0 };
  private flushing: (() => void) | undefined;

  constructor(
    readonly id: number,
    private readonly thread: Worker,
  ) {
    thread.on('error', (error) => {
      this.error = error;
    });
    thread.on('messageerror', (error) => {
      this.error = error;
      void endThread(thread);
    });
  }

  give(batch: Batch): void {
    this.batches = [...this.batches, batch];
    this.post({ type: 'batch', ...batch });
  }

  finish(id: number): void {
    this.batches = this.batches.filter((batch) => batch.id !== id);
    this.partial = { bytes: 0, events: 0 };
  }

  room(): void {
    this.wants = undefined;
    this.post({ type: 'room' });
  }

  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.flushing = resolve;
      this.post({ type: 'flush' });
    });
  }

  flushed(): void {
    this.flushing?.();
    this.flushing = undefined;
  }

  async end(): Promise<void> {
    this.flushed();
    await endThread(this.thread);
  }

  private post(message: ToWorker): void {
    this.thread.postMessage(message);
  }
}
