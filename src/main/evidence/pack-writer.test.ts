import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { nodeDisk } from '../files/disk';
import { listPacks, packName, packProblems } from './pack-writer';

const folder = temporaryFolders();

describe('packs', () => {
  it('are listed with their sizes, and nothing else is', async () => {
    const root = folder();
    for (let pack = 1; pack <= 60; pack += 1) writeFileSync(join(root, packName(pack)), Buffer.alloc(pack));
    writeFileSync(join(root, 'notes.tar'), 'x');
    mkdirSync(join(root, packName(61)));
    let asked = 0;
    let most = 0;
    const disk = {
      ...nodeDisk,
      status: async (path: string) => {
        asked += 1;
        most = Math.max(most, asked);
        const found = await nodeDisk.status(path);
        asked -= 1;
        return found;
      },
    };
    const packs = await listPacks(disk, root);
    expect([...packs].sort(([a], [b]) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => [i + 1, i + 1]));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(16);
  });

  it('that are not there are named a hundred times and counted beyond', () => {
    const ends = new Map(Array.from({ length: 200_000 }, (_, i) => [i + 1, 512]));
    const problems = packProblems(
      ends,
      new Map([
        [1, 512],
        [2, 511],
      ]),
    );
    expect(problems).toHaveLength(101);
    expect(problems[0]?.message).toContain('evidence/packs/0002.tar has 511 bytes');
    expect(problems[1]?.message).toContain('evidence/packs/0003.tar is missing');
    const message = 'evidence/packs has 199899 more problems like these.';
    expect(problems[100]).toEqual({ file: 'evidence/packs', line: null, message });
  });
});
