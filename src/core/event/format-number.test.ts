import { expect, it } from 'vitest';
import { formatBytes, formatCount } from './format-number';

it.each([
  [0, '0'],
  [999, '999'],
  [1312, '1,312'],
  [24980, '24,980'],
  [1234567, '1,234,567'],
  [-1000, '-1,000'],
])('writes the count %d as %s', (value, text) => {
  expect(formatCount(value)).toBe(text);
});

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [4218663, '4.2 MB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [3.5e15, '3.5 PB'],
  [2e18, '2000.0 PB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
