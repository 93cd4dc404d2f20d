import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { TrailbenchError } from '../../contract/errors';
import { wordsFor } from '../../core/query/bitset';
import { countPlaces } from '../../core/query/evidence-search';
import type { EvidenceSearch, SearchOptions, SearchRequest, SearchResult } from '../../core/query/evidence-search';
import { evidenceTerm } from '../../core/query/language/lower';
import { endThread, startThread } from '../process/threads';
import type { StartWorker } from '../process/threads';
import type { SearchableSource } from './search-protocol';
import { SearchRun } from './search-run';

export interface SearcherOptions {
  readonly start: StartWorker;
  /** @throws TrailbenchError where the source has no bytes or there is none of that number */
  readonly locate: (source: number) => SearchableSource;
  /** Threads; default one a core, at most 8. */
  readonly size?: number;
  /** Milliseconds for which threads without work are kept. */
  readonly keepFor?: number;
}

const KEEP_FOR = 30_000;
/** A record may take 64 MiB; parsed, a multiple of that. */
const HEAP_MIB = 2048;

/** Searches sources in worker threads: each is inflated once, and only its wanted records are looked at. */
export class EvidenceSearcher implements EvidenceSearch {
  private readonly idle: Worker[] = [];
  private readonly runs = new Set<SearchRun>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: SearcherOptions) {}

  /**
   * Memory holds the places and, in each thread, one source of up to 64 MiB or a piece of a larger one.
   *
   * @throws the signal's reason; Error where threads cannot be started, or a term is none
   */
  async search(request: SearchRequest, { signal, onProgress }: SearchOptions): Promise<SearchResult> {
    signal?.throwIfAborted();
    if (this.closed) throw new TrailbenchError('cancelled', 'The case was closed while it was searched.');
    // Told here: a thread would end over it, source after source.
    for (const id of request.terms) evidenceTerm(id);
    const { locate, size = Math.min(8, availableParallelism()) } = this.options;
    const total = countPlaces(request.sources);
    const found = request.terms.map(() => new Uint32Array(wordsFor(total)));
    const run = new SearchRun(request, found, {
      locate,
      threads: Math.min(size, request.sources.length),
      take: () => this.take(),
      giveBack: (worker) => this.keep(worker),
      onProgress: onProgress ?? (() => undefined),
    });
    const abort = (): void => run.stop(signal === undefined ? undefined : reasonOf(signal));
    // The type that core declares has no events; here it is the platform's.
    const events = signal as globalThis.AbortSignal | undefined;
    events?.addEventListener('abort', abort, { once: true });
    this.runs.add(run);
    try {
      return { found, failures: await run.finished() };
    } finally {
      events?.removeEventListener('abort', abort);
      this.runs.delete(run);
    }
  }

  /** Ends all threads; searches under way are cancelled. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    for (const run of this.runs)
      run.stop(new TrailbenchError('cancelled', 'The case was closed while it was searched.'));
    await Promise.all(this.idle.splice(0).map((worker) => endThread(worker)));
  }

  private take(): { worker: Worker; ready: boolean } {
    const worker = this.idle.pop();
    if (worker !== undefined) return { worker, ready: true };
    return { worker: this.start(), ready: false };
  }

  private start(): Worker {
    return startThread(this.options.start, {
      workerData: { role: 'search' },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    });
  }

  private keep(worker: Worker): void {
    if (this.closed) {
      void endThread(worker);
      return;
    }
    worker.removeAllListeners();
    worker.once('exit', () => {
      const place = this.idle.indexOf(worker);
      if (place >= 0) this.idle.splice(place, 1);
    });
    worker.on('error', () => undefined);
    this.idle.push(worker);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      for (const kept of this.idle.splice(0)) void endThread(kept);
    }, this.options.keepFor ?? KEEP_FOR);
    this.timer.unref();
  }
}

function reasonOf(signal: NonNullable<SearchOptions['signal']>): unknown {
  return (signal as globalThis.AbortSignal).reason;
}
