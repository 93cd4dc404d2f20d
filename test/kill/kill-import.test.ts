import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf, zipOf } from '../support/archives';
import { buildForNode } from '../support/indexing-worker';
import { writeLogFiles } from '../support/log-files';

/** Kill points; the long run has 50 of them on ten times the events. */
const KILLS = Number(process.env['TRAILBENCH_KILLS'] ?? 3);
const EVENTS = Number(process.env['TRAILBENCH_KILL_EVENTS'] ?? (KILLS > 10 ? 200_000 : 20_000));
const SEED = Number(process.env['TRAILBENCH_KILL_SEED'] ?? 20_231_114);

let built: string;
let folder: string;
/** What is imported: the same logs each time. */
const inputs = ['folder', 'tar.gz', 'zip'] as const;
type Input = (typeof inputs)[number];
beforeAll(async () => {
  built = await buildForNode({ importer: 'test/kill/importer.ts', worker: 'src/main/indexing/worker.ts' });
  folder = mkdtempSync(join(tmpdir(), 'trailbench-kill-'));
  writeLogFiles(pathOf('folder'), { events: EVENTS, each: 50 });
  const files = Object.fromEntries(logFiles().map((path) => [relative(folder, path), readFileSync(path)]));
  const tar = await tarOf(Object.entries(files).map(([name, body]) => ({ name, body })));
  writeFileSync(pathOf('tar.gz'), gzipSync(tar, { level: 1 }));
  writeFileSync(pathOf('zip'), await zipOf(files));
}, 60_000);
afterAll(() => {
  for (const path of [built, folder]) rmSync(path, { recursive: true, force: true });
});

function pathOf(input: Input): string {
  return join(folder, input === 'folder' ? 'logs' : `logs.${input}`);
}

function logFiles(): string[] {
  const entries = readdirSync(pathOf('folder'), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return paths.sort();
}

interface Outcome {
  /** Null where it was killed. */
  readonly result: unknown;
  readonly milliseconds: number;
}

/** Runs an import process, and kills it after a while unless it has ended. */
async function run(input: Input, name: string, killAfter: number | undefined): Promise<Outcome> {
  const parent = join(folder, name);
  mkdirSync(parent, { recursive: true });
  const started = performance.now();
  const args = [join(built, 'importer.mjs'), parent, pathOf(input), join(parent, 'index')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, by) => resolve([status, by]));
    });
    const milliseconds = performance.now() - started;
    if (signal === 'SIGKILL') return { result: null, milliseconds };
    if (code !== 0) throw new Error(`The import ended with ${String(code)}: ${err}`);
    return { result: JSON.parse(out), milliseconds };
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

function* seeded(seed: number): Generator<number> {
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe.each(inputs)('an import of a %s that is killed', (input) => {
  it(
    `comes to the same index after ${KILLS} kills at seeded points of ${EVENTS} events`,
    { timeout: 120_000 + KILLS * 30_000 },
    async () => {
      const whole = await run(input, `${input} whole`, undefined);
      const archives = input === 'folder' ? 0 : 1;
      const sources = Math.ceil(EVENTS / 50) + archives;
      expect(whole.result).toMatchObject({ events: EVENTS, sources, rejected: 0, unfinished: 0 });
      const random = seeded(SEED);
      let kills = 0;
      for (let round = 0; kills < KILLS; round += 1) {
        const name = `${input} round-${round}`;
        // A few kills a case, so that some hit what an earlier one left behind.
        for (let i = 0; i < 4 && kills < KILLS; i += 1) {
          const { result } = await run(input, name, random.next().value * whole.milliseconds);
          if (result !== null) break;
          kills += 1;
        }
        expect((await run(input, name, undefined)).result).toEqual(whole.result);
        expect(existsSync(join(folder, name, 'case', 'ledger.jsonl'))).toBe(true);
        const objects = readdirSync(join(folder, name, 'case/evidence/objects'));
        expect(objects.filter((object) => object.startsWith('tmp-'))).toEqual([]);
        rmSync(join(folder, name), { recursive: true, force: true });
      }
    },
  );
});
