import { describe, expect, it } from 'vitest';
import { keyHash } from './key-table';

const KEYS = 16_384;

describe('where keys go', () => {
  it.each<[string, (no: number) => readonly [number, number, number, number]]>([
    ['in their last word alone', (no) => [1, 2, 3, no]],
    ['in their third word alone', (no) => [1, 2, no, 4]],
    ['in high bits alone', (no) => [(no & 127) * 2 ** 25, (no >> 7) * 2 ** 25, 3, 4]],
    ['in the highest bits of each', (no) => [no, no >> 3, no >> 6, no >> 9].map((of) => (of & 15) * 2 ** 28) as never],
  ])('is apart for those that differ %s', (_, keyOf) => {
    const keys = new Set(Array.from({ length: KEYS }, (_one, no) => keyOf(no).join(' ')));
    const words = [...keys].map((key) => Uint32Array.from(key.split(' '), Number));
    const places = new Set(words.map((key) => keyHash(key, 0) & 0xffff));
    // Of as many places as there are at random, 88 % would be distinct.
    expect(places.size).toBeGreaterThan(0.7 * keys.size);
  });
});
