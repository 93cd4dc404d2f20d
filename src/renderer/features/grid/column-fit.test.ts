import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitWidths, needOf } from './column-fit';
import type { FittedColumn } from './column-fit';

const column = (id: string, usual: number, full = usual, floor = 60): FittedColumn => ({ id, usual, full, floor });
const widths = (columns: readonly FittedColumn[], room: number): readonly number[] => [
  ...fitWidths(columns, room).values(),
];

describe('what a column needs', () => {
  it('is what nine of ten values need, and the head at least', () => {
    const cells = [10, 10, 10, 10, 10, 10, 10, 10, 80, 400];
    expect(needOf(40, cells)).toEqual({ usual: 80, full: 400 });
    expect(needOf(52.4, [17, 17])).toEqual({ usual: 53, full: 53 });
    expect(needOf(52, [])).toEqual({ usual: 52, full: 52 });
    expect(needOf(52, [20_000])).toEqual({ usual: 900, full: 900 });
  });
});

describe('the widths of the columns', () => {
  it('are what they usually need, and more for long values where there is room', () => {
    expect(widths([column('a', 100), column('b', 200, 400)], 300)).toEqual([100, 200]);
    expect(widths([column('a', 100), column('b', 200, 400)], 400)).toEqual([100, 300]);
    expect(widths([column('a', 100), column('b', 200, 400)], 2000)).toEqual([100, 400]);
    expect(widths([column('a', 100, 120), column('b', 200, 900)], 500)).toEqual([120, 380]);
  });

  it('give way together where there is too little room, those with nothing to give not', () => {
    expect(widths([column('a', 52, 52, 56), column('b', 300, 900, 100), column('c', 200, 200, 100)], 402)).toEqual([
      52, 175, 175,
    ]);
  });

  it('bring as many of the first columns into sight as can be, and leave the others as they are', () => {
    const columns = [column('a', 200, 200, 100), column('b', 200, 200, 100), column('c', 300, 300, 200)];
    expect(widths(columns, 320)).toEqual([160, 160, 300]);
  });

  it('are bounded behind the edge, whatever is in the columns', () => {
    expect(widths([column('a', 100), column('b', 900, 900, 250)], 300)).toEqual([100, 320]);
  });

  it('never pass the room with what is in sight, nor a column its floor', () => {
    const some = fc
      .record({ usual: fc.nat(900), more: fc.nat(900), floor: fc.nat(200) })
      .map(({ usual, more, floor }) => ({ usual, full: usual + more, floor }));
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), fc.nat(3000), (needs, room) => {
        const columns = needs.map((need, at) => ({ ...need, id: String(at) }));
        const found = fitWidths(columns, room);
        const least = columns.reduce((all, { usual, floor }) => all + Math.min(usual, floor), 0);
        let total = 0;
        for (const { id, usual, full, floor } of columns) {
          const width = found.get(id) ?? -1;
          total += width;
          expect(width).toBeGreaterThanOrEqual(Math.min(usual, floor));
          expect(width).toBeLessThanOrEqual(full);
        }
        if (least <= room) expect(total).toBeLessThanOrEqual(room);
      }),
    );
  });
});
