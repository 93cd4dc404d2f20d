import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

export interface Browser {
  readonly path: string;
  /** A snap may only write below its own folder, so the profile has to lie there. */
  readonly snap: string | null;
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Names the browser to use, whatever else is installed. */
const BROWSER_VARIABLE = 'TRAILBENCH_BROWSER';

/** What to do where `findBrowser` finds none. */
export function howToGetABrowser(env: Surroundings['env'] = process.env): string {
  const named = env[BROWSER_VARIABLE];
  if (named !== undefined && named !== '') {
    return `${named}, which ${BROWSER_VARIABLE} names as the browser, is no program that can be run: correct or unset it.`;
  }
  return (
    'Trailbench found no Chromium, Chrome or Edge to show its window in. Install one (Debian: apt-get install ' +
    `chromium; elsewhere: https://www.google.com/chrome/), or name one with ${BROWSER_VARIABLE}=/path/to/browser.`
  );
}

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
];

/**
 * The browser to use: the one named in the environment, else the first installed of Chromium, Chrome and Edge. One
 * that may write everywhere goes before a snap. Null where there is none.
 */
export function findBrowser(around: Surroundings = process): Browser | null {
  const named = around.env[BROWSER_VARIABLE];
  if (named !== undefined && named !== '') return isExecutable(named) ? describe(named) : null;
  const found = candidates(around).filter(isExecutable).map(describe);
  return found.find((browser) => browser.snap === null) ?? found[0] ?? null;
}

function candidates({ platform, env }: Surroundings): string[] {
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    return WINDOWS_PROGRAMS.flatMap((program) =>
      roots.filter((root) => root !== undefined).map((root) => path.win32.join(root, program)),
    );
  }
  if (platform === 'darwin') {
    const folders = ['/Applications', path.join(env['HOME'] ?? '/', 'Applications')];
    return MAC_APPLICATIONS.flatMap((name) =>
      folders.map((folder) => path.join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  const folders = [...(env['PATH'] ?? '').split(':'), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  const absolute = [...new Set(folders)].filter((folder) => path.isAbsolute(folder));
  return LINUX_NAMES.flatMap((name) => absolute.map((folder) => path.join(folder, name)));
}

function isExecutable(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function describe(file: string): Browser {
  return { path: file, snap: snapName(file) };
}

/** A snap's command is a link to the snap tool; Ubuntu's chromium-browser is a script that calls it. */
function snapName(file: string): string | null {
  const inSnap = /^\/snap\/(?:bin\/)?([a-z0-9-]+)/.exec(file) ?? /^\/snap\/([a-z0-9-]+)\//.exec(realpathSync(file));
  if (inSnap?.[1] !== undefined) return inSnap[1];
  if (statSync(file).size > 65_536) return null;
  return /\/snap\/bin\/([a-z0-9-]+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? null;
}

/** Where a browser keeps its profile: below the user's profile folder, or where its snap may write. */
export function browserProfile(browser: Browser, profile: string, home: string): string {
  if (browser.snap === null) return path.join(profile, 'browser');
  return path.join(home, 'snap', browser.snap, 'common', 'trailbench');
}
