import { parentPort, workerData } from 'node:worker_threads';
import { WorkerLoop } from './worker-loop';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-protocol';

/** Entry of an indexing worker thread. */
const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');

const loop = new WorkerLoop((message, transfer) => port.postMessage(message, [...transfer]), workerData as WorkerSetup);
port.on('message', (message: ToWorker) => loop.take(message));
port.postMessage({ type: 'ready' } satisfies FromWorker);
