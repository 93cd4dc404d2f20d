import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../../test/support/csv-parser';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordOf, recordsFile, writeLogFiles } from '../../../test/support/log-files';
import { FakeWindow } from '../../../test/support/window';
import type { SortKey, View } from '../../core/query/filter';
import type { QueryEngine } from '../../core/query/query-engine';
import type { ColumnChoice } from '../../core/report/csv-columns';
import type { ExportFormat } from '../../core/report/export-manifest';
import { packRows, unpackRows, viewRows } from '../../core/report/export-rows';
import type { ExportRow } from '../../core/report/export-rows';
import { DEFAULT_COLUMNS, exportColumns } from '../../core/report/view-columns';
import { OpenCase } from '../open-case/open-case';
import { CaseIndexing } from '../indexing/case-indexing';
import { CaseIntegrity } from '../integrity/case-integrity';
import { exportCase } from '../reports/case-export';
import { filterView } from './filter-argument';
import type { PrintedExport } from './export-query';
import { runCli } from './run-cli';

const TOOL = 'Trailbench 1.2.3';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
let openCase: OpenCase;
let indexing: CaseIndexing;
/** The window's own engine over the case. */
let engine: QueryEngine;

beforeAll(async () => {
  worker = await builtWorker();
  folder = mkdtempSync(join(tmpdir(), 'trailbench-cli-export-'));
  mkdirSync(join(folder, 'logs'));
  writeLogFiles(join(folder, 'logs'), { events: 100, each: 10 });
  writeFileSync(join(folder, 'logs', 'copies.json'), recordsFile(0, 20));
  const odd = { ...recordOf(300), userAgent: '=cmd|x', requestParameters: { n: 1, 'a.b': '+1' }, eventTime: 'never' };
  writeFileSync(join(folder, 'logs', 'odd.json'), JSON.stringify([odd]).replace('"n":1', '"n" : 12345678901234567890'));
  openCase = await OpenCase.create({ parent: folder, name: 'my case' }, { tool: TOOL });
  indexing = new CaseIndexing({ openCase, pool: { start: worker.start } });
  await indexing.addEvidence([join(folder, 'logs')]);
  const window = new FakeWindow(indexing);
  await window.start();
  await window.pullAll();
  engine = await window.engine();
  const digests = Array.from({ length: openCase.manifest.count }, (_, row) => openCase.manifest.entryAt(row));
  digests.sort((a, b) => ((a.sha256 ?? '') < (b.sha256 ?? '') ? -1 : 1));
  await engine.setSourceRanks(new Map(digests.map(({ no }, rank) => [no, rank])));
  await engine.settleDuplicates((records) => openCase.evidence.contentHashes(records));
}, 60_000);
afterAll(async () => {
  await indexing.close();
  await openCase.close();
  worker.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCli(['query', ...argv], {
    startWorker: worker.start,
    cwd: folder,
    version: '1.2.3',
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { status, out, err };
}

async function written(...argv: string[]): Promise<PrintedExport> {
  const { status, out, err } = await run(...argv);
  expect(status, err).toBe(0);
  return JSON.parse(out) as PrintedExport;
}

interface Choice {
  readonly view: View;
  readonly sort: readonly SortKey[];
  readonly format: ExportFormat;
  readonly columns: ColumnChoice;
  readonly zone?: string;
  readonly raw?: boolean;
}

/** What the window exports: its rows packed, sent, and written by main. */
async function asWindow({ view, sort, format, columns, zone = 'UTC', raw = false }: Choice): Promise<Buffer> {
  const rows: ExportRow[] = [];
  for await (const row of viewRows(engine, view, sort)) rows.push(row);
  const result = await exportCase(openCase, TOOL, {
    rows: unpackRows([packRows(rows)]),
    format,
    columns,
    zone,
    raw,
    filter: '',
    order: '',
    duplicatesHidden: 0,
    integrity: await new CaseIntegrity(openCase).forExport(),
  });
  return readFileSync(result.file ?? '');
}

const TIME: readonly SortKey[] = [{ column: 'time', descending: false }];
const ALL: View = { clauses: [] };
const GET = 'eventName:GetObject OR userAgent:"=cmd|x"';

describe('query -o', { timeout: 60_000 }, () => {
  it('writes the very bytes that the window exports of the same view and choice', async () => {
    const shown = exportColumns(DEFAULT_COLUMNS);
    const choices: [string[], Choice][] = [
      [[], { view: ALL, sort: TIME, format: 'csv', columns: shown }],
      [['--all-fields'], { view: ALL, sort: TIME, format: 'csv', columns: 'all' }],
      [
        ['--filter', GET, '--zone', 'Europe/Berlin', '--raw'],
        { view: filterView(GET, 'UTC'), sort: TIME, format: 'csv', columns: shown, zone: 'Europe/Berlin', raw: true },
      ],
      [
        ['--columns', 'time,requestParameters.n,accounts,bytesOut', '--sort', 'eventName,-time'],
        {
          view: ALL,
          sort: [
            { column: 'eventName', descending: false },
            { column: 'time', descending: true },
          ],
          format: 'csv',
          columns: ['time', 'requestParameters.n', 'accountId', 'recipientAccountId', 'bytesOut'],
        },
      ],
      [['--format', 'jsonl'], { view: ALL, sort: TIME, format: 'jsonl', columns: 'all' }],
      [
        ['--format', 'jsonl-evidence', '--copies'],
        { view: { ...ALL, copies: true }, sort: TIME, format: 'jsonl-evidence', columns: 'all' },
      ],
    ];
    for (const [at, [argv, choice]] of choices.entries()) {
      const file = join(folder, `export-${String(at)}`);
      const told = await written('my case', '-o', file, ...argv);
      const bytes = readFileSync(file);
      expect(bytes.equals(await asWindow(choice)), argv.join(' ')).toBe(true);
      expect(told).toMatchObject({ file, manifest: `${file}.manifest.json`, bytes: bytes.length });
      // The very files, where they are, give the same rows.
      const place = join(folder, `in-place-${String(at)}`);
      await written('logs', '-o', place, ...argv);
      if (choice.columns !== 'all' || choice.format === 'jsonl') expect(readFileSync(place).equals(bytes)).toBe(true);
      else expect(readFileSync(place, 'utf8').split('\n')).toHaveLength(bytes.toString('utf8').split('\n').length);
    }
  });

  it('writes every event that matches, and says in the manifest what they are', async () => {
    const file = join(folder, 'all.csv');
    const { rows } = await written(
      'logs',
      '-o',
      'all.csv',
      '--columns',
      'eventID,userAgent',
      '--filter',
      'awsRegion:*',
    );
    const lines = parseCsv(readFileSync(file, 'utf8'));
    expect(lines).toHaveLength(rows + 1);
    expect(rows).toBe(101);
    expect(lines.some(([, agent]) => agent === "'=cmd|x")).toBe(true);
    expect(JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8'))).toMatchObject({
      tool: TOOL,
      filter: 'awsRegion:*',
      order: 'eventTime ascending',
      duplicatesHidden: 20,
      objectsScanned: 12,
      output: { rows, columns: [{ name: 'eventID' }, { name: 'userAgent' }] },
    });
  });

  it('leaves no field and no character out without a word', async () => {
    const record = {
      eventID: 'odd-1',
      eventName: 'GetUser',
      eventSource: 'iam.amazonaws.com',
      eventTime: '2026-05-01T10:00:01Z',
      userAgent: 'AA\u0000BB',
      requestParameters: { userName: 'x', note: 'half \ud83d pair' },
      errorMessage: 'y'.repeat(40_000),
      customField: { a: 1 },
      userIdentity: { type: 'IAMUser', nickname: 'm' },
    };
    mkdirSync(join(folder, 'odd-fields'));
    writeFileSync(join(folder, 'odd-fields', 'one.json'), JSON.stringify({ Records: [record] }));
    const file = join(folder, 'odd-fields.csv');
    await written('odd-fields', '-o', file, '--all-fields', '--raw');
    const bytes = readFileSync(file);
    expect(bytes.includes(0)).toBe(false);
    expect(bytes.includes('\ufffd')).toBe(false);
    const [header = [], row = []] = parseCsv(bytes.toString('utf8'));
    const at = (name: string): string | undefined => row[header.indexOf(name)];
    expect(at('userAgent')).toBe('AA\\u0000BB');
    expect(at('requestParameters')).toBe('{"userName":"x","note":"half \\ud83d pair"}');
    expect(at('resource')).toBe('user/x');
    expect(at('resourceStatedIn')).toBe('the request');
    expect(at('otherFields')).toBe('{"customField":{"a":1},"userIdentity":{"nickname":"m"}}');
    const { output } = JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8')) as { output: object };
    expect(output).toMatchObject({
      escapedCells: 1,
      longestCell: 40_000,
      cellsOver32767: 1,
      cellsOver65535: 0,
      otherFields: { paths: { customField: 1, 'userIdentity.nickname': 1 } },
    });
    expect(output).toHaveProperty('spreadsheets', expect.stringContaining('leading zeros'));
    expect(output).toHaveProperty('escapes', expect.stringContaining('NUL'));
  });

  it('never overwrites a file by itself', async () => {
    const file = join(folder, 'once.jsonl');
    await written('logs', '-o', file, '--format', 'jsonl', '--filter', 'eventName:GetObject');
    const before = readFileSync(file);
    const again = await run('logs', '-o', file, '--format', 'jsonl');
    expect([again.status, again.out]).toEqual([1, '']);
    expect(again.err).toContain(`${file} exists already`);
    expect(readFileSync(file).equals(before)).toBe(true);
    await written('logs', '-o', file, '--format', 'jsonl', '--replace');
    expect(readFileSync(file).equals(before)).toBe(false);
  });

  it('says what it replaced, on stderr and in the manifest', async () => {
    const file = join(folder, 'replaced.jsonl');
    writeFileSync(file, 'former');
    writeFileSync(`${file}.manifest.json`, 'unrelated');
    const sha256 = createHash('sha256').update('former').digest('hex');
    const { status, out, err } = await run('logs', '-o', file, '--format', 'jsonl', '--replace');
    expect([status, JSON.parse(out)]).toMatchObject([0, { file, replaced: { bytes: 6, sha256 } }]);
    expect(err).toContain(`${file} was replaced: the file there had 6 bytes and was last changed 20`);
    expect(err).toContain(`${file}.manifest.json was replaced: the file there had 9 bytes`);
    const manifest: unknown = JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8'));
    expect(manifest).toMatchObject({ output: { replaced: { bytes: 6, sha256 } } });
    const first = await written('logs', '-o', 'never-there.jsonl', '--format', 'jsonl', '--replace');
    expect(first).not.toHaveProperty('replaced');
  });

  it('refuses at once what is no regular file, a manifest that is there, and a name that is too long', async () => {
    const place = join(folder, 'odd');
    mkdirSync(place);
    spawnSync('mkfifo', [join(place, 'pipe')]);
    symlinkSync('nowhere', join(place, 'dangling'));
    writeFileSync(join(place, 'a.csv.manifest.json'), 'unrelated');
    const list = (): string[] => readdirSync(place).sort();
    const before = list();
    const wrong: [string, string[]][] = [
      ['odd/pipe is a named pipe', ['odd/pipe', '--replace']],
      ['odd/pipe is a named pipe', ['odd/pipe']],
      ['odd is a folder', ['odd', '--replace']],
      ['/dev/stdout is a stream', ['/dev/stdout', '--replace']],
      ['/dev/null is a device', ['/dev/null', '--replace']],
      ['odd/dangling is a symbolic link that leads nowhere', ['odd/dangling', '--replace']],
      ['odd/a.csv.manifest.json exists already', ['odd/a.csv']],
      ['is too long', [`odd/${'x'.repeat(242)}`]],
      ['its folder does not exist', ['odd/gone/a.csv']],
    ];
    for (const [message, argv] of wrong) {
      // Of what is not there nothing can be read: the place is refused before.
      const { status, out, err } = await run('nothing-is-here', '-o', ...argv);
      expect([status, out], argv.join(' ')).toEqual([1, '']);
      expect(err).toContain(message);
      expect(err).toContain('--help');
    }
    expect(list()).toEqual(before);
    expect(readFileSync(join(place, 'a.csv.manifest.json'), 'utf8')).toBe('unrelated');
  });

  it('goes to where links lead, and says where that is', async () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'linked'));
    const real = join(realpathSync(folder), 'real', 'a.jsonl');
    const { status, out, err } = await run('logs', '-o', 'linked/a.jsonl', '--format', 'jsonl');
    expect([status, JSON.parse(out)]).toMatchObject([0, { file: real, manifest: `${real}.manifest.json` }]);
    expect(err).toContain(`the export goes to ${real}`);
    symlinkSync(join('real', 'a.jsonl'), join(folder, 'file-link'));
    const over = await run('logs', '-o', 'file-link', '--format', 'jsonl', '--replace');
    expect([over.status, JSON.parse(over.out)]).toMatchObject([0, { file: real }]);
    expect(readlinkSync(join(folder, 'file-link'))).toBe(join('real', 'a.jsonl'));
    const plain = await run('logs', '-o', join(realpathSync(folder), 'real', 'b.jsonl'), '--format', 'jsonl');
    expect(plain.err).not.toContain('link');
  });

  it('refuses a file that is evidence, would become part of it, or lies in a case', async () => {
    const list = (): string[] => readdirSync(join(folder, 'logs')).sort();
    const before = list();
    symlinkSync(join(folder, 'logs', 'odd.json'), join(folder, 'link.json'));
    const wrong: [string, string[]][] = [
      ['that is an input', ['logs/odd.json', '-o', 'logs/odd.json', '--replace']],
      ['that is an input', ['logs/odd.json', '-o', 'link.json', '--replace']],
      ['that is an input', ['link.json', '-o', 'logs/odd.json', '--replace']],
      ['that lies in', ['logs', '-o', 'logs/new.csv']],
      ['that lies in', ['logs', '-o', join('logs', '..', 'logs', 'odd.json'), '--replace']],
      ['that lies in', ['my case', '-o', 'my case/exports/x.csv']],
      ['lies within the case', ['logs', '-o', 'my case/exports/x.csv']],
      ['lies within the case', ['logs', '-o', 'my case/ledger.jsonl', '--replace']],
    ];
    for (const [message, argv] of wrong) {
      const { status, out, err } = await run(...argv);
      expect([status, out], argv.join(' ')).toEqual([1, '']);
      expect(err).toContain(message);
    }
    expect(list()).toEqual(before);
  });

  it('says what is wrong with its use before it reads anything', async () => {
    const wrong: Record<string, string[]> = {
      '--rows does not go with -o FILE': ['-o', 'x', '--rows', '5'],
      '--facets does not go with -o FILE': ['-o', 'x', '--facets', 'eventName'],
      '--raw goes with -o FILE': ['--raw'],
      '--format json cannot be written with -o': ['-o', 'x', '--format', 'json'],
      'either --columns or --all-fields': ['-o', 'x', '--columns', 'time', '--all-fields'],
      'go with --format csv': ['-o', 'x', '--format', 'jsonl', '--raw'],
      'a..b is no column': ['-o', 'x', '--columns', 'a..b'],
      'No time zone is called Mars': ['-o', 'x', '--zone', 'Mars'],
      '"x" is no column to sort by': ['-o', 'x', '--sort', 'time,-x'],
    };
    for (const [message, argv] of Object.entries(wrong)) {
      const { status, err } = await run('logs', ...argv);
      expect([status, message], err).toEqual([1, message]);
      expect(err).toContain(message);
    }
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});
