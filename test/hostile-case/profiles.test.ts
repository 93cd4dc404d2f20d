import {
  chownSync,
  existsSync,
  lutimesSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openApplication } from '../../src/main/api/application';
import { Uploads } from '../../src/main/api/uploads';
import { BegunImports } from '../../src/main/cases/begun-imports';
import { RecentCases } from '../../src/main/cases/recent-cases';
import { BrowserFolder } from '../../src/main/shell/browser/browser-folder';
import { createBrowserShell } from '../../src/main/shell/browser/browser-shell';
import { lockOrHandOver } from '../../src/main/shell/browser/host-lock';
import { run } from './commands';
import { DEVICES, FOLDER, LINKS, PIPE, putInstead, SOCKET } from './kinds';
import type { Kind } from './kinds';
import { CANARY, Outside, within } from './outside';
import { makeSoundCase } from './sound-case';

/**
 * A profile folder that somebody else had in hand. What is not a file or folder of its own is refused, with its name,
 * before anything is used; what is merely damaged costs what was in it. Files outside stay as they are and unread.
 */
const ROOT = resolve(import.meta.dirname, '../..');
const FILES = ['recent-cases.json', 'begun-imports.json', 'browser-host.json', 'author.json'] as const;
const MINUTES = 10 * 60_000;
const DEAD_PID = 0x3fffffff;
const NOBODY = 65_534;

const base = mkdtempSync(join(tmpdir(), 'tb-profiles-'));
let sound = '';
let cwd = '';
let profile = '';
let outside: Outside;
let before: Readonly<Record<string, string>>;

beforeAll(async () => {
  sound = await makeSoundCase(base);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

beforeEach(() => {
  cwd = mkdtempSync(join(base, 's-'));
  profile = join(cwd, 'profile');
  mkdirSync(profile, { mode: 0o700 });
  mkdirSync(join(cwd, 'outside'));
  outside = new Outside(join(cwd, 'outside'));
  before = outside.snapshot();
  vi.stubEnv('TRAILBENCH_PROFILE', profile);
  vi.stubEnv('TRAILBENCH_CASES', join(cwd, 'cases'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  expect(outside.snapshot(), 'what is outside').toEqual(before);
  const read = within(profile).filter((path) => lstatSync(path).isFile() && readFileSync(path).includes(CANARY));
  expect(read, 'what was read outside').toEqual([]);
  rmSync(cwd, { recursive: true, force: true });
});

const browser = { path: '/nowhere/chromium', snap: null };

function application(): ReturnType<typeof openApplication> {
  const startWorker = (): never => {
    throw new Error('No worker is wanted.');
  };
  return openApplication({ root: ROOT, shell: createBrowserShell({ unsandboxed: true }), startWorker });
}

function lock(): ReturnType<typeof lockOrHandOver> {
  return lockOrHandOver(profile, [], () => Promise.resolve());
}

interface Misplaced {
  readonly at: string;
  readonly kind: Kind;
}

const MISPLACED: readonly Misplaced[] = [
  ...FILES.flatMap((at) => [...LINKS, PIPE, SOCKET, ...DEVICES, FOLDER].map((kind) => ({ at, kind }))),
  ...[...LINKS, PIPE, SOCKET, ...DEVICES].map((kind) => ({ at: 'uploads', kind })),
];

describe('a profile that holds what does not belong there', () => {
  it.each(MISPLACED)('is refused: $at is $kind.name', { timeout: MINUTES }, async ({ at, kind }) => {
    const path = join(profile, at);
    await putInstead(path, kind, outside);
    const told = `${path} is ${kind.called}`;
    await expect(application()).rejects.toThrow(told);
    await expect(lock()).rejects.toThrow(told);
    const started = await run('browser', [sound], { name: 'this user' }, { cwd, profile });
    expect(started.code, started.err).toBe(1);
    expect(started.err).toContain(told);
    expect(started.err).toContain('TRAILBENCH_PROFILE');
    expect(started.err).not.toMatch(/^\s+at /m);
    // A script needs nothing of the profile; the case has no digests.
    const verified = await run('cli', ['verify', sound], { name: 'this user' }, { cwd, profile });
    expect(verified.code, verified.err).toBe(5);
    expect(lstatSync(path).isSymbolicLink(), 'it is left where it is').toBe(kind.called === 'a symbolic link');
  });

  it.each([...LINKS, PIPE, SOCKET, ...DEVICES])(
    'has the browser write nowhere else: its folder is $name',
    async (kind) => {
      await putInstead(join(profile, 'browser'), kind, outside);
      await expect(new BrowserFolder(browser, profile).make()).rejects.toThrow(`browser is ${kind.called}`);
    },
  );

  it.each([...LINKS, PIPE, SOCKET, ...DEVICES])(
    'loses only what was left by runs without a window: a folder of theirs is $name',
    async (kind) => {
      const left = join(profile, `browser-headless-${String(DEAD_PID)}`);
      const own = join(profile, `browser-headless-${String(process.pid)}`);
      for (const path of [left, own]) await putInstead(path, kind, outside);
      const odd = ['browser-headless-', 'browser-headless-1e3', 'browser-headless-x'].map((name) =>
        join(profile, name),
      );
      for (const path of odd) symlinkSync(outside.folder, path);
      const folders = new BrowserFolder(browser, profile);
      expect(await folders.makeHeadless()).toBe(own);
      expect(lstatSync(own).isDirectory()).toBe(true);
      expect(readdirSync(own)).toEqual([]);
      expect(existsSync(left)).toBe(false);
      for (const path of odd) expect(lstatSync(path).isSymbolicLink()).toBe(true);
      await folders.remove(own);
      expect(existsSync(own)).toBe(false);
    },
  );

  it('is no folder, or lies in none: that is said, and what to do', async () => {
    rmSync(profile, { recursive: true });
    writeFileSync(profile, 'text');
    await expect(application()).rejects.toThrow(`${profile} cannot be Trailbench's own folder`);
    await expect(lock()).rejects.toThrow('TRAILBENCH_PROFILE');
    expect(readFileSync(profile, 'utf8')).toBe('text');
    rmSync(profile);
    mkdirSync(profile);
  });
});

const DAMAGED: readonly { readonly name: string; readonly bytes: () => Buffer }[] = [
  { name: 'empty', bytes: () => Buffer.alloc(0) },
  { name: 'no JSON', bytes: () => Buffer.from('{"version":') },
  { name: 'no text', bytes: () => Buffer.from([0xff, 0xfe, 0x00, 0x80]) },
  { name: 'of another shape', bytes: () => Buffer.from('{"version":2,"cases":[{"path":7}],"imports":7,"pid":"x"}') },
  { name: 'nested deep', bytes: () => Buffer.from(`${'['.repeat(30_000)}${']'.repeat(30_000)}`) },
  { name: 'nested a million deep', bytes: () => Buffer.from('['.repeat(1_000_000)) },
  { name: 'far too large', bytes: () => Buffer.alloc(64 * 1024 * 1024, ' ') },
];

describe('a profile whose files are damaged', () => {
  it.each(DAMAGED)('is started with: they are $name, and kept under other names', async ({ bytes }) => {
    for (const name of FILES) writeFileSync(join(profile, name), bytes());
    const opened = await application();
    expect((await opened.appInfo()).recent).toEqual([]);
    await opened.close();
    const begun = new BegunImports(profile);
    await begun.note('a'.repeat(64), '2026-01-01T00:00:00.000Z');
    expect(await begun.lines()).toEqual(new Set(['a'.repeat(64)]));
    expect(await new RecentCases({ folder: profile }).list()).toEqual([]);
    const held = await lock();
    expect(held).not.toBeNull();
    await held?.release();
    for (const name of ['recent-cases.json', 'begun-imports.json']) {
      const aside = readdirSync(profile).filter((one) => one.startsWith(`${name}.damaged-`));
      expect(aside, name).toHaveLength(1);
      expect(readFileSync(join(profile, aside[0] ?? '')).equals(bytes()), 'what it held').toBe(true);
    }
  });

  it('shows a case in the window all the same', { timeout: MINUTES }, async () => {
    for (const name of FILES) writeFileSync(join(profile, name), '[');
    symlinkSync(outside.folder, join(profile, `browser-headless-${String(DEAD_PID)}`));
    const shown = await run('browser', [sound], { name: 'this user' }, { cwd, profile });
    expect(shown.code, shown.err).toBe(0);
    expect(readdirSync(profile).filter((name) => name.startsWith('browser-headless-'))).toEqual([]);
  });
});

describe('a host that the profile claims to run', () => {
  let server: Server;
  let asked = 0;
  const open: string[] = [];

  beforeEach(async () => {
    asked = 0;
    server = createServer((socket) => {
      asked += 1;
      socket.end('{"ok":true}\n');
    });
    await new Promise<void>((done) => server.listen(join(cwd, 'other.sock'), done));
  });
  afterEach(async () => {
    await new Promise((done) => server.close(done));
    for (const path of open.splice(0)) rmSync(path, { recursive: true, force: true });
  });

  async function claims(socket: string): Promise<void> {
    const owner = { pid: process.ppid, token: 'x', socket };
    writeFileSync(join(profile, 'browser-host.json'), JSON.stringify(owner));
    const held = await lock();
    expect(held, 'the start is not handed over').not.toBeNull();
    await held?.release();
    expect(asked, 'connections').toBe(0);
  }

  it('is not asked at a socket elsewhere, nor its socket removed', async () => {
    const other = join(cwd, 'other.sock');
    await claims(other);
    expect(lstatSync(other).isSocket()).toBe(true);
  });

  it('is not asked through a link in the profile', async () => {
    const link = join(profile, 'host-0123456789ab.sock');
    symlinkSync(join(cwd, 'other.sock'), link);
    await claims(link);
    expect(lstatSync(join(cwd, 'other.sock')).isSocket()).toBe(true);
  });

  it('is not asked in a folder for temporary files under another name, or through a link there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trailbench-'));
    open.push(folder);
    symlinkSync(join(cwd, 'other.sock'), join(folder, 'agent.sock'));
    symlinkSync(join(cwd, 'other.sock'), join(folder, 'host.sock'));
    await claims(join(folder, 'agent.sock'));
    await claims(join(folder, 'host.sock'));
    const link = join(tmpdir(), `trailbench-link-${String(process.pid)}`);
    open.push(link);
    symlinkSync(folder, link);
    await claims(join(link, 'host.sock'));
    expect(readdirSync(folder)).toEqual(['agent.sock', 'host.sock']);
  });

  it.runIf(DEVICES.length > 0)("is not asked at another user's socket, nor that removed", async () => {
    const path = join(profile, 'host-0123456789ab.sock');
    const others = createServer(() => (asked += 1));
    await new Promise<void>((done) => others.listen(path, done));
    chownSync(path, NOBODY, NOBODY);
    await claims(path);
    expect(lstatSync(path).isSocket()).toBe(true);
    await new Promise((done) => others.close(done));
  });

  it('does not keep the program from starting with a number that no process has', async () => {
    for (const pid of [0, -1, 1.5, 2 ** 53, 1e300]) {
      writeFileSync(join(profile, 'browser-host.json'), JSON.stringify({ pid, token: 'x', socket: '' }));
      const held = await lock();
      expect(held).not.toBeNull();
      await held?.release();
    }
  });
});

describe('dropped files that wait in the profile', () => {
  const upload = { name: 'log.json', batch: 'batch-1', body: new Blob(['{}']).stream() };

  it.each([...LINKS, PIPE, SOCKET, ...DEVICES])('are not put where the folder of a batch is $name', async (kind) => {
    const uploads = new Uploads(join(profile, 'uploads'));
    await uploads.sweep();
    const batch = join(profile, 'uploads', 'batch-1');
    await putInstead(batch, kind, outside);
    await expect(uploads.receive({ ...upload, body: new Blob(['{}']).stream() })).rejects.toThrow(
      `${batch} is ${kind.called}`,
    );
    await expect(uploads.folderOf('batch-1')).rejects.toThrow('batch-1');
    // Long after, it goes: the name alone.
    lutimesSync(batch, 0, 0);
    await uploads.sweep();
    expect(readdirSync(join(profile, 'uploads'))).toEqual([]);
  });

  it.each([...LINKS, PIPE, SOCKET, ...DEVICES])('are not imported where $name is among them', async (kind) => {
    const uploads = new Uploads(join(profile, 'uploads'));
    await uploads.receive({ ...upload, body: new Blob(['{}']).stream() });
    const batch = join(profile, 'uploads', 'batch-1');
    expect(await uploads.folderOf('batch-1')).toBe(batch);
    const inside = join(batch, 'deeper', '00.bin');
    await putInstead(inside, kind, outside);
    await expect(uploads.folderOf('batch-1')).rejects.toThrow(`${inside} is ${kind.called}`);
    await expect(uploads.firstName('batch-1')).rejects.toThrow(`${inside} is ${kind.called}`);
    await uploads.discardAll([batch]);
    expect(existsSync(batch)).toBe(false);
  });
});
