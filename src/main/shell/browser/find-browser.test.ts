import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browserProfile, findBrowser, howToGetABrowser } from './find-browser';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'find-browser-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function install(name: string, content = '#!/bin/sh\n', mode = 0o755): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

describe.skipIf(process.platform === 'win32')('looking for a browser', () => {
  it('takes the one that is named before any other, and none where that is not there', () => {
    const named = install('mine/my-browser');
    install('bin/chromium');
    const env = { PATH: path.join(folder, 'bin') };
    expect(findBrowser({ platform: 'linux', env: { ...env, TRAILBENCH_BROWSER: named } })?.path).toBe(named);
    expect(findBrowser({ platform: 'linux', env: { ...env, TRAILBENCH_BROWSER: `${named}-gone` } })).toBeNull();
  });

  it('says what to do where there is none', () => {
    expect(howToGetABrowser({})).toContain('apt-get install chromium');
    expect(howToGetABrowser({ TRAILBENCH_BROWSER: '/gone' })).toContain('/gone');
  });

  it('takes Chromium before Chrome and Edge, from the path', () => {
    install('bin/microsoft-edge');
    install('bin/google-chrome');
    const chromium = install('other/chromium');
    const env = { PATH: `${folder}/bin:${folder}/other` };
    expect(findBrowser({ platform: 'linux', env })?.path).toBe(chromium);
  });

  it('passes over what cannot be run, and relative folders of the path', () => {
    install('bin/chromium', 'text', 0o644);
    const env = { PATH: `${folder}/bin:.` };
    expect(findBrowser({ platform: 'linux', env })?.path).not.toBe(`${folder}/bin/chromium`);
  });

  it('prefers a browser that may write everywhere to a snap, and knows a snap behind a script', () => {
    const script = install('bin/chromium-browser', '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
    const chrome = install('bin/google-chrome');
    const named = (file: string) => findBrowser({ platform: 'linux', env: { TRAILBENCH_BROWSER: file } });
    expect(named(script)?.snap).toBe('chromium');
    expect(named(chrome)?.snap).toBeNull();
    rmSync(chrome);
    symlinkSync('/usr/bin/env', chrome);
    expect(named(chrome)?.snap).toBeNull();
  });

  it('looks in the applications of macOS and the program folders of Windows', () => {
    const mac = install('Applications/Chromium.app/Contents/MacOS/Chromium');
    expect(findBrowser({ platform: 'darwin', env: { HOME: folder } })?.path).toBe(mac);
    expect(findBrowser({ platform: 'win32', env: { PROGRAMFILES: 'Z:\\none' } })).toBeNull();
  });

  it('puts a snap browser where it may write, and any other below the profile', () => {
    expect(browserProfile({ path: '/snap/bin/chromium', snap: 'chromium' }, '/p', '/home/u')).toBe(
      path.join('/home/u/snap/chromium/common/trailbench'),
    );
    expect(browserProfile({ path: '/usr/bin/chromium', snap: null }, '/p', '/home/u')).toBe(path.join('/p/browser'));
  });
});
