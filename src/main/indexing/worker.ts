import { parentPort, workerData } from 'node:worker_threads';
import { SearchLoop } from '../search/search-loop';
import type { FromSearcher, ToSearcher } from '../search/search-protocol';
import { keepGate } from '../process/thread-gate';
import { WorkerLoop } from './worker-loop';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-protocol';

/** Entry of a worker thread that reads sources: to index them, or to search them. */
const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');

const setup = workerData as WorkerSetup;
keepGate(setup.gate);
if (setup.role === 'search') {
  const loop = new SearchLoop((message, transfer) => port.postMessage(message, [...transfer]));
  port.on('message', (message: ToSearcher) => loop.take(message));
  port.postMessage({ type: 'ready' } satisfies FromSearcher);
} else {
  const loop = new WorkerLoop((message, transfer) => port.postMessage(message, [...transfer]), setup);
  port.on('message', (message: ToWorker) => loop.take(message));
  port.postMessage({ type: 'ready' } satisfies FromWorker);
}
