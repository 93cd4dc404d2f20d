import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { rawZip, tarOf, zipOf } from '../../../test/support/archives';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordsFile } from '../../../test/support/log-files';
import { runCli } from './run-cli';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
let inbox: string;
let temporary: string;
beforeAll(async () => {
  worker = await builtWorker();
}, 60_000);
afterAll(() => worker.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-query-'));
  inbox = join(folder, 'inbox');
  temporary = join(folder, 'tmp');
  mkdirSync(inbox);
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function query(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCli(['query', ...argv], {
    startWorker: worker.start,
    cwd: folder,
    version: '1.2.3',
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text), isTTY: true },
  });
  // Nothing stays behind, and nothing was written beside the evidence.
  expect(readdirSync(temporary)).toEqual([]);
  return { status, out, err };
}

async function json(...argv: string[]): Promise<Readonly<Record<string, unknown>>> {
  const { status, out, err } = await query(...argv);
  expect(status, err).toBe(0);
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

describe('query of archives in place', { timeout: 60_000 }, () => {
  it('reads a zip, a tar and a folder with both, by columns and by records', async () => {
    const large = recordsFile(1000, 2000);
    const zip = await zipOf({ 'a.json.gz': gzipSync(recordsFile(0, 20)), 'd/b.json': recordsFile(20, 30), large });
    writeFileSync(join(inbox, 'logs.zip'), zip);
    writeFileSync(join(inbox, 'logs.tgz'), gzipSync(await tarOf([{ name: 'c.json', body: recordsFile(50, 50) }])));
    writeFileSync(join(inbox, 'logs.tar'), await tarOf([{ name: 'd.json', body: recordsFile(100, 7) }]));
    writeFileSync(
      join(inbox, 'outer.zip'),
      await zipOf({ 'logs.zip': await zipOf({ 'e.json': recordsFile(107, 3) }) }),
    );
    const before = readdirSync(inbox).map((name) => [name, statSync(join(inbox, name)).mtimeMs]);
    expect(await json(join(inbox, 'logs.zip'))).toMatchObject({ events: 2050, quarantined: 0 });
    expect(await json(inbox)).toMatchObject({ events: 2110, quarantined: 0 });
    const filter =
      'requestParameters.key:(data/5.parquet OR data/25.parquet OR data/55.parquet OR data/105.parquet OR data/109.parquet)';
    expect(await json(inbox, '--filter', filter)).toMatchObject({ matched: 5 });
    expect(readdirSync(inbox).map((name) => [name, statSync(join(inbox, name)).mtimeMs])).toEqual(before);
  });

  it('exports records of members, and names them', async () => {
    const path = join(inbox, 'logs.zip');
    writeFileSync(path, await zipOf({ 'd/b.json': recordsFile(20, 3) }));
    const { status, err } = await query(path, '--format', 'csv', '--all-fields', '-o', 'out.csv');
    expect(status, err).toBe(0);
    const text = readFileSync(join(folder, 'out.csv'), 'utf8');
    const naming = text.split('\r\n').filter((line) => line.includes(`${path}!/d/b.json`));
    expect(naming.length).toBe(3);
    await query(path, '--format', 'jsonl', '-o', 'out.jsonl');
    expect(readFileSync(join(folder, 'out.jsonl'), 'utf8')).toContain('data/21.parquet');
  });

  it('counts and names what cannot be read, and removes its temporary files then too', async () => {
    writeFileSync(
      join(inbox, 'odd.zip'),
      rawZip([
        { name: 'secret', body: 'x', flags: 1 },
        { name: 'a.json', body: recordsFile(0, 2) },
      ]),
    );
    const { status, out, err } = await query(inbox, '--format', 'json');
    expect([status, JSON.parse(out)]).toMatchObject([
      0,
      { events: 2, quarantined: 0, sources: { read: 1, partly: 1, other: 0, unknown: 1 } },
    ]);
    expect(err).toContain(`${join(inbox, 'odd.zip')}!/secret: This member is encrypted`);
  });

  it('reads a zip behind a program that unpacks it, and names the last part of a split one', async () => {
    const zip = await zipOf({ 'a.json': recordsFile(0, 5) });
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100_000, 0x90)]);
    writeFileSync(join(inbox, 'logs.exe'), Buffer.concat([program, zip]));
    expect(await json(inbox)).toMatchObject({ events: 5, sources: { read: 2, partly: 0, other: 0, unknown: 0 } });
    const part = Buffer.from(zip.subarray(-100));
    part.writeUInt16LE(2, part.length - 18);
    writeFileSync(join(inbox, 'logs.exe'), Buffer.concat([Buffer.alloc(70_000, 0x90), Buffer.alloc(9), part]));
    const { status, err } = await query(inbox);
    expect(status).toBe(2);
    expect(err).toContain('It is a part of a split zip archive.');
    expect(err).toContain('unpack them with 7-Zip');
  });
});
