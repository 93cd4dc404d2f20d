import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockOrHandOver } from './host-lock';
import type { HostLock } from './host-lock';

let profile = '';
const held: HostLock[] = [];
beforeEach(() => {
  profile = mkdtempSync(path.join(os.tmpdir(), 'host-lock-'));
});
afterEach(async () => {
  for (const lock of held.splice(0)) await lock.release();
  rmSync(profile, { recursive: true, force: true });
});

async function start(paths: readonly string[], seen: (readonly string[])[]): Promise<HostLock | null> {
  const lock = await lockOrHandOver(profile, paths, (handed) => {
    seen.push(handed);
    return Promise.resolve();
  });
  if (lock !== null) held.push(lock);
  return lock;
}

it('gives the lock to the first start, and hands the second one over to it', async () => {
  const seen: (readonly string[])[] = [];
  expect(await start([], seen)).not.toBeNull();
  expect(await start(['/logs/a', '/logs/b'], [])).toBeNull();
  expect(seen).toEqual([['/logs/a', '/logs/b']]);
});

it('tells the second start why the first could not do what it asked', async () => {
  const lock = await lockOrHandOver(profile, [], () => Promise.reject(new Error('/gone is not there')));
  if (lock !== null) held.push(lock);
  await expect(start(['/gone'], [])).rejects.toThrow('/gone is not there');
});

it('gives the lock to exactly one of many starts at once', async () => {
  const seen: (readonly string[])[] = [];
  const locks = await Promise.all(Array.from({ length: 8 }, (_, at) => start([`/${at}`], seen)));
  expect(locks.filter((lock) => lock !== null)).toHaveLength(1);
  expect(seen).toHaveLength(7);
});

it('takes over from an owner that is gone, and from a file cut off by a crash', async () => {
  const dead = { pid: 0x3fffffff, token: 'x', socket: path.join(profile, 'gone.sock') };
  writeFileSync(path.join(profile, 'browser-host.json'), JSON.stringify(dead));
  const first = await start([], []);
  expect(first).not.toBeNull();
  await first?.release();
  expect(readdirSync(profile)).toEqual([]);
  writeFileSync(path.join(profile, 'browser-host.json'), '{"pid":');
  expect(await start([], [])).not.toBeNull();
}, 15_000);

it('takes over where the number of a dead owner belongs to another process now', async () => {
  const reused = { pid: process.ppid, token: 'x', socket: path.join(profile, 'gone.sock') };
  writeFileSync(path.join(profile, 'browser-host.json'), JSON.stringify(reused));
  expect(await start([], [])).not.toBeNull();
}, 15_000);

it.skipIf(process.platform === 'win32')(
  'keeps others out: private files, and no request without the token',
  async () => {
    const seen: (readonly string[])[] = [];
    await start([], seen);
    const file = path.join(profile, 'browser-host.json');
    const { socket } = JSON.parse(readFileSync(file, 'utf8')) as { socket: string };
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(statSync(socket).mode & 0o077).toBe(0);
    const answer = await new Promise<string>((resolve, reject) => {
      const stranger = connect(socket, () => stranger.write('{"token":"guess","paths":["/evil"]}\n'));
      stranger.once('data', (chunk) => resolve(chunk.toString()));
      stranger.once('error', reject);
    });
    expect(JSON.parse(answer)).toEqual({ ok: false, message: 'Refused' });
    expect(seen).toEqual([]);
  },
);

it('leaves nothing behind when released', async () => {
  const lock = await start([], []);
  await lock?.release();
  expect(existsSync(path.join(profile, 'browser-host.json'))).toBe(false);
  expect(readdirSync(profile)).toEqual([]);
});
