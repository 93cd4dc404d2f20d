import { spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isVisible } from '../../src/core/event/visible-text';
import { COMMANDS } from '../../src/main/cli/run-cli';
import { findBrowser } from '../../src/main/shell/browser/find-browser';
import { forgeLedger } from '../hostile-case/forged-logs';
import { DUPLICATES, READABLE, writeLogs } from './logs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LIMIT_MS = 90_000;
const inBrowser = it.skipIf(findBrowser() === null);

const folder = mkdtempSync(path.join(os.tmpdir(), 'headless-'));
const profile = path.join(folder, 'profile');
const isBrowserData = (name: string) => name.startsWith('browser');
beforeAll(() => {
  writeLogs(path.join(folder, 'logs'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  /** A signal's name where one ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start` as on a machine without a display, standing in `folder`. */
function start(options: readonly string[], stopWhen?: () => boolean): Promise<Ended> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    INIT_CWD: folder,
    TRAILBENCH_HEADLESS: '1',
    TRAILBENCH_PROFILE: profile,
    TRAILBENCH_CASES: path.join(folder, 'cases'),
  };
  const child = spawn(process.execPath, ['build/start.mjs', ...options], { cwd: ROOT, env });
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    const watch = setInterval(() => {
      if (stopWhen?.() !== true) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 50);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      clearInterval(watch);
      resolve({ code: code ?? String(signal), stdout, stderr });
    });
  });
}

/** Process ids of what runs on our profile. */
function browsersLeft(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && existsSync(`/proc/${pid}/cmdline`))
    .filter((pid) => command(pid).includes(profile))
    .map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Empty where the process has ended meanwhile. */
function command(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}

inBrowser('makes a case of a folder, prints its summary, writes a picture, and leaves nothing running', async () => {
  const { code, stdout, stderr } = await start(['logs']);
  expect([code, stderr]).toEqual([0, expect.stringContaining('headless')]);
  const count = (value: number) => value.toLocaleString('en-US');
  expect(stdout).toMatch(new RegExp(`^Records +${count(READABLE - DUPLICATES)}$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^Duplicates +${DUPLICATES}$`, 'm'));
  expect(stdout).toMatch(/^Quarantined +1$/m);
  expect(stdout).toMatch(/^Event names \(2 distinct\)$/m);
  const picture = readFileSync(path.join(folder, 'trailbench-screenshot.png'));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.readUInt32BE(16)).toBe(1600);
  expect(browsersLeft()).toEqual([]);
  expect(readdirSync(profile).filter(isBrowserData)).toEqual([]);
  expect(readdirSync(path.join(folder, 'cases', 'logs'))).not.toContain('case.lock');
});

inBrowser('opens that case again with the same result', async () => {
  const { code, stdout } = await start(['cases/logs']);
  expect(code).toBe(0);
  expect(stdout).toContain((READABLE - DUPLICATES).toLocaleString('en-US'));
  expect(readdirSync(path.join(folder, 'cases'))).toEqual(['logs']);
});

inBrowser('says what is wrong, and ends with 1, where a path is not there or a case cannot be opened', async () => {
  const gone = await start(['gone']);
  expect([gone.code, gone.stdout]).toEqual([1, '']);
  expect(gone.stderr).toContain(`${path.join(folder, 'gone')} cannot be read`);
  const newer = path.join(folder, 'newer');
  mkdirSync(newer);
  const file = { id: '0b5f2d5e-1111-4222-8333-444455556666', name: 'n', created: '2026-01-01', schema: 99, tool: 't' };
  writeFileSync(path.join(newer, 'case.json'), JSON.stringify(file));
  const refused = await start(['newer']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('newer version of Trailbench');
  expect(refused.stderr).not.toMatch(/\n +at /);
  expect(browsersLeft()).toEqual([]);
});

inBrowser('makes no case of a file that is no log, says what it is, and ends with 2', async () => {
  writeFileSync(path.join(folder, 'photo.jpg'), Buffer.from('ffd8ffe0', 'hex'));
  const listed = readFileSync(path.join(profile, 'recent-cases.json'), 'utf8');
  const { code, stdout, stderr } = await start(['photo.jpg']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`${path.join(folder, 'photo.jpg')} is a picture. No case was made`);
  expect(readdirSync(path.join(folder, 'cases'))).toEqual(['logs']);
  expect(readFileSync(path.join(profile, 'recent-cases.json'), 'utf8')).toBe(listed);
  expect(browsersLeft()).toEqual([]);
});

inBrowser('tells what is wrong with a case and what was cut off of it, and ends with 3', async () => {
  const damaged = path.join(folder, 'damaged');
  cpSync(path.join(folder, 'cases', 'logs'), damaged, { recursive: true });
  appendFileSync(path.join(damaged, 'journal.jsonl'), 'no line of a journal\n');
  forgeLedger(damaged, (lines) => [
    ...lines,
    { ...lines[0], action: 'acquire-started', details: { acquisition: 7, paths: ['/elsewhere/logs'] } },
  ]);
  const { code, stdout, stderr } = await start(['damaged']);
  expect(code, stderr).toBe(3);
  expect(stdout).toContain('Screenshot: ');
  expect(stderr).toMatch(/^journal\.jsonl, line \d+: /m);
  expect(stderr).toContain('The case is damaged');
  expect(stderr).toMatch(/^An import of \/elsewhere\/logs, .* was cut off/m);
});

inBrowser('writes its picture over nothing but a picture', async () => {
  const picture = path.join(folder, 'trailbench-screenshot.png');
  rmSync(picture, { force: true });
  writeFileSync(path.join(folder, 'precious'), 'mine');
  symlinkSync('precious', picture);
  const { code, stderr } = await start(['cases/logs']);
  rmSync(picture);
  expect([code, stderr]).toEqual([1, expect.stringContaining(`${picture} is a symbolic link`)]);
  expect(readFileSync(path.join(folder, 'precious'), 'utf8')).toBe('mine');
});

inBrowser('lets nothing of names and values through that a terminal obeys', async () => {
  const tricks = '\u001b[2J\u202e';
  const name = `hostile${tricks}`;
  mkdirSync(path.join(folder, name));
  const record = { eventVersion: '1.08', eventTime: '2026-01-01T00:00:00Z', eventName: name, eventSource: 's' };
  writeFileSync(path.join(folder, name, 'a.json'), JSON.stringify({ Records: [record] }));
  const shown = await start([name]);
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('hostile<U+001B>[2J<U+202E>')]);
  const gone = await start([`gone${tricks}`]);
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('gone<U+001B>[2J<U+202E>')]);
  for (const text of [shown.stdout, shown.stderr, gone.stdout, gone.stderr]) {
    expect(text.split('\n').filter((line) => !isVisible(line))).toEqual([]);
  }
});

inBrowser('closes everything when it is interrupted', async () => {
  // The browser has its profile only once the program listens for signals.
  const { code, stderr } = await start(
    ['cases/logs'],
    () => existsSync(profile) && readdirSync(profile).some(isBrowserData),
  );
  expect([code, stderr]).toEqual([1, expect.stringContaining('Stopped before the case was ready')]);
  expect(stderr).not.toMatch(/\n +at /);
  expect(browsersLeft()).toEqual([]);
  expect(readdirSync(path.join(folder, 'cases', 'logs'))).not.toContain('case.lock');
});

it.skipIf(findBrowser() === null || process.platform !== 'linux')(
  'is ended by the signal where its browser hangs',
  async () => {
    let hanging: number[] = [];
    try {
      const { code } = await start(['cases/logs'], () => {
        hanging = browsersLeft();
        for (const pid of hanging) process.kill(pid, 'SIGSTOP');
        return hanging.length > 0;
      });
      expect(code).toBe('SIGINT');
    } finally {
      for (const pid of new Set([...hanging, ...browsersLeft()])) kill(pid);
    }
  },
);

it('takes no unknown option', async () => {
  const { code, stdout, stderr } = await start(['--everything']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('--everything is no option');
});

it.each(COMMANDS)('runs %s without a window or a browser', async (command) => {
  const { code, stdout, stderr } = await start([command, '--no-such-option']);
  expect(stderr).not.toMatch(/headless|window/);
  expect([code, stdout === '']).toEqual(command === 'help' ? [0, false] : [1, true]);
});

it('imports without a window or a browser, into a case that the other commands open', async () => {
  const { code, stdout, stderr } = await start(['import', 'imported', 'logs', '--name', 'From a script']);
  const summary = JSON.parse(stdout) as { readonly case: string; readonly head: string };
  expect(summary, stderr).toMatchObject({ name: 'From a script', state: 'done', duplicates: DUPLICATES });
  expect(summary.case).toBe(path.join(folder, 'imported'));
  expect([0, 4]).toContain(code);
  const query = await start(['query', 'imported']);
  expect(query.code, query.stderr).toBe(0);
  expect(JSON.parse(query.stdout)).toMatchObject({ events: READABLE - DUPLICATES });
  const verify = await start(['verify', 'imported', '--head', summary.head, '--format', 'json']);
  expect(JSON.parse(verify.stdout)).toMatchObject({ case: { sound: true } });
});
