import path from 'node:path';
import { report } from './shell/report';
import { runElectron } from './shell/electron/electron-host';

// Not awaited: Electron becomes ready only after this module has been evaluated.
runElectron(path.resolve(import.meta.dirname, '..', '..')).catch((error: unknown) => {
  report(error);
  process.exit(1);
});
