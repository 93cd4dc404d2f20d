import { expect, it } from 'vitest';
import { foundWords } from './search';

it('counts the values that hold a text apart from those that do not and those that are not listed', () => {
  expect(foundWords(1, 1, 43)).toBe('1 of 43 values holds this text');
  expect(foundWords(3, 3, 43)).toBe('3 of 43 values hold this text');
  expect(foundWords(1204, 200, 3000)).toBe('1,204 of 3,000 values hold this text, 200 listed');
  expect(foundWords(0, 0, 43)).toBe('None of 43 values holds this text');
});
