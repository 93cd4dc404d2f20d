import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SetupError, checkNode, findElectron, log } from './setup.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'setup-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it.each(['20.15.0', '20.20.2', '22.0.0', '24.1.0'])('takes Node %s', (version) => {
  expect(() => checkNode(version)).not.toThrow();
});

it.each(['18.20.0', '20.14.9', '8.0.0'])('refuses Node %s, and says which it needs', (version) => {
  expect(() => checkNode(version)).toThrow(SetupError);
  expect(() => checkNode(version)).toThrow(/needs Node 20\.15 or newer/);
});

it('tells nothing that a terminal obeys or hides, and keeps its lines', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  log('a\u001b[31m\u009b\u202eb\u200b\nc');
  const [told] = write.mock.lastCall ?? [];
  write.mockRestore();
  expect(told).toBe('a<U+001B>[31m<U+009B><U+202E>b<U+200B>\nc\n');
});

it('finds Electron by its files alone, where the user says they are', () => {
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
  expect(findElectron()).toBeNull();
  const name =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  expect(findElectron()).toBe(file);
});
