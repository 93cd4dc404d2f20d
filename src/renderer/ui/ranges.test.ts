import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, markedParts, shifted, within } from './ranges';

describe('ranges', () => {
  it('that meet or overlap are one', () => {
    expect(
      joined([
        [8, 9],
        [1, 3],
        [2, 5],
        [5, 6],
      ]),
    ).toEqual([
      [1, 6],
      [8, 9],
    ]);
  });

  it('within a stretch are cut at its ends', () => {
    const all = [
      [1, 6],
      [8, 9],
      [12, 20],
    ] as const;
    expect(within(all, [4, 15])).toEqual([
      [4, 6],
      [8, 9],
      [12, 15],
    ]);
    expect(within(all, [6, 8])).toEqual([]);
    expect(shifted(within(all, [8, 9]), -8)).toEqual([[0, 1]]);
  });
});

describe('marked parts', () => {
  it('are the text, marked where it is told to', () => {
    expect(
      markedParts('not authorized to', [
        [4, 14],
        [15, 17],
      ]),
    ).toEqual([
      { text: 'not ', marked: false },
      { text: 'authorized', marked: true },
      { text: ' ', marked: false },
      { text: 'to', marked: true },
    ]);
    expect(markedParts('', [])).toEqual([]);
  });

  it('hold every character, whole', () => {
    expect(markedParts('a\u{1F600}b', [[2, 3]])).toEqual([
      { text: 'a', marked: false },
      { text: '\u{1F600}', marked: true },
      { text: 'b', marked: false },
    ]);
    fc.assert(
      fc.property(fc.fullUnicodeString(), fc.array(fc.tuple(fc.nat(30), fc.nat(30))), (text, ends) => {
        const marks = joined(ends.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const));
        expect(
          markedParts(text, marks)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
