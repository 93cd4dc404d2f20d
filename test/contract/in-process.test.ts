import path from 'node:path';
import { vi } from 'vitest';
import { openApplication } from '../../src/main/api/application';
import { createHandler } from '../../src/main/api/handler';
import { createBrowserShell } from '../../src/main/shell/browser/browser-shell';
import { WINDOW_ORIGIN } from '../../src/main/shell/browser/guard';
import { builtWorker } from '../support/indexing-worker';
import { contractSuite } from './suite';

contractSuite({
  host: 'browser',
  start: async ({ profile, cases }) => {
    vi.stubEnv('TRAILBENCH_PROFILE', profile);
    vi.stubEnv('TRAILBENCH_CASES', cases);
    const worker = await builtWorker();
    const application = await openApplication({
      root: path.resolve(import.meta.dirname, '../..'),
      shell: createBrowserShell({ unsandboxed: false }),
      startWorker: worker.start,
    });
    const handle = createHandler(application);
    return {
      request: (target, init) => handle(new Request(WINDOW_ORIGIN + target, init)),
      close: async () => {
        await application.close();
        worker.remove();
        vi.unstubAllEnvs();
      },
    };
  },
});
