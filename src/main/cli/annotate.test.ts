import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../../test/support/csv-parser';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordOf, recordsFile, writeLogFiles } from '../../../test/support/log-files';
import { SaidJournal } from '../annotations/said-journal';
import { OpenCase } from '../open-case/open-case';
import { runCli } from './run-cli';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(...argv: string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const status = await runCli(argv, {
    startWorker: worker.start,
    cwd: folder,
    version: '1.2.3',
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { status, out, err };
}

async function answer(...argv: string[]): Promise<Record<string, unknown>> {
  const { status, out, err } = await run(...argv);
  expect(status, err).toBe(0);
  return JSON.parse(out) as Record<string, unknown>;
}

const counted = async (filter: string): Promise<unknown> => (await answer('query', 'case', '--filter', filter)).matched;

/** A case of 100 events, 10 of them twice in other bytes; something was said of an address and of an event that is gone. */
beforeAll(async () => {
  worker = await builtWorker();
  folder = mkdtempSync(join(tmpdir(), 'trailbench-annotate-'));
  mkdirSync(join(folder, 'logs'));
  writeLogFiles(join(folder, 'logs'), { events: 100, each: 10 });
  writeFileSync(join(folder, 'logs', 'spaced.json'), recordsFile(0, 10).replaceAll('"eventName":', '"eventName": '));
  expect((await run('import', 'case', 'logs')).status).toBe(0);
  const openCase = await OpenCase.open(join(folder, 'case'), { tool: 'test' });
  const journal = new SaidJournal(openCase.journal, () => Promise.resolve('Ana'));
  const target = { on: 'value', facet: 'sourceIPAddress', value: '198.51.100.7' } as const;
  const status = { op: 'mark', change: { status: 'malicious' }, targets: [target] } as const;
  await journal.say({ id: 'address', action: { ...status, targets: [target] } }, new Uint8Array(0));
  const gone = { key: '00'.repeat(16), time: 1_700_000_000, name: 'Gone', source: 's3.amazonaws.com', account: null };
  await journal.say(
    { id: 'gone', action: { op: 'note', note: 'gone', text: 'was here', seen: [gone] } },
    new Uint8Array(16),
  );
  await openCase.close();
}, 60_000);
afterAll(() => {
  worker.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('annotate', { timeout: 60_000 }, () => {
  it('says something of every event that matches, once, and query finds it', async () => {
    const tag = ['annotate', 'case', '--filter', 'eventName:GetObject', '--tag', 'exfil', '--author', 'Bo'];
    const dry = await answer(...tag, '--dry-run');
    expect(dry).toMatchObject({ dryRun: true, id: null, matched: 15, changed: 15, unchanged: 0 });
    expect(await counted('tag:exfil')).toBe(0);
    expect(await answer(...tag)).toMatchObject({ matched: 15, changed: 15, unchanged: 0, author: 'Bo' });
    expect(await answer(...tag)).toMatchObject({ id: null, matched: 15, changed: 0, unchanged: 15 });
    expect(await counted('tag:exfil')).toBe(15);
    const some = ['annotate', 'case', '--filter', 'eventName:GetObject AND bytesTransferredOut:<10', '--tag', 'exfil'];
    expect(await answer(...some, '--remove')).toMatchObject({ matched: 2, changed: 2 });
    const facets = (await answer('query', 'case', '--facets', 'tag,status,annotated')).facets as Record<
      string,
      unknown
    >;
    expect(facets.tag).toEqual([
      { value: null, count: 87 },
      { value: 'exfil', count: 13 },
    ]);
    expect(facets.status).toContainEqual({ value: 'malicious', count: 1 });
    expect(facets.annotated).toContainEqual({ value: 'value', count: 1 });
  });

  it('writes notes and statuses, which exports have with their authors', async () => {
    const note = ['annotate', 'case', '--filter', 'requestParameters.key:data/7.parquet', '--note', '=1+1', '--author'];
    expect(await answer(...note, 'Cy')).toMatchObject({ changed: 1, author: 'Cy' });
    const status = ['annotate', 'case', '--filter', 'bytesTransferredOut:8', '--status', 'benign', '--reason'];
    expect(await answer(...status, 'backup')).toMatchObject({ changed: 1, author: null });
    const columns = ['--columns', 'bytesOut,status,note,tag,annotated', '--filter', 'annotated:*'];
    await answer('query', 'case', '-o', 'said.csv', ...columns);
    const rows = parseCsv(readFileSync(join(folder, 'said.csv'), 'utf8'));
    const bytes = (row: readonly string[]): boolean => row[0] === '7' || row[0] === '8';
    expect(rows[0]?.slice(1)).toEqual(['status', 'notes', 'tags', 'annotated']);
    const [seven, eight] = rows.filter(bytes);
    expect(seven?.[1]).toBe('malicious (from Source IP 198.51.100.7)');
    expect(seven?.[2]).toMatch(/^'=1\+1 \(Cy, 20\d\d-.*Z\)$/);
    expect(seven?.slice(3)).toEqual(['', 'event; value']);
    expect(eight?.slice(1)).toEqual(['benign: backup', '', '', 'event']);
    const manifest = JSON.parse(readFileSync(join(folder, 'said.csv.manifest.json'), 'utf8')) as {
      annotations: { sayings: number; journal: { lines: number; sha256: string } };
    };
    expect(manifest.annotations.sayings).toBe(manifest.annotations.journal.lines);
    expect(manifest.annotations.journal.sha256).toMatch(/^[0-9a-f]{64}$/);

    await answer('query', 'case', '-o', 'said.jsonl', '--format', 'jsonl-evidence', '--filter', 'note:"1+1"');
    const line = JSON.parse(readFileSync(join(folder, 'said.jsonl'), 'utf8')) as Record<string, unknown>;
    expect(line.annotations).toMatchObject({
      status: [{ status: 'malicious', author: 'Ana', from: 'Source IP 198.51.100.7' }],
      notes: [{ text: '=1+1', author: 'Cy' }],
    });
  });

  it('exports what was said of a copy in other bytes with the copy that is shown', async () => {
    const star = ['annotate', 'case', '--filter', 'bytesTransferredOut:3', '--star'];
    expect(await answer(...star)).toMatchObject({ changed: 1 });
    await answer(
      'query',
      'case',
      '-o',
      'copies.csv',
      '--copies',
      '--columns',
      'starred',
      '--filter',
      'bytesTransferredOut:3',
    );
    const rows = parseCsv(readFileSync(join(folder, 'copies.csv'), 'utf8'));
    expect(rows).toEqual([['starred'], ['true'], ['true']]);
  });

  it('takes away what was said of a copy that is not shown', async () => {
    const filter = ['annotate', 'case', '--filter', 'bytesTransferredOut:4'];
    const openCase = await OpenCase.open(join(folder, 'case'), { tool: 'test' });
    const journal = new SaidJournal(openCase.journal, () => Promise.resolve('Ana'));
    const put = { op: 'mark', change: { tag: 'copied', put: true } } as const;
    // Both copies of the event, of which one is hidden.
    const record = JSON.stringify(recordOf(4));
    const copies = [record, record.replace('"eventName":', '"eventName": ')];
    const keys = copies.map((bytes) => createHash('sha256').update(bytes).digest().subarray(0, 16));
    await journal.say({ id: 'copied', action: put }, Buffer.concat(keys));
    await openCase.close();
    expect(await counted('bytesTransferredOut:4 AND tag:copied')).toBe(1);
    expect(await answer(...filter, '--tag', 'copied', '--remove')).toMatchObject({ matched: 1, changed: 1 });
    expect(await counted('bytesTransferredOut:4 AND tag:copied')).toBe(0);
    expect(await answer(...filter, '--tag', 'copied', '--remove')).toMatchObject({ id: null, unchanged: 1 });
  });

  it('lists everything, with where it lies, and what no source has any more', async () => {
    const list = (await answer('annotations', 'case')) as Record<string, readonly Record<string, unknown>[]>;
    const noted = list.events?.find(({ notes }) => (notes as readonly string[]).length > 0);
    expect(noted).toMatchObject({ eventName: 'GetObject', account: '111122223333', record: 7, star: null });
    expect(noted?.source).toMatch(/json/);
    expect(list.orphans).toEqual([
      expect.objectContaining({ key: '00'.repeat(16), eventName: 'Gone', source: null, notes: ['gone'] }),
    ]);
    expect(list.targets?.[0]).toMatchObject({ target: { value: '198.51.100.7' }, status: { status: 'malicious' } });

    const { out } = await run('annotations', 'case', '--format', 'csv');
    const [header = [], ...rows] = parseCsv(out);
    const at = (name: string): number => header.indexOf(name);
    const of = (what: string): string[][] => rows.filter((row) => row[at('what')] === what);
    expect(of('tag')).toHaveLength(13);
    expect(of('note').map((row) => row[at('value')])).toContain("'=1+1");
    expect(of('note').map((row) => row[at('inCase')])).toContain('false');
    expect(of('status').map((row) => row[at('on')])).toContain('Source IP 198.51.100.7');
  });

  it('refuses what is wrong, and a case that is open elsewhere', async () => {
    const filter = ['--filter', 'eventName:GetObject'];
    for (const wrong of [
      ['annotate', 'case', '--tag', 'x'],
      ['annotate', 'case', ...filter],
      ['annotate', 'case', ...filter, '--tag', 'x', '--star'],
      ['annotate', 'case', ...filter, '--status', 'bad'],
      ['annotate', 'case', ...filter, '--tag', 'x'.repeat(300)],
      ['annotate', 'case', ...filter, '--note', ' '],
      ['annotate', 'logs', ...filter, '--tag', 'x'],
      ['annotations', 'logs'],
    ]) {
      const ran = await run(...wrong);
      expect([ran.status, ran.out], wrong.join(' ')).toEqual([1, '']);
    }
    const openCase = await OpenCase.open(join(folder, 'case'), { tool: 'test' });
    const ran = await run('annotate', 'case', ...filter, '--tag', 'x');
    await openCase.close();
    expect(ran.status).toBe(2);
    expect(ran.err).toMatch(/cannot be added to/);
  });
});
