import { expect, it } from 'vitest';
import { sumOf } from './counts';

it('adds counts, and stays at the largest that is exact', () => {
  expect(sumOf(2, 3)).toBe(5);
  expect(sumOf(Number.MAX_SAFE_INTEGER, 0)).toBe(Number.MAX_SAFE_INTEGER);
  expect(sumOf(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
});
