import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FaultyDisk, systemError } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { CaseLock, LOCK_NAME } from './lock';
import type { LockOptions, LockResult } from './lock';
import type { ProcessProbe } from './process-start';
import { probeProcess } from './process-start';

const folder = temporaryFolders();
const alive =
  (started: string | null): ProcessProbe =>
  () =>
    Promise.resolve({ alive: true, started });

async function take(root: string, more: Partial<LockOptions> = {}): Promise<LockResult> {
  return CaseLock.take({ folder: root, user: 'ann', host: 'here', ...more });
}

function lockOf(result: LockResult): CaseLock {
  if (!result.locked) throw new Error(result.reason);
  return result.lock;
}

describe('the lock of a case', { timeout: 30_000 }, () => {
  it('gives the case to one writer and frees it again, leaving nothing behind', async () => {
    const root = folder();
    const lock = lockOf(await take(root));
    expect(JSON.parse(readFileSync(join(root, LOCK_NAME), 'utf8'))).toMatchObject({
      pid: process.pid,
      host: 'here',
      user: 'ann',
      started: expect.stringMatching(/./),
    });
    const second = await take(root);
    expect(second).toMatchObject({
      locked: false,
      writerAlive: true,
      reason: expect.stringContaining('in this program by ann'),
    });
    await lock.release();
    await lock.release();
    expect(readdirSync(root)).toEqual([]);
    await lockOf(await take(root)).release();
  });

  it('is refused while another live process holds it, and taken over once that is killed', async () => {
    const root = folder();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], { stdio: 'pipe' });
    try {
      await once(child.stdout, 'data');
      const pid = child.pid ?? 0;
      const held = lockOf(await take(root, { pid }));
      const refused = await take(root);
      expect(refused).toMatchObject({ locked: false, reason: expect.stringContaining(`process ${String(pid)}`) });
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      const mine = lockOf(await take(root));
      // The dead one's late release must not free what is another's now.
      await held.release();
      expect(existsSync(join(root, LOCK_NAME))).toBe(true);
      await mine.release();
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is taken over where its process number belongs to another process now', async () => {
    const root = folder();
    await take(root, { pid: 4242, probe: alive('Monday') });
    expect(await take(root, { pid: 4243, probe: alive('Monday') })).toMatchObject({ locked: false });
    // Where the system cannot tell the start, a live process counts as the holder.
    expect(await take(root, { pid: 4243, probe: alive(null) })).toMatchObject({ locked: false });
    const mine = lockOf(await take(root, { pid: 4243, probe: alive('Tuesday') }));
    expect(JSON.parse(readFileSync(join(root, LOCK_NAME), 'utf8'))).toMatchObject({ pid: 4243 });
    await mine.release();
  });

  it("honours another computer's lock until it has stood still for long", async () => {
    const root = folder();
    const other = lockOf(await take(root, { host: 'elsewhere' }));
    const refused = await take(root);
    expect(refused).toMatchObject({ locked: false, reason: expect.stringContaining('computer elsewhere') });
    expect(refused.locked ? '' : refused.reason).toContain(`delete ${join(root, LOCK_NAME)}`);
    const old = new Date(Date.now() - 16 * 60_000);
    utimesSync(join(root, LOCK_NAME), old, old);
    await lockOf(await take(root)).release();
    await other.release();
  });

  it('shows that it is alive, and tells its holder when it was taken over', async () => {
    const root = folder();
    const lock = lockOf(await take(root, { host: 'elsewhere', beatMs: 20 }));
    const old = new Date(Date.now() - 16 * 60_000);
    utimesSync(join(root, LOCK_NAME), old, old);
    await sleep(300);
    expect(await take(root)).toMatchObject({ locked: false });
    let lost = 0;
    lock.watch(() => (lost += 1));
    writeFileSync(join(root, LOCK_NAME), '{"pid":1,"started":null,"host":"x","user":"y","since":"z","nonce":"n"}');
    await sleep(300);
    expect(lost).toBe(1);
    await lock.release();
    expect(existsSync(join(root, LOCK_NAME))).toBe(true);
  });

  it('gets over a lock file that a crash left half written', async () => {
    for (const text of ['', '{"pid":', 'null', '{"pid":"x"}']) {
      const root = folder();
      writeFileSync(join(root, LOCK_NAME), text);
      await lockOf(await take(root)).release();
      expect(readdirSync(root)).toEqual([]);
    }
  });

  it('goes to exactly one of many who find the same stale lock', async () => {
    const root = folder();
    const stale = { pid: 999_999_999, started: 'x', host: 'here', user: 'y', since: 'z', nonce: 'n' };
    writeFileSync(join(root, LOCK_NAME), JSON.stringify(stale));
    const results = await Promise.all(Array.from({ length: 12 }, () => take(root)));
    expect(results.filter(({ locked }) => locked)).toHaveLength(1);
    for (const result of results) if (result.locked) await result.lock.release();
    expect(readdirSync(root)).toEqual([]);
  });

  it('says in words that media cannot be written, or are full', async () => {
    for (const code of ['EROFS', 'EACCES', 'EPERM']) {
      const disk = new FaultyDisk();
      disk.refuses = code;
      const result = await take(folder(), { disk });
      expect(result).toMatchObject({
        locked: false,
        writerAlive: false,
        reason: expect.stringContaining('cannot be written'),
      });
    }
    const full = new FaultyDisk();
    full.room = 10;
    expect(await take(folder(), { disk: full })).toMatchObject({
      locked: false,
      reason: expect.stringContaining('full'),
    });
  });

  it('works where the file system has no hard links', async () => {
    const root = folder();
    const disk = new FaultyDisk();
    disk.link = () => Promise.reject(systemError('EPERM'));
    const lock = lockOf(await take(root, { disk }));
    expect(await take(root, { disk })).toMatchObject({ locked: false });
    await lock.release();
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('the process probe', () => {
  it('knows the own process by the same start each time, and a dead one as dead', async () => {
    const own = await probeProcess(process.pid);
    expect(own).toEqual(await probeProcess(process.pid));
    expect(own).toMatchObject({ alive: true, started: expect.stringMatching(/./) });
    expect(await probeProcess(999_999_999)).toEqual({ alive: false });
  });
});
