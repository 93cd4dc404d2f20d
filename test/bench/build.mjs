import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { root } from '../../build/setup.mjs';

const ENGINE = {
  engine: path.join(root, 'test/bench/engine.ts'),
  worker: path.join(root, 'src/main/indexing/worker.ts'),
};

/**
 * Builds scripts for plain Node; returns the folder.
 * @param input name of each and its source: the engine's benchmark and the indexing worker where it is left out
 */
export async function buildForNode(input = ENGINE) {
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
        input,
        output: { entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return folder;
}
