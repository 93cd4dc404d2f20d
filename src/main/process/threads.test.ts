import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildForNode } from '../../../test/support/indexing-worker';

const ROUNDS = process.env['TRAILBENCH_LONG'] === '1' ? 1_000 : 25;

it('ends threads in the middle of their work, and the program goes on', async () => {
  const folder = await buildForNode({
    worker: 'src/main/indexing/worker.ts',
    ender: 'test/support/thread-ender.ts',
  });
  try {
    // In a process of its own: what went wrong would end it.
    const args = [join(folder, 'ender.mjs'), join(folder, 'worker.mjs'), String(ROUNDS)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(`ended ${String(ROUNDS)}\n`);
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
