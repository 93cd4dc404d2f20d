import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InFile } from '../../src/main/acquire/s3/body-target';
import { Spool } from '../../src/main/archives/spool';
import { OpenCase } from '../../src/main/open-case/open-case';
import { ObjectStore } from '../../src/main/evidence/object-store';
import { EvidenceCopy } from '../../src/main/files/evidence-copy';
import { TemporaryFolder } from '../../src/main/files/temporary-folder';
import { CaseIndexing } from '../../src/main/indexing/case-indexing';
import { rawZip, tarOf, zipOf } from '../support/archives';
import type { TarEntry } from '../support/archives';
import { builtWorker } from '../support/indexing-worker';
import { recordsFile } from '../support/log-files';
import { FakeWindow } from '../support/window';
import { run } from './commands';
import { DEVICES, FOLDER, LINKS, PIPE, putInstead, SOCKET } from './kinds';
import { Outside, within } from './outside';
import { makeSoundCase } from './sound-case';

/** Bytes on their way into a case, or through an archive, lie in files that nobody else has a say in. */
const tool = 'Trailbench test';
const LARGE = 3 * 1024 * 1024;
const MINUTES = 10 * 60_000;
const ORPHAN = 'tmp-0123456789abcdef01234567';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let base = '';
let outside: Outside;
let before: Readonly<Record<string, string>>;
let opened: { readonly openCase: OpenCase; readonly indexing: CaseIndexing } | undefined;

beforeAll(async () => {
  worker = await builtWorker();
});
afterAll(() => worker.remove());
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tb-temporary-'));
  mkdirSync(join(base, 'outside'));
  mkdirSync(join(base, 'inbox'));
  outside = new Outside(join(base, 'outside'));
  before = outside.snapshot();
});
afterEach(async () => {
  await opened?.indexing.close();
  await opened?.openCase.close();
  opened = undefined;
  rmSync(base, { recursive: true, force: true });
});

function serve(openCase: OpenCase): CaseIndexing {
  const indexing = new CaseIndexing({ openCase, pool: { start: worker.start, size: 2 }, wait: 5_000 });
  opened = { openCase, indexing };
  return indexing;
}

async function newCase(): Promise<OpenCase> {
  return OpenCase.create({ parent: base, name: 'case' }, { tool });
}

function inbox(name: string, bytes: Uint8Array | string): string {
  const path = join(base, 'inbox', name);
  writeFileSync(path, bytes);
  return path;
}

function temporaries({ path }: OpenCase): string[] {
  return within(path).filter((one) => basename(one).startsWith('tmp-'));
}

describe('a temporary file', () => {
  const MAKERS: readonly { name: string; make: (path: string, root: string) => void | Promise<void> }[] = [
    {
      name: 'of members of archives',
      make: async (path, root) => {
        const spool = new Spool(path, root);
        await spool.write(Buffer.from('bytes'));
        await spool.close();
      },
    },
    { name: 'of a large source', make: (path, root) => new EvidenceCopy(path, root).finish() },
    {
      name: 'of a large object from S3',
      make: async (path, root) => {
        const file = new InFile(path, root);
        await file.write(Buffer.from('bytes'));
        await file.finish();
      },
    },
  ];

  it.each(MAKERS)(
    "$name is made by exclusion, for this user alone, wherever it lies in the case's folder",
    async ({ make }) => {
      const path = join(base, 'inbox', 'tmp');
      await make(path, base);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      for (const kind of [...LINKS, PIPE, SOCKET, ...DEVICES, FOLDER]) {
        await putInstead(path, kind, outside);
        await expect((async () => make(path, base))(), kind.name).rejects.toThrow(`${path} could not be written`);
      }
      expect(outside.snapshot()).toEqual(before);
    },
  );

  it.each(MAKERS)('$name is not made through a folder that is a link', async ({ make }) => {
    symlinkSync(outside.folder, join(base, 'inbox', 'objects'));
    const path = join(base, 'inbox', 'objects', 'tmp');
    await expect((async () => make(path, base))()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('inbox/objects is a symbolic link') },
    });
    expect(outside.snapshot()).toEqual(before);
  });

  it('has a name that nobody can guess', async () => {
    const openCase = await newCase();
    const names = new Set(Array.from({ length: 1_000 }, () => basename(openCase.evidence.temporaryPath())));
    expect(names.size).toBe(1_000);
    for (const name of names) expect(name).toMatch(/^tmp-[0-9a-f]{24}$/);
    await openCase.close();
    const folder = new TemporaryFolder();
    const [first, second] = [folder.path(), folder.path()];
    expect(dirname(first)).toBe(dirname(second));
    expect(basename(first)).toMatch(/^[0-9a-f]{24}$/);
    expect(first).not.toBe(second);
    expect(statSync(dirname(first)).mode & 0o777).toBe(0o700);
    // What somebody puts there after all goes by its name alone.
    symlinkSync(outside.folder, second);
    await folder.remove();
    expect(existsSync(dirname(first))).toBe(false);
    expect(outside.snapshot()).toEqual(before);
  });
});

describe('a case while it is open', () => {
  async function importOf(path: string): Promise<{ openCase: OpenCase; indexing: CaseIndexing; window: FakeWindow }> {
    const openCase = await newCase();
    const indexing = serve(openCase);
    await indexing.addEvidence([path]);
    return { openCase, indexing, window: new FakeWindow(indexing) };
  }

  it.each([
    ['a large source', async () => inbox('large.json', recordsFile(0, 10) + ' '.repeat(LARGE))],
    ['an archive', async () => inbox('logs.zip', await zipOf({ 'a.json': recordsFile(0, 10) }))],
    ['a large member', async () => inbox('logs.zip', await zipOf({ 'a.json': recordsFile(0, 3) + ' '.repeat(LARGE) }))],
  ] as const)('takes %s through no folder that has become a link meanwhile', async (_, make) => {
    const { openCase, indexing, window } = await importOf(await make());
    const objects = join(openCase.path, 'evidence/objects');
    renameSync(objects, `${objects} before`);
    symlinkSync(outside.folder, objects);
    await window.start();
    await window.pullAll();
    expect(indexing.progress()).toMatchObject({
      phase: 'failed',
      message: expect.stringContaining('evidence/objects'),
    });
    expect(outside.snapshot()).toEqual(before);
    rmSync(objects);
    renameSync(`${objects} before`, objects);
    await indexing.resume();
    await window.pullAll();
    expect(indexing.progress().phase).toBe('done');
    expect(openCase.manifest.totals.records).toBeGreaterThan(0);
    expect(temporaries(openCase)).toEqual([]);
  });

  it.each(['cancel', 'close', 'the end'])('keeps no temporary file after %s', { timeout: MINUTES }, async (how) => {
    const members = Array.from({ length: 300 }, (_, at) => [`log-${at}.json`, recordsFile(at * 20, 20)] as const);
    const { openCase, indexing, window } = await importOf(inbox('logs.zip', await zipOf(Object.fromEntries(members))));
    await window.start();
    await window.pull(false);
    if (how === 'cancel') await indexing.cancel();
    else if (how === 'the end') await window.pullAll();
    await indexing.close();
    await openCase.close();
    opened = undefined;
    expect(temporaries(openCase)).toEqual([]);
  });
});

describe('what a case has under the name of a temporary file', () => {
  it.each([...LINKS, PIPE, SOCKET, ...DEVICES, FOLDER])('is left alone where it is $name', async (kind) => {
    const objects = join(base, 'objects');
    mkdirSync(objects);
    const path = join(objects, ORPHAN);
    await putInstead(path, kind, outside);
    writeFileSync(join(objects, 'tmp-ffffffffffffffffffffffff'), 'left by a crash');
    const found = lstatSync(path).ino;
    expect(await new ObjectStore(objects).removeOrphans()).toBe(1);
    expect(readdirSync(objects)).toEqual([ORPHAN]);
    expect(lstatSync(path).ino).toBe(found);
    expect(outside.snapshot()).toEqual(before);
  });

  it('costs a file outside nothing but a name, where it is another name of that', async () => {
    const sound = await makeSoundCase(base);
    linkSync(outside.secret, join(sound, 'evidence/objects', ORPHAN));
    const content = outside.content();
    const openCase = await OpenCase.open(sound, { tool });
    await openCase.close();
    expect(temporaries(openCase)).toEqual([]);
    expect(outside.content()).toBe(content);
    expect(statSync(outside.secret).nlink).toBe(1);
  });

  it('is a folder, which stays with all that is in it', async () => {
    const sound = await makeSoundCase(base);
    const folder = join(sound, 'evidence/objects', ORPHAN);
    mkdirSync(folder);
    writeFileSync(join(folder, 'file'), 'text');
    const openCase = await OpenCase.open(sound, { tool });
    await openCase.close();
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('an archive whose members would go elsewhere', () => {
  const record = (at: number): string => recordsFile(at, 1);

  /** Names that lead out, as members that are files. */
  function names(): string[] {
    return [
      '../escaped.json',
      '../../escaped.json',
      `${'../'.repeat(30)}tmp/escaped.json`,
      join(base, 'escaped.json'),
      'a/../../escaped.json',
      'link/escaped.json',
      'C:\\escaped.json',
      '..\\escaped.json',
      'nul\0escaped.json',
      'tmp-0123456789abcdef01234567',
      '.',
      '..',
      '/',
      '',
    ];
  }

  function tarEntries(): TarEntry[] {
    return [
      { name: 'link', type: 'symlink', linkname: outside.folder },
      { name: 'secret', type: 'symlink', linkname: outside.secret },
      { name: 'hard', type: 'link', linkname: outside.secret },
      { name: 'up', type: 'symlink', linkname: '../../..' },
      { name: 'char', type: 'character-device', devmajor: 1, devminor: 5 },
      { name: 'block', type: 'block-device', devmajor: 8, devminor: 0 },
      { name: 'pipe', type: 'fifo' },
      ...names()
        .filter((name) => name !== '')
        .map((name, at): TarEntry => ({ name, body: record(at) })),
      { name: 'sound.json', body: record(500) },
    ];
  }

  function zipEntries(): Parameters<typeof rawZip>[0] {
    return [
      { name: 'link', body: outside.folder, mode: 0o120777 },
      { name: 'secret', body: outside.secret, mode: 0o120777 },
      { name: 'char', body: '', mode: 0o020666 },
      { name: 'pipe', body: '', mode: 0o010666 },
      ...names().map((name, at) => ({ name, body: record(at) })),
      { name: 'sound.json', body: record(500) },
    ];
  }

  const ARCHIVES: readonly { name: string; make: () => Promise<Buffer> }[] = [
    { name: 'tar', make: () => tarOf(tarEntries()) },
    { name: 'tar.gz', make: async () => gzipSync(await tarOf(tarEntries())) },
    { name: 'zip', make: () => Promise.resolve(rawZip(zipEntries())) },
    { name: 'zip.gz', make: () => Promise.resolve(gzipSync(rawZip(zipEntries()))) },
  ];

  /** Every name in the test's own place, outside of the case. */
  const places = (): string[] => within(base).filter((path) => !path.startsWith(join(base, 'case')));

  it.each(ARCHIVES)(
    'makes nothing but evidence of a case of it: $name',
    { timeout: MINUTES },
    async ({ name, make }) => {
      const path = inbox(`hostile.${name}`, await make());
      const there = places();
      const openCase = await newCase();
      const indexing = serve(openCase);
      await indexing.addEvidence([path]);
      const window = new FakeWindow(indexing);
      await window.start();
      await window.pullAll();
      expect(indexing.progress().phase).toBe('done');
      expect(openCase.manifest.totals.records, 'of the members that are files').toBeGreaterThan(10);
      expect(places()).toEqual(there);
      expect(existsSync('/tmp/escaped.json')).toBe(false);
      expect(outside.snapshot()).toEqual(before);
      for (const one of within(openCase.path)) {
        const found = lstatSync(one);
        expect(found.isFile() || found.isDirectory(), one).toBe(true);
        expect(one.slice(openCase.path.length)).toMatch(
          /^\/(case\.json|case\.lock|(ledger|journal)\.jsonl|exports|evidence(\/(manifest\.jsonl|packs(\/\d+\.tar)?|objects(\/[0-9a-f]{2}(\/[0-9a-f]{64})?)?))?)$/,
        );
      }
    },
  );

  it.each(ARCHIVES)(
    'makes nothing of one that is read in place: $name',
    { timeout: MINUTES },
    async ({ name, make }) => {
      const path = inbox(`hostile.${name}`, await make());
      const there = places();
      const ended = await run(
        'cli',
        ['query', path, '--facets', 'eventName'],
        { name: 'this user' },
        {
          cwd: base,
          profile: join(base, 'profile'),
        },
      );
      expect([0, 3], ended.err).toContain(ended.code);
      expect(ended.err).not.toMatch(/^\s+at /m);
      expect(places()).toEqual(there);
      expect(existsSync('/tmp/escaped.json')).toBe(false);
      expect(outside.snapshot()).toEqual(before);
    },
  );
});
