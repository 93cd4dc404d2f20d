import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Coverage, mergeRanges } from './coverage';

describe('Coverage', () => {
  it('knows a source as complete once everything from its start to its end is covered', () => {
    const coverage = new Coverage([{ source: 1, first: 5, end: 9, last: true }]);
    expect(coverage.isComplete(1)).toBe(false);
    coverage.add({ source: 1, first: 0, end: 4, last: false });
    expect(coverage.of(1)).toEqual([
      [0, 4],
      [5, 9],
    ]);
    coverage.add({ source: 1, first: 4, end: 5, last: false });
    expect(coverage.of(1)).toEqual([[0, 9]]);
    expect(coverage.isComplete(1)).toBe(true);
    expect([coverage.isComplete(2), coverage.of(2)]).toEqual([false, []]);
  });

  it('knows the end of a source from a range without records', () => {
    const coverage = new Coverage([{ source: 1, first: 0, end: 4, last: false }]);
    expect(coverage.isComplete(1)).toBe(false);
    coverage.add({ source: 1, first: 4, end: 4, last: true });
    expect(coverage.isComplete(1)).toBe(true);
  });

  it('merges any ranges into the same set of numbers, sorted and apart', () => {
    const ranges = fc.array(
      fc.tuple(fc.nat(50), fc.nat(10)).map(([first, length]) => [first, first + length] as const),
    );
    const numbers = (of: readonly (readonly [number, number])[]): number[] =>
      [...new Set(of.flatMap(([first, end]) => Array.from({ length: end - first }, (_, i) => first + i)))].sort(
        (a, b) => a - b,
      );
    fc.assert(
      fc.property(ranges, (given) => {
        const merged = mergeRanges(given);
        expect(numbers(merged)).toEqual(numbers(given));
        for (const [i, [first]] of merged.entries()) if (i > 0) expect(first).toBeGreaterThan(merged[i - 1]?.[1] ?? 0);
      }),
    );
  });
});
