import { describe, expect, it } from 'vitest';
import { ManifestIndex } from './manifest-index';
import type { ManifestLine } from './manifest-line';

function lineOf(no: number, uri: string, more: Partial<ManifestLine> = {}): ManifestLine {
  return {
    no,
    uri,
    size: 0,
    modified: null,
    sha256: null,
    compression: 'none',
    inflatedSize: 0,
    inflatedSha256: null,
    kind: 'cloudtrail',
    format: 'records',
    records: 1,
    rejected: 0,
    rejects: [],
    acquired: '2024-01-01T00:00:00.000Z',
    by: 'me',
    tool: 'Trailbench 0',
    stored: null,
    ...more,
  };
}

const FAILED = { kind: 'failed', rejected: 1, failed: { reason: 'denied', message: 'no' } } as const;

function filled(lines: Iterable<ManifestLine>): ManifestIndex {
  const index = new ManifestIndex();
  let at = 0;
  for (const line of lines) index.take(line, { line: (at += 1), offset: 0, length: 0 });
  return index;
}

describe('ManifestIndex', () => {
  it('finds sources by numbers that were given in any order, up to the highest there is', () => {
    const nos = [7, 3, 0xffffffff, 0, 0x80000000, 0x10003];
    const index = filled(nos.map((no) => lineOf(no, `u${String(no)}`)));
    expect(nos.map((no) => index.rowOfNo(no))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(nos.map((_, row) => index.entry(row).no)).toEqual(nos);
    expect([1, 4, -1, 0.5, 2 ** 32, NaN].map((no) => index.rowOfNo(no))).toEqual(Array(6).fill(undefined));
    expect(() => index.entry(6)).toThrow(RangeError);
  });

  it('keeps the kind, the format and the place of each of its sources', () => {
    const sha256 = 'ab'.repeat(32);
    const index = filled([
      lineOf(0, 'a', { kind: 'digest', format: null, compression: 'gzip', stored: { object: sha256 }, sha256 }),
      lineOf(1, 'b', { kind: 'binary', format: 'odd', stored: { pack: 2 ** 40, offset: 512, size: 9 }, size: 9 }),
    ]);
    const [first, second] = [index.entry(0), index.entry(1)];
    expect(first).toMatchObject({
      kind: 'digest',
      format: null,
      compression: 'gzip',
      stored: { object: sha256 },
      sha256,
    });
    expect(second).toMatchObject({ kind: 'binary', format: 'odd', compression: 'none', sha256: null });
    expect(second.stored).toEqual({ pack: 2 ** 40, offset: 512, size: 9 });
    expect(index.ends()).toEqual(new Map([[2 ** 40, 1024]]));
  });

  it('keeps the first 100 numbers that were given twice, and counts the others', () => {
    const index = filled(Array.from({ length: 5000 }, () => lineOf(1, 'again')));
    expect(index.rows).toBe(1);
    expect(index.problems).toHaveLength(101);
    expect(index.problems[0]).toMatchObject({ line: 2, message: expect.stringContaining('a second time') as string });
    const message = 'evidence/manifest.jsonl has 4899 more problems like these.';
    expect(index.problems[100]).toEqual({ file: 'evidence/manifest.jsonl', line: null, message });
  });

  it('counts out what failed and came later, also where it failed again', () => {
    const uris = ['a', 'a', 'b', 'a', 'a', 'a', 'a', 'b'];
    const failed = [true, true, true, false, true, false, true, false];
    const index = filled(uris.map((uri, no) => lineOf(no, uri, failed[no] === true ? FAILED : {})));
    expect(index.overcomeRows).toBe(4);
    expect(index.rejectingRows).toEqual([6]);
    expect(index.isFailing(6)).toBe(true);
    expect(index.totals()).toMatchObject({ rejected: 1, kinds: { failed: 1, cloudtrail: 3 } });
  });

  it('does not look at the same failures again for each source of the same name', () => {
    const many = 300_000;
    function* lines(): Generator<ManifestLine> {
      yield lineOf(0, 'for good', FAILED);
      // Were every earlier one looked at each time, this would not end in hours.
      for (let no = 1; no <= many; no += 1) yield lineOf(no, 'same', no < many / 2 ? FAILED : {});
    }
    const index = filled(lines());
    expect(index.overcomeRows).toBe(many / 2 - 1);
    expect(index.rejectingRows).toEqual([0]);
  });
});
