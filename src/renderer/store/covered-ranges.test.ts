import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CoveredRange } from '../../core/segment/layout';
import { CoveredRanges, packRanges, unpackRanges } from './covered-ranges';

const range: fc.Arbitrary<CoveredRange> = fc
  .record({ source: fc.integer({ min: 0, max: 2 }), first: fc.nat(20), count: fc.nat(8), last: fc.boolean() })
  .map(({ source, first, count, last }) => ({ source, first, end: first + count, last }));

describe('CoveredRanges', () => {
  it('knows every covered record and no other, in merged ranges', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const covered = new CoveredRanges();
        covered.add(ranges);
        const records = (list: Iterable<readonly [number, number, number, ...unknown[]]>): string[] =>
          [...list].flatMap(([source, first, end]) =>
            Array.from({ length: end - first }, (_, i) => `${source}/${first + i}`),
          );
        const expected = new Set(records(ranges.map(({ source, first, end }) => [source, first, end] as const)));
        const given = records(covered.tuples());
        expect(given).toHaveLength(expected.size);
        expect(new Set(given)).toEqual(expected);
        for (const { source, last } of ranges) {
          if (last) expect([...covered.tuples()].some((tuple) => tuple[0] === source && tuple[3] === 1)).toBe(true);
        }
      }),
    );
  });

  it('judges a range by its records', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), range, (ranges, asked) => {
        const covered = new CoveredRanges();
        covered.add(ranges);
        const known = ranges.filter(({ source }) => source === asked.source);
        const inside = (record: number): boolean => known.some(({ first, end }) => record >= first && record < end);
        const states = Array.from({ length: asked.end - asked.first }, (_, i) => inside(asked.first + i));
        if (states.length === 0) {
          const novel = asked.last && !known.some(({ last }) => last);
          expect(covered.judge([asked])).toBe(novel ? 'new' : 'covered');
        } else {
          expect(covered.judge([asked])).toBe(
            states.every(Boolean) ? 'covered' : states.some(Boolean) ? 'mixed' : 'new',
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is mixed where some ranges of a segment are covered and some are not', () => {
    const covered = new CoveredRanges();
    covered.add([{ source: 1, first: 0, end: 4, last: true }]);
    const known = { source: 1, first: 0, end: 4, last: true };
    const other = { source: 2, first: 0, end: 4, last: true };
    expect(covered.judge([known, other])).toBe('mixed');
    expect(covered.judge([known])).toBe('covered');
    expect(covered.judge([other])).toBe('new');
  });

  it('does not take an end without its records for a whole source', () => {
    const covered = new CoveredRanges();
    covered.add([
      { source: 1, first: 9, end: 9, last: true },
      { source: 2, first: 0, end: 0, last: true },
      { source: 3, first: 0, end: 0, last: false },
    ]);
    expect([...covered.tuples()]).toEqual([
      [1, 9, 9, 1],
      [2, 0, 0, 1],
    ]);
    covered.add([{ source: 1, first: 0, end: 9, last: false }]);
    expect([...covered.tuples()][0]).toEqual([1, 0, 9, 1]);
  });

  it('packs ranges without loss', () => {
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        expect([...unpackRanges(packRanges(ranges))]).toEqual(ranges);
      }),
    );
  });
});
