import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expanded, reasonsOf, type Expanded } from '../../../test/support/expanded';
import { extended, pax, rawTar, tarEnd, type RawTarEntry } from '../../../test/support/raw-tar';

/** No zero byte, so that nothing of a member passes for the end of an archive. */
const BODY = '{"x":1}'.repeat(300);
const NEXT: RawTarEntry = { name: 'next', body: 'next' };

/** Both ways of reading: members that lie in the archive as they are, and members that are inflated. */
async function both(tar: Buffer): Promise<Expanded> {
  const plain = await expanded(tar);
  const { members, faults } = await expanded(gzipSync(tar));
  expect({ members, faults }).toEqual({ members: plain.members, faults: plain.faults });
  return plain;
}

async function ofMembers(...entries: readonly RawTarEntry[]): Promise<Expanded> {
  return await both(Buffer.concat([rawTar(...entries), tarEnd]));
}

describe('tar archives of other programs', () => {
  it('passes over a volume label, whose numbers are empty', async () => {
    const label = { name: 'label', type: 'V', put: [[100, Buffer.alloc(36)]] } as const;
    for (const empty of [label, { ...label, put: [[100, ' '.repeat(24)]] as const }]) {
      expect(await ofMembers(empty, NEXT)).toMatchObject({ members: { next: 'next' }, faults: [] });
    }
  });

  it('names sparse files of GNU tar, and reads what is behind them', async () => {
    // 21 places of a map go into each block that goes on with it.
    const more = [Buffer.alloc(512, 0x31), Buffer.alloc(512, 0x31)];
    more[0]?.fill(1, 504, 505);
    more[1]?.fill(0, 504, 505);
    const sparse = { name: 'sparse', type: 'S', mark: 'gnu', body: BODY } as const;
    const { members, faults } = await ofMembers(
      { ...sparse, put: [[482, '\u0000']] },
      NEXT,
      { ...sparse, name: 'two', put: [[482, '\u0001']], blocks: more },
      { name: 'last', body: BODY },
    );
    expect(members).toEqual({ next: 'next', last: BODY });
    expect(faults.map(({ path }) => path)).toEqual(['sparse', 'two']);
    expect(faults[1]?.message).toContain('sparse file, which is not read: unpack a copy');
  });

  it.each([
    ['0.0', { 'GNU.sparse.size': '9', 'GNU.sparse.numblocks': '1' }],
    ['0.1', { 'GNU.sparse.map': '0,9', 'GNU.sparse.name': 'sparse' }],
    ['1.0', { 'GNU.sparse.major': '1', 'GNU.sparse.name': 'sparse' }],
    ['star', { 'SCHILY.realsize': '9000' }],
  ])('names sparse files of pax, version %s', async (_, fields) => {
    const { members, faults } = await ofMembers(
      extended('x', pax(fields)),
      { name: Object.keys(fields).includes('GNU.sparse.name') ? 'GNUSparseFile.1/sparse' : 'sparse', body: BODY },
      NEXT,
    );
    expect(members).toEqual({ next: 'next' });
    expect(faults).toMatchObject([{ path: 'sparse', reason: 'unsupported' }]);
  });

  it('takes long names of every size, also where more than one goes with a member', async () => {
    const names = [1, 100, 101, 511, 512, 513, 4096].map((length) => 'n'.repeat(length - 1) + String(length % 10));
    const entries = names.flatMap((name) => [
      extended('K', 'target'.repeat(100)),
      extended('L', `${name}\u0000`),
      { name: name.slice(0, 100), body: name } as const,
    ]);
    const { members, faults } = await ofMembers(...entries, NEXT);
    expect(members).toEqual({ ...Object.fromEntries(names.map((name) => [name, name])), next: 'next' });
    expect(faults).toEqual([]);
  });

  it('takes an extended header that is longer than anything it could say', async () => {
    const large = pax({ 'LIBARCHIVE.xattr.com.apple.ResourceFork': 'A'.repeat(3_000_000), path: 'real' });
    expect(await ofMembers(extended('x', large), { name: 'short', body: 'x' }, NEXT)).toMatchObject({
      members: { real: 'x', next: 'next' },
      faults: [],
    });
    const name = 'n'.repeat(17_000_000);
    const cut = await ofMembers(extended('L', name), { name: 'short', body: 'x' }, NEXT);
    expect(Object.values(cut.members)).toEqual(['x', 'next']);
    expect(cut.faults).toEqual([]);
  });

  it('heeds headers that hold for all members, and fields that are taken back', async () => {
    const { members, modified } = await ofMembers(
      extended('g', pax({ comment: '0123', mtime: '1000000000.5' })),
      { name: 'a', body: 'a' },
      extended('X', pax({ path: 'from sun', size: '1' })),
      { name: 'b', body: 'b', size: 0 },
      extended('x', pax({ path: '', size: '' })),
      { name: 'c', body: 'c' },
    );
    expect(members).toEqual({ a: 'a', 'from sun': 'b', c: 'c' });
    expect(modified[0]).toBe('2001-09-09T01:46:40.000Z');
  });

  it.each<[string, RawTarEntry]>([
    ['before ustar', { mark: 'v7' }],
    ['with spaces in front', { put: [[124, '        144 ']] }],
    ['with spaces behind', { put: [[124, '144         ']] }],
    ['with zero bytes behind', { put: [[124, `144${'\u0000'.repeat(9)}`]] }],
    ['with twelve digits', { put: [[124, '000000000144']] }],
    ['in base 256', { put: [[124, base256(100)]] }],
    ['with a time before 1970', { put: [[136, Buffer.from('ff'.repeat(12), 'hex')]] }],
    ['without a time', { put: [[136, ' '.repeat(12)]] }],
    ['with a check sum of signed bytes', { name: Buffer.from([0xe4, 0xf6, 0xfc]), sum: 'signed' }],
    ['of type 7', { type: '7' }],
    ['of no type', { type: '\u0000' }],
  ])('reads a header %s', async (_, entry) => {
    const { members, faults } = await ofMembers({ body: 'x'.repeat(100), ...entry }, NEXT);
    expect(Object.values(members)).toEqual(['x'.repeat(100), 'next']);
    expect(faults).toEqual([]);
  });

  it('passes over folders and lists of their files, whatever size they note', async () => {
    const { members, faults } = await ofMembers(
      { name: 'd/', type: 'D', mark: 'gnu', body: 'Ya\u0000Nb\u0000\u0000' },
      { name: 'e/', type: '5', size: 4096 },
      { name: 'old/', mark: 'v7', type: '\u0000' },
      { name: 'folder/' },
      NEXT,
    );
    expect(members).toEqual({ next: 'next' });
    expect(faults).toEqual([]);
  });

  it('reads a hard link that has the bytes again, and only notes one that has none', async () => {
    const { members, faults } = await ofMembers(
      { name: 'link', type: '1', body: BODY },
      { name: 'bare', type: '1', size: BODY.length },
      NEXT,
    );
    expect(members).toEqual({ link: BODY, next: 'next' });
    expect(faults).toMatchObject([{ path: 'bare', reason: 'skipped' }]);
  });

  it('names what goes on from an earlier volume', async () => {
    const old = await ofMembers({ name: 'rest', type: 'M', mark: 'gnu', body: BODY }, NEXT);
    expect(old.members).toEqual({ next: 'next' });
    expect(old.faults).toMatchObject([{ path: 'rest', message: expect.stringContaining('tar -xM') as string }]);
    const volume = pax({ 'GNU.volume.filename': 'a', 'GNU.volume.offset': '10240' });
    const posix = await ofMembers(extended('g', volume), { name: './GNUFileParts/a.2', body: BODY }, NEXT);
    expect(posix.members).toEqual({ next: 'next' });
    expect(posix.faults).toMatchObject([{ path: './GNUFileParts/a.2', reason: 'unsupported' }]);
  });

  it('reads an archive without a mark of its end, and with half of one', async () => {
    const tar = rawTar(NEXT);
    expect(reasonsOf(await both(tar))).toEqual([': archive']);
    expect(await both(Buffer.concat([tar, Buffer.alloc(512)]))).toMatchObject({
      members: { next: 'next' },
      faults: [],
    });
  });
});

describe('tar archives with other bytes in them', () => {
  const first = Buffer.concat([rawTar({ name: 'first', body: BODY }), tarEnd]);
  const second = Buffer.concat([rawTar(NEXT), tarEnd]);

  it.each([1, 511, 512, 1000, 700_000])('goes on behind %i bytes between two archives', async (length) => {
    const junk = Buffer.alloc(length, 'junk ');
    const { members, faults } = await both(Buffer.concat([first, junk, second]));
    expect(members).toEqual({ first: BODY, next: 'next' });
    expect(faults).toMatchObject([{ reason: 'archive', offset: first.length, length }]);
    expect(faults[0]?.path).toBe(`(bytes ${String(first.length)} to ${String(first.length + length)})`);
  });

  it.each([1, 10, 512, 70_000])('tells of %i bytes behind the end', async (length) => {
    const { members, faults } = await both(Buffer.concat([first, Buffer.alloc(length, 'junk')]));
    expect(members).toEqual({ first: BODY });
    expect(faults).toMatchObject([{ path: '', offset: first.length, length }]);
    expect(faults[0]?.message).toContain('follow the end of the archive');
  });

  it('goes on behind damaged headers, each of which is named', async () => {
    const damaged: RawTarEntry = { name: 'lost', body: BODY, sum: 'wrong' };
    const { members, faults } = await ofMembers(damaged, NEXT, damaged, { name: 'old', body: 'old', mark: 'v7' });
    expect(members).toEqual({ next: 'next', old: 'old' });
    expect(faults.map(({ path }) => path)).toEqual(['(bytes 0 to 3072)', '(bytes 4096 to 7168)']);
  });

  it('goes on where bytes are missing in the middle', async () => {
    const tar = Buffer.concat([rawTar({ name: 'short', body: BODY }, NEXT, { name: 'last', body: 'last' }), tarEnd]);
    const { members, faults } = await both(Buffer.concat([tar.subarray(0, 1000), tar.subarray(1337)]));
    expect(members['last']).toBe('last');
    expect(faults).toHaveLength(1);
  });
});

function base256(value: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes[0] = 0x80;
  bytes.writeUInt32BE(value, 8);
  return bytes;
}
