import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManifestLine } from '../../src/main/cases/manifest';
import { OpenCase } from '../../src/main/open-case/open-case';
import { answered } from '../../src/main/acquire/history/stretches';
import { readPageNote } from '../../src/main/acquire/history/page-note';
import { startAwsStub, type AwsStub } from './support/aws-stub';
import { historyEvents } from './support/history-events';
import { buildAcquirer, runAcquire, type Ran } from './support/run-acquire';

const EVENTS = 430;
/** Parts of the whole run's time. */
const KILLS = [0.45, 0.6, 0.8];
const CANARY = { id: 'CANARYKEY77C1', secret: 'CANARY-SECRET-77c1' };

let built: string;
let folder: string;
let stub: AwsStub;
beforeAll(async () => {
  built = await buildAcquirer();
  folder = mkdtempSync(join(tmpdir(), 'trailbench-history-'));
  const events = historyEvents('us-east-1', EVENTS, { apart: 0.4 });
  stub = await startAwsStub({ events, objects: new Map() });
});
afterAll(async () => {
  await stub.close();
  for (const path of [built, folder]) rmSync(path, { recursive: true, force: true });
});

function acquire(name: string, args: readonly string[], killAfter?: number): Promise<Ran> {
  return runAcquire(built, [...args, '--case', join(folder, name)], { keys: CANARY, env: stub.env, killAfter });
}

/** Lines that are whole, which is what durable ones are. */
function durable(name: string): ManifestLine[] {
  const path = join(folder, name, 'evidence/manifest.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ManifestLine);
}

function stretchesOf(lines: readonly ManifestLine[]) {
  const notes = lines.flatMap(({ uri, metadata }) => {
    const note = readPageNote(metadata);
    return note === undefined ? [] : [{ ...note, page: Number(uri.slice(-4)) }];
  });
  return answered(notes.sort((a, b) => a.page - b.page));
}

async function eventIds(name: string): Promise<Set<string>> {
  const opened = await OpenCase.open(join(folder, name), { tool: 'test', readOnly: true });
  try {
    const ids = new Set<string>();
    for (const { no, compression } of durable(name)) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of opened.evidence.stored(no)) chunks.push(chunk.slice());
      const bytes = Buffer.concat(chunks);
      const text = (compression === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      for (const { EventId } of (JSON.parse(text) as { Events: { EventId: string }[] }).Events) ids.add(EventId);
    }
    return ids;
  } finally {
    await opened.close();
  }
}

const HISTORY = ['--history', '--regions', 'us-east-1'];

describe('acquire --history', () => {
  it(
    'goes on after kill -9, asks nothing again that is durable, and loses no event',
    { timeout: 180_000 },
    async () => {
      const whole = await acquire('whole', HISTORY);
      expect(whole).toMatchObject({ code: 0 });
      expect(JSON.parse(whole.out)).toMatchObject({ state: 'done', failed: 0, added: 9, records: EVENTS });
      expect((await eventIds('whole')).size).toBe(EVENTS);
      let interrupted = 0;
      for (const part of KILLS) {
        const name = `killed at ${part}`;
        await acquire(name, HISTORY, part * whole.milliseconds);
        const kept = durable(name);
        const done = stretchesOf(kept);
        interrupted += kept.length > 0 && kept.length < 9 ? 1 : 0;
        const before = stub.calls.length;
        expect(await acquire(name, HISTORY)).toMatchObject({ code: 0 });
        const asked = stub.calls.slice(before).filter(({ call }) => call === 'LookupEvents');
        for (const { body } of asked) {
          const [from, to] = [Number(body['StartTime']), Number(body['EndTime'])];
          expect(done.filter((stretch) => stretch.from <= to && stretch.to >= from)).toEqual([]);
        }
        expect((await eventIds(name)).size).toBe(EVENTS);
        const names = durable(name).map(({ uri }) => uri);
        expect(new Set(names).size).toBe(names.length);
      }
      expect(interrupted).toBeGreaterThan(0);
      // What is new since: the last hours alone.
      const before = stub.calls.length;
      expect(await acquire('whole', HISTORY)).toMatchObject({ code: 0 });
      const [again, ...more] = stub.calls.slice(before).filter(({ call }) => call === 'LookupEvents');
      expect(Number(again?.body['EndTime']) - Number(again?.body['StartTime'])).toBeLessThan(8_000);
      expect(more).toEqual([]);
    },
  );

  it('takes configuration and notifications, tells wrong use, and leaves no trace of the credentials', async () => {
    const config = await acquire('config', ['--configuration', '--regions', 'eu-west-1']);
    expect(config.code).toBe(4);
    expect(JSON.parse(config.out)).toMatchObject({ state: 'done', failed: 1, added: 10 });
    const wrong = await acquire('none', ['--notification', join(folder, 'no-such-file')]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/no-such-file could not be read/);
    for (const [args, words] of [
      [['--history', '--configuration'], /one of --history, --configuration/],
      [['--history', 's3://bucket'], /takes no address/],
      [['--history', '--kinds', 'Digest'], /--kinds goes with an address/],
      [['--history', '--from', 'yesterday'], /is no day such as/],
      [['--history', '--from', '2001-01-01', '--to', '2001-01-02'], /holds 90 days/],
      [['--history', '--regions', 'mars'], /mars is no region/],
      [['s3://bucket', '--buckets', 'a'], /goes with --configuration/],
    ] as const) {
      const ran = await acquire('wrong', args);
      expect(ran.err).toMatch(words);
      expect(ran.code).toBe(1);
      expect(ran.err + ran.out).not.toContain('CANARY');
    }
    expect(config.err + config.out).not.toContain('CANARY');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(10);
    for (const { parentPath, name } of files)
      expect(readFileSync(join(parentPath, name)).includes('CANARY')).toBe(false);
  });
});
