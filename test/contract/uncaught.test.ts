import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildForNode } from '../support/indexing-worker';

let built: string;
beforeAll(async () => {
  built = await buildForNode({ failing: 'test/support/failing.ts' });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

it.each(['module', 'rejection', 'timer'])('tells what nobody caught (%s) escaped, and ends with 1', (how) => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(built, 'failing.mjs'), how], { encoding: 'utf8' });
  const [message, ...frames] = stderr.trimEnd().split('\n');
  expect([status, message]).toEqual([1, 'Error: case<U+001B>[2J<U+202E><U+000A>forged line']);
  for (const frame of frames) expect(frame).toMatch(/^ +at /);
});
