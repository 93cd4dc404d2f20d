import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import type { StartWorker } from '../../src/main/process/threads';

const root = resolve(import.meta.dirname, '../..');

/** Builds sources of the program for plain Node, as the real build does, and returns the folder. */
export async function buildForNode(entries: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'trailbench-built-'));
  const input = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)]));
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { input, output: { entryFileNames: '[name].mjs' } },
    },
    ssr: { noExternal: true },
  });
  return folder;
}

/** Real worker threads for tests. Call `remove` in the end. */
export async function builtWorker(): Promise<{ readonly start: StartWorker; readonly remove: () => void }> {
  const folder = await buildForNode({ worker: 'src/main/indexing/worker.ts' });
  const url = pathToFileURL(join(folder, 'worker.mjs'));
  return {
    start: (options) => new Worker(url, options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
