import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { casesFolder, ensureProfileFolder, profileFolder } from './paths';

const folder = temporaryFolders();

describe('where things go', () => {
  it('puts cases into the documents of each system', () => {
    const home = folder();
    expect(casesFolder({ env: {}, platform: 'linux', home })).toBe(join(home, 'Documents', 'Trailbench'));
    expect(casesFolder({ env: {}, platform: 'darwin', home })).toBe(join(home, 'Documents', 'Trailbench'));
    expect(casesFolder({ env: { USERPROFILE: '/u' }, platform: 'win32', home })).toBe(
      join('/u', 'Documents', 'Trailbench'),
    );
    expect(casesFolder({ env: {}, platform: 'linux', home, documents: '/docs' })).toBe(join('/docs', 'Trailbench'));
    expect(casesFolder({ env: { TRAILBENCH_CASES: '/elsewhere' }, platform: 'linux', home })).toBe('/elsewhere');
    expect(casesFolder({ env: { TRAILBENCH_CASES: 'relative' }, platform: 'linux', home })).toBe(
      join(home, 'Documents', 'Trailbench'),
    );
  });

  it('reads the XDG documents folder, and ignores what it may not say', () => {
    const home = folder();
    mkdirSync(join(home, '.config'));
    const say = (line: string) => {
      writeFileSync(join(home, '.config', 'user-dirs.dirs'), `# comment\nXDG_MUSIC_DIR="$HOME/M"\n${line}\n`);
      return casesFolder({ env: {}, platform: 'linux', home });
    };
    expect(say('XDG_DOCUMENTS_DIR="$HOME/Dokumente"')).toBe(join(home, 'Dokumente', 'Trailbench'));
    expect(say('XDG_DOCUMENTS_DIR="/data/my \\"docs\\""')).toBe(join('/data/my "docs"', 'Trailbench'));
    expect(say('XDG_DOCUMENTS_DIR="relative"')).toBe(join(home, 'Documents', 'Trailbench'));
    expect(say('#XDG_DOCUMENTS_DIR="/x"')).toBe(join(home, 'Documents', 'Trailbench'));
    expect(casesFolder({ env: { XDG_DOCUMENTS_DIR: '/env' }, platform: 'linux', home })).toBe(
      join('/env', 'Trailbench'),
    );
  });

  it('puts the profile where each system keeps settings, for the user alone', async () => {
    const home = folder();
    expect(profileFolder({ env: {}, platform: 'linux', home })).toBe(join(home, '.config', 'trailbench'));
    expect(profileFolder({ env: { XDG_CONFIG_HOME: '/c' }, platform: 'linux', home })).toBe(join('/c', 'trailbench'));
    expect(profileFolder({ env: {}, platform: 'darwin', home })).toBe(
      join(home, 'Library', 'Application Support', 'Trailbench'),
    );
    expect(profileFolder({ env: { APPDATA: '/a' }, platform: 'win32', home })).toBe(join('/a', 'Trailbench'));
    expect(profileFolder({ env: { TRAILBENCH_PROFILE: '/p' }, platform: 'win32', home })).toBe('/p');
    const profile = profileFolder({ env: {}, platform: 'linux', home });
    await ensureProfileFolder(profile);
    expect(statSync(profile).mode & 0o777).toBe(0o700);
  });
});
