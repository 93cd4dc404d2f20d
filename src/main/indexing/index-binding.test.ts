import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CaseKey, newCaseKey } from '../cases/case-key';
import { ManifestIndex } from '../cases/manifest-index';
import type { ManifestLine } from '../cases/manifest-line';
import { IndexBinding } from './index-binding';

const ID = '0b5f2d5e-1111-4222-8333-444455556666';
const KEY = newCaseKey();

function sha(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A manifest of sources with this content, ten records each, numbered from `first`. */
function manifestOf(contents: readonly string[], first = 0): ConstructorParameters<typeof IndexBinding>[1] {
  const index = new ManifestIndex();
  for (const [at, content] of contents.entries()) {
    const no = first + at;
    const line = { no, uri: `/logs/${String(no)}`, sha256: sha(content).toString('hex'), stored: null, records: 10 };
    index.take(line as ManifestLine, { line: at + 1, offset: 0, length: 0 });
  }
  return {
    recordsOf: (no) => (index.rowOfNo(no) === undefined ? undefined : 10),
    copyDigest: (no, into, at) => {
      const row = index.rowOfNo(no);
      if (row !== undefined) into.set(index.digest(row), at);
      return row !== undefined;
    },
  };
}

function bindingOf(contents: readonly string[], file = { id: ID, key: KEY }, first = 0): IndexBinding {
  return new IndexBinding(new CaseKey(file), manifestOf(contents, first));
}

function ranges(...sources: number[]): { source: number; first: number; end: number; last: boolean }[] {
  return sources.map((source) => ({ source, first: 0, end: 10, last: true }));
}

describe('the binding of a segment', () => {
  it('is the HMAC over number and SHA-256 of each source, in the order of the segment', () => {
    const expected = createHmac('sha256', Buffer.from(KEY, 'hex')).update('trailbench index segment\0');
    for (const [no, content] of [
      [2, 'c'],
      [0, 'a'],
    ] as const) {
      const number = Buffer.alloc(4);
      number.writeUInt32LE(no);
      expected.update(number).update(sha(content));
    }
    expect(bindingOf(['a', 'b', 'c']).of(ranges(2, 0))).toBe(expected.digest('hex'));
  });

  it('takes the case id where the case has no key', () => {
    const keyless = new IndexBinding(new CaseKey({ id: ID }), manifestOf([]));
    expect(keyless.of([])).toBe(createHmac('sha256', ID).update('trailbench index segment\0').digest('hex'));
  });

  it('differs for other bytes, another number, another order, another case and another key', () => {
    const codes = [
      bindingOf(['a', 'b']).of(ranges(0, 1)),
      bindingOf(['a', 'x']).of(ranges(0, 1)),
      bindingOf(['a', 'b'], { id: ID, key: KEY }, 1).of(ranges(1, 2)),
      bindingOf(['a', 'b']).of(ranges(1, 0)),
      bindingOf(['a', 'b']).of(ranges(0)),
      bindingOf(['a', 'b'], { id: ID, key: newCaseKey() }).of(ranges(0, 1)),
    ];
    expect(codes).not.toContain(undefined);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('is the same however many sources are hashed in one go', () => {
    const contents = Array.from({ length: 9000 }, (_, no) => String(no));
    const expected = createHmac('sha256', Buffer.from(KEY, 'hex')).update('trailbench index segment\0');
    for (const [no, content] of contents.entries()) {
      const number = Buffer.alloc(4);
      number.writeUInt32LE(no);
      expected.update(number).update(sha(content));
    }
    expect(bindingOf(contents).of(ranges(...contents.keys()))).toBe(expected.digest('hex'));
  });
});

describe('a window that starts', () => {
  it('is let in with what it was given for the same evidence, and for evidence that has grown', () => {
    const segments = bindingOf(['a', 'b']).bind(ranges(0, 1));
    expect(() => bindingOf(['a', 'b']).check(segments)).not.toThrow();
    expect(() => bindingOf(['a', 'b', 'c']).check(segments)).not.toThrow();
    expect(bindingOf([]).bind([])).toEqual([]);
  });

  it('is refused where one segment is of other evidence with the same numbers and counts', () => {
    const given = bindingOf(['a', 'b', 'c']);
    const segments = [...given.bind(ranges(0, 1)), ...given.bind(ranges(2))];
    expect(() => bindingOf(['a', 'b', 'x']).check(segments)).toThrow('made from other evidence');
    expect(() => bindingOf(['a', 'b', 'c'], { id: ID, key: newCaseKey() }).check(segments)).toThrow('other evidence');
  });

  it('is refused where its index has sources or records that the case does not have', () => {
    const segments = bindingOf(['a', 'b']).bind(ranges(0, 1));
    expect(() => bindingOf(['a']).check(segments)).toThrow('source 1, which this case does not list');
    const [{ binding = '' } = {}] = segments;
    const more = [{ source: 0, first: 0, end: 11, last: true }];
    expect(() => bindingOf(['a']).check([{ binding, covered: more }])).toThrow('record 10 of source 0, which has 10');
  });
});
