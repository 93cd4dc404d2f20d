import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordOf, recordsFile, writeLogFiles } from '../../../test/support/log-files';
import { builtWorker } from '../../../test/support/indexing-worker';
import { FakeWindow } from '../../../test/support/window';
import { INDEX_VERSION } from '../../core/event/facet-catalogue';
import { nodeDisk, type Disk } from '../files/disk';
import { decodeLine, encodeLine } from '../cases/log-lines';
import { OpenCase } from '../open-case/open-case';
import { CaseIndexing, type IndexingEvent } from './case-indexing';
import type { StartWorker } from '../process/threads';
import type { WorkerSetup } from './worker-protocol';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
let logs: string;
beforeAll(async () => {
  worker = await builtWorker();
});
afterAll(() => worker.remove());

let cleanups: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-indexing-'));
  logs = join(folder, 'logs');
  mkdirSync(logs);
  return async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
    cleanups = [];
    rmSync(folder, { recursive: true, force: true });
  };
});

interface Opened {
  readonly openCase: OpenCase;
  readonly indexing: CaseIndexing;
  readonly events: IndexingEvent[];
  close(): Promise<void>;
}

function serve(
  openCase: OpenCase,
  setup: WorkerSetup = {},
  start: StartWorker = worker.start,
  patience = 15_000,
): Opened {
  const indexing = new CaseIndexing({ openCase, pool: { start, size: 2, setup }, wait: 5000, patience });
  const events: IndexingEvent[] = [];
  indexing.onEvent((event) => events.push(event));
  const close = async (): Promise<void> => {
    await indexing.close();
    await openCase.close();
  };
  cleanups.push(close);
  return { openCase, indexing, events, close };
}

const tool = 'Trailbench test';
async function newCase(setup?: WorkerSetup): Promise<Opened> {
  return serve(await OpenCase.create({ parent: folder, name: 'case' }, { tool }), setup);
}
async function reopen(opened: Opened, setup?: WorkerSetup): Promise<Opened> {
  await opened.close();
  return serve(await OpenCase.open(opened.openCase.path, { tool }), setup);
}

/** Imports `logs` into a new case with nothing in the way: what every other way must come to. */
async function undisturbed(): Promise<{ events: number; hash: string }> {
  const { indexing, close } = serve(await OpenCase.create({ parent: folder, name: 'undisturbed' }, { tool }));
  await indexing.addEvidence([logs]);
  const window = new FakeWindow(indexing);
  await window.start();
  await window.pullAll();
  await close();
  return await window.digest();
}

function actions({ openCase }: Opened): string[] {
  return openCase.ledger.entries.map(({ action }) => action);
}

describe('CaseIndexing', { timeout: 60_000 }, () => {
  it('imports a folder: evidence, manifest, ledger and index agree', async () => {
    const files = writeLogFiles(logs, { events: 1000, each: 7 });
    writeFileSync(join(logs, 'README.md'), '# Logs\n');
    const opened = await newCase();
    const { openCase, indexing, events } = opened;
    await indexing.addEvidence([logs]);
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pullAll();
    expect((await window.digest()).events).toBe(1000);
    const sources = files + 1;
    expect(openCase.manifest.totals).toMatchObject({ sources, records: 1000, rejected: 0, kinds: { text: 1 } });
    expect(actions(opened)).toEqual(['case-created', 'acquire-started', 'acquire-finished']);
    expect(openCase.ledger.entries.at(-1)?.details).toMatchObject({
      files: sources,
      added: sources,
      known: 0,
      failed: 0,
    });
    expect(openCase.status().unfinished).toEqual([]);
    expect(indexing.progress()).toMatchObject({
      phase: 'done',
      rebuilding: false,
      sourcesDone: sources,
      sourcesTotal: sources,
      events: 1000,
      quarantined: 0,
    });
    expect(events.some(({ type }) => type === 'work')).toBe(true);
    await indexing.done({ events: 1000, duplicates: 0 });
    await indexing.done({ events: 1000, duplicates: 0 });
    expect(actions(opened).slice(3)).toEqual(['index-built']);
  });

  it('keeps every byte of the evidence, small and large', async () => {
    writeLogFiles(logs, { events: 40, each: 10 });
    const large = recordsFile(0, 12_000);
    writeFileSync(join(logs, 'large.json'), large);
    writeFileSync(join(logs, 'empty.json'), '');
    const { openCase, indexing } = await newCase();
    await indexing.addEvidence([logs]);
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pullAll();
    const { lines } = await openCase.manifest.lines(0, 100);
    expect(lines.length).toBe(6);
    for (const { no, uri } of lines) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of openCase.evidence.stored(no)) chunks.push(Buffer.from(chunk));
      expect(Buffer.concat(chunks).equals(readFileSync(uri))).toBe(true);
    }
    expect((await window.digest()).events).toBe(12_040);
    // What a locator names is the record exactly as delivered.
    const engine = await window.engine();
    const { rows } = await engine.rows({ clauses: [] }, [], 5000, 5001, ['eventName']);
    const [locator] = await engine.locate(rows[0]?.event ?? 0);
    if (locator === undefined) throw new Error('no locator');
    const bytes = await openCase.evidence.readRange(locator.source, locator.offset, locator.length);
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ eventName: rows[0]?.values.eventName });
  });

  it('adds nothing for files that are known, and a second source for changed ones', async () => {
    writeLogFiles(logs, { events: 100, each: 10 });
    const { openCase, indexing } = await newCase();
    await indexing.addEvidence([logs]);
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pullAll();
    await indexing.addEvidence([logs]);
    await window.pullAll();
    expect(openCase.manifest.count).toBe(10);
    expect(openCase.ledger.entries.at(-1)?.details).toMatchObject({ known: 10, added: 0 });
    const changed = join(logs, 'AWSLogs/111122223333/CloudTrail/eu-central-1/2023/11/03/log-000003.json.gz');
    const original = readFileSync(changed);
    writeFileSync(changed, gzipSync(recordsFile(5000, 3)));
    await indexing.addEvidence([changed]);
    await window.pullAll();
    expect(openCase.manifest.count).toBe(11);
    // The first bytes again: the case has them, though they are not the newest under this name.
    writeFileSync(changed, original);
    await indexing.addEvidence([logs]);
    await window.pullAll();
    expect(openCase.manifest.count).toBe(11);
    expect((await window.digest()).events).toBe(103);
    expect(indexing.progress().phase).toBe('done');
  });

  it('lists what cannot be read and what is broken, and reads the neighbours', async () => {
    writeLogFiles(logs, { events: 30, each: 10 });
    const gz = gzipSync(recordsFile(100, 50));
    writeFileSync(join(logs, 'truncated.json.gz'), gz.subarray(0, gz.length - 400));
    writeFileSync(join(logs, 'broken.json'), recordsFile(200, 3).slice(0, -20));
    writeFileSync(join(logs, 'gap.json'), JSON.stringify({ Records: [recordOf(300), 7, recordOf(301)] }));
    symlinkSync(join(folder, 'nowhere'), join(logs, 'dangling.json'));
    const { openCase, indexing } = await newCase();
    await indexing.addEvidence([logs]);
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pullAll();
    const { lines } = await openCase.manifest.lines(0, 100, true);
    const byName = new Map(lines.map((line) => [line.uri.slice(logs.length + 1), line]));
    expect(byName.get('dangling.json')).toMatchObject({ kind: 'failed', failed: { reason: 'unreadable' } });
    expect(byName.get('gap.json')).toMatchObject({
      records: 3,
      rejected: 1,
      rejects: [{ reason: 'not-an-object', record: 1 }],
    });
    expect(byName.get('broken.json')).toMatchObject({ rejects: [{ reason: 'truncated' }] });
    const truncated = byName.get('truncated.json.gz');
    expect(truncated?.rejects.map(({ reason }) => reason)).toEqual(['truncated']);
    const kept = (truncated?.records ?? 0) - (truncated?.rejects[0]?.record === undefined ? 0 : 1);
    expect(kept).toBeGreaterThan(20);
    expect((await window.digest()).events).toBe(30 + 2 + 2 + kept);
    expect(indexing.progress().quarantined).toBe(4);
  });

  it('needs no indexing after reopening, and rebuilds a lost index from the evidence', async () => {
    writeLogFiles(logs, { events: 2000, each: 30 });
    const first = await newCase({ firstRows: 100, rows: 500 });
    await first.indexing.addEvidence([logs]);
    const window = new FakeWindow(first.indexing);
    await window.start();
    await window.pullAll();
    const digest = await window.digest();
    const again = await reopen(first);
    const { session } = await again.indexing.start({ indexVersion: INDEX_VERSION, segments: window.segments });
    expect(again.indexing.progress().phase).toBe('idle');
    expect(await again.indexing.next({ session, committed: [] })).toBeNull();
    const fresh = new FakeWindow(again.indexing);
    await fresh.start();
    expect(again.indexing.progress()).toMatchObject({ phase: 'reading', rebuilding: true });
    await fresh.pullAll();
    expect(await fresh.digest()).toEqual(digest);
    expect(again.indexing.progress()).toMatchObject({ phase: 'done', events: 2000 });
  });

  it('goes on with an import that the end of the program cut off when it is told to, and not before', async () => {
    writeLogFiles(logs, { events: 20_000, each: 10 });
    const whole = await undisturbed();
    const first = await newCase({ firstRows: 64, rows: 200 });
    await first.indexing.addEvidence([logs]);
    const window = new FakeWindow(first.indexing);
    await window.start();
    for (let i = 0; i < 3; i += 1) await window.pull();
    const second = await reopen(first, { firstRows: 64, rows: 200 });
    expect(second.openCase.status().unfinished).toMatchObject([{ no: 1, paths: [logs] }]);
    const resumed = window.reopened(second.indexing);
    await resumed.start();
    await resumed.pullAll();
    expect(second.openCase.manifest.count).toBeLessThan(2_000);
    expect(actions(second)).not.toContain('acquire-resumed');
    await second.indexing.resumeImport(1);
    await resumed.pullAll();
    expect(await resumed.digest()).toEqual(whole);
    expect(second.openCase.manifest.count).toBe(2_000);
    expect(actions(second).filter((action) => action.startsWith('acquire'))).toEqual([
      'acquire-started',
      'acquire-resumed',
      'acquire-finished',
    ]);
  });

  it('indexes each record exactly once, wherever windows start over', async () => {
    writeLogFiles(logs, { events: 1500, each: 40 });
    writeFileSync(join(logs, 'larger.json'), recordsFile(1500, 1500));
    const whole = await undisturbed();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ pulls: fc.nat(12), commitLast: fc.boolean(), fresh: fc.boolean() }), { maxLength: 4 }),
        async (starts) => {
          run += 1;
          const created = await OpenCase.create({ parent: folder, name: `case ${run}` }, { tool });
          const { indexing, openCase, close } = serve(created, { firstRows: 50, rows: 190 });
          await indexing.addEvidence([logs]);
          let window = new FakeWindow(indexing);
          for (const { pulls, commitLast, fresh } of starts) {
            if (fresh) window = new FakeWindow(indexing);
            await window.start();
            for (let i = 0; i < pulls; i += 1) await window.pull(i < pulls - 1 || commitLast);
          }
          await window.start();
          await window.pullAll();
          expect(await window.digest()).toEqual(whole);
          expect(openCase.manifest.count).toBe(39);
          expect(openCase.status().unfinished).toEqual([]);
          await close();
        },
      ),
      { numRuns: 8 },
    );
  });

  it('cancels at once and goes on from there', async () => {
    writeLogFiles(logs, { events: 4000, each: 10 });
    const whole = await undisturbed();
    const opened = await newCase({ firstRows: 64, rows: 300 });
    const { indexing } = opened;
    await indexing.addEvidence([logs]);
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pull();
    await indexing.cancel();
    expect(indexing.progress().phase).toBe('cancelled');
    await window.pullAll();
    const partly = (await window.digest()).events;
    expect(partly).toBeGreaterThan(0);
    expect(partly).toBeLessThan(4000);
    await indexing.resume();
    await window.pullAll();
    expect(await window.digest()).toEqual(whole);
    expect(indexing.progress()).toMatchObject({ phase: 'done', events: 4000, sourcesDone: 400 });
    // Evidence may be in the case before its last segment is pulled: then there was only indexing to cancel.
    const cancelled = ['acquire-started', 'acquire-cancelled', 'acquire-started', 'acquire-finished'];
    expect([cancelled, ['acquire-started', 'acquire-finished']]).toContainEqual(
      actions(opened).filter((action) => action.startsWith('acquire')),
    );
  });

  it('leaves out the one source that ends its worker, and keeps its bytes', async () => {
    writeLogFiles(logs, { events: 2000, each: 10 });
    writeFileSync(join(logs, 'AWSLogs', 'killer.json'), recordsFile(9000, 5));
    const opened = await newCase({ crashOn: 'killer.json', firstRows: 64, rows: 300 });
    const { openCase, indexing } = opened;
    await indexing.addEvidence([logs]);
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pullAll();
    expect((await window.digest()).events).toBe(2000);
    const { lines } = await openCase.manifest.lines(0, 10, true);
    expect(lines).toMatchObject([{ kind: 'failed', records: 0, rejects: [{ reason: 'unreadable' }] }]);
    expect(lines[0]?.rejects[0]?.message).toContain('killer.json ended a worker thread');
    expect(lines[0]?.stored).not.toBeNull();
    expect(openCase.manifest.count).toBe(201);
    expect(indexing.progress()).toMatchObject({ phase: 'done', quarantined: 1, events: 2000 });
  });

  it('leaves out evidence that was changed on the disk, names it, and reads the others', async () => {
    writeLogFiles(logs, { events: 300, each: 10 });
    writeFileSync(join(logs, 'z-large.json'), recordsFile(1000, 3000));
    const first = await newCase();
    await first.indexing.addEvidence([logs]);
    const window = new FakeWindow(first.indexing);
    await window.start();
    await window.pullAll();
    const { lines } = await first.openCase.manifest.lines(0, 100);
    const { path, offset } = first.openCase.evidence.locate(lines[7]?.no ?? 0);
    const again = await reopen(first);
    const pack = openSync(path, 'r+');
    writeSync(pack, Buffer.from([0]), 0, 1, offset + 20);
    closeSync(pack);
    const fresh = new FakeWindow(again.indexing);
    await fresh.start();
    await fresh.pullAll();
    expect((await fresh.digest()).events).toBe(3290);
    await vi.waitFor(() => expect(again.indexing.problems.length).toBe(1));
    expect(again.indexing.problems[0]?.message).toContain(
      `Source ${lines[7]?.no} (${lines[7]?.uri}): Evidence changed`,
    );
    expect(again.indexing.progress()).toMatchObject({ phase: 'done', quarantined: 1 });
  });

  it('stops with the reason where the case cannot be written to, and goes on once it can', async () => {
    writeLogFiles(logs, { events: 1000, each: 10 });
    let full = false;
    const disk: Disk = {
      ...nodeDisk,
      async openForWriting(path, how, mode) {
        const file = await nodeDisk.openForWriting(path, how, mode);
        return {
          ...file,
          write: (bytes, position) =>
            full && path.endsWith('.tar')
              ? Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }))
              : file.write(bytes, position),
          sync: () => file.sync(),
          truncate: (size) => file.truncate(size),
          chmod: (bits) => file.chmod(bits),
          close: () => file.close(),
        };
      },
    };
    const opened = serve(await OpenCase.create({ parent: folder, name: 'full' }, { tool, disk }));
    const { indexing, openCase } = opened;
    await indexing.addEvidence([logs]);
    full = true;
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pullAll();
    expect(indexing.progress()).toMatchObject({ phase: 'failed' });
    expect(indexing.progress().message).toContain('The disk is full');
    await expect(indexing.resume().then(() => window.pullAll())).resolves.toBeUndefined();
    expect(indexing.progress().phase).toBe('failed');
    full = false;
    await indexing.resume();
    await window.pullAll();
    expect((await window.digest()).events).toBe(1000);
    expect(openCase.manifest.count).toBe(100);
    expect(openCase.status().unfinished).toEqual([]);
  });

  it('refuses what it cannot do, with the reason', async () => {
    const opened = await newCase();
    const { indexing } = opened;
    await expect(indexing.addEvidence([join(folder, 'nowhere')])).rejects.toMatchObject({ code: 'unreadable-path' });
    await expect(indexing.addEvidence([])).rejects.toMatchObject({ code: 'bad-request' });
    await expect(indexing.next({ session: 'none', committed: [] })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(indexing.start({ indexVersion: 0, segments: [] })).rejects.toMatchObject({ code: 'bad-request' });
    const covered = [{ source: 3, first: 0, end: 1, last: true }];
    const segments = [{ binding: '0'.repeat(64), covered }];
    await expect(indexing.start({ indexVersion: INDEX_VERSION, segments })).rejects.toMatchObject({
      code: 'evidence-changed',
    });
    const reading = serve(await OpenCase.open(opened.openCase.path, { tool, readOnly: true }));
    await expect(reading.indexing.addEvidence([logs])).rejects.toMatchObject({ code: 'case-read-only' });
    await indexing.close();
    await expect(indexing.addEvidence([logs])).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses an index that was made from other evidence with the same numbers and counts', async () => {
    writeLogFiles(logs, { events: 40, each: 10 });
    const first = await newCase();
    await first.indexing.addEvidence([logs]);
    const window = new FakeWindow(first.indexing);
    await window.start();
    await window.pullAll();
    await first.close();
    // The same case at another time of its life: other bytes under the same source numbers.
    const manifest = join(first.openCase.path, 'evidence', 'manifest.jsonl');
    const [line = '', ...rest] = readFileSync(manifest, 'utf8').trimEnd().split('\n');
    const decoded = decodeLine(Buffer.from(line));
    if (!decoded.ok) throw new Error(decoded.message);
    const { seq, sum: _sum, ...entry } = decoded.value;
    const other = encodeLine(Number(seq), { ...entry, sha256: 'ab'.repeat(32) }).toString();
    writeFileSync(manifest, `${other}${rest.join('\n')}\n`);
    const again = serve(await OpenCase.open(first.openCase.path, { tool }));
    const segments = window.segments;
    await expect(again.indexing.start({ indexVersion: INDEX_VERSION, segments })).rejects.toMatchObject({
      code: 'evidence-changed',
      message: expect.stringContaining('other evidence') as string,
    });
  });

  it('gives a segment out again where its response was lost', async () => {
    writeLogFiles(logs, { events: 100, each: 10 });
    const created = await OpenCase.create({ parent: folder, name: 'lost' }, { tool });
    const { indexing } = serve(created, {}, worker.start, 50);
    await indexing.addEvidence([logs]);
    const { session } = await indexing.start({ indexVersion: INDEX_VERSION, segments: [] });
    const lost = await indexing.next({ session, committed: [] });
    const again = await indexing.next({ session, committed: [] });
    expect(again?.id).toBe(lost?.id);
    expect(await indexing.next({ session, committed: [again?.id ?? ''] })).toBeNull();
  });
});
