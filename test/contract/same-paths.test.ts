import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openApplication } from '../../src/main/api/application';
import type { Application } from '../../src/main/api/application';
import { createBrowserShell } from '../../src/main/shell/browser/browser-shell';
import { builtWorker } from '../support/indexing-worker';
import { temporaryFolders } from '../support/temporary-folder';

const folder = temporaryFolders();
let application: Application;
let logs: string;
let worker: Awaited<ReturnType<typeof builtWorker>>;

beforeEach(async () => {
  vi.stubEnv('TRAILBENCH_PROFILE', folder());
  vi.stubEnv('TRAILBENCH_CASES', folder());
  logs = folder();
  writeFileSync(path.join(logs, 'a.json'), '{"Records":[]}');
  worker = await builtWorker();
  application = await openApplication({
    root: path.resolve(import.meta.dirname, '../..'),
    shell: createBrowserShell({ unsandboxed: false }),
    startWorker: worker.start,
  });
});

afterEach(async () => {
  await application.close();
  worker.remove();
  vi.unstubAllEnvs();
});

it('starting again with the same paths goes on with the same case', async () => {
  const first = await application.openPaths([logs]);
  await application.closeCase(first);
  expect(await application.openPaths([logs])).toBe(first);
});

it('other paths make another case', async () => {
  const first = await application.openPaths([logs]);
  const copy = folder();
  cpSync(logs, copy, { recursive: true });
  expect(await application.openPaths([copy])).not.toBe(first);
  expect(await application.openPaths([logs, copy])).not.toBe(first);
});
