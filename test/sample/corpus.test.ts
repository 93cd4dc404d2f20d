import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { writeCorpus } from '../../build/sample/corpus.mjs';

const folders: string[] = [];

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailbench-corpus-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Read {
  readonly ids: string[];
  readonly files: number;
  readonly digest: string;
  readonly texts: Map<string, string>;
}

function read(folder: string): Read {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const ids: string[] = [];
  const texts = new Map<string, string>();
  const hash = createHash('sha256');
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    const text = gunzipSync(readFileSync(path)).toString('utf8');
    hash.update(relative(folder, path)).update(text);
    for (const record of (JSON.parse(text) as { Records: { eventID: string }[] }).Records) {
      ids.push(record.eventID);
      const body = JSON.stringify(record);
      expect(texts.get(record.eventID) ?? body).toBe(body);
      texts.set(record.eventID, body);
    }
  }
  return { ids, files: files.length, digest: hash.digest('hex'), texts };
}

describe('writeCorpus', () => {
  it('writes unique events of about 1.5 kB, many to a file', async () => {
    const folder = temporary();
    const result = await writeCorpus({ folder, events: 9000, shape: 'large', seed: 3 });
    const { ids, files } = read(folder);
    expect({ events: ids.length, unique: new Set(ids).size, files }).toEqual({ events: 9000, unique: 9000, files: 3 });
    expect(result).toMatchObject({ events: 9000, duplicates: 0, files: 3 });
    expect(result.inflated / 9000).toBeGreaterThan(1300);
    expect(result.inflated / 9000).toBeLessThan(1800);
  });

  it('writes tiny files, and copies with equal content under other names', async () => {
    const folder = temporary();
    const result = await writeCorpus({ folder, events: 600, shape: 'tiny', duplicates: 0.25 });
    const { ids, files } = read(folder);
    expect({ copies: ids.length, unique: new Set(ids).size, files }).toEqual({ copies: 750, unique: 600, files: 125 });
    expect(result).toMatchObject({ events: 600, duplicates: 150, files: 125 });
  });

  it('gives the same files for the same seed, whatever the threads, and others for another seed', async () => {
    const [one, two, other] = [temporary(), temporary(), temporary()];
    await writeCorpus({ folder: one, events: 300, shape: 'tiny', seed: 5, threads: 1 });
    await writeCorpus({ folder: two, events: 300, shape: 'tiny', seed: 5, threads: 2 });
    await writeCorpus({ folder: other, events: 300, shape: 'tiny', seed: 6, threads: 1 });
    expect(read(two).digest).toBe(read(one).digest);
    expect(read(other).digest).not.toBe(read(one).digest);
  });

  it('refuses what it cannot write', async () => {
    await expect(writeCorpus({ folder: temporary(), events: 0 })).rejects.toThrow('Events must be');
    await expect(writeCorpus({ folder: temporary(), events: 10, duplicates: 2 })).rejects.toThrow('Duplicates must be');
  });
});
