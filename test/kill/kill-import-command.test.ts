import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManifestLine } from '../../src/main/cases/manifest';
import { buildForNode } from '../support/indexing-worker';
import { writeLogFiles } from '../support/log-files';

const FILES = 3_000;
const EVENTS = FILES * 10;

let built: string;
let folder: string;
beforeAll(async () => {
  built = await buildForNode({ commands: 'test/s3/support/acquirer.ts', worker: 'src/main/indexing/worker.ts' });
  folder = mkdtempSync(join(tmpdir(), 'trailbench-kill-command-'));
  writeLogFiles(join(folder, 'logs'), { events: EVENTS, each: 10 });
}, 60_000);
afterAll(() => {
  for (const path of [built, folder]) rmSync(path, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly killed: boolean;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as a process of its own; `stop` is sent as soon as the case has so many sources. */
async function run(args: readonly string[], stop?: { readonly signal: NodeJS.Signals; readonly sources: number }) {
  const child = spawn(process.execPath, [join(built, 'commands.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const watch = setInterval(() => {
    if (stop === undefined || durable(args[1] ?? '').length < stop.sources) return;
    clearInterval(watch);
    child.kill(stop.signal);
  }, 2);
  return await new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(watch);
      resolve({ code, killed: signal === 'SIGKILL', out, err });
    });
  });
}

/** Lines of the manifest that are whole, which is what durable ones are. */
function durable(path: string): ManifestLine[] {
  const file = join(path, 'evidence/manifest.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ManifestLine);
}

function contentOf(path: string): string[] {
  return durable(path)
    .map(({ uri, sha256, size, records }) => JSON.stringify([uri, sha256, size, records]))
    .sort();
}

describe('the command import', { timeout: 120_000 }, () => {
  it('goes on after kills with the same command, and loses and repeats nothing', async () => {
    const path = join(folder, 'killed');
    const args = ['import', path, join(folder, 'logs')];
    for (const sources of [1, 1_000]) {
      expect((await run(args, { signal: 'SIGKILL', sources })).killed).toBe(true);
      expect(durable(path).length).toBeLessThan(FILES);
    }
    const rest = await run(args);
    expect(rest.code, rest.err).toBe(0);
    const summary = JSON.parse(rest.out) as Record<string, unknown>;
    // All of them were added by this import, whichever of its runs it was.
    expect(summary).toMatchObject({ acquisition: 1, state: 'done', files: FILES, added: FILES, known: 0, failed: 0 });
    expect(summary).toMatchObject({ sources: FILES, records: EVENTS, events: EVENTS, duplicates: 0, quarantined: 0 });
    expect(new Set(contentOf(path)).size).toBe(FILES);
    expect(readdirSync(join(path, 'evidence/objects')).filter((name) => name.startsWith('tmp-'))).toEqual([]);
    const query = await run(['query', path]);
    expect(query.code, query.err).toBe(0);
    expect(query.err).toBe('');
    expect(JSON.parse(query.out)).toMatchObject({ events: EVENTS, duplicates: 0, quarantined: 0 });
    const verify = JSON.parse((await run(['verify', path, '--format', 'json'])).out) as { case: object };
    expect(verify.case).toMatchObject({ sound: true, sources: FILES, problems: [] });
  });

  it('ends cleanly where it is interrupted, says so by its exit status, and goes on', async () => {
    const path = join(folder, 'stopped');
    const args = ['import', path, join(folder, 'logs')];
    const stopped = await run(args, { signal: 'SIGINT', sources: 500 });
    expect(stopped.code, stopped.err).toBe(130);
    const kept = durable(path).length;
    expect(JSON.parse(stopped.out)).toMatchObject({ state: 'interrupted', added: kept, sources: kept, failed: 0 });
    expect(JSON.parse(stopped.out)).toMatchObject({ files: null, known: null, events: null, duplicates: null });
    expect(stopped.err).toContain('the same command goes on');
    expect(readFileSync(join(path, 'ledger.jsonl'), 'utf8').trimEnd().split('\n').at(-1)).toContain('"case-closed"');
    const rest = await run(args);
    expect(rest.code, rest.err).toBe(0);
    expect(JSON.parse(rest.out)).toMatchObject({ acquisition: 1, added: FILES, known: 0, events: EVENTS });
  });
});
