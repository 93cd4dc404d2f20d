import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemError } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { TrailbenchError } from '../../contract/errors';
import type { Disk, DiskFile } from '../files/disk';
import { nodeDisk } from '../files/disk';
import { exportEvents } from './event-export';
import type { ExportOrigin, ExportResult, ExportWish } from './event-export';
import { choosePlace } from './export-place';
import { formerFile, replacedWords } from './former-file';

const folder = temporaryFolders();
const RECORD = Buffer.from('{"eventID":"1","eventTime":"2024-03-01T00:00:00Z"}');

function originOf(more: Partial<ExportOrigin> = {}): ExportOrigin {
  const scope = {
    objectsScanned: 1,
    recordsScanned: 1,
    sources: { read: 1, partly: 0, other: 0, unknown: 0, reasons: [] },
    quarantinedFiles: 0,
    quarantinedParts: 0,
    duplicatesHidden: 0,
  };
  return {
    reader: {
      inflatedSize: () => RECORD.length,
      readMany: async (_source, ranges, visit) => {
        for (const index of ranges.keys()) await visit(index, RECORD);
      },
    },
    nameOf: () => Promise.resolve({ uri: 'a.json', sha256: '00' }),
    scope,
    tool: 'Trailbench test',
    ...more,
  };
}

function wishTo(to: ExportWish['to'], count = 3): ExportWish {
  const shown = { source: 0, record: 0, offset: 0, length: RECORD.length };
  const rows = Array.from({ length: count }, () => ({ shown, others: [] }));
  return { rows, to, format: 'jsonl', columns: 'all', zone: 'UTC', raw: false, filter: '', order: 'time' };
}

async function refused(exporting: Promise<unknown>): Promise<TrailbenchError> {
  const caught: unknown = await exporting.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(caught).toBeInstanceOf(TrailbenchError);
  return caught as TrailbenchError;
}

/** Names with content, as far as they are files: what a folder holds. */
function contentOf(place: string): Record<string, string> {
  const names = readdirSync(place).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(place, name);
      return [name, lstatSync(path).isFile() ? readFileSync(path, 'utf8') : 'no file'];
    }),
  );
}

/** Something of each kind that is no regular file. */
async function standing(kind: string, path: string): Promise<() => void> {
  if (kind === 'a folder') mkdirSync(path);
  if (kind === 'a named pipe') spawnSync('mkfifo', [path]);
  if (kind === 'a symbolic link') symlinkSync('nowhere', path);
  if (kind === 'a device') spawnSync('mknod', [path, 'c', '1', '3']);
  if (kind !== 'a socket') return () => undefined;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return () => void server.close();
}

const KINDS = ['a folder', 'a named pipe', 'a socket', 'a symbolic link', 'a device'];

describe('what stands in the place of an export', () => {
  it.each(KINDS)('is refused and left where it is %s, whether or not files may be replaced', async (kind) => {
    for (const which of ['a.jsonl', 'a.jsonl.manifest.json']) {
      const place = folder();
      const close = await standing(kind, join(place, which));
      // Only root may make a device.
      if (!readdirSync(place).includes(which)) continue;
      const before = statusOf(join(place, which));
      for (const replace of [false, true]) {
        const error = await refused(exportEvents(wishTo({ path: join(place, 'a.jsonl'), replace }), originOf()));
        expect(error).toMatchObject({ code: 'bad-request', details: join(place, which) });
        expect(error.message).toContain(`${join(place, which)} is ${kind}`);
        expect(readdirSync(place)).toEqual([which]);
        expect(statusOf(join(place, which))).toEqual(before);
      }
      close();
    }
  });

  it('is refused before a record is read where it is a manifest, named, and neither file is touched', async () => {
    const place = folder();
    writeFileSync(join(place, 'a.jsonl.manifest.json'), 'unrelated');
    const before = contentOf(place);
    const reader = { inflatedSize: () => 0, readMany: () => Promise.reject(new Error('It was read.')) };
    const error = await refused(exportEvents(wishTo({ path: join(place, 'a.jsonl') }), originOf({ reader })));
    expect(error).toMatchObject({ code: 'bad-request', details: join(place, 'a.jsonl.manifest.json') });
    expect(error.message).toContain('a.jsonl.manifest.json exists already');
    expect(contentOf(place)).toEqual(before);
  });

  it('gives a default name another number where a manifest has it', async () => {
    const place = folder();
    const now = (): Date => new Date('2026-03-12T01:42:11Z');
    writeFileSync(join(place, 'events-20260312T014211Z.jsonl.manifest.json'), 'unrelated');
    const { file } = await exportEvents(wishTo({ folder: place, name: 'events' }), originOf(), { now });
    expect(file).toBe(join(place, 'events-20260312T014211Z-2.jsonl'));
    expect(readFileSync(join(place, 'events-20260312T014211Z.jsonl.manifest.json'), 'utf8')).toBe('unrelated');
    expect(readdirSync(place)).not.toContain('events-20260312T014211Z.jsonl');
  });

  it('is left where another program has written it while the export ran', async () => {
    const place = folder();
    const path = join(place, 'a.jsonl');
    const custody = (): Promise<never> => Promise.reject(new Error('Nothing is to be entered.'));
    const disk = changing(nodeDisk, (method, target) => {
      if (method === 'sync' && target.endsWith('.tmp')) writeFileSync(path, 'theirs');
    });
    const error = await refused(exportEvents(wishTo({ path }), originOf({ custody }), { disk }));
    expect(error.message).toContain('was written by another program meanwhile');
    expect(contentOf(place)).toEqual({ 'a.jsonl': 'theirs' });
  });
});

describe('a replaced file', () => {
  it('is told in the result, the manifest and the ledger, and nothing of it is left', async () => {
    const place = folder();
    const path = join(place, 'a.jsonl');
    writeFileSync(path, 'former');
    writeFileSync(`${path}.manifest.json`, 'former manifest');
    const modified = statSync(path).mtime;
    const sha256 = createHash('sha256').update('former').digest('hex');
    const entered: unknown[] = [];
    const custody: ExportOrigin['custody'] = (entry) => {
      entered.push(entry);
      return Promise.resolve({ caseId: 'c', caseName: 'C', ledgerHead: 'ff', entered: true });
    };
    const result: ExportResult = await exportEvents(wishTo({ path, replace: true }), originOf({ custody }));
    expect(result.replaced).toMatchObject([{ path, bytes: 6, modified, sha256 }, { path: `${path}.manifest.json` }]);
    expect(replacedWords(result.replaced[0] ?? { path, bytes: 0, modified })).toBe(
      `${path} was replaced: the file there had 6 bytes and was last changed ${modified.toISOString().slice(0, 19)}Z.`,
    );
    expect(entered).toMatchObject([{ replaced: { bytes: 6, sha256 } }]);
    const manifest: unknown = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8'));
    expect(manifest).toMatchObject({ output: { replaced: { bytes: 6, sha256 } }, custody: { entered: true } });
    expect(readdirSync(place).sort()).toEqual(['a.jsonl', 'a.jsonl.manifest.json']);
    const again = await exportEvents(wishTo({ path: join(place, 'b.jsonl'), replace: true }), originOf());
    expect(again.replaced).toEqual([]);
  });

  it('keeps its other names as they were', async () => {
    const place = folder();
    const path = join(place, 'a.jsonl');
    writeFileSync(path, 'former');
    linkSync(path, join(place, 'other'));
    await exportEvents(wishTo({ path, replace: true }), originOf());
    expect(readFileSync(join(place, 'other'), 'utf8')).toBe('former');
  });

  it('is told without a hash where it is too large to be read for that', async () => {
    const path = join(folder(), 'large');
    writeFileSync(path, '');
    truncateSync(path, 300 * 1024 * 1024);
    expect(await formerFile(nodeDisk, path, statSync(path))).toEqual({
      path,
      bytes: 300 * 1024 * 1024,
      modified: statSync(path).mtime,
    });
  });

  it('is moved aside where the disk knows no second names', async () => {
    const place = folder();
    const path = join(place, 'a.jsonl');
    writeFileSync(path, 'former');
    const disk = changing(nodeDisk, (method) => {
      if (method === 'link') throw systemError('EPERM');
    });
    const custody = (): Promise<never> => Promise.reject(new TrailbenchError('case-locked', 'Taken over.'));
    await refused(exportEvents(wishTo({ path, replace: true }), originOf({ custody }), { disk }));
    expect(contentOf(place)).toEqual({ 'a.jsonl': 'former' });
    await exportEvents(wishTo({ path, replace: true }), originOf(), { disk });
    expect(readdirSync(place).sort()).toEqual(['a.jsonl', 'a.jsonl.manifest.json']);
  });
});

describe('a failure', () => {
  const LIMITS = { batchRows: 2, rowRunBytes: 50, lineRunBytes: 50, cacheBytes: 0, wholeBytes: 0 };

  it.each([false, true])('of any one step leaves the folder as it was; replacing: %s', async (replace) => {
    let reached = 0;
    for (let nth = 1; ; nth += 1) {
      const place = folder();
      const path = join(place, 'a.jsonl');
      if (replace) for (const name of [path, `${path}.manifest.json`]) writeFileSync(name, `former ${name}`);
      writeFileSync(join(place, 'other'), 'other');
      const before = contentOf(place);
      let entered = false;
      const custody: ExportOrigin['custody'] = () => {
        entered = true;
        return Promise.resolve({ caseId: 'c', caseName: 'C', ledgerHead: 'ff', entered: true });
      };
      let steps = 0;
      const disk = changing(nodeDisk, () => {
        steps += 1;
        if (steps === nth) throw systemError('EIO');
      });
      const settings = { disk, limits: LIMITS };
      const ended = await exportEvents(wishTo({ path, replace }, 20), originOf({ custody }), settings).catch(
        (cause: unknown) => cause,
      );
      if (steps < nth) break;
      reached = nth;
      const now = contentOf(place);
      if (!entered) {
        expect(ended).toBeInstanceOf(TrailbenchError);
        expect(now, `step ${String(nth)}`).toEqual(before);
      } else if (ended instanceof TrailbenchError) {
        expect(ended.message).toContain('was exported, but not the manifest');
        const manifest = 'a.jsonl.manifest.json';
        expect({ ...now, 'a.jsonl': '' }, `step ${String(nth)}`).toEqual({ ...before, 'a.jsonl': '' });
        expect(now[manifest]).toBe(before[manifest]);
        expect(now['a.jsonl']).toContain('eventID');
      }
    }
    expect(reached).toBeGreaterThan(12);
  });

  it('of a name that is too long for its manifest is told before anything is made', async () => {
    const place = folder();
    const longest = 255 - '.manifest.json'.length;
    for (const name of ['x'.repeat(longest + 1), '\u00fc'.repeat(longest / 2 + 1)]) {
      const error = await refused(exportEvents(wishTo({ path: join(place, name) }), originOf()));
      expect(error.code).toBe('bad-request');
      expect(error.message).toContain('.manifest.json');
      expect(await refused(choosePlace(join(place, name)))).toMatchObject({ code: 'bad-request' });
      expect(readdirSync(place)).toEqual([]);
    }
    const { manifest } = await exportEvents(wishTo({ path: join(place, 'x'.repeat(longest)) }), originOf());
    expect(existsSync(String(manifest))).toBe(true);
    expect(readdirSync(place)).toHaveLength(2);
  });

  it('of a path that is too long is told before anything is made', async () => {
    const place = folder();
    const deep = Array.from({ length: 40 }, () => 'd'.repeat(100));
    const error = await refused(exportEvents(wishTo({ path: join(place, ...deep, 'a.csv') }), originOf()));
    expect(error).toMatchObject({ code: 'bad-request' });
    expect(error.message).toContain('The path of the export is too long');
    expect(readdirSync(place)).toEqual([]);
  });
});

describe('a chosen place', () => {
  it('is the real one where links lead to it', async () => {
    const place = folder();
    mkdirSync(join(place, 'real'));
    writeFileSync(join(place, 'real', 'a.csv'), '');
    symlinkSync('real', join(place, 'link'));
    symlinkSync(join('link', 'a.csv'), join(place, 'file'));
    const real = (await choosePlace(join(place, 'real', 'new.csv'))).file;
    expect(await choosePlace(join(place, 'link', 'new.csv'))).toEqual({
      file: real,
      manifest: `${real}.manifest.json`,
    });
    expect((await choosePlace(join(place, 'file'))).file).toBe(join(real, '..', 'a.csv'));
  });

  it('is refused where it is a link to nothing, to no file or in a circle, a stream, or in no folder', async () => {
    const place = folder();
    symlinkSync('nowhere', join(place, 'dangling'));
    symlinkSync('circle', join(place, 'circle'));
    spawnSync('mkfifo', [join(place, 'pipe')]);
    symlinkSync('pipe', join(place, 'to-pipe'));
    const wrong: [string, string][] = [
      [join(place, 'dangling'), 'leads nowhere'],
      [join(place, 'circle'), 'in a circle'],
      [join(place, 'to-pipe'), 'leads to a named pipe'],
      ['/dev/stdout', 'is a stream'],
      ['/dev/fd/1', 'is a stream'],
      ['/proc/self/fd/1', 'is a stream'],
      [join(place, 'dangling', 'a.csv'), 'its folder does not exist'],
      [join(place, 'gone', 'a.csv'), 'its folder does not exist'],
    ];
    for (const [chosen, message] of wrong) {
      const error = await refused(choosePlace(chosen));
      expect(error.message).toContain(message);
      expect(error.message).toContain(chosen);
      expect(['bad-request', 'unreadable-path']).toContain(error.code);
    }
  });
});

function statusOf(path: string): unknown {
  const { ino, mode, size, mtimeMs } = lstatSync(path);
  return { ino, mode, size, mtimeMs };
}

/** A disk of which every change is told before it is made: what is thrown then takes its place. */
function changing(disk: Disk, before: (method: string, path: string) => void): Disk {
  const fileOf = (file: DiskFile, path: string): DiskFile => ({
    write: (bytes, position) => told('write', path, () => file.write(bytes, position)),
    sync: () => told('sync', path, () => file.sync()),
    truncate: (size) => told('truncate', path, () => file.truncate(size)),
    chmod: (mode) => told('chmod', path, () => file.chmod(mode)),
    close: () => file.close(),
  });
  const told = async <T>(method: string, path: string, change: () => Promise<T>): Promise<T> => {
    before(method, path);
    return change();
  };
  return {
    ...disk,
    openForWriting: (path, how, mode) =>
      told('open', path, async () => fileOf(await disk.openForWriting(path, how, mode), path)),
    makeFolder: (path, mode) => told('makeFolder', path, () => disk.makeFolder(path, mode)),
    ensureFolder: (path, mode) => told('ensureFolder', path, () => disk.ensureFolder(path, mode)),
    rename: (from, to) => told('rename', to, () => disk.rename(from, to)),
    link: (from, to) => told('link', to, () => disk.link(from, to)),
    syncFolder: (path) => told('syncFolder', path, () => disk.syncFolder(path)),
  };
}
