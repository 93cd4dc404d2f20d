import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { encodeLine } from './log-lines';
import { Manifest, toSource } from './manifest';
import type { ManifestLine } from './manifest';

const folder = temporaryFolders();

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function line(no: number, more: Partial<ManifestLine> = {}): ManifestLine {
  return {
    no,
    uri: `s3://bucket/AWSLogs/${String(no)}.json.gz`,
    size: 100 + no,
    modified: '2024-01-01T00:00:00.000Z',
    sha256: sha(String(no)),
    compression: 'gzip',
    inflatedSize: 1000 + no,
    inflatedSha256: sha(`inflated ${String(no)}`),
    kind: 'cloudtrail',
    format: 'records',
    records: 10,
    rejected: 0,
    rejects: [],
    acquired: '2024-02-01T00:00:00.000Z',
    by: 'me',
    tool: 'Trailbench 0',
    stored: { pack: 1, offset: 512 + no * 2048, size: 100 + no },
    ...more,
  };
}

async function fill(path: string, lines: readonly ManifestLine[]): Promise<Manifest> {
  const manifest = await Manifest.open({ path, writable: true, create: true });
  const appended = lines.map((one) => manifest.append(one));
  await manifest.flush();
  await Promise.all(appended);
  return manifest;
}

const failed = line(2, {
  sha256: null,
  size: 0,
  inflatedSize: 0,
  inflatedSha256: null,
  kind: 'failed',
  format: null,
  records: 0,
  rejected: 1,
  rejects: [{ reason: 'unreadable', offset: 0, length: 0, message: 'no' }],
  stored: null,
  failed: { reason: 'unreadable', message: 'no' },
});

describe('the manifest', { timeout: 60_000 }, () => {
  it('finds sources by number, by URI and by bytes, before and after reopening', async () => {
    const path = join(folder(), 'manifest.jsonl');
    const lines = [
      line(0),
      line(1, { uri: 's3://bucket/other.gz', sha256: sha('0'), kind: 'digest', format: null, records: 0 }),
      failed,
      line(7, { uri: line(0).uri, stored: { object: sha('7') }, supersedes: 0, rejected: 2 }),
      line(8, { uri: line(0).uri, parent: 7, member: 'a/b.json' }),
    ];
    const check = async (manifest: Manifest) => {
      expect(manifest.problems).toEqual([]);
      expect(manifest.count).toBe(5);
      expect(manifest.totals).toEqual({
        sources: 5,
        bytes: 100 + 101 + 0 + 107 + 108,
        records: 30,
        rejected: 3,
        quarantined: 2,
        kinds: { cloudtrail: 3, digest: 1, failed: 1 },
        readings: { read: 2, partly: 1, other: 1, unknown: 1 },
        convertible: 0,
        logsRead: 3,
      });
      expect(manifest.entry(0)).toEqual({
        no: 0,
        reading: 'read',
        what: null,
        size: 100,
        sha256: sha('0'),
        compression: 'gzip',
        inflatedSize: 1000,
        kind: 'cloudtrail',
        format: 'records',
        records: 10,
        rejected: 0,
        stored: { pack: 1, offset: 512, size: 100 },
      });
      expect(manifest.entry(3)).toBeUndefined();
      expect(manifest.entry(2)).toMatchObject({ sha256: null, stored: null, kind: 'failed' });
      expect(manifest.entryAt(3)).toMatchObject({ no: 7, stored: { object: sha('7') } });
      expect(manifest.find(line(0).uri, sha('0'))?.no).toBe(0);
      expect(manifest.find(line(0).uri, sha('7'))?.no).toBe(7);
      expect(manifest.find(line(0).uri, sha('8'))).toBeUndefined();
      expect(manifest.find(line(0).uri, sha('8'), 'a/b.json')?.no).toBe(8);
      expect(manifest.newest(line(0).uri)?.no).toBe(7);
      expect(manifest.newest('s3://bucket/unknown')).toBeUndefined();
      expect(manifest.versions(line(0).uri).map(({ no }) => no)).toEqual([7, 0]);
      expect(manifest.versions('s3://bucket/unknown')).toEqual([]);
      expect(manifest.keeping(sha('0'))?.no).toBe(1);
      expect(manifest.keeping(sha('none'))).toBeUndefined();
      expect(manifest.keeping('0'.repeat(64))).toBeUndefined();
      expect([...manifest.packEnds()]).toEqual([[1, 512 + 8 * 2048 + 512]]);
      expect(await manifest.line(7)).toEqual(lines[3]);
      await expect(manifest.line(3)).rejects.toMatchObject({ code: 'not-found' });
      expect((await manifest.lines(1, 2)).lines.map(({ no }) => no)).toEqual([1, 2]);
      expect(await manifest.lines(0, 10, true)).toEqual({ total: 2, lines: [lines[2], lines[3]] });
      expect((await manifest.lines(4, 10)).total).toBe(5);
      expect(manifest.reserve()).toBe(9);
      expect(manifest.reserve()).toBe(10);
    };
    const manifest = await fill(path, lines);
    await check(manifest);
    await manifest.close();
    const again = await Manifest.open({ path, writable: false });
    await check(again);
    await again.close();
  });

  it('keeps apart names that differ only in what UTF-8 cannot say', async () => {
    const path = join(folder(), 'manifest.jsonl');
    const manifest = await fill(path, [
      line(0, { uri: '/a\ud800' }),
      line(1, { uri: '/a\ud801' }),
      line(2, { uri: '/a\ufffd' }),
    ]);
    await manifest.close();
    const again = await Manifest.open({ path, writable: false });
    for (const [no, uri] of ['/a\ud800', '/a\ud801', '/a\ufffd'].entries()) expect(again.newest(uri)?.no).toBe(no);
    expect((await again.line(1)).uri).toBe('/a\ud801');
    await again.close();
  });

  it('gives a source to the window in its own shape', () => {
    expect(toSource(failed)).toMatchObject({ sha256: '', kind: 'failed', rejected: 1, uri: failed.uri });
    expect(toSource(line(1, { parent: 0, member: 'x.json' })).uri).toBe(`${line(1).uri}!/x.json`);
  });

  it('lets the first line hold where a number is given twice, and never gives a number out again', async () => {
    const path = join(folder(), 'manifest.jsonl');
    const bytes = [encodeLine(1, line(0)), encodeLine(2, line(0, { uri: 'x' })), Buffer.from('damaged\n')];
    writeFileSync(path, Buffer.concat(bytes));
    const manifest = await Manifest.open({ path, writable: true });
    expect(manifest.problems.map((problem) => problem.line)).toEqual([3, 2]);
    expect(manifest.whole).toBe(false);
    expect((await manifest.line(0)).uri).toBe(line(0).uri);
    expect(manifest.reserve()).toBe(3);
    await expect(manifest.append(line(0))).rejects.toMatchObject({ code: 'internal' });
    await manifest.close();
  });

  it('notices that a line was changed while the case was open', async () => {
    const path = join(folder(), 'manifest.jsonl');
    const manifest = await fill(path, [line(0), line(1)]);
    writeFileSync(path, readFileSync(path, 'utf8').replace('other', 'OTHER').replace('s3://bucket', 's3://bocket'));
    await expect(manifest.line(0)).rejects.toMatchObject({ code: 'case-damaged' });
    await manifest.close();
  });

  it('holds many sources in little memory', async () => {
    const path = join(folder(), 'manifest.jsonl');
    const bytes: Buffer[] = [];
    const many = 50_000;
    for (let no = 0; no < many; no += 1) bytes.push(encodeLine(no + 1, line(no)));
    writeFileSync(path, Buffer.concat(bytes));
    bytes.length = 0;
    globalThis.gc?.();
    const before = process.memoryUsage();
    const manifest = await Manifest.open({ path, writable: false });
    globalThis.gc?.();
    const after = process.memoryUsage();
    expect(manifest.count).toBe(many);
    expect(manifest.find(line(many - 1).uri, sha(String(many - 1)))?.no).toBe(many - 1);
    for (const no of [0, 1, 777, many - 1]) expect(manifest.keeping(sha(String(no)))?.no).toBe(no);
    if (globalThis.gc !== undefined) {
      const used = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
      expect(used / many).toBeLessThan(400);
    }
    await manifest.close();
  });
});
