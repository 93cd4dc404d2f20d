import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      // The browser host and the commands run on the user's Node, not on Electron's.
      target: 'node20',
      outDir: 'out/main',
      emptyOutDir: true,
      rollupOptions: {
        input: {
          electron: resolve(root, 'src/main/electron.ts'),
          browser: resolve(root, 'src/main/browser.ts'),
          cli: resolve(root, 'src/main/cli.ts'),
        },
        external: ['electron', 'playwright-core'],
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      emptyOutDir: true,
      rollupOptions: {
        input: { preload: resolve(root, 'src/preload/preload.ts') },
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [svelte()],
    worker: { format: 'es' },
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      minify: 'oxc',
      // The policy allows fonts from the program's own files only, so a small one must not become a data: URI.
      assetsInlineLimit: 0,
      rollupOptions: { input: resolve(root, 'src/renderer/index.html') },
    },
  },
});
