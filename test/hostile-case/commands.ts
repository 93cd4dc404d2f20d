import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
/** What has not ended by then hangs. */
const HANGS_MS = 60_000;

/** A user of the system; undefined: the present one. */
export interface User {
  readonly name: string;
  readonly id?: number;
}

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** The present user; where that is the superuser, an ordinary one first. */
export const USERS: readonly User[] = isRoot
  ? [{ name: 'an ordinary user', id: NOBODY }, { name: 'root' }]
  : [{ name: 'this user' }];
export const CAN_MAKE_DEVICES = isRoot;

export interface Ended {
  /** A signal's name where one ended it. */
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  /** Where the user stands. */
  readonly cwd: string;
  readonly profile: string;
}

/** Runs an entry of the built program. */
export function run(entry: 'cli' | 'browser', args: readonly string[], user: User, place: Place): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, 'out', 'main', `${entry}.js`), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user.id === undefined ? {} : { uid: user.id, gid: user.id }),
    env: {
      PATH: process.env['PATH'],
      INIT_CWD: place.cwd,
      HOME: place.cwd,
      TRAILBENCH_PROFILE: place.profile,
      TRAILBENCH_CASES: join(place.cwd, 'cases'),
      TRAILBENCH_HEADLESS: '1',
      TRAILBENCH_BROWSER: process.env['TRAILBENCH_BROWSER'],
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), HANGS_MS);
  return new Promise((done, reject) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      done({ code: code ?? String(signal), out, err });
    });
  });
}
