import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  test: {
    setupFiles: ['test/support/property-seed.ts', 'test/support/zone-rules.ts'],
    // Nothing here is timed: this is for what hangs.
    testTimeout: 120_000,
    // Many tests wait for processes and connections: two at a time, also where there are only two processors.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    hookTimeout: 120_000,
    // As for browser tests: what fails by chance on a machine that is shared is tried once more, and told.
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['src/**/*.test.ts', 'build/**/*.test.{ts,mjs}', 'test/sample/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/{contract,kill,architecture,integrity,s3,hostile-case}/**/*.test.ts'],
        },
      },
    ],
  },
});
