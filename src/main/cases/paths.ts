import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { errorCode, nodeDisk } from '../files/disk';
import { readRegularSync } from '../files/regular-file';

/** Bytes. */
const SETTINGS_MOST = 1024 * 1024;

/** What the places depend on; the running system's unless given. */
export interface PlacesInput {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
  /** The user's documents folder, where the host knows it (Electron does). */
  readonly documents?: string;
}

/**
 * Where new cases go unless chosen otherwise: `Trailbench` in the user's documents. The folder need
 * not exist. `TRAILBENCH_CASES` names another place.
 */
export function casesFolder(input: PlacesInput = {}): string {
  const { env = process.env, platform = process.platform, home = homedir() } = input;
  const named = absolute(env['TRAILBENCH_CASES']);
  if (named !== undefined) return named;
  const documents = input.documents ?? (isUnix(platform) ? xdgDocuments(env, home) : undefined);
  return join(documents ?? join(homeOf(env, platform, home), 'Documents'), 'Trailbench');
}

/**
 * The folder for what belongs to the user and not to a case: the list of recent cases, the browser's
 * profile. `TRAILBENCH_PROFILE` names another place.
 */
export function profileFolder(input: PlacesInput = {}): string {
  const { env = process.env, platform = process.platform, home = homedir() } = input;
  const named = absolute(env['TRAILBENCH_PROFILE']);
  if (named !== undefined) return named;
  if (platform === 'win32') return join(absolute(env['APPDATA']) ?? join(home, 'AppData', 'Roaming'), 'Trailbench');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Trailbench');
  return join(absolute(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'trailbench');
}

/**
 * Makes the profile folder, for this user alone. Windows keeps the user's own folders apart by itself.
 *
 * @throws TrailbenchError `unreadable-path` where something else has its name, or it cannot be made
 */
export async function ensureProfileFolder(folder: string): Promise<void> {
  try {
    await nodeDisk.ensureFolder(folder, 0o700);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    const message = `${folder} cannot be Trailbench's own folder (${code}): it is no folder, or cannot be made there. Move away what is in its place, or name another folder with TRAILBENCH_PROFILE.`;
    throw new TrailbenchError('unreadable-path', message, { cause, details: folder });
  }
}

function isUnix(platform: NodeJS.Platform): boolean {
  return platform !== 'win32' && platform !== 'darwin';
}

function homeOf(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform, home: string): string {
  return platform === 'win32' ? (absolute(env['USERPROFILE']) ?? home) : home;
}

/** The XDG specification says to ignore relative paths. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && (isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path)) ? path : undefined;
}

/** XDG_DOCUMENTS_DIR of user-dirs.dirs (xdg-user-dirs): a path in quotes, absolute or below $HOME. */
function xdgDocuments(env: Readonly<Record<string, string | undefined>>, home: string): string | undefined {
  const direct = absolute(env['XDG_DOCUMENTS_DIR']);
  if (direct !== undefined) return direct;
  let text: string;
  try {
    const file = join(absolute(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'user-dirs.dirs');
    text = readRegularSync(file, SETTINGS_MOST, 'followed').toString('utf8');
  } catch (cause) {
    // Most machines without a desktop have no such file.
    if (errorCode(cause) === undefined) throw cause;
    return undefined;
  }
  const value = /^\s*XDG_DOCUMENTS_DIR="((?:[^"\\]|\\.)*)"/m.exec(text)?.[1]?.replace(/\\(.)/g, '$1');
  if (value === undefined) return undefined;
  const path = value === '$HOME' || value.startsWith('$HOME/') ? join(home, value.slice('$HOME'.length)) : value;
  return absolute(path);
}
