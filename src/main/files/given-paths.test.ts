import path from 'node:path';
import { expect, it } from 'vitest';
import { givenPaths, mustExist, userFolder } from './given-paths';

it('resolves paths against where the user stood', () => {
  const env = { INIT_CWD: path.resolve('/home/u') };
  expect(givenPaths(['logs', '../b', path.resolve('/abs')], env)).toEqual([
    path.resolve('/home/u/logs'),
    path.resolve('/home/b'),
    path.resolve('/abs'),
  ]);
  expect(userFolder({})).toBe(process.cwd());
});

it('takes no option for a path', () => {
  expect(() => givenPaths(['--facets', 'x'], {})).toThrow('--facets is no option');
});

it('says which path is not there', async () => {
  const gone = path.join(import.meta.dirname, 'gone');
  await expect(mustExist([import.meta.dirname, gone])).rejects.toMatchObject({
    code: 'unreadable-path',
    details: gone,
  });
  await expect(mustExist([import.meta.filename])).resolves.toBeUndefined();
});
