import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { mayEnd, newGate, type ThreadGate } from './thread-gate';

/** Starts a worker thread from the built `worker.ts`. The entries know where that file is. */
export type StartWorker = (options: {
  /** How the thread is set up: the worker's own protocol says what stands in it. */
  readonly workerData: object;
  readonly resourceLimits: { readonly maxOldGenerationSizeMb: number; readonly maxYoungGenerationSizeMb?: number };
}) => Worker;

const gates = new WeakMap<Worker, ThreadGate>();

/** Starts a worker thread that `endThread` can end at any time. */
export function startThread(start: StartWorker, options: Parameters<StartWorker>[0]): Worker {
  const gate = newGate();
  const thread = start({ ...options, workerData: { ...options.workerData, gate } });
  gates.set(thread, gate);
  return thread;
}

/** Ends a thread, whatever it is doing, and resolves when it has ended; see `ThreadGate`. */
export async function endThread(thread: Worker): Promise<void> {
  const gate = gates.get(thread);
  // Closed for as long as one source is inflated at once; and for good where the thread (-1: it is over) ended within.
  while (gate !== undefined && thread.threadId !== -1 && !mayEnd(gate)) await sleep(1);
  await thread.terminate();
}
