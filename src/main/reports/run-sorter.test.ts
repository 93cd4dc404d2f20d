import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { nodeDisk } from '../files/disk';
import { RunSorter } from './run-sorter';
import { Scratch } from './scratch';

const folder = temporaryFolders();
type Entry = readonly [major: number, minor: number, text: string];

async function sort(entries: readonly Entry[], limit: number): Promise<{ sorted: Entry[]; files: string[] }> {
  const place = folder();
  const scratch = new Scratch(nodeDisk, place);
  try {
    const sorter = new RunSorter({ scratch, name: 'runs', limit });
    for (const [major, minor, text] of entries) await sorter.add(major, minor, Buffer.from(text));
    const sorted: Entry[] = [];
    for await (const { major, minor, bytes } of sorter.sorted()) {
      sorted.push([major, minor, Buffer.from(bytes).toString()]);
    }
    return { sorted, files: readdirSync(place, { recursive: true }).map(String) };
  } finally {
    await scratch.remove();
    expect(readdirSync(place)).toEqual([]);
  }
}

const key = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 0xffffffff }));
const entry = fc.tuple(key, key, fc.string({ maxLength: 30 }));

describe('the sorter', () => {
  it('gives entries in the order of their keys, whether they fit into memory or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 60 }),
        fc.constantFrom(30, 200, 1 << 20),
        async (entries, limit) => {
          const { sorted } = await sort(entries, limit);
          const keys = sorted.map(([major, minor]) => [major, minor]);
          expect(keys).toEqual(
            entries.map(([major, minor]) => [major, minor]).sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d),
          );
          expect([...sorted].map(String).sort()).toEqual(entries.map(String).sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('touches the disk only where entries do not fit into its memory', async () => {
    expect(
      (
        await sort(
          [
            [2, 0, 'b'],
            [1, 0, 'a'],
          ],
          1000,
        )
      ).files,
    ).toEqual([]);
    const many = Array.from({ length: 1000 }, (_, i): Entry => [999 - i, 0, 'x'.repeat(i % 300)]);
    const { sorted, files } = await sort(many, 1000);
    expect(files).toHaveLength(2);
    expect(sorted.map(([major]) => major)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('takes entries that are larger than its memory and its reading buffer', async () => {
    const large = 'y'.repeat(300_000);
    const { sorted } = await sort(
      [
        [3, 0, large],
        [1, 0, 'a'],
        [2, 0, `${large}2`],
      ],
      1000,
    );
    expect(sorted.map(([, , text]) => text.length)).toEqual([1, 300_001, 300_000]);
  });
});
