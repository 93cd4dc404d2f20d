import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { root } from '../../build/setup.mjs';

/** Builds the engine's benchmark and the indexing worker for plain Node; returns the folder. */
export async function buildForNode() {
  const folder = mkdtempSync(path.join(tmpdir(), 'trailbench-built-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: {
        input: {
          engine: path.join(root, 'test/bench/engine.ts'),
          worker: path.join(root, 'src/main/indexing/worker.ts'),
        },
        output: { entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return folder;
}
