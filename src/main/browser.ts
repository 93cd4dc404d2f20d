import path from 'node:path';
import { runBrowser } from './shell/browser/browser-host';

process.exitCode = await runBrowser(path.resolve(import.meta.dirname, '..', '..'), process.argv.slice(2));
// Whatever still holds the event loop after the host has closed everything must not keep the terminal.
setTimeout(() => process.exit(), 5_000).unref();
