import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordOf, recordsFile } from '../../../test/support/log-files';
import { QueryEngine } from '../../core/query/query-engine';
import { MemoryStore } from '../../core/segment/memory-store';
import type { BuiltSegment } from './record-indexer';
import { SourceReader, type SourceReaderOptions } from './source-reader';
import type { NewSourceTask, SourceRead, SourceReport, StoredSourceTask } from './source-task';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-reader-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

class Bench {
  readonly segments: BuiltSegment[] = [];
  readonly reader: SourceReader;
  private no = 0;

  constructor(options: Partial<SourceReaderOptions> = {}) {
    this.reader = new SourceReader({
      onSegment: (segment) => this.segments.push(segment),
      between: () => Promise.resolve(),
      ...options,
    });
  }

  task(bytes: Uint8Array | string, more: Partial<NewSourceTask> = {}): NewSourceTask {
    const no = this.no++;
    const path = join(folder, `source-${no}-${Math.random()}`);
    writeFileSync(path, bytes);
    const range = { path, offset: 0, length: undefined };
    return { kind: 'new', no, range, uri: path, size: bytes.length, modified: null, known: [], ...more };
  }

  read(bytes: Uint8Array | string, more: Partial<NewSourceTask> = {}): Promise<SourceReport> {
    return this.reader.read(this.task(bytes, more));
  }

  async wellRead(bytes: Uint8Array | string): Promise<SourceRead> {
    const report = await this.read(bytes);
    if (report.outcome !== 'read') throw new Error(JSON.stringify(report));
    return report;
  }

  async engine(): Promise<QueryEngine> {
    this.reader.flush();
    const store = new MemoryStore();
    for (const { bytes } of this.segments) store.add(bytes);
    const engine = new QueryEngine(store);
    await engine.addSegments(await store.list());
    return engine;
  }
}

const three = [recordOf(1), recordOf(2), recordOf(3)];
const items = three.map((record) => ({
  EventId: record['eventID'],
  EventName: record['eventName'],
  EventTime: 1,
  CloudTrailEvent: JSON.stringify(record),
}));
const lines = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n');

const FORMATS: Readonly<Record<string, string>> = {
  records: JSON.stringify({ Records: three }),
  array: JSON.stringify(three),
  record: JSON.stringify(three[0], null, 2),
  lines: lines(three),
  'lookup-events': JSON.stringify({ Events: items }, null, 1),
  'lookup-array': JSON.stringify(items),
  'lookup-item': JSON.stringify(items[0], null, 2),
  'lookup-lines': lines(items),
};

describe('SourceReader', () => {
  for (const [format, text] of Object.entries(FORMATS)) {
    it(`reads ${format}, plain and gzip, in one member or many, with a byte order mark or not`, async () => {
      const expected = format === 'record' || format === 'lookup-item' ? 1 : 3;
      const plain = Buffer.from(text);
      const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain]);
      const half = plain.length >> 1;
      const members = Buffer.concat([gzipSync(plain.subarray(0, half)), gzipSync(plain.subarray(half))]);
      for (const bytes of [plain, gzipSync(plain), marked, gzipSync(marked), members]) {
        const bench = new Bench();
        const report = await bench.wellRead(bytes);
        expect(report).toMatchObject({ kind: 'cloudtrail', format, records: expected, events: expected, rejected: 0 });
        expect(report).toMatchObject({ sha256: sha256(bytes), size: bytes.length });
        const engine = await bench.engine();
        const [facet] = await engine.facets({ clauses: [] }, [{ facet: 'eventName' }]);
        expect(facet?.rows.reduce((sum, { count }) => sum + count, 0)).toBe(expected);
        const { rows } = await engine.rows({ clauses: [] }, [], 0, 1, ['eventName']);
        expect(rows[0]?.values.eventName).toBe(three[0]?.['eventName']);
      }
    });
  }

  it('finds the copies of a record in all formats by the same content hash', async () => {
    const bench = new Bench();
    for (const text of [FORMATS['records'], FORMATS['lines'], FORMATS['lookup-events'], FORMATS['lookup-lines']]) {
      await bench.wellRead(text ?? '');
    }
    const counts = await (await bench.engine()).counts({ clauses: [] });
    expect(counts).toMatchObject({ events: 3, duplicates: 9, conflicting: 0 });
  });

  it('tells files that hold no records apart', async () => {
    const bench = new Bench();
    const kinds: Record<string, string> = {
      'README\n': 'text',
      '': 'empty',
      '{"a":1}': 'json',
      '{"configurationItems":[],"fileVersion":"1.0"}': 'config',
      '{"digestS3Object":"x","digestPublicKeyFingerprint":"y"}': 'digest',
      '\u0000\u0001\u0002': 'binary',
    };
    for (const [text, kind] of Object.entries(kinds)) {
      expect(await bench.wellRead(text)).toMatchObject({ kind, format: null, records: 0, rejected: 0 });
    }
    bench.reader.flush();
    expect(bench.segments).toEqual([]);
  });

  it('tells files that may hold events in a way that is not read', async () => {
    const bench = new Bench();
    const twice = await bench.wellRead(gzipSync(gzipSync(FORMATS['records'] ?? '')));
    expect(twice).toMatchObject({ kind: 'binary', what: 'gzip-twice', rejected: 0 });
    const utf16 = await bench.wellRead(Buffer.from(`\ufeff${FORMATS['records'] ?? ''}`, 'utf16le'));
    expect(utf16).toMatchObject({ kind: 'text', what: 'utf-16', rejected: 0 });
  });

  it('quarantines a bomb and reads its neighbours', async () => {
    const bench = new Bench({ limits: { ratio: 200, ratioFrom: 200_000, size: 2 ** 32 } });
    const before = await bench.wellRead(FORMATS['records'] ?? '');
    const spaces = ' '.repeat(30_000_000);
    const bomb = await bench.wellRead(gzipSync(`{"Records":[${JSON.stringify(three[0])}${spaces}`));
    const after = await bench.wellRead(FORMATS['records'] ?? '');
    expect([before.events, after.events]).toEqual([3, 3]);
    expect(bomb).toMatchObject({ records: 1, events: 1, rejects: [{ reason: 'inflates-too-far' }] });
    expect(bomb.inflatedSize).toBeLessThanOrEqual(200_000);
  });

  it('keeps the records before the end of a truncated gzip source', async () => {
    const gz = gzipSync(recordsFile(0, 300));
    const bench = new Bench();
    const report = await bench.wellRead(gz.subarray(0, gz.length - 500));
    expect(report.events).toBeGreaterThan(200);
    expect(report.rejects.map(({ reason }) => reason)).toEqual(['truncated']);
    expect((await (await bench.engine()).counts({ clauses: [] })).events).toBe(report.events);
  });

  it('indexes or rejects every entry, and covers each record number once', async () => {
    const entry = fc.oneof(
      { weight: 5, arbitrary: fc.nat(50).map((n) => JSON.stringify(recordOf(n))) },
      fc.constantFrom(
        '7',
        'null',
        '"x"',
        '[]',
        '{}',
        '{"eventName":}',
        '{"a":{"b":1}}',
        `${'['.repeat(300)}${']'.repeat(300)}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        async (entries, rows) => {
          const bench = new Bench({ firstRows: rows, rows });
          const report = await bench.wellRead(`{"Records":[${entries.join(',')}]}`);
          expect(report.kind).toBe('cloudtrail');
          expect(report.records).toBe(entries.length);
          expect(report.events + report.rejected).toBe(entries.length);
          bench.reader.flush();
          const covers = bench.segments.flatMap((segment) => segment.covers);
          expect(covers[0]?.first).toBe(0);
          expect(covers.at(-1)).toMatchObject({ end: entries.length, last: true });
          for (const [i, range] of covers.entries()) if (i > 0) expect(range.first).toBe(covers[i - 1]?.end);
          expect(bench.segments.reduce((sum, segment) => sum + segment.rows, 0)).toBe(report.events);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('skips what is covered and gives the rest, whatever the ranges', async () => {
    const text = recordsFile(0, 60);
    const skips = fc.uniqueArray(fc.nat(60), { minLength: 2, maxLength: 8 }).map((ends) => {
      const sorted = ends.sort((a, b) => a - b);
      return sorted.flatMap((end, i) => (i % 2 === 1 ? [[sorted[i - 1] ?? 0, end] as const] : []));
    });
    await fc.assert(
      fc.asyncProperty(skips, fc.integer({ min: 1, max: 20 }), async (skip, rows) => {
        const bench = new Bench({ firstRows: rows, rows });
        const { no, range, uri, size } = bench.task(text);
        const task: StoredSourceTask = {
          kind: 'stored',
          no,
          range,
          uri,
          size,
          inflates: size,
          sha256: sha256(text),
          format: 'records',
          skip,
        };
        const report = await bench.reader.read(task);
        const skipped = skip.reduce((sum, [first, end]) => sum + end - first, 0);
        expect(report).toMatchObject({ outcome: 'read', records: 60, events: 60 - skipped });
        bench.reader.flush();
        const seen = new Array<number>(60).fill(0);
        for (const { first, end } of [
          ...bench.segments.flatMap((s) => s.covers),
          ...skip.map(([first, end]) => ({ first, end })),
        ]) {
          for (let i = first; i < end; i += 1) seen[i] = (seen[i] ?? 0) + 1;
        }
        expect(seen.every((count) => count === 1)).toBe(true);
        expect(bench.segments.flatMap((s) => s.covers).filter(({ last }) => last).length).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('returns small evidence, copies large evidence, and keeps neither where nothing is kept', async () => {
    const bench = new Bench();
    const copyTo = join(folder, 'copy');
    const small = await bench.read(FORMATS['records'] ?? '', { copyTo });
    expect(small).toMatchObject({ copied: false });
    expect(small.outcome === 'read' && Buffer.from(small.stored ?? []).toString()).toBe(FORMATS['records']);
    const text = recordsFile(0, 12_000);
    const large = await bench.read(text, { copyTo });
    expect(large).toMatchObject({ copied: true, stored: null, sha256: sha256(text) });
    expect(readFileSync(copyTo, 'utf8')).toBe(text);
    const inPlace = await bench.read(text);
    expect(inPlace).toMatchObject({ copied: false, stored: null });
  });

  it('reports what it cannot read, cannot copy, knows already, or finds changed', async () => {
    const bench = new Bench();
    const text = FORMATS['records'] ?? '';
    const gone = { path: join(folder, 'gone'), offset: 0, length: undefined };
    const unreadable = await bench.read(text, { range: gone });
    expect(unreadable).toMatchObject({ outcome: 'failed', reason: 'unreadable' });
    const copyTo = join(folder, 'no folder', 'copy');
    expect(await bench.read(recordsFile(0, 12_000), { copyTo })).toMatchObject({
      outcome: 'failed',
      reason: 'copy',
      code: 'ENOENT',
    });
    expect(existsSync(copyTo)).toBe(false);
    expect(await bench.read(text, { known: [sha256(text)] })).toMatchObject({ outcome: 'known' });
    const { no, range, uri, size } = bench.task(text);
    const stored = { kind: 'stored', no, range, uri, size, inflates: size, format: 'records', skip: [] } as const;
    const changed = await bench.reader.read({ ...stored, sha256: sha256('other') });
    expect(changed).toMatchObject({ outcome: 'failed', reason: 'changed' });
    expect(changed.outcome === 'failed' && changed.message).toContain('Evidence changed');
  });

  it('gives a first small segment early, and full ones after it', async () => {
    const bench = new Bench({ firstRows: 100, rows: 1000 });
    await bench.wellRead(recordsFile(0, 2500));
    bench.reader.flush();
    expect(bench.segments.map(({ rows }) => rows)).toEqual([100, 1000, 1000, 400]);
  });
});
