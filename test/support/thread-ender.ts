import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { SourceTask } from '../../src/main/indexing/source-task';
import { endThread, startThread } from '../../src/main/process/threads';
import type { ToWorker } from '../../src/main/indexing/worker-protocol';

/** Ends worker threads again and again while they inflate many small sources, and prints how many. */
const [worker = '', rounds = '0'] = process.argv.slice(2);
const RECORD = { eventVersion: '1.08', eventTime: '2026-03-02T00:00:00Z', eventName: 'GetObject', eventID: 'a' };
const bytes = new Uint8Array(gzipSync(JSON.stringify({ Records: [RECORD] })));
const tasks = Array.from({ length: 2_000 }, (_, no): SourceTask => ({
  ...{ kind: 'new', no, uri: `${String(no)}.json.gz`, size: bytes.length, modified: null, known: [] },
  range: { path: '', offset: 0, length: undefined },
  held: bytes,
}));
let ended = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  const thread = startThread((options) => new Worker(pathToFileURL(worker), options), {
    workerData: {},
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  await new Promise((resolve) => thread.once('message', resolve));
  thread.postMessage({ type: 'batch', id: 1, tasks } satisfies ToWorker);
  await sleep(20 + ((round * 7) % 30));
  await endThread(thread);
  ended += 1;
}
process.stdout.write(`ended ${String(ended)}\n`);
