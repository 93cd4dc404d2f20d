import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LineDigests } from './line-digests';

const digestOf = (number: number): Buffer => createHash('sha256').update(String(number)).digest();

describe('LineDigests', () => {
  it('keeps the digests that are wanted, each once, in whatever order they are asked for', () => {
    const digests = new LineDigests([7, 0, 3, 3, 900, 0]);
    for (let lines = 0; lines <= 10; lines += 1) if (digests.wants(lines)) digests.add(digestOf(lines));
    expect([0, 3, 7].map((lines) => digests.get(lines))).toEqual([0, 3, 7].map((n) => digestOf(n).toString('hex')));
    expect([1, 4, 8, 900, -1].map((lines) => digests.get(lines))).toEqual(Array(5).fill(undefined));
  });

  it('wants and has nothing where nothing was asked for', () => {
    const digests = new LineDigests();
    expect([digests.wants(0), digests.get(0)]).toEqual([false, undefined]);
  });

  it('finds each of a million', () => {
    const many = 1_000_000;
    const digests = new LineDigests(Array.from({ length: many }, (_, i) => many - i));
    const digest = new Uint8Array(32);
    for (let lines = 1; lines <= many; lines += 1) {
      new DataView(digest.buffer).setUint32(0, lines);
      if (!digests.wants(lines)) throw new Error(`${String(lines)} is not wanted`);
      digests.add(digest);
    }
    for (const lines of [1, 2, 500_001, many - 1, many]) {
      expect(digests.get(lines)).toBe(lines.toString(16).padStart(8, '0') + '0'.repeat(56));
    }
  });
});
