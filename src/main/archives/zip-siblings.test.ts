import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rawZip, zipOf, type RawEntry } from '../../../test/support/archives';
import { expanded, reasonsOf } from '../../../test/support/expanded';

/** Over the size up to which a link's target is taken for one. */
const LONG = Array.from({ length: 900 }, (_, i) => `line ${String(i * 7919)}\n`).join('');
const MEMBERS = { 'a.json': '{"a":1}', 'd/b.json': LONG };
const ENTRIES: readonly RawEntry[] = Object.entries(MEMBERS).map(([name, body]) => ({ name, body }));
const END_BYTES = 22;

/** The archive with another comment, and what is behind that. */
function commented(zip: Buffer, comment: string, length = Buffer.byteLength(comment, 'latin1')): Buffer {
  const end = Buffer.from(zip);
  end.writeUInt16LE(length, zip.length - 2);
  return Buffer.concat([end, Buffer.from(comment, 'latin1')]);
}

describe('what a zip member is', () => {
  it.each([
    ['a pipe', 0o010600],
    ['a character device', 0o020644],
    ['a block device', 0o060644],
    ['a socket', 0o140777],
    ['a folder', 0o040755],
    ['nothing that exists', 0o150644],
    ['all types at once', 0o170644],
    ['nothing', 0],
  ])('is a file where it has bytes, though its mode says %s', async (_, mode) => {
    const { members, faults, told } = await expanded(rawZip([{ name: '-', body: LONG, mode }]));
    expect(members).toEqual({ '-': LONG });
    expect([...faults, ...told]).toEqual([]);
  });

  it('is a link only where it is as short as a path', async () => {
    const zip = rawZip([
      { name: 'link', body: '../../etc/passwd', mode: 0o120777 },
      { name: 'log', body: LONG, mode: 0o120777 },
    ]);
    const all = await expanded(zip);
    expect(all.members).toEqual({ log: LONG });
    expect(reasonsOf(all)).toEqual(['link: skipped']);
  });

  it('is named where it is an empty device, and passed over where it is a folder', async () => {
    const zip = rawZip([
      { name: 'null', mode: 0o020666 },
      { name: 'folder/', mode: 0o100644 },
      { name: 'windows\\', mode: 0 },
      { name: 'empty.json', mode: 0 },
    ]);
    const all = await expanded(zip);
    expect(all.members).toEqual({ 'empty.json': '' });
    expect(reasonsOf(all)).toEqual(['null: skipped']);
  });

  it.each([
    [9, 'Deflate64 (method 9)'],
    [12, 'bzip2 (method 12)'],
    [14, 'LZMA (method 14)'],
    [93, 'Zstandard (method 93)'],
    [95, 'xz (method 95)'],
    [98, 'PPMd (method 98)'],
    [77, 'method 77'],
  ])('is named with its remedy where it is packed by method %i', async (method, name) => {
    const { members, faults } = await expanded(rawZip([{ name: 'a', body: 'x', method }, ...ENTRIES]));
    expect(members).toEqual(MEMBERS);
    expect(faults).toMatchObject([{ path: 'a', reason: 'unsupported' }]);
    expect(faults[0]?.message).toBe(
      `This member is packed by ${name}, which is not read: unpack a copy of the archive with 7-Zip and add the file.`,
    );
  });

  it.each([
    ['traditional', { flags: 1 }],
    ['AES', { flags: 1, method: 99 }],
    ['AES without the flag', { method: 99 }],
    ['strong', { flags: 0x41 }],
  ])('is named with its remedy where it is encrypted: %s', async (_, how) => {
    const { members, faults } = await expanded(rawZip([{ name: 'a', body: 'x', ...how }, ...ENTRIES]));
    expect(members).toEqual(MEMBERS);
    expect(faults).toMatchObject([{ path: 'a', reason: 'encrypted' }]);
    expect(faults[0]?.message).toContain('password (7-Zip)');
  });
});

describe('zip archives of other programs', () => {
  it.each(['marked', 'bare'] as const)('reads members whose sizes stand behind them, %s', async (described) => {
    const { members, faults, told } = await expanded(rawZip(ENTRIES.map((entry) => ({ ...entry, described }))));
    expect(members).toEqual(MEMBERS);
    expect([...faults, ...told]).toEqual([]);
  });

  it('heeds zip64 fields only where they are needed', async () => {
    const extra = Buffer.alloc(32, 0xee);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(28, 2);
    const broken = Buffer.from([0x55, 0x54, 0xff, 0xff, 1]);
    const zip = rawZip([{ name: 'b', body: 'b', extra: broken }, ...ENTRIES.map((entry) => ({ ...entry, extra }))]);
    const { members, faults, told } = await expanded(zip);
    expect(members).toEqual({ b: 'b', ...MEMBERS });
    expect([...faults, ...told]).toEqual([]);
  });

  it('reads archives that begin with the mark of one that was to be split', async () => {
    const zip = rawZip(ENTRIES);
    expect((await expanded(Buffer.concat([Buffer.from('PK00'), zip]))).members).toEqual(MEMBERS);
  });

  it('reads more entries than 16 bits count', async () => {
    const entries = Array.from({ length: 65_538 }, (_, i) => ({ name: String(i), body: '', method: 0 }));
    const { members, faults } = await expanded(rawZip(entries, 2));
    expect(Object.keys(members)).toHaveLength(65_538);
    expect(faults).toEqual([]);
  });

  it.each([
    ['a mark', 'see PK\u0005\u0006 and PK\u0001\u0002'],
    ['an empty archive', `PK\u0005\u0006${'\u0000'.repeat(18)}`],
    ['a whole record that leads nowhere', `PK\u0005\u0006${'\u0000'.repeat(4)}${'\u0009'.repeat(12)}\u0000\u0000tail`],
  ])('reads an archive with %s in its comment', async (_, comment) => {
    const { members, faults, told } = await expanded(commented(rawZip(ENTRIES), comment));
    expect(members).toEqual(MEMBERS);
    expect([...faults, ...told]).toEqual([]);
  });

  it('reads an archive whose comment is cut off', async () => {
    const { members, faults } = await expanded(commented(rawZip(ENTRIES), 'com', 7));
    expect(members).toEqual(MEMBERS);
    expect(faults).toEqual([]);
  });
});

describe('zip archives with other bytes in them', () => {
  it.each([1, 100, 70_000])('reads one behind %i other bytes', async (length) => {
    const front = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(length, 0xff)]);
    const { members, faults, told } = await expanded(Buffer.concat([front, rawZip(ENTRIES)]));
    expect(members).toEqual(MEMBERS);
    expect([...faults, ...told]).toEqual([]);
  });

  it.each([1, 100, 70_000])('tells of %i bytes behind it, but of no padding', async (length) => {
    const zip = rawZip(ENTRIES);
    const padded = await expanded(Buffer.concat([zip, Buffer.alloc(length)]));
    expect(padded).toMatchObject({ members: MEMBERS, faults: [] });
    const { members, faults } = await expanded(Buffer.concat([zip, Buffer.alloc(length, 'junk')]));
    expect(members).toEqual(MEMBERS);
    expect(faults).toMatchObject([{ path: '', offset: zip.length, length }]);
  });

  it('reads archives one behind the other', async () => {
    const all = await expanded(Buffer.concat([rawZip(ENTRIES), rawZip([{ name: 'last', body: 'last' }])]));
    expect(all.members).toEqual({ last: 'last', ...MEMBERS });
    expect(all.told).toEqual(['a.json: archive', 'd/b.json: archive']);
    expect(all.messages[0]).toContain('does not have this member');
  });

  it.each([undefined, 'marked', 'bare'] as const)('reads a member that its directory hides: %s', async (described) => {
    const one = { name: 'listed', body: 'listed' };
    const whole = rawZip([one, ...ENTRIES.map((entry) => (described ? { ...entry, described } : entry))]);
    const directory = whole.indexOf('PK\u0001\u0002', 0, 'latin1');
    const next = whole.indexOf('PK\u0001\u0002', directory + 4, 'latin1');
    const end = Buffer.from(whole.subarray(-END_BYTES));
    end.writeUInt16LE(1, 8);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(next - directory, 12);
    const all = await expanded(Buffer.concat([whole.subarray(0, next), end]));
    expect(all.members).toEqual({ listed: 'listed', ...MEMBERS });
    expect(all.told).toEqual(['a.json: archive', 'd/b.json: archive']);
  });
});

describe('zip archives that are not whole', () => {
  const last = (zip: Buffer): number => zip.lastIndexOf('PK\u0003\u0004', undefined, 'latin1');

  it.each([undefined, 'marked', 'bare'] as const)(
    'reads what there is of one that is cut off: %s',
    async (described) => {
      const zip = rawZip(ENTRIES.map((entry) => (described ? { ...entry, described } : entry)));
      const directory = zip.indexOf('PK\u0001\u0002', 0, 'latin1');
      for (const cut of [directory, directory + 20, zip.length - 1]) {
        const all = await expanded(zip.subarray(0, cut));
        // Without a mark, the end of a member is where the next header begins, which is cut off here.
        if (described !== 'bare' || cut > directory) expect(all.members).toEqual(MEMBERS);
        expect(reasonsOf(all)).toEqual([': archive']);
        expect((await expanded(gzipSync(zip.subarray(0, cut)))).members).toEqual(all.members);
      }
      const within = await expanded(zip.subarray(0, last(zip) + 1000));
      expect(within.members['a.json']).toBe(MEMBERS['a.json']);
      expect(within.members['d/b.json']?.length).toBeGreaterThan(500);
      expect(LONG.startsWith(within.members['d/b.json'] ?? '-')).toBe(true);
      expect(within.told).toEqual(['d/b.json: truncated']);
    },
  );

  it('reads stored members of one that is cut off', async () => {
    const zip = await zipOf(MEMBERS, false);
    const { members, told } = await expanded(zip.subarray(0, last(zip) + 1000));
    expect(members['a.json']).toBe(MEMBERS['a.json']);
    expect(LONG.startsWith(members['d/b.json'] ?? '-')).toBe(true);
    expect(told).toEqual(['d/b.json: truncated']);
  });

  it.each([
    ['the first', (zip: Buffer) => Buffer.concat([Buffer.from('PK\u0007\u0008'), zip]).subarray(0, 900)],
    [
      'the last',
      (zip: Buffer) => {
        zip.writeUInt16LE(2, zip.length - END_BYTES + 4);
        return zip;
      },
    ],
  ])('names %s part of a split archive, with the remedy that loses nothing', async (_, partOf) => {
    const { members, faults } = await expanded(partOf(rawZip(ENTRIES)));
    expect(members).toEqual({});
    expect(faults).toMatchObject([{ path: '', reason: 'archive' }]);
    expect(faults[0]?.message).toContain('Unpack copies of all parts together with 7-Zip');
    expect(faults[0]?.message).not.toMatch(/zip -|zip\s+-/);
  });

  it('reads what is in the last part of one that was cut in pieces, and says that its beginning is missing', async () => {
    const zip = rawZip([...ENTRIES, { name: 'last', body: 'last' }]);
    const { members, faults } = await expanded(zip.subarray(last(zip)));
    expect(members).toEqual({ last: 'last' });
    expect(faults.map(({ path }) => path)).toEqual(['a.json', 'd/b.json', '(bytes 0 to 0)']);
    expect(faults[0]?.message).toContain('cannot be found where the zip directory says');
    expect(faults[2]?.message).toContain('The beginning of the archive is not there');
  });
});
