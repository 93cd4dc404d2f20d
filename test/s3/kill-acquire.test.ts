import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManifestLine } from '../../src/main/cases/manifest';
import { startFaultProxy, type FaultProxy } from './support/fault-proxy';
import { buildAcquirer, runAcquire, type Ran } from './support/run-acquire';
import { startS3Server, type S3Server } from './support/s3-server';
import { trailObjects } from './support/trail';

/** Kill points; the long run has more of them. */
const KILLS = Number(process.env['TRAILBENCH_S3_KILLS'] ?? (process.env['TRAILBENCH_LONG'] === '1' ? 20 : 3));
const OBJECTS = 240;
const SEED = Number(process.env['TRAILBENCH_KILL_SEED'] ?? 20_231_114);

let built: string;
let folder: string;
let server: S3Server;
let proxy: FaultProxy;
beforeAll(async () => {
  built = await buildAcquirer();
  folder = mkdtempSync(join(tmpdir(), 'trailbench-s3-kill-'));
  server = await startS3Server(trailObjects(OBJECTS));
  proxy = await startFaultProxy({ target: server.endpoint, bucket: server.bucket, delay: 25 });
});
afterAll(async () => {
  await proxy.close();
  await server.close();
  for (const path of [built, folder]) rmSync(path, { recursive: true, force: true });
});

function acquire(name: string, killAfter?: number): Promise<Ran> {
  const args = ['s3://trail-bucket', '--case', join(folder, name), '--endpoint', proxy.endpoint, '--path-style'];
  return runAcquire(built, args, { killAfter });
}

/** Lines that are whole, which is what durable ones are. */
function durable(name: string): ManifestLine[] {
  const path = join(folder, name, 'evidence/manifest.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ManifestLine);
}

function contentOf(name: string): string[] {
  return durable(name)
    .map(({ uri, sha256, etag, size, records }) => JSON.stringify([uri, sha256, etag, size, records]))
    .sort();
}

function* seeded(seed: number): Generator<number> {
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('an acquisition that is killed', () => {
  it(
    `fetches nothing again that it has kept, over ${KILLS} kills at seeded points of ${OBJECTS} objects`,
    { timeout: 120_000 + KILLS * 40_000 },
    async () => {
      const whole = await acquire('whole');
      expect(whole.code).toBe(0);
      const wanted = contentOf('whole');
      expect(wanted).toHaveLength(OBJECTS);
      const random = seeded(SEED);
      let kills = 0;
      let interrupted = 0;
      for (let round = 0; kills < KILLS; round += 1) {
        const name = `round ${round}`;
        // Several kills a case, so that some hit what an earlier one left behind.
        for (let i = 0; i < 3 && kills < KILLS; i += 1) {
          const at = (0.35 + 0.65 * random.next().value) * whole.milliseconds;
          if (!(await acquire(name, at)).killed) break;
          kills += 1;
          interrupted += durable(name).length > 0 && durable(name).length < OBJECTS ? 1 : 0;
        }
        const kept = new Set(durable(name).map(({ uri }) => uri));
        const from = proxy.fetched.length;
        const rest = await acquire(name);
        expect(rest.code).toBe(0);
        const again = proxy.fetched.slice(from).filter((key) => kept.has(`s3://trail-bucket/${key}`));
        expect(again).toEqual([]);
        expect(proxy.fetched.length - from).toBe(OBJECTS - kept.size);
        expect(contentOf(name)).toEqual(wanted);
        rmSync(join(folder, name), { recursive: true, force: true });
      }
      expect(interrupted).toBeGreaterThan(0);
    },
  );

  it(
    'ends cleanly where it is interrupted, says so by its exit status, and goes on',
    { timeout: 120_000 },
    async () => {
      const args = [
        's3://trail-bucket',
        '--case',
        join(folder, 'stopped'),
        '--endpoint',
        proxy.endpoint,
        '--path-style',
      ];
      const from = proxy.fetched.length;
      const stopped = await runAcquire(built, args, {
        interruptWhen: () => proxy.fetched.length > from + 40,
      });
      expect(stopped.code, stopped.err).toBe(130);
      const kept = durable('stopped').length;
      expect(JSON.parse(stopped.out)).toMatchObject({ state: 'interrupted', failed: 0, added: kept, sources: kept });
      const ledger = readFileSync(join(folder, 'stopped', 'ledger.jsonl'), 'utf8');
      expect(ledger).toContain('"action":"case-closed"');
      const rest = await acquire('stopped');
      expect(rest.code).toBe(0);
      expect(JSON.parse(rest.out)).toMatchObject({
        ...{ state: 'done', objects: OBJECTS, failed: 0, acquisition: 1 },
        // What came before it was interrupted came with it.
        ...{ added: OBJECTS, known: 0 },
      });
      expect(contentOf('stopped')).toHaveLength(OBJECTS);
    },
  );
});
