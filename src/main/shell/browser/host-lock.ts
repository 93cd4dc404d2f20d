import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { TrailbenchError } from '../../../contract/errors';
import { HOST_NAME, openProfile } from '../../cases/profile-layout';
import { errorCode, nodeDisk, readIfPresent } from '../../files/disk';
import type { Disk } from '../../files/disk';
import { guardedDisk } from '../../files/guarded-disk';
import { ask, listenLocally } from './local-socket';
import type { LocalServer } from './local-socket';

/** What a later start asks of the host that runs already: absolute paths, or none for the start page. */
const handover = v.object({ token: v.string(), paths: v.array(v.string()) });
const owner = v.object({ pid: v.number(), token: v.string(), socket: v.string() });
type Owner = v.InferOutput<typeof owner>;

export type OnHandover = (paths: readonly string[]) => Promise<void>;

/** Socket names longer than this do not fit the system's address structure everywhere. */
const SOCKET_PATH_MAX = 100;
/** How long a host may take from its lock to its socket before it counts as gone. */
const GRACE_MS = 1_500;
const RETRY_MS = 100;
/** Of the file, bytes. */
const FILE_MOST = 64 * 1024;
/** Where the profile's own path is too long for a socket. */
const TEMPORARY = 'trailbench-';
const TEMPORARY_SOCKET = 'host.sock';

/** Held by the one browser host of a user, from before its browser starts until after it ended. */
export interface HostLock {
  release(): Promise<void>;
}

/**
 * Becomes the user's browser host, or hands the request over to the one that runs; null = handed over. The owner is
 * checked by asking it over its socket: neither a number used again nor a file left behind passes for a host.
 */
export async function lockOrHandOver(
  profile: string,
  paths: readonly string[],
  onHandover: OnHandover,
): Promise<HostLock | null> {
  await openProfile(profile);
  const file = path.join(profile, HOST_NAME);
  const disk = guardedDisk(profile, 'profile');
  let silentSince: number | null = null;
  for (;;) {
    const lock = await tryLock(disk, profile, file, onHandover);
    if (lock !== null) return lock;
    const text = await textOf(disk, file);
    if (text === null) continue;
    const running = parseOwner(text, profile);
    if (running !== null && (await tryHandOver(running, profile, paths))) return null;
    silentSince ??= Date.now();
    const gone = running === null || isGone(running.pid);
    if (Date.now() - silentSince > GRACE_MS || (gone && running !== null)) {
      const removed = await removeStale(disk, file, text);
      if (removed && running !== null) await removeSocket(running, profile);
      silentSince = null;
    } else {
      await sleep(RETRY_MS);
    }
  }
}

async function tryLock(disk: Disk, profile: string, file: string, onHandover: OnHandover): Promise<HostLock | null> {
  const token = randomBytes(32).toString('base64url');
  const self: Owner = { pid: process.pid, token, socket: socketPath(profile) };
  try {
    await writeNew(disk, file, JSON.stringify(self));
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return null;
    const message = `${profile} cannot be written, but Trailbench keeps its window's data there: free or allow it.`;
    throw new TrailbenchError('unreadable-path', message, { cause, details: profile });
  }
  const server = await serve(self, onHandover).catch(async (error: unknown) => {
    await disk.remove(file);
    throw error;
  });
  // Two starts may both have found the same dead owner: only the one whose file stands goes on.
  if ((await textOf(disk, file)) !== JSON.stringify(self)) {
    await server.close();
    return null;
  }
  return {
    release: async () => {
      await server.close();
      if ((await textOf(disk, file)) === JSON.stringify(self)) await disk.remove(file);
    },
  };
}

function serve(self: Owner, onHandover: OnHandover): Promise<LocalServer> {
  return listenLocally(self.socket, async (line) => {
    const request = v.safeParse(handover, JSON.parse(line));
    if (!request.success || !same(request.output.token, self.token)) return { ok: false, message: 'Refused' };
    try {
      await onHandover(request.output.paths);
      return { ok: true };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  });
}

/** Whether the host did what was asked; throws where it says that it cannot, or keeps silent. */
async function tryHandOver({ pid, socket, token }: Owner, profile: string, paths: readonly string[]): Promise<boolean> {
  if (!(await isOurs(socket, profile))) return false;
  const answer = await ask(socket, { token, paths });
  if (answer.state === 'absent') return false;
  if (answer.state === 'silent') {
    // It may just be ending: then it is gone at the next try.
    await sleep(RETRY_MS);
    if (isGone(pid)) return false;
    throw new TrailbenchError('refused', `Trailbench runs already (process ${pid}) but does not answer: end it first.`);
  }
  const reply = v.safeParse(v.object({ ok: v.boolean(), message: v.optional(v.string()) }), answer.value);
  if (reply.success && reply.output.ok) return true;
  const why = reply.success ? reply.output.message : undefined;
  throw new TrailbenchError('refused', why ?? 'Trailbench runs already, but did not understand this start.');
}

/** False where another start has put its own file there meanwhile. */
async function removeStale(disk: Disk, file: string, seen: string): Promise<boolean> {
  if ((await textOf(disk, file)) !== seen) return false;
  await disk.remove(file);
  return true;
}

async function removeSocket({ socket }: Owner, profile: string): Promise<void> {
  if (process.platform !== 'win32' && (await isOurs(socket, profile))) await nodeDisk.remove(socket);
}

/** Whether a name is that of a socket of this user, and leads through no link to one elsewhere. */
async function isOurs(socket: string, profile: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const folder = path.dirname(socket);
  // The profile itself may lie behind a link: its user has put it there.
  if (folder !== profile && (await nodeDisk.status(folder))?.isDirectory() !== true) return false;
  const found = await nodeDisk.status(socket);
  return found?.isSocket() === true && found.uid === process.getuid?.();
}

async function writeNew(disk: Disk, file: string, text: string): Promise<void> {
  const opened = await disk.openForWriting(file, 'new', 0o600);
  try {
    await opened.write(Buffer.from(text), 0);
  } finally {
    await opened.close();
  }
}

/** Null where there is none; empty for one that is too large to be one. */
async function textOf(disk: Disk, file: string): Promise<string | null> {
  try {
    const bytes = await readIfPresent(disk, file, FILE_MOST);
    return bytes === undefined ? null : Buffer.from(bytes).toString('utf8');
  } catch (cause) {
    if (errorCode(cause) === 'EFBIG') return '';
    throw cause;
  }
}

function socketPath(profile: string): string {
  const name = `host-${randomBytes(6).toString('hex')}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\trailbench-${name}`;
  const inProfile = path.join(profile, `${name}.sock`);
  if (Buffer.byteLength(inProfile) <= SOCKET_PATH_MAX) return inProfile;
  return path.join(mkdtempSync(path.join(os.tmpdir(), TEMPORARY)), TEMPORARY_SOCKET);
}

/** Whether a socket is where `socketPath` puts one: the file that names it decides about no other file. */
function isOwnSocket(socket: string, profile: string): boolean {
  if (process.platform === 'win32') return socket.startsWith('\\\\.\\pipe\\trailbench-');
  const folder = path.dirname(socket);
  if (folder === profile) return /^host-[0-9a-f]+\.sock$/.test(path.basename(socket));
  const [name, place] = [path.basename(socket), path.basename(folder)];
  return path.dirname(folder) === os.tmpdir() && place.startsWith(TEMPORARY) && name === TEMPORARY_SOCKET;
}

function parseOwner(text: string, profile: string): Owner | null {
  try {
    const parsed = v.safeParse(owner, JSON.parse(text));
    return parsed.success && isOwnSocket(parsed.output.socket, profile) ? parsed.output : null;
  } catch (error) {
    // A file that is being written, or was cut off by a crash.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
