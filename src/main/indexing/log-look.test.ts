import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { rawZip, zipOf } from '../../../test/support/archives';
import { recordsFile } from '../../../test/support/log-files';
import { TrailbenchError } from '../../contract/errors';
import { mustHoldLogs, type LogLookOptions } from './log-look';

const PICTURE = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(600, 7)]);
const KEPT = 'No case was made, and nothing was kept.';
const CHOOSE = 'Choose log files, or a folder or an archive with log files in it.';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-look-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** What is said where there is no log; undefined where there may be one. */
async function refusal(paths: readonly string[], options?: LogLookOptions): Promise<string | undefined> {
  try {
    await mustHoldLogs(paths, options);
    return undefined;
  } catch (error) {
    if (error instanceof TrailbenchError && error.code === 'no-logs') return error.message;
    throw error;
  }
}

describe('looking for logs before a case is made', () => {
  it('names a file that is none, what it is, and what to do', async () => {
    const photo = write('photo.jpg', PICTURE);
    expect(await refusal([photo])).toBe(`No log of CloudTrail was found: ${photo} is a picture. ${KEPT} ${CHOOSE}`);
    const packed = write('a.json.xz', Buffer.from('fd377a585a000004e6d6b446', 'hex'));
    expect(await refusal([packed])).toBe(
      `No log of CloudTrail was found: ${packed} is compressed with xz. ${KEPT} Unpack it and add what comes out.`,
    );
    const other = write('other.json', '{"a": 1}');
    expect(await refusal([other])).toContain(`${other} is JSON in which no record of CloudTrail was found.`);
  });

  it('counts the files of a folder by what they are', async () => {
    for (const name of ['a.jpg', 'b.jpg', 'c/d.jpg']) write(name, PICTURE);
    write('empty.json', '');
    const words = await refusal([folder]);
    expect(words).toContain(`No log of CloudTrail was found in the 4 files of ${folder}: `);
    expect(words).toContain('a.jpg is a picture, and so are 2 more; empty.json is an empty file.');
  });

  it('says of a folder without files that it has none', async () => {
    mkdirSync(join(folder, 'within'));
    expect(await refusal([folder])).toBe(`There are no files in ${folder}. ${KEPT} ${CHOOSE}`);
  });

  it('calls files as it is told', async () => {
    const staged = write('7068.bin', PICTURE);
    const nameOf = (path: string): string => (path === staged ? 'ph.jpg' : 'what was dropped');
    expect(await refusal([folder], { nameOf })).toContain('found: ph.jpg is a picture.');
  });

  it.each<[string, () => Promise<string | Uint8Array> | string | Uint8Array]>([
    ['a log', () => recordsFile(0, 1)],
    ['a packed log', () => gzipSync(recordsFile(0, 1))],
    ['a log behind something else', () => Buffer.concat([PICTURE, Buffer.from(recordsFile(0, 1))])],
    ['a log without records', () => '{"Records":[]}'],
    ['a damaged log', () => '{"Records":[{"eventVer'],
    ['a digest', () => '{"digestS3Object":"k","logFiles":[]}'],
    ['an archive with a log', async () => zipOf({ 'a.jpg': PICTURE, 'b.json': recordsFile(0, 1) })],
    ['an archive in an archive', async () => zipOf({ 'a.zip': await zipOf({ 'b.json': recordsFile(0, 1) }) })],
    ['an archive that cannot be looked into', () => rawZip([{ name: 'a', body: 'x', flags: 1 }])],
    ['a damaged packed file', () => gzipSync(PICTURE).subarray(0, -9)],
  ])('is content with %s beside other things', async (_, content) => {
    write('a.jpg', PICTURE);
    write('z.json', await content());
    expect(await refusal([folder])).toBeUndefined();
  });

  it('looks into archives, and says that they hold none', async () => {
    const zip = write('pictures.zip', await zipOf({ 'a.jpg': PICTURE, 'b.txt': 'words' }));
    expect(await refusal([zip])).toContain(`${zip} is an archive without any.`);
  });

  it('leaves to the import what it would take long to read, but for what begins as something else', async () => {
    const text = write('notes.txt', 'words '.repeat(100));
    expect(await refusal([text], { most: 600 })).toContain('is a text in words');
    expect(await refusal([text], { most: 599 })).toBeUndefined();
    expect(await refusal([write('photo.jpg', PICTURE)], { most: 10 })).toContain('is a picture');
  });

  it('leaves out what an import leaves out', async () => {
    const logs = mkdtempSync(join(tmpdir(), 'trailbench-look-logs-'));
    try {
      writeFileSync(join(logs, 'a.json'), recordsFile(0, 1));
      symlinkSync(logs, join(folder, 'link'));
      expect(await refusal([folder])).toContain('symbolic link');
      expect(await refusal([join(folder, 'link')])).toBeUndefined();
    } finally {
      rmSync(logs, { recursive: true });
    }
  });

  it('ends where it is aborted', async () => {
    write('a.txt', 'words');
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(refusal([folder], { signal: abort.signal })).rejects.toThrow('enough');
  });
});
