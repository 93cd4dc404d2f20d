/**
 * Set-up from a fresh clone, in plain Node without packages: dependencies, build, browser. Shared by the start and
 * the test command. Everything it and its children print goes to stderr, so that stdout stays the program's own.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The entries that a finished build has. */
const BUILT = ['out/main/electron.js', 'out/main/browser.js', 'out/main/cli.js', 'out/renderer/index.html'];
const STAMP = path.join(root, 'out', '.stamp');
/** What a build is made from, apart from src/. */
const BUILD_INPUTS = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const LOCK = path.join(root, '.cache', 'setup.lock');
const LOCK_WAIT_MS = 600_000;

/** A failure whose message says what to do; shown without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** What a terminal would obey or hide in a path or an argument is shown by its code point. */
export function log(message) {
  const shown = message.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `<U+${code}>`;
  });
  process.stderr.write(`${shown}\n`);
}

/** Throws where Node is older than package.json's `engines` asks for. */
export function checkNode(version = process.versions.node) {
  const wanted = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node.replace(/^\D+/, '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupError(
    `Trailbench needs Node ${wanted} or newer; this is ${version}. Get one from https://nodejs.org/.`,
  );
}

/** Installs the packages where node_modules is missing or does not hold what package-lock.json says. */
export function ensureDependencies() {
  if (dependenciesFit()) return;
  withLock(() => {
    if (dependenciesFit()) return;
    log('Installing packages (npm ci) ...');
    const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const code = run(...npm(options));
    if (code !== 0) throw new SetupError(`npm ci failed with exit code ${code}; its messages are above.`);
  });
}

/** Builds where out/ is missing or was made from other sources. */
export function ensureBuild() {
  if (buildFits()) return;
  withLock(() => {
    if (buildFits()) return;
    log('Building ...');
    rmSync(STAMP, { force: true });
    const inputs = hashOfInputs();
    const builder = path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
    const code = run(process.execPath, [builder, 'build', '--logLevel', 'error']);
    if (code !== 0) throw new SetupError(`The build failed with exit code ${code}; its messages are above.`);
    const missing = BUILT.filter((file) => !existsSync(path.join(root, file)));
    if (missing.length > 0) throw new SetupError(`The build did not write ${missing.join(', ')}.`);
    writeFileSync(STAMP, inputs);
  });
}

/**
 * Path of an installed Chromium, Chrome or Edge, installed first where that may be done here (Debian or Ubuntu, as
 * root); null where there is none. Needs a build: the program itself knows how to look.
 */
export function ensureBrowser() {
  return findBrowser() ?? (ensureDebianPackages(['chromium']) ? findBrowser() : null);
}

/** Installs missing Debian packages where that is possible (apt-get and root); returns whether it tried. */
export function ensureDebianPackages(names) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const missing = names.filter((name) => !debianPackagePresent(name));
  if (missing.length === 0) return false;
  log(`Installing ${missing.join(', ')} (apt-get) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-q', '--no-install-recommends', ...missing];
  if (run('apt-get', install, env) === 0) return true;
  if (run('apt-get', ['update', '-q'], env) === 0) run('apt-get', install, env);
  return true;
}

/**
 * Path of Electron's executable, or null. Found by files alone: the package's own entry would try to download the
 * binary, which an isolated machine cannot.
 */
export function findElectron() {
  const folder = path.join(root, 'node_modules', 'electron');
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || path.join(folder, 'dist');
  const named = path.join(folder, 'path.txt');
  const known =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  const names = existsSync(named) ? [readFileSync(named, 'utf8').trim(), known] : [known];
  return names.map((name) => path.join(dist, name)).find((file) => existsSync(file)) ?? null;
}

function findBrowser() {
  const entry = path.join(root, 'out', 'main', 'browser.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, '--which'], { encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  if (status !== 3) throw new SetupError(`Looking for a browser failed: ${stderr.trim()}`);
  return null;
}

function debianPackagePresent(name) {
  const query = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' });
  return query.status === 0 && query.stdout.includes('install ok installed');
}

/** Whether every package of the lockfile is installed in its version; npm lists what it installed in a hidden file. */
function dependenciesFit() {
  const hidden = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true;
    const installed = present[place];
    if (installed === undefined) return entry.optional === true || entry.peer === true;
    return installed.version === entry.version && installed.integrity === entry.integrity;
  });
}

function buildFits() {
  return (
    BUILT.every((file) => existsSync(path.join(root, file))) &&
    existsSync(STAMP) &&
    readFileSync(STAMP, 'utf8') === hashOfInputs()
  );
}

function hashOfInputs() {
  const hash = createHash('sha256');
  const sources = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  const inputs = BUILD_INPUTS.map((file) => path.join(root, file)).filter((file) => existsSync(file));
  for (const file of [...inputs, ...sources].sort()) {
    const bytes = readFileSync(file);
    hash.update(`${path.relative(root, file).replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** npm's own script where npm started us, which needs no shell; else npm by name, which on Windows does. */
function npm(options) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) return [process.execPath, [script, ...options]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', options];
}

/** Runs a command in the checkout with its output on stderr; returns its exit code. */
function run(command, options, env = process.env) {
  const shell = command.endsWith('.cmd');
  const { error, status, signal } = spawnSync(command, options, { cwd: root, env, stdio: ['ignore', 2, 2], shell });
  if (error !== undefined) throw new SetupError(`Could not run ${command}: ${error.message}`, { cause: error });
  return status ?? `signal ${signal}`;
}

/** One set-up at a time: two starts that build into the same folder would break each other. */
function withLock(task) {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  const until = Date.now() + LOCK_WAIT_MS;
  while (!takeLock()) {
    if (Date.now() > until) throw new SetupError(`Another set-up holds ${LOCK}; remove that file if none is running.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    return task();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function takeLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = Number(existsSync(LOCK) ? readFileSync(LOCK, 'utf8') : 0);
  // An owner that has not written its number yet is young; one that is gone left the file behind.
  const abandoned = owner > 0 ? !isAlive(owner) : existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs > 5_000;
  if (abandoned) rmSync(LOCK, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
