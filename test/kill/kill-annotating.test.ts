import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SaidJournal } from '../../src/main/annotations/said-journal';
import { OpenCase } from '../../src/main/open-case/open-case';
import { buildForNode } from '../support/indexing-worker';
import { temporaryFolders } from '../support/temporary-folder';

/** Kill points; the long run has 50 of them. */
const KILLS = Number(process.env['TRAILBENCH_KILLS'] ?? 3);
const SEED = Number(process.env['TRAILBENCH_KILL_SEED'] ?? 20_231_114);

const folder = temporaryFolders();
const options = { tool: 'Trailbench test', user: 'reader' };
let built: string;
beforeAll(async () => {
  built = await buildForNode({ writer: 'test/support/said-writer.ts' });
}, 120_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** Has the writer annotate, and kills it so many milliseconds after its first word; gives what it acknowledged. */
async function writeAndKill(path: string, seed: number, after: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(built, 'writer.mjs'), path, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  try {
    const reader = createInterface({ input: child.stdout });
    const closed = once(reader, 'close');
    const started = once(reader, 'line');
    reader.on('line', (line) => {
      if (line !== 'started') acknowledged.push(line);
    });
    await started;
    await sleep(after);
    child.kill('SIGKILL');
    await closed;
  } finally {
    child.kill('SIGKILL');
  }
  return acknowledged;
}

function eventsOf(no: number): number {
  return no % 7 === 6 ? 90_000 : 1 + (no % 5);
}

describe('annotating that is killed', () => {
  it(
    `has every acknowledged action, at most one more, and none by half, after ${KILLS} kills at seeded points`,
    { timeout: 120_000 + KILLS * 30_000 },
    async () => {
      const made = await OpenCase.create({ parent: folder(), name: 'killed' }, options);
      await made.close();
      let state = SEED >>> 0;
      const before: string[] = [];
      for (let seed = 0; seed < KILLS; seed++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        const acknowledged = await writeAndKill(made.path, seed, (state / 2 ** 32) * 1_000);
        const opened = await OpenCase.open(made.path, options);
        try {
          expect(opened.readOnly).toBe(false);
          // A torn last line may be reported; anything else would be damage.
          expect(opened.problems.filter(({ message }) => !message.includes('was cut off'))).toEqual([]);
          const read: string[] = [];
          const { faults } = await new SaidJournal(opened.journal, () => Promise.resolve(null)).read(
            ({ id, action }) => {
              read.push(id);
              const no = Number(id.split('-')[1]);
              const keys = 'keys' in action ? action.keys : undefined;
              expect(keys?.length).toBe(eventsOf(no) * 16);
              expect(keys?.every((byte) => byte === no % 256)).toBe(true);
              expect(action).toMatchObject({ op: 'mark', change: { tag: id, put: true } });
            },
          );
          expect(faults).toEqual([]);
          const own = read.slice(before.length);
          expect(read.slice(0, before.length)).toEqual(before);
          expect(own.slice(0, acknowledged.length)).toEqual(acknowledged);
          expect(own.length - acknowledged.length).toBeLessThanOrEqual(1);
          before.splice(0, before.length, ...read);
        } finally {
          await opened.close();
        }
      }
      expect(before.length).toBeGreaterThan(0);
    },
  );
});
