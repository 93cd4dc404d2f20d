import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packRows, unpackRow, unpackRows } from './export-rows';

const word = fc.integer({ min: 0, max: 0xffffffff });
const locator = fc.record({ source: word, record: word, offset: word, length: word });
const keys = fc.array(word, { minLength: 4, maxLength: 4 }).map((words) => Uint32Array.from(words));
const row = fc.record({ shown: locator, others: fc.array(locator, { maxLength: 3 }) });
const rows = fc.array(
  fc.oneof(
    row,
    fc.tuple(row, keys).map(([one, of]) => ({ ...one, keys: of })),
  ),
  { maxLength: 40 },
);

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

it('gives packed rows back, in whatever chunks they come', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 97 }), async (wanted, size) => {
      const found = [];
      for await (const row of unpackRows(cut(packRows(wanted), size))) found.push(row);
      expect(found).toEqual(wanted);
      expect(wanted.map((row) => unpackRow(packRows([row])))).toEqual(wanted);
    }),
    { numRuns: 30 },
  );
});

it('refuses bytes that are no rows, or not all of them', async () => {
  const read = async (bytes: Uint8Array): Promise<void> => {
    for await (const row of unpackRows([bytes])) expect(row.others).toEqual([]);
  };
  const one = packRows([{ shown: { source: 1, record: 2, offset: 3, length: 4 }, others: [] }]);
  await read(one);
  await expect(read(one.subarray(0, 13))).rejects.toThrow(/ends in the middle/);
  await expect(read(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0))).rejects.toThrow(/damaged/);
  await expect(read(Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0))).rejects.toThrow(/damaged/);
  await expect(read(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0))).rejects.toThrow(/damaged/);
});
