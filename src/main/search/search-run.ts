import type { Worker } from 'node:worker_threads';
import { TrailbenchError } from '../../contract/errors';
import type { SearchedSource, SearchFailure, SearchProgress, SearchRequest } from '../../core/query/evidence-search';
import { appendAll } from '../../core/lists';
import { endThread } from '../process/threads';
import { unionAt } from './union-at';
import type { FoundInBatch, FromSearcher, SearchTask, ToSearcher } from './search-protocol';

export interface RunOptions {
  readonly locate: (source: number) => Omit<SearchTask, 'source' | 'places'>;
  readonly threads: number;
  readonly take: () => { readonly worker: Worker; readonly ready: boolean };
  /** The thread has nothing left of this search. */
  readonly giveBack: (worker: Worker) => void;
  readonly onProgress: (progress: SearchProgress) => void;
}

/** Sources and records of a batch: a few milliseconds of work, so that threads end at about the same time. */
const BATCH_SOURCES = 64;
const BATCH_RECORDS = 4096;
/** Batches that a thread has at hand, so that it never waits for main. */
const AHEAD = 2;

interface Batch {
  readonly id: number;
  readonly tasks: readonly SearchTask[];
  /** Position of its first record in the request. */
  readonly at: number;
  readonly records: number;
}

/** One search on its way through worker threads. */
export class SearchRun {
  private readonly threads = new Set<Thread>();
  private readonly failures: SearchFailure[] = [];
  private readonly done = { records: 0, sources: 0, bytes: 0 };
  /** Batches whose thread ended: they are tried again source by source. */
  private readonly again: Batch[] = [];
  private next = 0;
  private position = 0;
  private batches = 0;
  private over = false;
  private readonly outcome: Promise<readonly SearchFailure[]>;
  private end: (failures: readonly SearchFailure[]) => void = () => undefined;
  private fail: (reason: unknown) => void = () => undefined;

  constructor(
    private readonly request: SearchRequest,
    private readonly found: readonly Uint32Array[],
    private readonly options: RunOptions,
  ) {
    this.outcome = new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
    this.work();
  }

  /** The sources that could not be read, once all others are. */
  finished(): Promise<readonly SearchFailure[]> {
    return this.outcome;
  }

  /** Ends its threads at once. */
  stop(reason: unknown): void {
    if (this.over) return;
    this.over = true;
    for (const { worker } of this.threads) {
      worker.removeAllListeners();
      // What a thread says while it is ended is of no interest; unheard, it would end the program.
      worker.on('error', () => undefined);
      void endThread(worker);
    }
    this.threads.clear();
    this.fail(reason);
  }

  /** Hands out batches as far as threads take them. */
  private work(): void {
    while (!this.over) {
      const thread = this.free();
      if (thread === undefined) break;
      const batch = this.again.pop() ?? this.nextBatch();
      if (batch === undefined) break;
      const chosen = thread === 'new' ? this.start() : thread;
      chosen.batches.push(batch);
      this.post(chosen, { type: 'batch', id: batch.id, tasks: batch.tasks });
    }
    if (!this.over && [...this.threads].every(({ batches }) => batches.length === 0)) {
      this.over = true;
      for (const { worker } of this.threads) this.options.giveBack(worker);
      this.end(this.failures);
    }
  }

  private free(): Thread | 'new' | undefined {
    let best: Thread | undefined;
    for (const thread of this.threads) {
      if (thread.batches.length < (best?.batches.length ?? AHEAD)) best = thread;
    }
    if (best?.batches.length === 0) return best;
    return this.threads.size < this.options.threads ? 'new' : best;
  }

  /** The next sources, side by side in the request: those that are not there end a batch. */
  private nextBatch(): Batch | undefined {
    const { sources } = this.request;
    let at = this.position;
    const tasks: SearchTask[] = [];
    while (this.next < sources.length && tasks.length < BATCH_SOURCES && this.position - at < BATCH_RECORDS) {
      const source = sources[this.next] as SearchedSource;
      const task = this.taskOf(source);
      this.next++;
      this.position += source.places.length / 2;
      if (task !== undefined) tasks.push(task);
      else if (tasks.length === 0) at = this.position;
      else return this.batchOf(tasks, at, this.position - source.places.length / 2);
    }
    return tasks.length === 0 ? undefined : this.batchOf(tasks, at, this.position);
  }

  private batchOf(tasks: readonly SearchTask[], at: number, end: number): Batch {
    return { id: ++this.batches, tasks, at, records: end - at };
  }

  private taskOf({ source, places }: SearchedSource): SearchTask | undefined {
    try {
      return { ...this.options.locate(source), source, places };
    } catch (cause) {
      if (!(cause instanceof TrailbenchError)) throw cause;
      this.failures.push({ source, message: cause.message });
      this.done.sources++;
      this.done.records += places.length / 2;
      return undefined;
    }
  }

  private start(): Thread {
    const thread: Thread = {
      ...this.options.take(),
      batches: [],
      partial: { records: 0, bytes: 0 },
    };
    const { worker } = thread;
    worker.removeAllListeners();
    worker.on('message', (message: FromSearcher) => this.take(thread, message));
    worker.on('error', (error) => (thread.error = error));
    worker.on('messageerror', (error) => {
      thread.error = error;
      void endThread(worker);
    });
    worker.on('exit', () => this.lost(thread));
    this.threads.add(thread);
    this.post(thread, { type: 'terms', terms: this.request.terms });
    return thread;
  }

  private take(thread: Thread, message: FromSearcher): void {
    if (this.over) return;
    if (message.type === 'ready') thread.ready = true;
    else if (message.type === 'progress') {
      thread.partial = message;
      this.tell();
    } else {
      thread.ready = true;
      this.merge(thread, message);
      this.tell();
      this.work();
    }
  }

  private merge(thread: Thread, { id, found, failures, bytes }: FoundInBatch): void {
    const batch = thread.batches.find((one) => one.id === id);
    if (batch === undefined) return;
    thread.batches.splice(thread.batches.indexOf(batch), 1);
    thread.partial = { records: 0, bytes: 0 };
    for (const [i, bits] of found.entries()) {
      const into = this.found[i];
      if (into !== undefined) unionAt(into, batch.at, bits);
    }
    appendAll(this.failures, failures);
    this.done.records += batch.records;
    this.done.sources += batch.tasks.length;
    this.done.bytes += bytes;
  }

  /** A thread has ended by itself: which source it was is found by trying them one by one. */
  private lost(thread: Thread): void {
    if (this.over || !this.threads.delete(thread)) return;
    const cause = thread.error?.message ?? 'it ended without a word';
    if (!thread.ready) {
      const message = `A worker thread for searching could not be started: ${cause}. Reinstall the program.`;
      this.stop(new Error(message, { cause: thread.error }));
      return;
    }
    const [current, ...later] = thread.batches;
    appendAll(this.again, later);
    const [only] = current?.tasks ?? [];
    if (current !== undefined && only !== undefined) {
      if (current.tasks.length > 1) appendAll(this.again, this.singly(current));
      else {
        const message = `${only.name} was not searched: reading it ended the thread (${cause}).`;
        this.failures.push({ source: only.source, message });
        this.done.sources++;
        this.done.records += current.records;
      }
    }
    this.work();
  }

  private singly(batch: Batch): Batch[] {
    let { at } = batch;
    return batch.tasks.map((task) => {
      const records = task.places.length / 2;
      at += records;
      return this.batchOf([task], at - records, at);
    });
  }

  private tell(): void {
    let { records, bytes } = this.done;
    for (const { partial } of this.threads) {
      records += partial.records;
      bytes += partial.bytes;
    }
    this.options.onProgress({ records, bytes, sources: this.done.sources });
  }

  private post(thread: Thread, message: ToSearcher): void {
    thread.worker.postMessage(message);
  }
}

interface Thread {
  readonly worker: Worker;
  /** The first of them is being read. */
  readonly batches: Batch[];
  ready: boolean;
  error?: Error;
  partial: { readonly records: number; readonly bytes: number };
}
