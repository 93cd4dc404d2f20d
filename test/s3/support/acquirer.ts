import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { runCli } from '../../../src/main/cli/run-cli';

/** The commands as a process of its own, built for plain Node beside its worker: to be killed anywhere. */
const worker = pathToFileURL(join(import.meta.dirname, 'worker.mjs'));

process.exitCode = await runCli(process.argv.slice(2), {
  startWorker: (options) => new Worker(worker, options),
  cwd: process.cwd(),
  version: '0.0.0-test',
  stdout: process.stdout,
  stderr: process.stderr,
});
// Kibibytes, for those who watch memory.
if (process.env['TRAILBENCH_TELL_PEAK'] === '1') process.stderr.write(`peak ${process.resourceUsage().maxRSS}\n`);
