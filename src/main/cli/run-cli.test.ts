import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtWorker } from '../../../test/support/indexing-worker';
import { isVisible } from '../../core/event/visible-text';
import { recordOf, recordsFile, writeLogFiles } from '../../../test/support/log-files';
import { FakeWindow } from '../../../test/support/window';
import { OpenCase } from '../open-case/open-case';
import { CaseIndexing } from '../indexing/case-indexing';
import { loadIndex } from './load-index';
import { runCli } from './run-cli';
import { formatSummary, summarize } from './summary';

const DATA = resolve(import.meta.dirname, '../../../../shared/data');

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await builtWorker();
  folder = mkdtempSync(join(tmpdir(), 'trailbench-cli-'));
  mkdirSync(join(folder, 'logs'));
  writeLogFiles(join(folder, 'logs'), { events: 100, each: 10 });
  writeFileSync(join(folder, 'logs', 'copies.json'), recordsFile(0, 20));
  const odd = [
    { eventName: 'Odd', eventTime: 'never' },
    { eventName: '', sourceIPAddress: '=cmd|x', eventTime: '2030-01-01T00:00:00Z' },
  ];
  writeFileSync(join(folder, 'logs', 'odd.json'), JSON.stringify(odd));
  writeFileSync(join(folder, 'logs', 'broken.json'), `${recordsFile(500, 2).slice(0, -30)}`);
  writeFileSync(join(folder, 'logs', 'notes.txt'), 'not a log');
});
afterAll(() => {
  worker.remove();
  rmSync(folder, { recursive: true, force: true });
});

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

interface Printed {
  readonly events: number;
  readonly facets: Readonly<Record<string, readonly { value: string | null; count: number }[]>>;
  readonly rows?: readonly Record<string, unknown>[];
}

async function json(...argv: string[]): Promise<Printed> {
  const { status, out, err } = await run('query', ...argv);
  expect(status, err).toBe(0);
  return JSON.parse(out) as Printed;
}

describe('query', { timeout: 60_000 }, () => {
  it('prints counts and whole facets as one JSON object, and nothing else', async () => {
    const { status, out, err } = await run('query', 'logs', '--facets', 'eventName,errorCode');
    expect(status).toBe(0);
    expect(out.endsWith('}\n')).toBe(true);
    expect(err).toContain('broken.json');
    const printed = JSON.parse(out) as Printed;
    expect(printed).toMatchObject({ events: 103, duplicates: 20, quarantined: 1, matched: 103 });
    expect(Object.keys(printed.facets)).toEqual(['eventName', 'errorCode']);
    expect(printed.facets['errorCode']).toEqual([{ value: null, count: 103 }]);
    const names = printed.facets['eventName'] ?? [];
    expect(names.reduce((sum, { count }) => sum + count, 0)).toBe(103);
    const sorted = [...names].sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1));
    expect(names).toEqual(sorted);
    expect(names).toContainEqual({ value: '', count: 1 });
  });

  it('prints the first values and rows that were asked for, in the order that was asked for', async () => {
    const printed = await json(
      'logs',
      '--facets=principal',
      '--top',
      '2',
      '--rows',
      '3',
      '--columns',
      'time,eventName,bytesOut',
      '--sort',
      '-time',
    );
    expect(printed.facets['principal']?.length).toBe(2);
    expect(printed.rows).toEqual([
      { time: '2030-01-01T00:00:00Z', eventName: '', bytesOut: null },
      { time: '2023-11-14T22:21:40Z', eventName: recordOf(500)['eventName'], bytesOut: 500 },
      { time: '2023-11-14T22:14:59Z', eventName: recordOf(99)['eventName'], bytesOut: 99 },
    ]);
    const all = await json('logs', '--rows', '100000', '--columns', 'time');
    expect(all.rows?.length).toBe(103);
    expect(all.rows?.at(-1)).toEqual({ time: null });
    expect((await json('logs', '--rows', '0')).rows).toEqual([]);
  });

  it('writes lines and tables', async () => {
    const lines = (await run('query', 'logs', '--format', 'jsonl', '--facets', 'awsRegion', '--rows', '1')).out;
    const [first, second, third] = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect([first, second]).toEqual([
      { facet: 'awsRegion', value: 'eu-central-1', count: 101 },
      { facet: 'awsRegion', value: null, count: 2 },
    ]);
    expect(third).toMatchObject({ time: '2023-11-14T22:13:20Z', eventName: 'GetObject' });
    const table = (await run('query', 'logs', '--format', 'csv', '--facets', 'sourceIPAddress')).out.split('\r\n');
    expect(table[0]).toBe('facet,value,count');
    expect(table).toContain(`sourceIPAddress,"'=cmd|x",1`);
    expect(table).toContain('sourceIPAddress,(none),1');
    const rows = (await run('query', 'logs', '--format', 'csv', '--rows', '2', '--columns', 'time,eventName')).out;
    expect(rows).toBe('time,eventName\r\n2023-11-14T22:13:20Z,GetObject\r\n2023-11-14T22:13:21Z,PutObject\r\n');
    expect((await run('query', 'logs', '--format', 'csv')).out).toBe(
      'events,duplicates,quarantined,withoutTime,matched,calls\r\n103,20,1,1,103,103\r\n',
    );
  });

  it('says what is wrong with its use, with status 1', async () => {
    const wrong: Record<string, string[]> = {
      'needs a case, or files': [],
      '"nope" is no facet. Facets are: eventName, principal': ['logs', '--facets', 'nope'],
      '--top needs a whole number': ['logs', '--facets', 'eventName', '--top', '-1'],
      '--rows needs a whole number': ['logs', '--rows', 'many'],
      '"x" is no column': ['logs', '--rows', '1', '--columns', 'x'],
      '"x" is no column to sort by': ['logs', '--rows', '1', '--sort', '-x'],
      '--columns goes with --rows': ['logs', '--columns', 'time'],
      '--sort goes with --rows': ['logs', '--sort', 'time'],
      '--top goes with --facets': ['logs', '--top', '3'],
      '--format xml is not known': ['logs', '--format', 'xml'],
      'one table': ['logs', '--format', 'csv', '--facets', 'eventName', '--rows', '1'],
      "'--frobnicate'": ['logs', '--frobnicate'],
    };
    for (const [message, argv] of Object.entries(wrong)) {
      const { status, out, err } = await run('query', ...argv);
      expect([status, out], message).toEqual([1, '']);
      expect(err).toContain(message);
    }
    const report = await run('report', 'x');
    expect(report.status).toBe(1);
    expect(report.err).toContain('"report" is no command. Commands are: query, ');
    expect((await run()).status).toBe(1);
  });

  it('says what it cannot read, with status 2', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    for (const argv of [['nowhere'], ['logs', 'nowhere'], ['empty']]) {
      const { status, out, err } = await run('query', ...argv);
      expect([status, out]).toEqual([2, '']);
      expect(err).toContain(argv.at(-1));
    }
    mkdirSync(join(folder, 'bad-case'), { recursive: true });
    writeFileSync(join(folder, 'bad-case', 'case.json'), '{');
    expect((await run('query', 'bad-case')).status).toBe(2);
  });

  it('gives the same for a case as for its files, and writes nothing', async () => {
    const openCase = await OpenCase.create({ parent: folder, name: 'my case' }, { tool: 'test' });
    const indexing = new CaseIndexing({ openCase, pool: { start: worker.start } });
    try {
      await indexing.addEvidence([join(folder, 'logs')]);
      const window = new FakeWindow(indexing);
      await window.start();
      await window.pullAll();
      const list = (): unknown => readdirSync(openCase.path, { recursive: true }).sort();
      const before = [list(), readFileSync(join(openCase.path, 'ledger.jsonl'), 'utf8')];
      const argv = ['--facets', 'eventName,principal,userAgent', '--rows', '200'];
      // It is open in another program meanwhile.
      expect(await json('my case', ...argv)).toEqual(await json('logs', ...argv));
      expect(await json(join('my case', 'case.json'))).toMatchObject({ events: 103, quarantined: 1 });
      expect([list(), readFileSync(join(openCase.path, 'ledger.jsonl'), 'utf8')]).toEqual(before);
      expect((await run('query', 'my case', 'logs')).err).toContain('give one case alone');
    } finally {
      await indexing.close();
      await openCase.close();
    }
  });

  it('shows one and the same copy of an event, whatever the order of the files', async () => {
    const argv = ['--rows', '200', '--columns', 'time,eventName,principal'];
    const copies = join('logs', 'copies.json');
    expect(await json(copies, 'logs', ...argv)).toEqual(await json('logs', copies, ...argv));
  });

  it('shows its help and version', async () => {
    for (const argv of [['--help'], ['help'], ['query', '--help']]) {
      const { status, out } = await run(...argv);
      expect(status).toBe(0);
      expect(out).toContain('--facets a,b');
    }
    expect((await run('--version')).out).toBe('Trailbench 1.2.3\n');
  });

  it('escapes what a terminal would obey', async () => {
    const record = { ...recordOf(1), eventName: 'a\u009b31m\u202eb\u001b[0m' };
    writeFileSync(join(folder, 'hostile.json'), JSON.stringify([record]));
    const { out } = await run('query', 'hostile.json', '--facets', 'eventName');
    expect(out).toContain('a\\u009b31m\\u202eb\\u001b[0m');
    expect((JSON.parse(out) as Printed).facets['eventName']?.[0]?.value).toBe(record.eventName);
  });

  it('lets nothing of names and values through to a terminal, in any format, as result or as message', async () => {
    const tricks = '\u001b[2J\u009b1m\u202e\u200b\ufe0f\u{e0041}';
    const names = ['eventName', 'userAgent', 'awsRegion'];
    const record = { ...recordOf(2), ...Object.fromEntries(names.map((name) => [name, `${name}${tricks}\nline`])) };
    const logs = join(folder, `logs${tricks}`);
    mkdirSync(logs);
    writeFileSync(join(logs, 'a.json'), JSON.stringify([record]));
    writeFileSync(join(logs, `broken${tricks}.json`), recordsFile(700, 2).slice(0, -30));
    const asked = ['query', logs, '--facets', 'eventName,userAgent'];
    const rows = ['query', logs, '--rows', '5', '--columns', 'time,eventName,userAgent'];
    const ran = [
      ...(await Promise.all(
        ['json', 'jsonl', 'csv'].flatMap((format) => [asked, rows].map((one) => run(...one, '--format', format))),
      )),
      await run('query', logs, '-o', `out${tricks}.csv`),
      await run('query', `gone${tricks}`),
      await run('query', logs, '--filter', `a${tricks}(`),
      await run('verify', logs),
      await run('verify', logs, '--format', 'json'),
      await run('verify', `gone${tricks}`),
      await run('acquire', `s3://bucket${tricks}`, '--case', 'c', `--colour${tricks}`),
      await run('acquire', `bucket${tricks}`, '--case', 'c'),
      await run(`command${tricks}`),
    ];
    for (const { out, err } of ran) {
      const lines = (out + err).split(/\r?\n/);
      expect(lines.filter((line) => !isVisible(line))).toEqual([]);
      expect(lines.filter((line) => line.startsWith('line'))).toEqual([]);
    }
    // None of it may be clean because it says nothing of these names.
    const told = ran.map(({ out, err }) => out + err);
    expect(told.filter((text) => !/u001b|U\+001B/.test(text))).toEqual([]);
  });
});

describe('summary', () => {
  it('says what a set of files holds', async () => {
    const index = await loadIndex([join(folder, 'logs')], { start: worker.start, tool: 'test' });
    const text = formatSummary(await summarize(index));
    expect(text).toContain('Sources       14');
    expect(text).toContain('Records       103');
    expect(text).toContain('Duplicates    20');
    expect(text).toContain('Quarantined   1');
    expect(text).toContain('Without time  1');
    expect(text).toContain('Range         2023-11-14 22:13:20 to 2030-01-01 00:00:00 UTC');
    for (const title of ['Event names', 'Principals', 'Source IPs', 'Signature versions'])
      expect(text).toContain(title);
  });
});

describe.skipIf(!existsSync(DATA))('real logs', { timeout: 60_000 }, () => {
  const counts: Record<string, number[]> = {
    invictus: [2900, 0],
    stratus: [107, 0],
    plaso: [6, 0],
    trailscraper: [2, 2],
    cloudgrep: [2, 0],
  };
  for (const [name, [events, duplicates]] of Object.entries(counts)) {
    it(`${name} gives ${events} events and ${duplicates} duplicates`, async () => {
      expect(await json(join(DATA, name))).toMatchObject({ events, duplicates, quarantined: 0 });
    });
  }

  it('invictus gives its event names, errors and signature versions', async () => {
    const { facets } = await json(
      join(DATA, 'invictus'),
      '--facets',
      'eventName,signatureVersion,errorCode,userIdentityType',
    );
    expect(facets['eventName']?.length).toBe(260);
    expect(facets['signatureVersion']).toContainEqual({ value: 'SigV4', count: 267 });
    const without = (name: string): number | undefined => facets[name]?.find(({ value }) => value === null)?.count;
    expect(without('errorCode')).toBe(2600);
    expect(without('userIdentityType')).toBe(42);
  });
});
