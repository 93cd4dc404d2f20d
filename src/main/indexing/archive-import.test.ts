import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rawZip, tarOf, zipOf } from '../../../test/support/archives';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordsFile, writeLogFiles } from '../../../test/support/log-files';
import { FakeWindow } from '../../../test/support/window';
import { OpenCase } from '../open-case/open-case';
import { toSource } from '../cases/manifest';
import { manifestNames } from '../reports/source-names';
import { CaseIndexing } from './case-indexing';
import type { WorkerSetup } from './worker-protocol';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
let logs: string;
let inbox: string;
beforeAll(async () => {
  worker = await builtWorker();
});
afterAll(() => worker.remove());

let cleanups: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-archives-'));
  logs = join(folder, 'logs');
  inbox = join(folder, 'inbox');
  mkdirSync(logs);
  mkdirSync(inbox);
  return async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
    cleanups = [];
    rmSync(folder, { recursive: true, force: true });
  };
});

const tool = 'Trailbench test';
interface Opened {
  readonly openCase: OpenCase;
  readonly indexing: CaseIndexing;
  close(): Promise<void>;
}

function serve(openCase: OpenCase, setup: WorkerSetup = {}): Opened {
  const indexing = new CaseIndexing({ openCase, pool: { start: worker.start, size: 2, setup }, wait: 5000 });
  const close = async (): Promise<void> => {
    await indexing.close();
    await openCase.close();
  };
  cleanups.push(close);
  return { openCase, indexing, close };
}

async function newCase(name = 'case', setup?: WorkerSetup): Promise<Opened> {
  return serve(await OpenCase.create({ parent: folder, name }, { tool }), setup);
}

async function imported(paths: readonly string[], name?: string): Promise<Opened & { readonly window: FakeWindow }> {
  const opened = await newCase(name);
  await opened.indexing.addEvidence(paths);
  const window = new FakeWindow(opened.indexing);
  await window.start();
  await window.pullAll();
  return { ...opened, window };
}

/** Files below a folder, by their paths in it. */
function filesOf(root: string): Record<string, Buffer> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(root, path), readFileSync(path)]));
}

function leftovers({ openCase }: Opened): string[] {
  return readdirSync(join(openCase.path, 'evidence/objects')).filter((name) => name.startsWith('tmp-'));
}

async function tgzOf(files: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  return gzipSync(await tarOf(Object.entries(files).map(([name, body]) => ({ name, body }))));
}

describe('import of archives', { timeout: 60_000 }, () => {
  it('comes to the same as the unpacked folder, whatever the archive', async () => {
    writeLogFiles(logs, { events: 2000, each: 13 });
    writeFileSync(join(logs, 'plain.json'), recordsFile(5000, 4000));
    writeFileSync(join(logs, 'README.md'), '# Logs\n');
    const plain = await imported([logs], 'plain');
    const whole = await plain.window.digest();
    expect(whole.events).toBe(6000);
    const files = filesOf(logs);
    const count = Object.keys(files).length;
    const tgz = await tgzOf(files);
    const archives = {
      'packed.zip': await zipOf(files),
      'stored.bin': await zipOf(files, false),
      'logs.tar.gz': tgz,
      'logs.tar': await tarOf(Object.entries(files).map(([name, body]) => ({ name, body }))),
      'zip.gz': gzipSync(await zipOf(files)),
      'outer.zip': await zipOf({ 'inner.tgz': tgz }),
    };
    for (const [name, bytes] of Object.entries(archives)) {
      writeFileSync(join(inbox, name), bytes);
      const opened = await imported([join(inbox, name)], `case of ${name}`);
      expect(await opened.window.digest(), name).toEqual(whole);
      const own = name === 'outer.zip' ? 2 : 1;
      expect(opened.openCase.manifest.totals, name).toMatchObject({
        sources: count + own,
        rejected: 0,
        kinds: { archive: own, text: 1, cloudtrail: count - 1 },
      });
      expect(opened.indexing.progress(), name).toMatchObject({ phase: 'done', quarantined: 0, events: 6000 });
      expect(opened.indexing.progress().sourcesDone).toBe(count + own);
      expect(opened.openCase.ledger.entries.at(-1)).toMatchObject({
        action: 'acquire-finished',
        details: { files: 1, added: count + own, members: count + own - 1 },
      });
      expect(leftovers(opened)).toEqual([]);
      await opened.close();
    }
  });

  it('lists members as archive!/member, with their own bytes and hashes', async () => {
    const inner = await zipOf({ 'deep.json': recordsFile(10, 2) });
    const zip = await zipOf({ 'a.json': recordsFile(0, 3), 'd/inner.zip': inner });
    const path = join(inbox, 'logs.zip');
    writeFileSync(path, zip);
    const { openCase } = await imported([path]);
    const { lines } = await openCase.manifest.lines(0, 100);
    expect(lines.map(toSource).map(({ uri, kind, records }) => [uri, kind, records])).toEqual([
      [path, 'archive', 0],
      [`${path}!/a.json`, 'cloudtrail', 3],
      [`${path}!/d/inner.zip`, 'archive', 0],
      [`${path}!/d/inner.zip!/deep.json`, 'cloudtrail', 2],
    ]);
    expect(lines.map(({ parent }) => parent)).toEqual([undefined, lines[0]?.no, lines[0]?.no, lines[2]?.no]);
    expect((await manifestNames(openCase.manifest)(lines[3]?.no ?? 0)).uri).toBe(`${path}!/d/inner.zip!/deep.json`);
    const kept: Buffer[] = [];
    for await (const chunk of openCase.evidence.stored(lines[0]?.no ?? 0)) kept.push(Buffer.from(chunk));
    expect(Buffer.concat(kept).equals(zip)).toBe(true);
  });

  it('adds nothing where the archive is known, and what is new in a changed one', async () => {
    const path = join(inbox, 'logs.zip');
    writeFileSync(path, await zipOf({ 'a.json': recordsFile(0, 3), 'b.json': recordsFile(3, 3) }));
    const { openCase, indexing, window } = await imported([path]);
    await indexing.addEvidence([path]);
    await window.pullAll();
    expect(openCase.manifest.count).toBe(3);
    expect(openCase.ledger.entries.at(-1)?.details).toMatchObject({ known: 3, added: 0 });
    writeFileSync(path, await zipOf({ 'a.json': recordsFile(0, 3), 'b.json': recordsFile(6, 4) }));
    await indexing.addEvidence([path]);
    await window.pullAll();
    expect(openCase.manifest.count).toBe(5);
    expect((await window.digest()).events).toBe(10);
    expect(indexing.progress().phase).toBe('done');
  });

  it('quarantines what cannot be read, with position and reason, and reads the neighbours', async () => {
    const cut = gzipSync(recordsFile(100, 50));
    const zip = rawZip([
      { name: 'link', body: '/etc/passwd', mode: 0o120777 },
      { name: 'secret.json', body: 'x', flags: 0x801 },
      { name: 'crc.json', body: recordsFile(0, 3), crc: 1 },
      { name: 'cut.json.gz', body: cut.subarray(0, cut.length - 300), method: 0 },
      { name: '../../up.json', body: recordsFile(10, 2) },
      { name: 'up.json', body: recordsFile(20, 2) },
      { name: 'up.json', body: recordsFile(20, 2) },
    ]);
    writeFileSync(join(inbox, 'odd.zip'), zip);
    writeFileSync(join(inbox, 'cut.zip'), zip.subarray(0, 25));
    const opened = await imported([inbox]);
    const { openCase, indexing, window } = opened;
    const { lines } = await openCase.manifest.lines(0, 100, true);
    const told = Object.fromEntries(lines.map((line) => [relative(inbox, toSource(line).uri), line]));
    expect(Object.keys(told).sort()).toEqual(
      ['cut.zip!', 'odd.zip!/crc.json', 'odd.zip!/cut.json.gz', 'odd.zip!/link', 'odd.zip!/secret.json'].sort(),
    );
    expect(told['odd.zip!/secret.json']).toMatchObject({
      kind: 'failed',
      rejects: [{ reason: 'encrypted', offset: zip.indexOf('secret.json') - 30 }],
    });
    expect(told['odd.zip!/crc.json']).toMatchObject({
      kind: 'cloudtrail',
      records: 3,
      rejects: [{ reason: 'checksum' }],
    });
    expect(told['odd.zip!/cut.json.gz']).toMatchObject({ kind: 'cloudtrail', rejects: [{ reason: 'truncated' }] });
    expect(openCase.manifest.find(join(inbox, 'odd.zip'), lines[0]?.sha256 ?? '', 'link')).toBeUndefined();
    expect(indexing.progress()).toMatchObject({ phase: 'done', quarantined: 5 });
    const records = told['odd.zip!/cut.json.gz']?.records ?? 0;
    const rejectedRecords = told['odd.zip!/cut.json.gz']?.rejects[0]?.record === undefined ? 0 : 1;
    // The second member of the same name holds the same events: one more copy of each.
    expect((await window.digest()).events).toBe(3 + records - rejectedRecords + 2 + 2 + 2);
    expect(existsSync(join(openCase.path, '../up.json'))).toBe(false);
  });

  it('reads archives within archives three deep, and says so of the next', async () => {
    let bytes = await zipOf({ 'a.json': recordsFile(0, 3) });
    for (let depth = 4; depth > 1; depth -= 1)
      bytes = await zipOf({ [`${String(depth)}.zip`]: bytes, 'b.json': recordsFile(depth * 10, 1) });
    writeFileSync(join(inbox, '1.zip'), bytes);
    const { openCase, window } = await imported([inbox]);
    expect((await window.digest()).events).toBe(3);
    const { lines } = await openCase.manifest.lines(0, 100, true);
    expect(lines.map((line) => relative(inbox, toSource(line).uri))).toEqual(['1.zip!/2.zip!/3.zip!/4.zip!']);
    expect(lines[0]?.rejects[0]).toMatchObject({ reason: 'unsupported' });
    expect(openCase.manifest.totals.kinds.archive).toBe(4);
  });

  it('cancels within an archive and goes on from there', async () => {
    writeLogFiles(logs, { events: 2400, each: 2 });
    const whole = await (await imported([logs], 'plain')).window.digest();
    writeFileSync(join(inbox, 'logs.zip'), await zipOf(filesOf(logs)));
    const opened = await newCase('cancelled', { firstRows: 64, rows: 300 });
    const { indexing, openCase } = opened;
    await indexing.addEvidence([inbox]);
    const window = new FakeWindow(indexing);
    await window.start();
    for (let i = 0; i < 3; i += 1) await window.pull();
    await indexing.cancel();
    await window.pullAll();
    expect(indexing.progress().phase).toBe('cancelled');
    await indexing.resume();
    await window.pullAll();
    expect(await window.digest()).toEqual(whole);
    expect(openCase.manifest.count).toBe(1201);
    expect(indexing.progress()).toMatchObject({ phase: 'done', events: 2400 });
    expect(leftovers(opened)).toEqual([]);
  });

  it('stops where members cannot be written, and goes on once they can', async () => {
    writeFileSync(join(inbox, 'logs.zip'), await zipOf({ 'a.json': recordsFile(0, 3), 'b.json': recordsFile(3, 3) }));
    const { openCase, indexing } = await newCase();
    const objects = join(openCase.path, 'evidence/objects');
    rmSync(objects, { recursive: true });
    await indexing.addEvidence([inbox]);
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pullAll();
    expect(indexing.progress()).toMatchObject({ phase: 'failed', message: expect.stringContaining(objects) as string });
    expect(openCase.ledger.entries.at(-1)?.action).toBe('acquire-started');
    mkdirSync(objects);
    await indexing.resume();
    await window.pullAll();
    expect((await window.digest()).events).toBe(6);
    expect(openCase.manifest.count).toBe(3);
    expect(openCase.status().unfinished).toEqual([]);
    expect(indexing.progress().phase).toBe('done');
  });

  it('is rebuilt from a case that was moved, without the archive', async () => {
    writeLogFiles(logs, { events: 300, each: 10 });
    writeFileSync(join(logs, 'large.json'), recordsFile(1000, 3000));
    writeFileSync(join(inbox, 'logs.zip'), await zipOf(filesOf(logs)));
    const first = await imported([inbox]);
    const digest = await first.window.digest();
    await first.close();
    const moved = join(folder, 'moved');
    cpSync(first.openCase.path, moved, { recursive: true });
    rmSync(inbox, { recursive: true });
    rmSync(first.openCase.path, { recursive: true });
    const again = serve(await OpenCase.open(moved, { tool }));
    const fresh = new FakeWindow(again.indexing);
    await fresh.start();
    await fresh.pullAll();
    expect(await fresh.digest()).toEqual(digest);
    expect(again.indexing.problems).toEqual([]);
    const engine = await fresh.engine();
    const { rows } = await engine.rows({ clauses: [] }, [], 0, 1, ['eventName']);
    const [locator] = await engine.locate(rows[0]?.event ?? 0);
    if (locator === undefined) throw new Error('no locator');
    const bytes = await again.openCase.evidence.readRange(locator.source, locator.offset, locator.length);
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ eventName: rows[0]?.values.eventName });
  });
});
