import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { Manifest } from '../cases/manifest';
import { SourceProblems } from './source-problems';

const folder = temporaryFolders();

async function emptyManifest(): Promise<Manifest> {
  const root = folder();
  mkdirSync(join(root, 'evidence'));
  return Manifest.open({ path: join(root, 'evidence', 'manifest.jsonl'), writable: true, create: true });
}

describe('SourceProblems', () => {
  it('lists a hundred and counts the others, however fast they come', async () => {
    const manifest = await emptyManifest();
    const line = vi.spyOn(manifest, 'line');
    const onAdded = vi.fn();
    const problems = new SourceProblems(manifest, onAdded);
    for (let no = 0; no < 100_000; no += 1) problems.add(no, 'It is gone.');
    expect(line).toHaveBeenCalledTimes(100);
    await vi.waitFor(() => expect(problems.list).toHaveLength(101));
    expect(problems.list[100]?.message).toBe('evidence has 99900 more problems like these.');
    expect(onAdded).toHaveBeenCalledTimes(101);
    await manifest.close();
  });
});
