import { describe, expect, it } from 'vitest';
import { placeAfter, within } from './matrix-keys';

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false });

describe('keys of the matrix', () => {
  it('lead from cell to cell and to the heads, never out of it or into its corner', () => {
    expect(placeAfter(press('ArrowRight'), { row: 0, column: 0 }, 3, 2)).toEqual({ row: 0, column: 1 });
    expect(placeAfter(press('ArrowRight'), { row: 0, column: 1 }, 3, 2)).toEqual({ row: 0, column: 1 });
    expect(placeAfter(press('ArrowUp'), { row: 0, column: 1 }, 3, 2)).toEqual({ row: -1, column: 1 });
    expect(placeAfter(press('ArrowLeft'), { row: -1, column: 0 }, 3, 2)).toEqual({ row: -1, column: 0 });
    expect(placeAfter(press('ArrowUp'), { row: 0, column: -1 }, 3, 2)).toEqual({ row: -1, column: 0 });
    expect(placeAfter(press('PageDown'), { row: 0, column: 1 }, 3, 2)).toEqual({ row: 2, column: 1 });
    expect(placeAfter(press('Home'), { row: 1, column: 1 }, 3, 2)).toEqual({ row: 1, column: -1 });
    expect(placeAfter(press('End', true), { row: 0, column: 0 }, 3, 2)).toEqual({ row: 2, column: 1 });
    expect(placeAfter(press('a'), { row: 0, column: 0 }, 3, 2)).toBeUndefined();
  });

  it('keep a place that is gone within what is left', () => {
    expect(within({ row: 9, column: 9 }, 2, 1)).toEqual({ row: 1, column: 0 });
  });
});
