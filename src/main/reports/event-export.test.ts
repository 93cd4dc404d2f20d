import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { HOSTILE_STRINGS } from '../../../test/fixtures/hostile-strings';
import { parseCsv } from '../../../test/support/csv-parser';
import { recordOf } from '../../../test/support/log-files';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { TrailbenchError } from '../../contract/errors';
import type { ExportRow } from '../../core/report/export-rows';
import { neutralise } from '../../core/report/csv-cell';
import { writable } from '../../core/report/unwritable';
import { exportEvents } from './event-export';
import type { ExportOrigin, ExportSettings, ExportWish } from './event-export';
import type { RecordReader } from './record-reader';

const folder = temporaryFolders();
const SCOPE = {
  objectsScanned: 3,
  recordsScanned: 9,
  sources: { read: 1, partly: 0, other: 0, unknown: 0, reasons: [] },
  quarantinedFiles: 1,
  quarantinedParts: 2,
  duplicatesHidden: 4,
};

/** Sources in memory that count how often each is read, and how many ranges are asked for. */
class CountingReader implements RecordReader {
  readonly passes = new Map<number, number>();
  ranges = 0;
  private readonly sources: {
    readonly bytes: Buffer;
    readonly places: readonly { offset: number; length: number }[];
  }[];

  constructor(sources: readonly (readonly object[])[]) {
    this.sources = sources.map((records) => {
      const texts = records.map((record) => JSON.stringify(record));
      let offset = '{"Records":['.length;
      const places = texts.map((text) => {
        const place = { offset, length: Buffer.byteLength(text) };
        offset += place.length + 1;
        return place;
      });
      return { bytes: Buffer.from(`{"Records":[${texts.join(',')}]}`), places };
    });
  }

  row(source: number, record: number): ExportRow {
    const place = this.sources[source]?.places[record];
    if (place === undefined) throw new Error(`There is no record ${record} in source ${source}.`);
    return { shown: { source, record, ...place }, others: [] };
  }

  inflatedSize(source: number): number {
    return this.sources[source]?.bytes.length ?? 0;
  }

  async readMany(...[source, ranges, visit]: Parameters<RecordReader['readMany']>): Promise<void> {
    this.passes.set(source, (this.passes.get(source) ?? 0) + 1);
    this.ranges += ranges.length;
    // From the last to the first: an export must not rely on the order.
    for (const [index, { offset, length }] of [...ranges.entries()].reverse()) {
      const bytes = Buffer.from(this.sources[source]?.bytes.subarray(offset, offset + length) ?? []);
      await visit(index, bytes);
      bytes.fill(0x21);
    }
  }

  get mostPasses(): number {
    return Math.max(...this.passes.values());
  }
}

/** `sources` files of `each` records, as a trail delivers them: times grow from file to file. */
function trail(sources: number, each: number): CountingReader {
  return new CountingReader(
    Array.from({ length: sources }, (_, s) => Array.from({ length: each }, (_, i) => recordOf(s * each + i))),
  );
}

function allRows(reader: CountingReader, sources: number, each: number): ExportRow[] {
  return Array.from({ length: sources * each }, (_, i) => reader.row(Math.floor(i / each), i % each));
}

/** Fisher and Yates with a fixed generator. */
function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  let state = 42;
  for (let i = mixed.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const j = state % (i + 1);
    const [a, b] = [mixed[i], mixed[j]];
    if (a !== undefined && b !== undefined) [mixed[i], mixed[j]] = [b, a];
  }
  return mixed;
}

function originOf(reader: RecordReader, more: Partial<ExportOrigin> = {}): ExportOrigin {
  const nameOf = (source: number): Promise<{ uri: string; sha256: string }> =>
    Promise.resolve({ uri: `s3://trail/${source}.json.gz`, sha256: source.toString(16).padStart(64, '0') });
  return { reader, nameOf, scope: SCOPE, tool: 'Trailbench test', ...more };
}

function wishOf(rows: ExportWish['rows'], to: ExportWish['to'], more: Partial<ExportWish> = {}): ExportWish {
  const fixed = { format: 'csv', columns: 'all', zone: 'UTC', raw: false, filter: '', order: 'time' } as const;
  return { rows, to, ...fixed, ...more };
}

async function failure(exporting: Promise<unknown>): Promise<TrailbenchError> {
  const caught: unknown = await exporting.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(caught).toBeInstanceOf(TrailbenchError);
  return caught as TrailbenchError;
}

/** Small bounds, so that a small export meets all of them. */
const TIGHT = {
  batchRows: 50,
  batchBytes: 40_000,
  cacheBytes: 200_000,
  wholeBytes: 100_000,
  rowRunBytes: 4000,
  lineRunBytes: 20_000,
};

async function toText(wish: Omit<ExportWish, 'to'>, origin: ExportOrigin, settings?: ExportSettings): Promise<string> {
  const pieces: Buffer[] = [];
  const write = (bytes: Uint8Array): Promise<void> => {
    pieces.push(Buffer.from(bytes));
    return Promise.resolve();
  };
  await exportEvents({ ...wish, to: { write, scratch: folder() } }, origin, settings);
  return Buffer.concat(pieces).toString();
}

describe('an export', () => {
  it('keeps the order of its rows and gives the same bytes however the records are read', async () => {
    const sources = 40;
    const each = 25;
    const columns = ['time', 'eventName', 'requestParameters.key', 'evidenceRecord', 'evidenceSource'];
    for (const order of ['time', 'backwards', 'mixed'] as const) {
      const texts = [];
      for (const limits of [undefined, TIGHT, { ...TIGHT, cacheBytes: 0 }]) {
        const reader = trail(sources, each);
        const inTime = allRows(reader, sources, each);
        const rows = order === 'time' ? inTime : order === 'mixed' ? shuffled(inTime) : inTime.toReversed();
        const text = await toText(
          { ...wishOf(rows, { folder: '', name: '' }), columns },
          originOf(reader),
          limits && { limits },
        );
        texts.push(text);
        const [header, ...cells] = parseCsv(text);
        expect(header).toEqual(['eventTime', 'eventName', 'requestParameters.key', 'evidenceRecord', 'evidenceSource']);
        expect(cells).toEqual(
          rows.map(({ shown: { source, record } }) => {
            const { eventTime, eventName, requestParameters } = recordOf(source * each + record);
            const { key } = requestParameters as { readonly key: string };
            return [eventTime, eventName, key, String(record), `s3://trail/${source}.json.gz`];
          }),
        );
      }
      expect(new Set(texts).size).toBe(1);
    }
  });

  it('reads each source about once in time order, though few fit into its memory', async () => {
    const sources = 60;
    const reader = trail(sources, 30);
    // Neighbouring files overlap in time, as those of several regions do.
    const rows = allRows(reader, sources, 30).sort(
      (a, b) => a.shown.record + a.shown.source * 8 - (b.shown.record + b.shown.source * 8),
    );
    const target = { path: join(folder(), 'a.csv') };
    const { plan } = await exportEvents(wishOf(rows, target), originOf(reader), { limits: TIGHT });
    expect(plan.way).toBe('in-order');
    const passes = [...reader.passes.values()].reduce((sum, count) => sum + count, 0);
    expect(passes).toBeLessThanOrEqual(sources * 1.2);
  });

  it('reads each source exactly once where the order is another', async () => {
    const reader = trail(60, 30);
    const rows = shuffled(allRows(reader, 60, 30));
    const target = { path: join(folder(), 'a.csv') };
    const { plan } = await exportEvents(wishOf(rows, target), originOf(reader), { limits: TIGHT });
    expect(plan.way).toBe('by-source');
    expect(plan.inOrderBytes).toBeGreaterThan(plan.sourceBytes * 10);
    expect([...reader.passes.values()]).toEqual(Array.from({ length: 60 }, () => 1));
    expect(reader.ranges).toBe(rows.length);
  });

  it('goes over a source that is too large to keep once, in either way', async () => {
    for (const rows of [undefined, shuffled]) {
      const reader = trail(1, 1000);
      const all = allRows(reader, 1, 1000);
      const target = { path: join(folder(), 'a.csv') };
      await exportEvents(wishOf(rows?.(all) ?? all, target), originOf(reader), {
        limits: { ...TIGHT, wholeBytes: 1000 },
      });
      expect(reader.mostPasses).toBe(1);
    }
  });

  it('takes no rows at all', async () => {
    const reader = trail(1, 1);
    expect(parseCsv(await toText(wishOf([], { folder: '', name: '' }), originOf(reader)))).toHaveLength(1);
    expect(await toText(wishOf([], { folder: '', name: '' }, { format: 'jsonl' }), originOf(reader))).toBe('');
  });

  it('neutralises hostile text unless it is told to leave it raw', async () => {
    const texts = HOSTILE_STRINGS;
    const reader = new CountingReader([
      texts.map((userAgent) => ({ ...recordOf(1), userAgent, errorMessage: userAgent })),
    ]);
    const wish = {
      ...wishOf(allRows(reader, 1, texts.length), { folder: '', name: '' }),
      columns: ['errorMessage', 'eventName'],
    };
    const cellsOf = (text: string): (string | undefined)[] =>
      parseCsv(text)
        .slice(1)
        .map(([cell]) => cell);
    expect(cellsOf(await toText(wish, originOf(reader)))).toEqual(texts.map((text) => neutralise(writable(text))));
    expect(cellsOf(await toText({ ...wish, raw: true }, originOf(reader)))).toEqual(texts.map(writable));
  });

  it('takes 200,000 rows within bounded memory, in any order', async () => {
    const each = 2000;
    const reader = trail(10, each);
    const files = allRows(reader, 10, each);
    // Ten times over, given out one by one: nobody holds the list.
    function* rows(step: number): Generator<ExportRow> {
      for (let i = 0; i < 200_000; i++) {
        const row = files[(i * step) % files.length];
        if (row !== undefined) yield row;
      }
    }
    for (const step of [1, 7919]) {
      let most = 0;
      let lines = 0;
      const write = (bytes: Uint8Array): Promise<void> => {
        for (const byte of bytes) if (byte === 0x0a) lines += 1;
        return Promise.resolve();
      };
      const onProgress = (): void => {
        most = Math.max(most, process.memoryUsage().external + process.memoryUsage().arrayBuffers);
      };
      const wish = wishOf(rows(step), { write, scratch: folder() }, { columns: ['time', 'eventName'], onProgress });
      const limits = { cacheBytes: 4_000_000, wholeBytes: 4_000_000, lineRunBytes: 2_000_000, rowRunBytes: 1_000_000 };
      const { rows: count } = await exportEvents(wish, originOf(reader), { limits });
      expect({ count, lines }).toEqual({ count: 200_000, lines: 200_001 });
      expect(most).toBeLessThan(300_000_000);
    }
  }, 60_000);
});

describe('JSON Lines', () => {
  it('give the records back, and where they lie', async () => {
    const reader = trail(3, 4);
    const rows = allRows(reader, 3, 4).map((row, i) => (i === 5 ? { ...row, others: [reader.row(2, 1).shown] } : row));
    const linesOf = (text: string): unknown[] =>
      text
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
    const plain = await toText(wishOf(rows, { folder: '', name: '' }, { format: 'jsonl' }), originOf(reader));
    expect(linesOf(plain)).toEqual(Array.from({ length: 12 }, (_, i) => recordOf(i)));
    const wrapped = linesOf(
      await toText(wishOf(rows, { folder: '', name: '' }, { format: 'jsonl-evidence' }), originOf(reader)),
    );
    const { offset, length } = reader.row(1, 1).shown;
    const other = reader.row(2, 1).shown;
    expect(wrapped[5]).toEqual({
      record: recordOf(5),
      evidence: {
        source: 's3://trail/1.json.gz',
        sha256: '1'.padStart(64, '0'),
        record: 1,
        offset,
        length,
        copies: [
          {
            source: 's3://trail/2.json.gz',
            sha256: '2'.padStart(64, '0'),
            record: 1,
            offset: other.offset,
            length: other.length,
          },
        ],
      },
    });
  });
});

describe('the file', () => {
  const at = new Date('2026-03-12T01:42:11.500Z');
  const now = (): Date => at;

  it('has its hash and its story in the manifest beside it', async () => {
    const reader = trail(2, 3);
    const place = folder();
    const entered: unknown[] = [];
    const custody = (entry: object) => {
      entered.push(entry);
      return Promise.resolve({ caseId: 'c1', caseName: 'Case', ledgerHead: 'ff', entered: true });
    };
    const wish = wishOf(
      allRows(reader, 2, 3),
      { folder: place, name: 'events' },
      { zone: 'Asia/Kathmandu', filter: 'eventName:GetObject', columns: ['time'] },
    );
    const { file, manifest, sha256, bytes, rows } = await exportEvents(wish, originOf(reader, { custody }), { now });
    expect(file).toBe(join(place, 'events-20260312T014211Z.csv'));
    expect(manifest).toBe(`${file}.manifest.json`);
    const content = readFileSync(String(file));
    expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect({ bytes, rows }).toEqual({ bytes: content.length, rows: 6 });
    expect(entered).toEqual([{ file, sha256, bytes, rows }]);
    expect(JSON.parse(readFileSync(String(manifest), 'utf8'))).toMatchObject({
      schema: 1,
      tool: 'Trailbench test',
      generatedAt: '2026-03-12T01:42:11.500Z',
      timeZone: 'Asia/Kathmandu',
      filter: 'eventName:GetObject',
      order: 'time',
      output: {
        file: 'events-20260312T014211Z.csv',
        format: 'csv',
        bytes,
        sha256,
        rows: 6,
        formulasNeutralised: true,
        columns: [{ name: 'eventTime' }, { name: 'eventTime (Asia/Kathmandu)' }],
      },
      ...SCOPE,
      coverage: { computed: false, gaps: null },
      custody: { caseId: 'c1', ledgerHead: 'ff', entered: true },
    });
    expect(readdirSync(place).sort()).toEqual([
      'events-20260312T014211Z.csv',
      'events-20260312T014211Z.csv.manifest.json',
    ]);
  });

  it('gets a name of its own where two are made in one second', async () => {
    const reader = trail(1, 2);
    const place = folder();
    const wish = wishOf(allRows(reader, 1, 2), { folder: place, name: 'events' }, { format: 'jsonl' });
    const made = await Promise.all([1, 2, 3].map(() => exportEvents(wish, originOf(reader), { now })));
    expect(new Set(made.map(({ file }) => file)).size).toBe(3);
    expect(readdirSync(place)).toContain('events-20260312T014211Z-3.jsonl');
  });

  it('never overwrites another unless that is wanted', async () => {
    const reader = trail(1, 2);
    const path = join(folder(), 'mine.csv');
    writeFileSync(path, 'precious');
    const rows = allRows(reader, 1, 2);
    expect(await failure(exportEvents(wishOf(rows, { path }), originOf(reader)))).toMatchObject({
      code: 'bad-request',
    });
    expect(readFileSync(path, 'utf8')).toBe('precious');
    await exportEvents(wishOf(rows, { path, replace: true }), originOf(reader));
    expect(parseCsv(readFileSync(path, 'utf8'))).toHaveLength(3);
  });

  it('leaves nothing behind where the disk fills up, whenever that is', async () => {
    const reader = trail(40, 25);
    for (const rows of [allRows(reader, 40, 25), shuffled(allRows(reader, 40, 25))]) {
      const size = (await toText(wishOf(rows, { folder: '', name: '' }), originOf(reader))).length;
      for (const room of [0, 3000, 60_000, size / 2, size - 1]) {
        const place = folder();
        const disk = new FaultyDisk();
        disk.room = room;
        const limits = TIGHT;
        const target = { folder: place, name: 'events' };
        const error = await failure(exportEvents(wishOf(rows, target), originOf(reader), { disk, limits }));
        expect(error.code).toBe('disk-full');
        expect(error.message).toContain('Make room');
        expect(readdirSync(place)).toEqual([]);
      }
    }
  });

  it('keeps what it replaces where the export fails', async () => {
    const reader = trail(4, 25);
    const path = join(folder(), 'mine.csv');
    writeFileSync(path, 'precious');
    const disk = new FaultyDisk();
    disk.room = 100;
    const wish = wishOf(allRows(reader, 4, 25), { path, replace: true });
    expect(await failure(exportEvents(wish, originOf(reader), { disk }))).toMatchObject({ code: 'disk-full' });
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('is gone after it was cancelled, in any phase', async () => {
    const reader = trail(40, 100);
    const mixed = shuffled(allRows(reader, 40, 100));
    for (const phase of ['listing', 'reading', 'writing'] as const) {
      const place = folder();
      const stop = new AbortController();
      const seen: string[] = [];
      const onProgress: ExportWish['onProgress'] = (progress) => {
        seen.push(progress.phase);
        if (progress.phase === phase) stop.abort();
      };
      const wish = wishOf(mixed, { folder: place, name: 'events' }, { signal: stop.signal, onProgress });
      expect(await failure(exportEvents(wish, originOf(reader), { limits: TIGHT }))).toMatchObject({
        code: 'cancelled',
      });
      expect(seen.at(-1)).toBe(phase);
      expect(readdirSync(place)).toEqual([]);
    }
  });

  it('is gone where the evidence is not what was indexed, and where the ledger refuses it', async () => {
    const place = folder();
    const reader = trail(1, 2);
    const row = reader.row(0, 1);
    const shifted = { ...row, shown: { ...row.shown, offset: row.shown.offset + 1 } };
    const wish = wishOf([shifted], { folder: place, name: 'events' });
    expect(await failure(exportEvents(wish, originOf(reader)))).toMatchObject({ code: 'evidence-changed' });
    const custody = () => Promise.reject(new TrailbenchError('case-locked', 'Another program has taken it over.'));
    const refused = exportEvents({ ...wish, rows: [row] }, originOf(reader, { custody }));
    expect(await failure(refused)).toMatchObject({ code: 'case-locked' });
    expect(readdirSync(place)).toEqual([]);
  });

  it('is refused before anything is written where columns, zone or place are none', async () => {
    const place = folder();
    const reader = trail(1, 1);
    const rows = allRows(reader, 1, 1);
    const to = { folder: place, name: 'events' };
    expect(await failure(exportEvents(wishOf(rows, to, { columns: ['a..b'] }), originOf(reader)))).toMatchObject({
      code: 'bad-request',
    });
    expect(await failure(exportEvents(wishOf(rows, to, { zone: 'Nowhere' }), originOf(reader)))).toMatchObject({
      code: 'bad-request',
    });
    expect(readdirSync(place)).toEqual([]);
    const gone = { path: join(place, 'missing', 'a.csv') };
    expect(await failure(exportEvents(wishOf(rows, gone), originOf(reader)))).toMatchObject({
      code: 'unreadable-path',
    });
  });
});
