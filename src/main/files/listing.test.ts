import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listLocal } from './listing';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-list-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
}

describe('listLocal', () => {
  it('lists the files of a folder in an order that depends on names alone', async () => {
    write('b/2.json', 'b/10.json', 'a.json', 'B.json', 'ä.json', 'c/d/e/f.json.gz');
    const { files, failures, bytes } = await listLocal([folder]);
    expect(files.map(({ name }) => name)).toEqual([
      'B.json',
      'a.json',
      'b/10.json',
      'b/2.json',
      'c/d/e/f.json.gz',
      'ä.json',
    ]);
    expect(files[0]).toMatchObject({ path: join(folder, 'B.json'), uri: join(folder, 'B.json'), size: 6 });
    expect(Number.isNaN(Date.parse(files[0]?.modified ?? ''))).toBe(false);
    expect(failures).toEqual([]);
    expect(bytes).toBe(files.reduce((sum, { size }) => sum + size, 0));
  });

  it('takes single files, and no file twice', async () => {
    write('a/1.json', 'a/2.json');
    const one = join(folder, 'a/1.json');
    const { files } = await listLocal([one, join(folder, 'a'), one]);
    expect(files.map(({ name }) => name)).toEqual(['1.json', '2.json']);
  });

  it('does not follow links to folders, unless the link itself was named', async () => {
    write('real/1.json');
    mkdirSync(join(folder, 'tree'));
    symlinkSync(join(folder, 'real'), join(folder, 'tree/link'));
    symlinkSync(join(folder, 'tree'), join(folder, 'tree/circle'));
    write('tree/store/1');
    symlinkSync('store/1', join(folder, 'tree/file.json'));
    const inside = await listLocal([join(folder, 'tree')]);
    expect(inside.files.map(({ name }) => name)).toEqual(['file.json', 'store/1']);
    expect(inside.failures.map(({ kind, path }) => [kind, path])).toEqual([
      ['skipped', join(folder, 'tree/circle')],
      ['skipped', join(folder, 'tree/link')],
    ]);
    expect(inside.failures[0]?.message).toContain('add the real folder');
    expect((await listLocal([join(folder, 'tree/link')])).files.length).toBe(1);
  });

  it('reads no file outside of the folder through a link in it, which whoever made the folder chose', async () => {
    write('secret', 'tree/1.json');
    symlinkSync('../secret', join(folder, 'tree/2.json'));
    symlinkSync(join(folder, 'secret'), join(folder, 'tree/3.json'));
    symlinkSync('tree', join(folder, 'named'));
    for (const root of ['tree', 'named']) {
      const { files, failures } = await listLocal([join(folder, root)]);
      expect(files.map(({ name }) => name)).toEqual(['1.json']);
      expect(failures.map(({ kind, path }) => [kind, path])).toEqual([
        ['skipped', join(folder, root, '2.json')],
        ['skipped', join(folder, root, '3.json')],
      ]);
      expect(failures[0]?.message).toContain('leads out of the folder');
    }
    // Whoever names the link itself means what it leads to.
    expect((await listLocal([join(folder, 'tree/2.json')])).files).toHaveLength(1);
  });

  it('lists what is not there and what is no file, with the remedy, and goes on', async () => {
    write('1.json', '2.json');
    symlinkSync(join(folder, 'gone'), join(folder, 'dangling'));
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    const { files, failures } = await listLocal([join(folder, 'nowhere'), folder]);
    expect(files.length).toBe(2);
    expect(failures.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'skipped']);
    expect(failures[0]?.message).toBe(
      `${join(folder, 'nowhere')} could not be read: it does not exist; check the spelling of the path.`,
    );
    expect(failures[2]?.message).toContain('no regular file');
  });

  it.skipIf(process.getuid?.() === 0)('lists a folder that may not be read', async () => {
    write('closed/1.json', 'open/2.json');
    chmodSync(join(folder, 'closed'), 0);
    const { files, failures } = await listLocal([folder]);
    chmodSync(join(folder, 'closed'), 0o755);
    expect(files.length).toBe(1);
    expect(failures[0]?.message).toContain('permission was denied');
  });

  it('never enters an excluded folder', async () => {
    write('case/ledger.jsonl', 'logs/1.json');
    const { files } = await listLocal([folder], { exclude: [join(folder, 'case')] });
    expect(files.map(({ name }) => name)).toEqual(['logs/1.json']);
  });

  it('names files as it is told, tells progress, and stops when aborted', async () => {
    write(...Array.from({ length: 200 }, (_, i) => `${i}.json`));
    const found: number[] = [];
    const { files } = await listLocal([folder], {
      uri: ({ name }) => `upload:${name}`,
      onProgress: (so) => found.push(so.files),
    });
    expect(files[0]?.uri).toBe('upload:0.json');
    expect(found.at(-1)).toBe(200);
    expect(found.length).toBeGreaterThan(2);
    await expect(listLocal([folder], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
