import path from 'node:path';
import { startWorker } from './indexing/start-worker';
import { runElectron } from './shell/electron/electron-host';
import { report } from './api/report';

// Not awaited: Electron becomes ready only after this module has been evaluated.
runElectron(path.resolve(import.meta.dirname, '..', '..'), startWorker).catch((error: unknown) => {
  report(error);
  process.exit(1);
});
