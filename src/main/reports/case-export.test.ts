import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../../test/support/csv-parser';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordOf, recordsFile } from '../../../test/support/log-files';
import { FakeWindow } from '../../../test/support/window';
import { TrailbenchError } from '../../contract/errors';
import { INDEXED_FACETS } from '../../core/event/facet-catalogue';
import type { QueryEngine } from '../../core/query/query-engine';
import { neutralise } from '../../core/report/csv-cell';
import { viewRows } from '../../core/report/export-rows';
import type { ExportRow } from '../../core/report/export-rows';
import { OpenCase } from '../open-case/open-case';
import { CaseIndexing } from '../indexing/case-indexing';
import { exportCase } from './case-export';
import type { CaseExportWish } from './case-export';
import { exportEvents } from './event-export';
import { EvidenceRecordReader } from './evidence-record-reader';
import { FileRecordReader } from './file-record-reader';
import type { RecordRange } from './record-reader';
import { manifestNames } from './source-names';

const sample = resolve(import.meta.dirname, '../../../resources/sample');
const TOOL = 'Trailbench test';
/** Records of a source that inflates to more than is kept in memory. */
const LARGE = 26_000;

let folder: string;
let opened: OpenCase;
let indexing: CaseIndexing;
let engine: QueryEngine;
let worker: Awaited<ReturnType<typeof builtWorker>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-export-test-'));
  worker = await builtWorker();
  opened = await OpenCase.create({ parent: folder, name: 'Sample' }, { tool: TOOL });
  indexing = new CaseIndexing({ openCase: opened, pool: { start: worker.start, size: 2 }, wait: 5000 });
  await indexing.addEvidence([sample]);
  const window = new FakeWindow(indexing);
  await window.start();
  await window.pullAll();
  engine = await window.engine();
}, 120_000);

afterAll(async () => {
  await indexing.close();
  await opened.close();
  worker.remove();
  rmSync(folder, { recursive: true, force: true });
});

type Json = Readonly<Record<string, unknown>>;

interface Delivered {
  readonly record: Json;
  /** SHA-256 of every file that holds it. */
  readonly files: string[];
}

/** The sample's events, read without any of the program. */
function delivered(): Map<string, Delivered> {
  const events = new Map<string, Delivered>();
  for (const entry of readdirSync(sample, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.json.gz')) continue;
    // Digests lie among the log files and hold no records.
    if (entry.name.includes('_CloudTrail-Digest_')) continue;
    const stored = readFileSync(join(entry.parentPath, entry.name));
    const file = createHash('sha256').update(stored).digest('hex');
    const { Records } = JSON.parse(gunzipSync(stored).toString('utf8')) as { readonly Records: readonly Json[] };
    for (const record of Records) {
      const id = String(record.eventID);
      const known = events.get(id);
      if (known === undefined) events.set(id, { record, files: [file] });
      else known.files.push(file);
    }
  }
  return events;
}

/** A value at a path such as `userIdentity.arn`, as text. */
function textAt(record: Json, path: string): string {
  let value: unknown = record;
  for (const name of path.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Json)[name] : undefined;
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const PLAIN = /^(?!event(Time)$)[a-zA-Z]+(\.[a-zA-Z]+)*$/;
const OWN = [
  'mfa',
  'timeNotation',
  'resource',
  'resourceStatedIn',
  'copySource',
  'copyTarget',
  'otherFields',
  'lookupEventsItem',
  'tags',
  'notes',
  'status',
  'evidenceSources',
  'evidenceSource',
  'evidenceRecord',
  'digestVerdict',
];

function wishOf(rows: CaseExportWish['rows'], more: Partial<CaseExportWish> = {}): CaseExportWish {
  const fixed = {
    format: 'csv',
    columns: 'all',
    zone: 'UTC',
    raw: false,
    filter: '',
    order: 'time',
    duplicatesHidden: 0,
  } as const;
  return { rows, ...fixed, ...more };
}

const byTime = (): AsyncGenerator<ExportRow> => viewRows(engine, { clauses: [] }, []);

describe('a case', () => {
  it('exports all fields of all events: each row is what the files hold', async () => {
    const events = delivered();
    const { duplicates } = await engine.counts({ clauses: [] });
    const wish = wishOf(byTime(), { filter: 'NOT eventName:Nothing', duplicatesHidden: duplicates });
    const result = await exportCase(opened, TOOL, wish);
    expect(result.rows).toBe(events.size);
    const [header = [], ...rows] = parseCsv(readFileSync(String(result.file), 'utf8'));
    const at = (name: string): number => header.indexOf(name);
    expect(new Set(rows.map((row) => row[at('eventID')]))).toEqual(new Set(events.keys()));
    const paths = header.filter((name) => PLAIN.test(name) && !OWN.includes(name));
    expect(paths.length).toBeGreaterThan(35);
    let before = '';
    for (const row of rows) {
      const event = events.get(String(row[at('eventID')]));
      if (event === undefined) throw new Error(`No file holds ${String(row[at('eventID')])}.`);
      expect(paths.map((path) => row[at(path)])).toEqual(paths.map((path) => neutralise(textAt(event.record, path))));
      // Whatever a record holds is in a column of its own, or in the last one.
      const others = String(row[at('otherFields')]);
      const unheld = Object.keys(event.record).filter((name) => !header.some((one) => one.split('.')[0] === name));
      for (const name of unheld) expect(others).toContain(JSON.stringify(name));
      const time = String(row[at('eventTime')]);
      expect(time).toBe(textAt(event.record, 'eventTime'));
      expect(time >= before).toBe(true);
      before = time;
      const files = String(row[at('evidenceSources')]).match(/(?<=sha256:)[0-9a-f]{64}/g);
      expect(files?.sort()).toEqual(event.files.sort());
      expect(row[at('digestVerdict')]).toBe('not checked');
    }
  }, 120_000);

  it('enters the export in its ledger and says so in the manifest', async () => {
    const wish = wishOf(byTime(), { format: 'jsonl', filter: 'eventName:*' });
    const { file, manifest, sha256, rows, bytes } = await exportCase(opened, TOOL, wish);
    expect(String(file).startsWith(join(opened.path, 'exports', 'events-'))).toBe(true);
    const entry = opened.ledger.entries.at(-1);
    expect(entry).toMatchObject({
      action: 'export',
      details: { sha256, rows, bytes, filter: 'eventName:*', format: 'jsonl' },
    });
    expect(entry?.details.file).toMatch(/^exports\/events-\d{8}T\d{6}Z(-\d)?\.jsonl$/);
    const told: unknown = JSON.parse(readFileSync(String(manifest), 'utf8'));
    expect(told).toMatchObject({
      objectsScanned: opened.manifest.totals.sources,
      recordsScanned: opened.manifest.totals.records,
      sources: { ...opened.manifest.totals.readings, partly: 0, unknown: 0 },
      quarantinedFiles: 0,
      output: { sha256, rows },
      custody: { caseId: opened.id, ledgerHead: opened.ledger.head(), entered: true },
    });
    const events = delivered();
    const lines = readFileSync(String(file), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(events.size);
    for (const line of lines) {
      const record = JSON.parse(line) as Json;
      expect(record).toEqual(events.get(String(record.eventID))?.record);
    }
  }, 60_000);

  it('exports what the view shows, in its order: chosen columns, sorted and filtered', async () => {
    const view = { clauses: [{ id: 'a', filter: { op: 'in', facet: 'outcome', values: ['denied'] } as const }] };
    const sort = [
      { column: 'eventName', descending: true } as const,
      { column: 'sourceIPAddress', descending: false } as const,
    ];
    const names = INDEXED_FACETS.map(({ name }) => name);
    const shown = await engine.rows(view, sort, 0, 100_000, names);
    const path = join(folder, 'shown.csv');
    const wish = wishOf(viewRows(engine, view, sort), {
      columns: ['time', ...names],
      zone: 'Europe/Berlin',
      to: { path },
    });
    await exportCase(opened, TOOL, wish);
    const [header, ...rows] = parseCsv(readFileSync(path, 'utf8'));
    expect(header?.slice(0, 3)).toEqual(['eventTime', 'eventTime (Europe/Berlin)', 'eventName']);
    expect(shown.rows.length).toBeGreaterThan(1000);
    expect(rows).toEqual(
      shown.rows.map(({ time, values }) => {
        const utc = new Date((time ?? 0) * 1000).toISOString().replace('.000', '');
        const local = new Intl.DateTimeFormat('sv-SE', {
          timeZone: 'Europe/Berlin',
          dateStyle: 'short',
          timeStyle: 'medium',
        });
        const cells = names.map((name) => {
          const value = values[name] ?? '';
          return neutralise(typeof value === 'string' ? value : value.join('; '));
        });
        const clock = local.format((time ?? 0) * 1000).replace(' ', 'T');
        return [utc, expect.stringMatching(new RegExp(`^${clock}\\+0[12]:00$`)) as unknown, ...cells];
      }),
    );
  }, 60_000);

  it('gives every copy its own row and source where the view shows copies', async () => {
    const path = join(folder, 'copies.csv');
    const rows = viewRows(engine, { clauses: [], copies: true }, []);
    const columns = ['eventID', 'evidenceSource', 'evidenceRecord'];
    const result = await exportCase(opened, TOOL, wishOf(rows, { to: { path }, columns }));
    const [, ...cells] = parseCsv(readFileSync(path, 'utf8'));
    expect(result.rows).toBe(engine.indexed);
    expect(new Set(cells.map(([, source, record]) => `${source} ${record}`)).size).toBe(engine.indexed);
  }, 60_000);

  it('writes to its exports only, and nothing at all into a case that is read-only', async () => {
    const refuse = async (target: OpenCase, path: string): Promise<unknown> => {
      const to = { path, replace: true };
      return exportCase(target, TOOL, wishOf([], { to })).then(
        () => 'written',
        (cause: unknown) => (cause instanceof TrailbenchError ? cause.code : cause),
      );
    };
    const ledger = join(opened.path, 'ledger.jsonl');
    const before = statSync(ledger).size;
    expect(await refuse(opened, ledger)).toBe('bad-request');
    expect(await refuse(opened, join(opened.path, 'evidence', 'x.csv'))).toBe('bad-request');
    symlinkSync(opened.path, join(folder, 'link'));
    expect(await refuse(opened, join(folder, 'link', 'ledger.jsonl'))).toBe('bad-request');
    expect(statSync(ledger).size).toBe(before);
    const reading = await OpenCase.open(opened.path, { tool: TOOL, readOnly: true });
    try {
      expect(await refuse(reading, join(reading.path, 'exports', 'x.csv'))).toBe('case-read-only');
      const path = join(folder, 'outside.csv');
      const { manifest } = await exportCase(reading, TOOL, wishOf(byTime(), { to: { path }, columns: ['eventID'] }));
      expect(JSON.parse(readFileSync(String(manifest), 'utf8'))).toMatchObject({
        custody: { entered: false, reason: reading.readOnlyReason, ledgerHead: reading.ledger.head() },
      });
      expect(statSync(ledger).size).toBe(before);
    } finally {
      await reading.close();
    }
  }, 60_000);
});

describe('the place of an export of a case', () => {
  const attempt = (to?: CaseExportWish['to']): Promise<unknown> =>
    exportCase(opened, TOOL, wishOf(byTime(), { columns: ['eventID'], ...(to === undefined ? {} : { to }) })).then(
      ({ file }) => file,
      (cause: unknown) => (cause instanceof TrailbenchError ? cause.code : cause),
    );

  it('is refused behind a link in the case, though that came there while it was open', async () => {
    const exports = join(opened.path, 'exports');
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), 'precious');
    symlinkSync(outside, join(exports, 'below'));
    symlinkSync(join(outside, 'precious'), join(exports, 'file'));
    const entries = opened.ledger.entries.length;
    expect(await attempt({ path: join(exports, 'below', 'x.csv'), replace: true })).toBe('case-unsafe');
    expect(await attempt({ path: join(exports, 'file'), replace: true })).toBe('bad-request');
    rmSync(join(exports, 'below'));
    rmSync(join(exports, 'file'));
    renameSync(exports, `${exports}-away`);
    symlinkSync(outside, exports);
    try {
      expect(await attempt()).toBe('case-unsafe');
      expect(await attempt({ path: join(exports, 'x.csv') })).toBe('case-unsafe');
    } finally {
      rmSync(exports);
      renameSync(`${exports}-away`, exports);
    }
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('precious');
    expect(opened.ledger.entries.length).toBe(entries);
  }, 60_000);

  it('may be reached through a link from outside, and lies in no other case', async () => {
    symlinkSync(join(opened.path, 'exports'), join(folder, 'to-exports'));
    const path = join(opened.path, 'exports', 'through-a-link.csv');
    expect(await attempt({ path: join(folder, 'to-exports', 'through-a-link.csv') })).toBe(path);
    expect(opened.ledger.entries.at(-1)?.details.file).toBe('exports/through-a-link.csv');
    const other = await OpenCase.create({ parent: folder, name: 'Other' }, { tool: TOOL });
    try {
      const ledger = join(other.path, 'ledger.jsonl');
      const before = readFileSync(ledger, 'utf8');
      expect(await attempt({ path: ledger, replace: true })).toBe('bad-request');
      expect(await attempt({ path: join(other.path, 'exports', 'x.csv') })).toBe('bad-request');
      expect(readFileSync(ledger, 'utf8')).toBe(before);
    } finally {
      await other.close();
    }
  }, 60_000);

  it('is told in the ledger with what was replaced there', async () => {
    const path = join(folder, 'again.csv');
    await attempt({ path });
    const before = readFileSync(path);
    await attempt({ path, replace: true });
    const sha256 = createHash('sha256').update(before).digest('hex');
    expect(opened.ledger.entries.at(-1)?.details.replaced).toEqual({ bytes: before.length, sha256 });
  }, 60_000);
});

/** Changes one bit of a file. */
function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe('reading records', () => {
  it('gives the same export from files in place as from the case', async () => {
    const places = new Map<number, { uri: string; sha256: string; inflatedSize: number; path: string }>();
    for (let row = 0; row < opened.manifest.count; row++) {
      const { no, inflatedSize } = opened.manifest.entryAt(row);
      const { uri, sha256 } = await opened.manifest.line(no);
      places.set(no, { uri, sha256: sha256 ?? '', inflatedSize, path: uri });
    }
    const reader = new FileRecordReader((source) => {
      const place = places.get(source);
      return place && { ...place, range: { path: place.path, offset: 0, length: undefined } };
    });
    const origin = {
      reader,
      nameOf: manifestNames(opened.manifest),
      scope: {
        duplicatesHidden: 0,
        objectsScanned: 0,
        recordsScanned: 0,
        sources: { read: 1, partly: 0, other: 0, unknown: 0, reasons: [] },
        quarantinedFiles: 0,
        quarantinedParts: 0,
      },
      tool: TOOL,
    };
    const path = join(folder, 'in-place.csv');
    const { sha256 } = await exportEvents({ ...wishOf(byTime()), to: { path } }, origin);
    const inCase = await exportCase(opened, TOOL, wishOf(byTime()));
    expect(sha256).toBe(inCase.sha256);
    expect(() => reader.inflatedSize(999_999)).toThrow(TrailbenchError);
  }, 60_000);

  it('streams a large source once, in a case and in place, and refuses it once it was changed', async () => {
    const logs = join(folder, 'large');
    mkdirSync(logs);
    const file = join(logs, 'large.json.gz');
    const text = recordsFile(0, LARGE);
    const stored = gzipSync(text, { level: 1 });
    writeFileSync(file, stored);
    expect(text.length).toBeGreaterThan(16 * 1024 * 1024);
    const large = await OpenCase.create({ parent: folder, name: 'Large' }, { tool: TOOL });
    const reading = new CaseIndexing({ openCase: large, pool: { start: worker.start, size: 1 }, wait: 5000 });
    try {
      await reading.addEvidence([logs]);
      const window = new FakeWindow(reading);
      await window.start();
      await window.pullAll();
      const rows: ExportRow[] = [];
      for await (const row of viewRows(await window.engine(), { clauses: [] }, [])) rows.push(row);
      expect(rows).toHaveLength(LARGE);
      const wanted = rows.filter((_, i) => i % 5 === 0).reverse();
      const ranges: RecordRange[] = wanted.map(({ shown }) => shown);
      const source = wanted[0]?.shown.source ?? 0;
      const sha256 = createHash('sha256').update(stored).digest('hex');
      const place = {
        range: { path: file, offset: 0, length: undefined },
        uri: file,
        sha256,
        inflatedSize: text.length,
      };
      const fromCase = new EvidenceRecordReader(large.evidence);
      const inPlace = new FileRecordReader(() => place);
      for (const reader of [fromCase, inPlace]) {
        let visited = 0;
        await reader.readMany(source, ranges, async (index, bytes) => {
          // Others get the thread meanwhile: the bytes must stay as they are.
          if (visited % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
          const { record } = wanted[index]?.shown ?? { record: -1 };
          expect(JSON.parse(Buffer.from(bytes).toString())).toEqual(recordOf(record));
          visited += 1;
        });
        expect(visited).toBe(ranges.length);
      }
      const inCase = large.evidence.locate(source);
      chmodSync(inCase.path, 0o600);
      flip(inCase.path, inCase.offset + 1000);
      flip(file, 1000);
      for (const reader of [fromCase, inPlace]) {
        await expect(reader.readMany(source, ranges, () => {})).rejects.toMatchObject({ code: 'evidence-changed' });
      }
    } finally {
      await reading.close();
      await large.close();
    }
  }, 60_000);
});
