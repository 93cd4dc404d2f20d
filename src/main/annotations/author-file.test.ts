import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { AuthorFile } from './author-file';

const folder = temporaryFolders();
const FILE = 'author.json';

describe('the name that the user goes by', () => {
  it('is null until it is set, and can be taken back', async () => {
    const profile = folder();
    const file = new AuthorFile(profile);
    const { name, user } = await file.read();
    expect(name).toBeNull();
    expect(user).not.toBe('');
    expect(await file.set('Ann \u202e Analyst')).toEqual({ name: 'Ann \u202e Analyst', user });
    expect(await new AuthorFile(profile).name()).toBe('Ann \u202e Analyst');
    expect((await file.set(null)).name).toBeNull();
    await file.set('Ann');
    expect((await file.set('')).name).toBeNull();
    expect(await new AuthorFile(profile).name()).toBeNull();
  });

  it.each([
    ['no JSON', '{"name":'],
    ['no object', '[]'],
    ['no text', '{"name":{"length":1}}'],
    ['too long', JSON.stringify({ name: 'x'.repeat(201) })],
    ['too large', `{"name":"Ann"}${' '.repeat(64 * 1024)}`],
  ])('is unknown where its file is %s, which is set aside', async (_, text) => {
    const profile = folder();
    writeFileSync(join(profile, FILE), text);
    expect(await new AuthorFile(profile).name()).toBeNull();
    expect(readdirSync(profile).filter((name) => name.startsWith(`${FILE}.damaged-`))).toHaveLength(1);
    expect((await new AuthorFile(profile).set('Ann')).name).toBe('Ann');
  });

  it('is read through no link', async () => {
    const profile = folder();
    const outside = join(folder(), 'outside.json');
    writeFileSync(outside, '{"name":"Mallory"}');
    symlinkSync(outside, join(profile, FILE));
    await expect(new AuthorFile(profile).name()).rejects.toThrow();
    expect(readFileSync(outside, 'utf8')).toBe('{"name":"Mallory"}');
  });

  it('is read of no folder', async () => {
    const profile = folder();
    mkdirSync(join(profile, FILE));
    await expect(new AuthorFile(profile).name()).rejects.toThrow();
  });
});
