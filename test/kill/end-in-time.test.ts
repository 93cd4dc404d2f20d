import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildForNode } from '../support/indexing-worker';

let built: string;
let folder: string;
let running: ChildProcess | undefined;
beforeAll(async () => {
  built = await buildForNode({ hanging: 'test/kill/hanging.ts' });
  folder = mkdtempSync(path.join(tmpdir(), 'trailbench-end-'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [path.join(folder, 'pipe')]);
});
afterEach(() => void running?.kill('SIGKILL'));
afterAll(() => {
  for (const each of [built, folder]) rmSync(each, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
}

/** Starts the program that hangs, and has `drive` signal it once it says so. */
async function run(what: string, drive: (child: ChildProcess) => void): Promise<Ended> {
  const child = spawn(process.execPath, [path.join(built, 'hanging.mjs'), what, path.join(folder, 'pipe')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  let out = '';
  child.stdout.on('data', (text: Buffer) => {
    const before = out;
    out += text.toString();
    if (!before.includes('ready') && out.includes('ready')) drive(child);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, out }));
  });
}

describe.skipIf(process.platform === 'win32')('a program whose end hangs', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'begins an orderly end on %s, and is ended by it',
    async (signal) => {
      const ended = await run('close', (child) => child.kill(signal));
      expect(ended).toEqual({ code: null, signal, out: 'ready\nclosing\n' });
    },
  );

  it('is ended at once by a second signal', async () => {
    const ended = await run('close', async (child) => {
      child.kill('SIGTERM');
      // What comes right behind the first is taken for the same one.
      while (child.signalCode === null && child.kill('SIGHUP')) await sleep(50);
    });
    // The first would have ended it by SIGTERM.
    expect(ended.signal).toBe('SIGHUP');
  });

  it('takes Ctrl+C that comes twice, from the terminal and from npm, for one', async () => {
    const ended = await run('close', (child) => {
      child.kill('SIGINT');
      child.kill('SIGINT');
    });
    expect(ended).toMatchObject({ signal: 'SIGINT', out: 'ready\nclosing\n' });
  });

  it('is ended by a signal while process.exit() waits for its threads', async () => {
    const ended = await run('exit', async (child) => {
      while (child.signalCode === null && child.exitCode === null && child.kill('SIGTERM')) await sleep(1_000);
    });
    expect(ended.signal).toBe('SIGTERM');
  });

  it('has its host try a harder end before', async () => {
    const ended = await run('force', (child) => child.kill('SIGTERM'));
    expect(ended).toEqual({ code: null, signal: 'SIGTERM', out: 'ready\nclosing\nforced\n' });
  });

  it('is ended even where somebody else listens for the signal', async () => {
    const ended = await run('listened', (child) => child.kill('SIGTERM'));
    expect(ended).toMatchObject({ signal: 'SIGTERM' });
    expect(ended.out).toContain('heard');
  });
});
