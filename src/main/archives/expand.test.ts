import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawZip, tarOf, zipOf, type TarEntry } from '../../../test/support/archives';
import { expanded as expand, reasonsOf as reasons } from '../../../test/support/expanded';
import { expandArchive } from './expand';
import { ARCHIVE_LIMITS, ArchiveBudget } from './limits';
import { SpoolFailed } from './spool';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-archives-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FILES = { 'a.json': '{"a":1}', 'd/b.json': 'x'.repeat(100_000), 'empty.txt': '' };

describe('expandArchive on zip', () => {
  it.each([true, false])('gives the members, compressed: %s', async (compress) => {
    const zip = await zipOf(FILES, compress);
    for (const inPack of [false, true]) {
      const { members, faults, told } = await expand(zip, { inPack });
      expect(members).toEqual(FILES);
      expect([...faults, ...told]).toEqual([]);
    }
    expect((await expand(gzipSync(zip))).members).toEqual(FILES);
  });

  it('takes names as text and nothing else', async () => {
    const long = `${'n'.repeat(5000)}.json`;
    const names = [
      '../trailbench-escaped',
      '/abs.json',
      'C:\\x\\CON',
      'a\u0000b\u001b[2J\n',
      '\u202Egpj.json',
      long,
      '',
    ];
    const { members, faults } = await expand(rawZip(names.map((name, i) => ({ name, body: String(i) }))));
    const found = Object.keys(members);
    expect(found.slice(0, 5)).toEqual(names.slice(0, 5));
    expect(found[5]).toMatch(/^n{4096}… \(name of 5005 bytes, SHA-256 [0-9a-f]{64}\)$/);
    expect(found[6]).toBe('(no name)');
    expect(faults).toEqual([]);
    expect(existsSync(join(folder, '../trailbench-escaped'))).toBe(false);
  });

  it('decodes names that are no UTF-8 by the code page that zip has for them', async () => {
    const names = [Buffer.from([0x81, 0x2e, 0x6a]), Buffer.from('ü.j')];
    const { members } = await expand(rawZip(names.map((name) => ({ name, body: 'x', flags: 0 }))));
    expect(Object.keys(members)).toEqual(['ü.j', 'ü.j (member 2 of this name)']);
  });

  it('keeps all members of one name', async () => {
    const names = ['a', 'a (member 2 of this name)', 'a', 'a'];
    const { members } = await expand(rawZip(names.map((name, i) => ({ name, body: String(i) }))));
    expect(members).toEqual({
      a: '0',
      'a (member 2 of this name)': '1',
      'a (member 3 of this name)': '2',
      'a (member 4 of this name)': '3',
    });
  });

  it('lists links, devices, encrypted and unsupported members, passes over folders, and reads the neighbours', async () => {
    const zip = rawZip([
      { name: 'link', body: '/etc/passwd', mode: 0o120777 },
      { name: 'pipe', mode: 0o010644 },
      { name: 'folder/', mode: 0o040755 },
      { name: 'secret', body: 'x', flags: 1 },
      { name: 'lzma', body: 'x', method: 14 },
      { name: 'good', body: 'good' },
    ]);
    const expanded = await expand(zip);
    expect(expanded.members).toEqual({ good: 'good' });
    expect(reasons(expanded)).toEqual(['link: skipped', 'pipe: skipped', 'secret: encrypted', 'lzma: unsupported']);
    expect(expanded.faults[2]).toMatchObject({
      offset: zip.indexOf('secret') - 30,
      message: expect.stringContaining('password') as string,
    });
  });

  it('keeps what came out of members with a wrong checksum or size, or damaged bytes, and says so', async () => {
    const body = Array.from({ length: 4000 }, (_, i) => `line ${String(i * 7919)}\n`).join('');
    const packed = deflateRawSync(body);
    // Ends at a byte, where a block of a type follows that does not exist (RFC 1951, 3.2.3).
    const half = deflateRawSync(body.slice(0, 30_000), { finishFlush: constants.Z_SYNC_FLUSH });
    const damaged = Buffer.concat([half, Buffer.of(7), packed]);
    const expanded = await expand(
      rawZip([
        { name: 'crc', body: 'abc', crc: 1 },
        { name: 'stored', body: 'abc', method: 0, crc: 1 },
        { name: 'short', body, size: 10 },
        { name: 'damaged', body, packed: damaged },
        { name: 'cut', body, packed: packed.subarray(0, 1000) },
        { name: 'good', body: 'good' },
      ]),
    );
    expect(expanded.told).toEqual([
      'crc: checksum',
      'stored: checksum',
      'short: checksum',
      'damaged: archive',
      'cut: archive',
    ]);
    const { cut = '', damaged: some = '', ...others } = expanded.members;
    expect(others).toEqual({ crc: 'abc', stored: 'abc', short: body, good: 'good' });
    // What zlib had not given out yet of the last few packed bytes is lost.
    expect(some.length).toBeGreaterThan(29_000);
    expect(body.slice(0, 30_000).startsWith(some)).toBe(true);
    expect(cut.length).toBeGreaterThan(1500);
    expect(body.startsWith(cut)).toBe(true);
    expect(expanded.faults).toEqual([]);
  });

  it('tells where headers disagree, and reads as the directory says', async () => {
    const expanded = await expand(rawZip([{ name: 'a.json', localName: 'b.json', body: 'x' }]));
    expect(expanded.members).toEqual({ 'a.json': 'x' });
    expect(expanded.told).toEqual(['a.json: archive']);
    const nowhere = rawZip([
      { name: 'a', body: 'x' },
      { name: 'b', body: 'y' },
    ]);
    nowhere.writeUInt32LE(0, 0);
    expect(reasons(await expand(nowhere))).toEqual(['a: archive']);
  });

  it('reads bytes that several members share once', async () => {
    const body = 'y'.repeat(10_000);
    const zip = rawZip([
      { name: 'first', body },
      { name: 'again', body, at: 0 },
      { name: 'good', body: 'good' },
    ]);
    const expanded = await expand(zip);
    // The bytes that the second entry should be at are read for what they say they are.
    expect(expanded.members).toEqual({ first: body, good: 'good', 'again (member 2 of this name)': body });
    expect(reasons(expanded)).toEqual(['again: archive']);
    expect(expanded.faults[0]?.message).toContain('within the bytes of another');
  });

  it('is not led astray by a member that claims the whole file and more', async () => {
    const expanded = await expand(
      rawZip([
        { name: 'claims', body: 'x', packedSize: 0xfffffff0 },
        { name: 'good', body: 'good' },
      ]),
    );
    expect(expanded.members).toEqual({ good: 'good' });
    expect(reasons(expanded)).toEqual(['claims: archive']);
  });

  it('stops bombs, and reads the neighbours', async () => {
    const limits = { ...ARCHIVE_LIMITS, inflate: { ratio: 200, ratioFrom: 100_000, size: 5_000_000 } };
    const expanded = await expand(
      rawZip([
        { name: 'bomb', body: Buffer.alloc(2_000_000) },
        { name: 'large', body: Buffer.alloc(5_000_000), method: 0 },
        { name: 'good', body: 'good' },
      ]),
      { limits },
    );
    expect(expanded.members).toEqual({ good: 'good' });
    expect(reasons(expanded)).toEqual(['bomb: inflates-too-far', 'large: inflates-too-far']);
  });

  it('stops at the limits of the whole archive, with what came before', async () => {
    const zip = await zipOf({ a: 'x'.repeat(600), b: 'y'.repeat(600), c: 'z'.repeat(600) });
    const total = { ...ARCHIVE_LIMITS, totalFrom: 1000, totalRatio: 1 };
    const some = await expand(zip, { limits: total });
    expect(Object.keys(some.members)).toEqual(['a']);
    expect(reasons(some)).toEqual([': too-many']);
    const two = { ...ARCHIVE_LIMITS, members: 2 };
    expect(reasons(await expand(zip, { limits: two }))).toEqual([': too-many']);
    const tar = await tarOf(['a', 'b', 'c'].map((name) => ({ name, body: name })));
    const tarred = await expand(tar, { limits: two });
    expect(tarred.members).toEqual({ a: 'a', b: 'b' });
    expect(reasons(tarred)).toEqual([': too-many']);
  });

  it('tells of a directory that is missing, damaged, or longer than it says', async () => {
    const zip = await zipOf(FILES);
    const cut = await expand(zip.subarray(0, zip.length - 30));
    expect(cut.members).toEqual(FILES);
    expect(reasons(cut)).toEqual([': archive']);
    const directory = zip.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'), zip.indexOf('PK\u0001\u0002') + 4);
    const damaged = Buffer.from(zip);
    damaged.fill(0, directory, directory + 4);
    const some = await expand(damaged);
    expect(some.members).toEqual(FILES);
    expect(some.faults).toMatchObject([
      { reason: 'archive', message: expect.stringContaining('the first 1') as string },
    ]);
    const hiding = await expand(
      rawZip(
        [
          { name: 'a', body: 'a' },
          { name: 'b', body: 'b' },
        ],
        1,
      ),
    );
    expect(hiding.members).toEqual({ a: 'a', b: 'b' });
    expect(hiding.faults[0]?.message).toContain('says that it has 1 entries, but has 2');
    expect(await expand(rawZip([]))).toMatchObject({ members: {}, faults: [] });
  });

  it('reads zip64', async () => {
    const extra = Buffer.alloc(20);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(5n, 4);
    extra.writeBigUInt64LE(5n, 12);
    const huge = { size: 0xffffffff, packedSize: 0xffffffff, extra, method: 0 };
    const expanded = await expand(
      rawZip([
        { name: 'a', body: 'abcde', ...huge },
        { name: 'b', body: 'good' },
      ]),
    );
    expect(expanded.members).toEqual({ a: 'abcde', b: 'good' });
    expect([...expanded.told, ...expanded.faults]).toEqual([]);
    const without = await expand(
      rawZip([
        { name: 'a', body: 'abcde', ...huge, extra: Buffer.from([1, 0, 0, 0]) },
        { name: 'b', body: 'good' },
      ]),
    );
    expect(without.members).toEqual({ b: 'good' });
    expect(reasons(without)).toEqual(['a: archive']);
  });

  it('refuses an archive that was changed since it was hashed', async () => {
    const expanded = await expand(await zipOf(FILES), { sha256: '0'.repeat(64) });
    expect(expanded.members).toEqual({});
    expect(expanded.faults[0]?.message).toContain('changed since');
  });

  it('tells a disk that refuses members from a damaged archive', async () => {
    const path = join(folder, 'archive');
    const bytes = await zipOf(FILES);
    writeFileSync(path, bytes);
    const batches = expandArchive({
      range: { path, offset: 0, length: undefined },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      gzip: false,
      limits: ARCHIVE_LIMITS,
      budget: new ArchiveBudget(ARCHIVE_LIMITS, bytes.length),
      spoolPath: () => join(folder, 'nowhere', 'spool'),
    });
    await expect(batches.next()).rejects.toBeInstanceOf(SpoolFailed);
  });

  it('reads many members in order', async () => {
    const entries = Array.from({ length: 5000 }, (_, i) => ({ name: `${String(i)}.json`, body: `{"n":${String(i)}}` }));
    const { members } = await expand(rawZip(entries));
    expect(Object.entries(members)).toEqual(entries.map(({ name, body }) => [name, body]));
  });
});

describe('expandArchive on tar', () => {
  const mtime = new Date('2026-03-12T01:42:11Z');
  const ENTRIES: readonly TarEntry[] = Object.entries(FILES).map(([name, body]) => ({ name, body, mtime }));

  it('gives the members, plain, in a pack and in gzip', async () => {
    const tar = await tarOf([{ name: 'folder', type: 'directory' }, ...ENTRIES]);
    for (const expanded of [await expand(tar), await expand(tar, { inPack: true }), await expand(gzipSync(tar))]) {
      expect(expanded.members).toEqual(FILES);
      expect(expanded.modified).toEqual(Array(3).fill('2026-03-12T01:42:11.000Z'));
      expect([...expanded.faults, ...expanded.told]).toEqual([]);
    }
  });

  it('takes long, odd and repeated names', async () => {
    const long = `${'deep/'.repeat(300)}ä.json`;
    const names = ['../up', '/abs', 'a\u001b', long, `${'p'.repeat(60)}/${'n'.repeat(90)}`, 'twice', 'twice'];
    const { members, faults } = await expand(await tarOf(names.map((name, i) => ({ name, body: String(i) }))));
    expect(Object.keys(members)).toEqual([...names.slice(0, 6), 'twice (member 2 of this name)']);
    expect(faults).toEqual([]);
  });

  it('lists links and devices, and reads the neighbours', async () => {
    const tar = await tarOf([
      { name: 'hard', type: 'link', linkname: '/etc/passwd' },
      { name: 'soft', type: 'symlink', linkname: '../..' },
      { name: 'null', type: 'character-device' },
      { name: 'good', body: 'good' },
    ]);
    const expanded = await expand(tar);
    expect(expanded.members).toEqual({ good: 'good' });
    expect(reasons(expanded)).toEqual(['hard: skipped', 'soft: skipped', 'null: skipped']);
    expect(expanded.faults[1]).toMatchObject({ offset: 512, length: 512 });
  });

  it('keeps what a cut archive has, to the last byte', async () => {
    const tar = await tarOf(ENTRIES);
    const cut = tar.subarray(0, 512 + 512 + 512 + 70_001);
    const expanded = await expand(cut);
    expect(expanded.members).toEqual({ 'a.json': FILES['a.json'], 'd/b.json': 'x'.repeat(70_001) });
    expect(expanded.told).toEqual(['d/b.json: truncated']);
    const inGzip = await expand(gzipSync(cut));
    expect(inGzip.members).toEqual(expanded.members);
    const gzip = gzipSync(tar, { level: 0 });
    const brokenGzip = await expand(gzip.subarray(0, gzip.length - 20_000));
    expect(brokenGzip.members['d/b.json']).toMatch(/^x{60000}/);
    expect(brokenGzip.told).toEqual(['d/b.json: truncated']);
    expect(reasons(await expand(tar.subarray(0, 512)))).toEqual(['a.json: truncated']);
    expect(reasons(await expand(tar.subarray(0, 1124)))).toEqual([': archive']);
    const unmarked = await expand(tar.subarray(0, 1024));
    expect(unmarked.members).toEqual({ 'a.json': FILES['a.json'] });
    expect(unmarked.faults[0]?.message).toContain('no mark of its end');
  });

  it('goes on behind a damaged header with the next one', async () => {
    const tar = await tarOf(ENTRIES);
    tar[1024] = 0x7a;
    const expanded = await expand(tar);
    expect(Object.keys(expanded.members)).toEqual(['a.json', 'empty.txt']);
    expect(expanded.faults).toMatchObject([{ path: '(bytes 1024 to 101888)', reason: 'archive', offset: 1024 }]);
  });

  it('reads archives one behind the other, and tells of what follows', async () => {
    const [one, two] = [await tarOf([{ name: 'a', body: '1' }]), await tarOf([{ name: 'b', body: '2' }])];
    const expanded = await expand(Buffer.concat([one, two, Buffer.alloc(512, 'junk')]));
    expect(expanded.members).toEqual({ a: '1', b: '2' });
    expect(expanded.faults).toMatchObject([{ offset: one.length + two.length }]);
  });

  it('stops a bomb within gzip, and members that are too large', async () => {
    const limits = { ...ARCHIVE_LIMITS, inflate: { ratio: 200, ratioFrom: 100_000, size: 1_000_000 } };
    const tar = await tarOf([
      { name: 'a', body: 'a' },
      { name: 'zero', body: Buffer.alloc(900_000) },
    ]);
    const expanded = await expand(gzipSync(tar), { limits });
    expect(expanded.members['a']).toBe('a');
    expect(expanded.told).toEqual(['zero: truncated']);
    const large = await tarOf([
      { name: 'zero', body: Buffer.alloc(1_000_000) },
      { name: 'b', body: 'b' },
    ]);
    const after = await expand(large, { limits });
    expect(after.members).toEqual({ b: 'b' });
    expect(reasons(after)).toEqual(['zero: inflates-too-far']);
  });

  it('reads sizes in base 256 and of extended headers', async () => {
    const tar = await tarOf([{ name: 'a', body: 'abc' }]);
    tar.fill(0, 124, 136);
    tar[124] = 0x80;
    tar[135] = 3;
    tar.write('        ', 148, 'latin1');
    tar.write(
      `${tar
        .subarray(0, 512)
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    expect((await expand(tar)).members).toEqual({ a: 'abc' });
    const pax = await tarOf([{ name: 'a', body: 'abc', pax: { mtime: '1773279731.5', comment: 'x' } }]);
    expect(await expand(pax)).toMatchObject({ members: { a: 'abc' }, modified: ['2026-03-12T01:42:11.000Z'] });
  });
});
