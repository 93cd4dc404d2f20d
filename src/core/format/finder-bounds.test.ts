import { describe, expect, it } from 'vitest';
import { utf8, walkSource } from '../../../test/fixtures/golden/read-source';

const MIB = 1024 * 1024;

/** Sources made to be slow, each 2 MiB; each must come to its end, with one reject or few. */
const HEADS: readonly [string, string][] = [
  ['braces', '{'],
  ['braces and quotes', '{"'],
  ['records in records', '{"eventVersion":'],
  ['lists in records', '{"eventVersion":[{"a":1},'],
  ['records without an end', '{"eventVersion":"1.08","eventName":"x\n'],
  ['records that lack a bracket', '{"eventVersion":"1.08","u":{"a":1},'],
];

describe('the finder', () => {
  it.each(HEADS)('comes to its end on %s', (_, piece) => {
    const bytes = utf8(piece.repeat((2 * MIB) / piece.length));
    for (const format of ['records', 'lines', 'mixed'] as const) {
      const found = walkSource(format, bytes, [MIB, MIB + 7]);
      const told = found.reduce((sum, { length }) => sum + length, 0);
      expect(told).toBeLessThanOrEqual(bytes.length);
      expect(told).toBeGreaterThan(bytes.length / 2);
    }
  });
});
