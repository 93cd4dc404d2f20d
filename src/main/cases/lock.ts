import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { Disk } from '../files/disk';
import { errorCode, isReadOnlyCode, nodeDisk, readIfPresent, writeNewFile } from '../files/disk';
import { probeProcess } from './process-start';
import type { ProcessProbe } from './process-start';

export const LOCK_NAME = 'case.lock';

const holder = v.object({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** When the process was started, as its system tells it; null where it cannot. */
  started: v.nullable(v.string()),
  host: v.string(),
  user: v.string(),
  /** When the case was opened, ISO 8601 UTC. */
  since: v.string(),
  /** Tells this lock from every other. */
  nonce: v.string(),
});
export type LockHolder = v.InferOutput<typeof holder>;

export type LockResult =
  | { readonly locked: true; readonly lock: CaseLock }
  /** `reason`: in words, why the case is opened read-only. `writerAlive`: someone is writing meanwhile. */
  | { readonly locked: false; readonly reason: string; readonly writerAlive: boolean };

export interface LockOptions {
  /** The case folder. */
  readonly folder: string;
  readonly user: string;
  readonly disk?: Disk;
  readonly probe?: ProcessProbe;
  readonly host?: string;
  readonly pid?: number;
  readonly now?: () => Date;
  /** How often the holder shows that it is alive, ms. */
  readonly beatMs?: number;
  /** Age from which a lock of another machine is taken for abandoned, ms. */
  readonly abandonedMs?: number;
}

const BEAT_MS = 60_000;
const ABANDONED_MS = 15 * 60_000;
/** A lock is one short line: what is longer is none. Bytes. */
const LOCK_MOST = 64 * 1024;
const ATTEMPTS = 20;
const PAUSE_MS = 50;

/**
 * The one writer of a case. The lock names its process by number and start time, so that one left
 * by a crash is told from a live one. Another machine's processes cannot be seen: its lock counts
 * as abandoned when its time of change has stood still for a quarter of an hour.
 */
export class CaseLock {
  private timer: NodeJS.Timeout | undefined;
  private released = false;
  private lost = false;
  private onLost: (() => void) | undefined;

  private constructor(
    private readonly path: string,
    private readonly own: LockHolder,
    beatMs: number,
    private readonly disk: Disk,
  ) {
    this.timer = setInterval(() => void this.beat(), beatMs);
    this.timer.unref();
  }

  static async take(options: LockOptions): Promise<LockResult> {
    const disk = options.disk ?? nodeDisk;
    const path = join(options.folder, LOCK_NAME);
    const pid = options.pid ?? process.pid;
    const probe = options.probe ?? probeProcess;
    const state = await probe(pid);
    const own: LockHolder = {
      pid,
      started: state.alive ? state.started : null,
      host: options.host ?? hostname(),
      user: options.user,
      since: (options.now?.() ?? new Date()).toISOString(),
      nonce: randomBytes(12).toString('hex'),
    };
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        if (await place(disk, path, own)) {
          return { locked: true, lock: new CaseLock(path, own, options.beatMs ?? BEAT_MS, disk) };
        }
        const refusal = await removeStale(disk, path, own, probe, options, attempt);
        if (refusal !== undefined) return { locked: false, reason: refusal, writerAlive: true };
        await sleep(PAUSE_MS);
      }
    } catch (cause) {
      return { locked: false, ...unwritable(options.folder, cause) };
    }
    const reason = `The lock of this case changes all the time: other programs are opening it. Close the case and open it again.`;
    return { locked: false, reason, writerAlive: true };
  }

  /** Gives the case free. Idempotent; leaves alone a lock that is no longer this one. */
  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    clearInterval(this.timer);
    if ((await readHolder(this.disk, this.path))?.nonce === this.own.nonce) await this.disk.remove(this.path);
  }

  /** Calls back when another program has taken the lock over: nothing more may be written then. */
  watch(onLost: () => void): void {
    this.onLost = onLost;
    if (this.lost) onLost();
  }

  // The flags change while `beat` waits, which the compiler cannot see.
  private isOver(): boolean {
    return this.released || this.lost;
  }

  private async beat(): Promise<void> {
    if (this.released) return;
    try {
      if ((await readHolder(this.disk, this.path))?.nonce === this.own.nonce) {
        await this.disk.touch(this.path);
        return;
      }
    } catch (cause) {
      // The disk may be away for a moment: the next beat looks again.
      if (errorCode(cause) === undefined) throw cause;
      return;
    }
    // On a slow disk one beat begins before the other is done: it is told once.
    if (this.isOver()) return;
    clearInterval(this.timer);
    this.lost = true;
    this.onLost?.();
  }
}

/** Puts the lock there in one step, complete; false where there is one. */
async function place(disk: Disk, path: string, own: LockHolder): Promise<boolean> {
  const temporary = `${path}.${own.nonce}`;
  const bytes = Buffer.from(`${JSON.stringify(own)}\n`);
  await writeNew(disk, temporary, bytes);
  try {
    await disk.link(temporary, path);
    return true;
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'EEXIST') return false;
    // File systems without hard links, such as exFAT. A reader that sees the file half written waits.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'].includes(code ?? '')) throw cause;
    return await writeNew(disk, path, bytes);
  } finally {
    await disk.remove(temporary);
  }
}

/** False where the file exists. */
async function writeNew(disk: Disk, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeNewFile(disk, path, bytes);
    return true;
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return false;
    throw cause;
  }
}

/**
 * Takes a lock away whose holder is gone. Returns why the case is in use where it is not gone;
 * undefined: try again.
 */
async function removeStale(
  disk: Disk,
  path: string,
  own: LockHolder,
  probe: ProcessProbe,
  options: LockOptions,
  attempt: number,
): Promise<string | undefined> {
  const found = await readHolder(disk, path);
  if (found === undefined) {
    // Gone meanwhile, or half written just now; a half written one that stays is a crash's.
    if (attempt < ATTEMPTS / 2 || (await ageOf(disk, path, own)) === undefined) return undefined;
  } else {
    const inUse = await describeUse(disk, path, found, own, probe, options);
    if (inUse !== undefined) return inUse;
  }
  await takeAway(disk, path, found?.nonce, own);
  return undefined;
}

/**
 * Removes the lock that was found stale. Two programs may have found it so: only the one that makes
 * the guard removes, and it looks again first, so that the other's fresh lock is left alone.
 */
async function takeAway(disk: Disk, path: string, nonce: string | undefined, own: LockHolder): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await writeNew(disk, guard, Buffer.from(own.nonce)))) {
    // A guard is held for milliseconds: one that is old was left by a crash.
    const age = await ageOf(disk, guard, own);
    if (age !== undefined && age > 10_000) await disk.remove(guard);
    return;
  }
  try {
    if ((await readHolder(disk, path))?.nonce === nonce) await disk.remove(path);
  } finally {
    await disk.remove(guard);
  }
}

async function describeUse(
  disk: Disk,
  path: string,
  found: LockHolder,
  own: LockHolder,
  probe: ProcessProbe,
  options: LockOptions,
): Promise<string | undefined> {
  const who = `by ${found.user} since ${found.since}`;
  if (found.host !== own.host) {
    const age = await ageOf(disk, path, own);
    if (age === undefined || age >= (options.abandonedMs ?? ABANDONED_MS)) return undefined;
    return `It is open on the computer ${found.host} ${who}. If that is not so, delete ${path} and open the case again.`;
  }
  const state = await probe(found.pid);
  if (!state.alive) return undefined;
  if (state.started !== null && found.started !== null && state.started !== found.started) return undefined;
  const where = found.pid === own.pid ? 'in this program' : `in another program (process ${String(found.pid)})`;
  return `It is open already ${where} ${who}. Close it there to change it here.`;
}

/** Undefined where there is no lock, or none that can be read. */
async function readHolder(disk: Disk, path: string): Promise<LockHolder | undefined> {
  const bytes = await readIfPresent(disk, path, LOCK_MOST);
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
  const parsed = v.safeParse(holder, value);
  return parsed.success ? parsed.output : undefined;
}

/** How long ago a file was changed, ms, by the clock of its own disk; undefined where it is gone. */
async function ageOf(disk: Disk, path: string, own: LockHolder): Promise<number | undefined> {
  const probe = `${path}.${own.nonce}.clock`;
  await writeNew(disk, probe, Buffer.from('\n'));
  try {
    const [now, then] = [await disk.status(probe), await disk.status(path)];
    return now === undefined || then === undefined ? undefined : now.mtimeMs - then.mtimeMs;
  } finally {
    await disk.remove(probe);
  }
}

function unwritable(folder: string, cause: unknown): { reason: string; writerAlive: boolean } {
  const code = errorCode(cause);
  if (isReadOnlyCode(code)) {
    const reason = `${folder} cannot be written: its disk is read-only, or this user may not write there. Copy the case to another place to change it.`;
    return { reason, writerAlive: false };
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      reason: `The disk of ${folder} is full. Make room and open the case again to change it.`,
      writerAlive: false,
    };
  }
  throw cause;
}
