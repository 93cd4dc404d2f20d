import type { CoveredRange } from '../../core/segment/layout';
import type { InflateLimits } from '../streams/limits';
import type { SourceReport, SourceTask } from './source-task';
import type { ThreadGate } from '../process/thread-gate';

/** `workerData` of a worker thread. */
export interface WorkerSetup {
  /** What the thread is for; without it, indexing. */
  readonly role?: 'search';
  /** Given by `startThread`. */
  readonly gate?: ThreadGate;
  readonly limits?: InflateLimits;
  readonly firstRows?: number;
  readonly rows?: number;
  /** Tests only: a source whose URI ends in this ends the worker. */
  readonly crashOn?: string;
}

/** Main to worker. */
export type ToWorker =
  /** Read these sources in order; answered by one `batch`. */
  | { readonly type: 'batch'; readonly id: number; readonly tasks: readonly SourceTask[] }
  /** There is room for the segment that was asked for. */
  | { readonly type: 'room' }
  /** No more batches for now: give out what is gathered; answered by `flushed`. */
  | { readonly type: 'flush' };

/** Worker to main. */
export type FromWorker =
  /** The worker has started: a crash from here on is a source's doing. */
  | { readonly type: 'ready' }
  | { readonly type: 'batch'; readonly id: number; readonly reports: readonly SourceReport[] }
  /** A segment is finished; the worker goes on once there is room for it. */
  | { readonly type: 'finished'; readonly covers: readonly CoveredRange[] }
  | {
      readonly type: 'segment';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly rows: number;
      readonly covers: readonly CoveredRange[];
    }
  | { readonly type: 'flushed' }
  /** Within a long batch: stored bytes and events of it so far. */
  | { readonly type: 'progress'; readonly bytes: number; readonly events: number };
