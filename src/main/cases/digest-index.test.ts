import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DigestIndex } from './digest-index';

function digestOf(number: number): Buffer {
  return createHash('sha256').update(String(number)).digest();
}

/** Digests as an intruder would choose them: alike but for some bytes. */
function chosen(number: number, at: number): Uint8Array {
  const digest = new Uint8Array(32);
  new DataView(digest.buffer).setUint32(at, number);
  return digest;
}

describe('DigestIndex', () => {
  it('finds the newest row of each of many digests, and the older ones behind it', () => {
    const index = new DigestIndex(32);
    for (let row = 0; row < 9000; row += 1) index.add(digestOf(row % 3000));
    for (let number = 0; number < 3000; number += 1) {
      const rows: number[] = [];
      for (let row = index.newest(digestOf(number)); row >= 0; row = index.olderThan(row)) rows.push(row);
      expect(rows).toEqual([number + 6000, number + 3000, number]);
      expect(index.digest(number)).toEqual(new Uint8Array(digestOf(number)));
    }
    expect(index.newest(digestOf(3000))).toBe(-1);
  });

  it('takes numbers of two bytes', () => {
    const index = new DigestIndex(2);
    for (let number = 0; number < 65_536; number += 1) index.add(Uint8Array.of(number & 0xff, number >>> 8));
    expect(index.newest(Uint8Array.of(0x34, 0x12))).toBe(0x1234);
  });

  it.each([4, 16, 28])('does not slow down by digests that differ only from byte %i on', (at) => {
    const index = new DigestIndex(32);
    // Were they all to meet in one slot, this would not end in hours.
    for (let number = 0; number < 300_000; number += 1) index.add(chosen(number, at));
    expect(index.newest(chosen(123_456, at))).toBe(123_456);
    expect(index.newest(chosen(300_000, at))).toBe(-1);
  });
});
