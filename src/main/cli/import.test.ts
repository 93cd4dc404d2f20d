import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rawZip, zipOf } from '../../../test/support/archives';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordsFile, writeLogFiles } from '../../../test/support/log-files';
import { OpenCase } from '../open-case/open-case';
import type { ImportSummary } from './import-summary';
import { runCli } from './run-cli';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await builtWorker();
});
afterAll(() => worker.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-import-'));
  mkdirSync(join(folder, 'logs'));
  writeLogFiles(join(folder, 'logs'), { events: 100, each: 10 });
  return () => rmSync(folder, { recursive: true, force: true });
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

async function imported(status: number, ...argv: string[]): Promise<ImportSummary> {
  const ran = await run('import', ...argv);
  expect(ran.status, ran.err).toBe(status);
  return JSON.parse(ran.out) as ImportSummary;
}

function actions(name: string): string[] {
  const lines = readFileSync(join(folder, name, 'ledger.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly action: string }).action);
}

describe('import', { timeout: 60_000 }, () => {
  it('makes a case that the other commands open, and takes what is new when it is run again', async () => {
    writeFileSync(join(folder, 'logs', 'copies.json'), recordsFile(0, 20));
    const first = await imported(0, 'case', 'logs');
    expect(first).toMatchObject({ case: join(folder, 'case'), name: 'case', acquisition: 1, state: 'done' });
    expect(first).toMatchObject({ files: 11, members: 0, added: 11, known: 0, failed: 0, failures: [], sources: 11 });
    expect(first).toMatchObject({ records: 120, events: 100, duplicates: 20, quarantined: 0, message: null });
    const query = JSON.parse((await run('query', 'case')).out) as object;
    expect(query).toMatchObject({ events: 100, duplicates: 20, quarantined: 0 });
    const verify = await run('verify', 'case', '--head', first.head, '--format', 'json');
    expect(JSON.parse(verify.out)).toMatchObject({ case: { sound: true, problems: [], headLine: 3 } });

    writeFileSync(join(folder, 'logs', 'new.json'), recordsFile(200, 5));
    const again = await imported(0, 'case', 'logs');
    expect(again).toMatchObject({ acquisition: 2, added: 1, known: 11, sources: 12, events: 105, duplicates: 20 });
    expect(actions('case').filter((action) => action === 'acquire-finished')).toHaveLength(2);
  });

  it('extends a case with other paths, archives among them, and counts the whole case', async () => {
    await imported(0, 'case', 'logs');
    writeFileSync(
      join(folder, 'more.zip'),
      await zipOf({ 'a.json': recordsFile(300, 4), 'b.json': recordsFile(0, 2) }),
    );
    const more = await imported(0, 'case/case.json', 'more.zip');
    expect(more).toMatchObject({ files: 1, members: 2, added: 3, events: 104, duplicates: 2, sources: 13 });
    expect(more.readings).toEqual({ read: 13, partly: 0, other: 0, unknown: 0, reasons: [] });
  });

  it('calls a case that it makes as it is told, and no other', async () => {
    expect(await imported(0, '--name', ' The  breach ', 'c', 'logs')).toMatchObject({ name: 'The breach' });
    expect(existsSync(join(folder, 'c', 'case.json'))).toBe(true);
    expect(await imported(0, '--name', 'The breach', 'c', 'logs')).toMatchObject({ acquisition: 2, added: 0 });
    const other = await run('import', 'c', 'logs', '--name', 'Another');
    expect(other).toMatchObject({ status: 1, out: '' });
    expect(other.err).toContain('is called "The breach" already');
  });

  it('lists what could not be read, and ends with 4 where something could', async () => {
    const zip = rawZip([
      { name: 'secret.json', body: 'x', flags: 1 },
      { name: 'link', body: '/etc/passwd', mode: 0o120777 },
      { name: 'good.json', body: recordsFile(0, 3) },
    ]);
    writeFileSync(join(folder, 'odd.zip'), zip);
    const some = await imported(4, 'case', 'odd.zip');
    expect(some).toMatchObject({ added: 2, failed: 1, events: 3, quarantined: 0 });
    expect(some.failures).toMatchObject([{ uri: join(folder, 'odd.zip!/secret.json'), reason: 'encrypted' }]);
    // The same again tells the same.
    expect(await imported(4, 'case', 'odd.zip')).toMatchObject({ added: 0, known: 2, failures: some.failures });
    // Another import has failures of its own.
    expect(await imported(0, 'case', 'logs')).toMatchObject({ failed: 0, failures: [] });
  });

  it('ends with 2 where nothing could be read', async () => {
    writeFileSync(join(folder, 'secret.zip'), rawZip([{ name: 'a', body: 'x', flags: 1 }]));
    const none = await imported(2, 'case', 'secret.zip');
    expect(none).toMatchObject({ failed: 1, records: 0 });
    expect(none.message).toContain('Nothing that was named could be read');
    mkdirSync(join(folder, 'empty'));
    expect(await imported(2, 'case', 'empty')).toMatchObject({ files: 0, added: 0, failed: 0 });
  });

  it('makes no case of what holds no log, and leaves nothing behind', async () => {
    writeFileSync(join(folder, 'a.json.xz'), Buffer.from('fd377a585a000004e6d6b446', 'hex'));
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'kept'));
    for (const [into, given, words] of [
      ['case', 'a.json.xz', `${join(folder, 'a.json.xz')} is compressed with xz. No case was made`],
      ['new/case', 'empty', `There are no files in ${join(folder, 'empty')}.`],
      // The analyst's own empty folder is none of ours.
      ['kept', 'a.json.xz', 'Unpack it'],
    ] as const) {
      const { status, out, err } = await run('import', into, given);
      expect([status, out], err).toEqual([2, '']);
      expect(err).toContain(words);
    }
    expect(readdirSync(folder).sort()).toEqual(['a.json.xz', 'empty', 'kept', 'logs']);
    expect(readdirSync(join(folder, 'kept'))).toEqual([]);
    // Beside a log it is evidence like any other, and so it is in a case that is there.
    expect(await imported(0, 'case', 'logs', 'a.json.xz')).toMatchObject({ added: 11 });
    writeFileSync(join(folder, 'photo.jpg'), Buffer.from('ffd8ffe0', 'hex'));
    const photo = await run('import', 'case', 'photo.jpg');
    expect(JSON.parse(photo.out)).toMatchObject({ added: 1, sources: 12, readings: { other: 2 } });
  });

  it('ends with 3 where the case is damaged, with everything taken in', async () => {
    await imported(0, 'case', 'logs');
    rmSync(join(folder, 'case/evidence/packs/0001.tar'));
    writeFileSync(join(folder, 'new.json'), recordsFile(200, 5));
    const { status, err, out } = await run('import', 'case', 'new.json');
    expect(status).toBe(3);
    expect(err).toContain('The case is damaged');
    expect(JSON.parse(out)).toMatchObject({ added: 1, state: 'done' });
  });

  it.each<[string, string[], string]>([
    ['without a case', [], 'needs the folder of a case'],
    ['without paths', ['case'], 'needs files or folders'],
    ['with an unknown option', ['case', 'logs', '--fast'], '--fast'],
    ['with an unknown format', ['case', 'logs', '--format', 'csv'], '--format csv'],
    ['into a folder with other things in it', ['logs', 'logs'], 'a folder with other things in it'],
    ['into a file', ['file', 'logs'], 'is a file'],
    ['into what is no name', ['a:b?', 'logs'], 'is no name for the folder of a case'],
    ['of a case', ['other', 'case'], 'is a case, which is no evidence'],
    ['of what lies in the case', ['case', 'case/evidence'], 'lies in the case'],
  ])('is refused %s, and leaves nothing behind', async (_, argv, words) => {
    writeFileSync(join(folder, 'file'), '');
    await imported(0, 'case', 'logs');
    const before = actions('case');
    const { status, out, err } = await run('import', ...argv);
    expect(status, err).toBe(1);
    expect(err).toContain(words);
    expect(out).toBe('');
    expect(existsSync(join(folder, 'other'))).toBe(false);
    expect(actions('case')).toEqual(before);
  });

  it('makes no case where a path is not there', async () => {
    const { status, err } = await run('import', 'case', 'logs', 'nowhere');
    expect(status).toBe(2);
    expect(err).toContain('nowhere');
    expect(existsSync(join(folder, 'case'))).toBe(false);
  });

  it('leaves a case alone that another program has open', async () => {
    await imported(0, 'case', 'logs');
    const held = await OpenCase.open(join(folder, 'case'), { tool: 'test' });
    try {
      const { status, err } = await run('import', 'case', 'logs');
      expect(status).toBe(2);
      expect(err).toContain('cannot be added to');
    } finally {
      await held.close();
    }
  });

  it('does not take its own case in, whatever link leads to it', async () => {
    symlinkSync(folder, join(folder, 'link'));
    const whole = await imported(0, 'link/logs/case', 'logs');
    expect(whole).toMatchObject({ added: 10, sources: 10, events: 100 });
    expect(await imported(0, 'logs/case', 'link/logs')).toMatchObject({ acquisition: 2, events: 100, duplicates: 100 });
  });

  it('goes on with what was cut off of the same paths, and with nothing else', async () => {
    const logs = join(folder, 'logs');
    const opened = await OpenCase.create({ parent: folder, name: 'case' }, { tool: 'test' });
    (await opened.startAcquisition([join(folder, 'elsewhere')])).suspend();
    (await opened.startAcquisition([logs])).suspend();
    await opened.close();
    const ran = await run('import', 'case', 'logs');
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ acquisition: 2, added: 10, state: 'done' });
    expect(ran.err).toContain(`The import of ${join(folder, 'elsewhere')}, begun`);
    expect(actions('case')).toContain('acquire-resumed');
    expect(await imported(0, 'case', 'logs')).toMatchObject({ acquisition: 3, added: 0, known: 10 });
  });

  it('tells the same as text', async () => {
    const { status, out } = await run('import', 'case', 'logs', '--format', 'text');
    expect(status).toBe(0);
    expect(out).toMatch(/^case +\S+case$/m);
    expect(out).toMatch(/^events +100$/m);
    expect(out).toMatch(/^head +[0-9a-f]{64}$/m);
  });

  it('is in the help', async () => {
    expect((await run('import', '--help')).out).toContain('import CASE PATHS...');
    expect((await run('nothing')).err).toContain('query, annotate, annotations, verify, import, acquire, help');
  });
});
