import path from 'node:path';
import { startWorker } from './indexing/start-worker';
import { runBrowser } from './shell/browser/browser-host';
import { reportUncaught } from './api/report';

const root = path.resolve(import.meta.dirname, '..', '..');

// Whoever reads the summary may stop early, as `head` does: the rest, such as closing the browser, goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

reportUncaught();
process.exitCode = await runBrowser({ root, startWorker }, process.argv.slice(2));
// Whatever still holds the event loop after the host has closed everything must not keep the terminal.
setTimeout(() => process.exit(), 5_000).unref();
