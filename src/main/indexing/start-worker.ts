import createWorker from './worker?nodeWorker';
import type { StartWorker } from '../process/threads';

/** Starts the built worker thread. Imported by the program's entries only, since only the build can resolve it. */
export const startWorker: StartWorker = (options) => createWorker(options);
