import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { nodeDisk } from './disk';

const folder = temporaryFolders();

it('a folder is made with its parents, and one that is there is left', async () => {
  const deep = join(folder(), 'a', 'b', 'c');
  await nodeDisk.ensureFolder(deep, 0o700);
  expect(statSync(deep).isDirectory()).toBe(true);
  await Promise.all([1, 2, 3].map(() => nodeDisk.ensureFolder(join(deep, 'd', 'e'))));
  await nodeDisk.ensureFolder(deep);
  expect(existsSync(join(deep, 'd', 'e'))).toBe(true);
});

it('a file or a link to nothing in its place is told, and left', async () => {
  const place = folder();
  writeFileSync(join(place, 'file'), '');
  symlinkSync('nowhere', join(place, 'dangling'));
  await expect(nodeDisk.ensureFolder(join(place, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(nodeDisk.ensureFolder(join(place, 'file', 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(nodeDisk.ensureFolder(join(place, 'dangling'))).rejects.toMatchObject({ code: 'EEXIST' });
  expect(existsSync(join(place, 'nowhere'))).toBe(false);
});

it.runIf(process.platform === 'linux')(
  'a place in which nobody makes folders is told instead of tried for ever',
  async () => {
    await expect(nodeDisk.ensureFolder('/proc/none/x')).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
