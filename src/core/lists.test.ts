import { describe, expect, it } from 'vitest';
import { appendAll, largest, smallest } from './lists';

/** More than a call takes as arguments. */
const MANY = 2_000_000;

describe('lists', () => {
  it('appends more items than a call could take', () => {
    const list = [-1];
    appendAll(list, Array(MANY).keys());
    expect(list).toHaveLength(MANY + 1);
    expect(list.slice(0, 3)).toEqual([-1, 0, 1]);
  });

  it('finds the largest and the smallest of more numbers than a call could take', () => {
    const numbers = Array.from({ length: MANY }, (_, i) => (i * 7919) % MANY);
    expect(largest(numbers)).toBe(MANY - 1);
    expect(smallest(numbers)).toBe(0);
  });

  it('says the given bound of nothing, and NaN where there is one', () => {
    expect([largest([]), smallest([]), largest([], 3), smallest([], 3)]).toEqual([-Infinity, Infinity, 3, 3]);
    expect([largest([1, NaN, 2]), smallest([1, NaN, 2])]).toEqual([NaN, NaN]);
  });
});
