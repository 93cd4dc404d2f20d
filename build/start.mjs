/**
 * `npm start`: from a fresh clone to the running program. Installs and builds what is missing, then runs a command
 * in Node, or opens the workbench in Electron where its binary is present and in an installed browser where not.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithNpm } from './end-with-npm.mjs';
import {
  SetupError,
  checkNode,
  ensureBrowser,
  ensureBuild,
  ensureDependencies,
  findElectron,
  log,
  root,
} from './setup.mjs';

const COMMANDS = [
  ...['query', 'annotate', 'annotations', 'verify', 'import', 'acquire', 'report'],
  ...['help', '--help', '-h', '--version'],
];
/** After a signal was passed on to Electron. */
const KILL_MS = 5_000;
const GET_ELECTRON = 'npx install-electron --no';

const options = process.argv.slice(2);

endWithNpm();
try {
  checkNode();
  ensureDependencies();
  ensureBuild();
  if (COMMANDS.includes(options[0] ?? '')) await enter('cli');
  else await openWorkbench();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 1;
}

async function openWorkbench() {
  const headless = isHeadless();
  const electron = process.env.TRAILBENCH_HOST === 'browser' || headless ? null : findElectron();
  if (electron !== null) {
    process.exitCode = await runElectron(electron);
    return;
  }
  if (headless) log('No display: running headless in an installed browser.');
  else log(`Electron's binary is not here, so an installed browser is the window. To get it: ${GET_ELECTRON}`);
  ensureBrowser();
  await enter('browser');
}

/** Runs a built entry in this process: it reads the same arguments, and signals reach it directly. */
async function enter(name) {
  await import(pathToFileURL(path.join(root, 'out', 'main', `${name}.js`)).href);
}

function isHeadless() {
  if (process.env.TRAILBENCH_HEADLESS === '1') return true;
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

function runElectron(executable) {
  // Chromium refuses to start as root with its sandbox; the window says that it runs without.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  const child = spawn(executable, [...(asRoot ? ['--no-sandbox'] : []), root, ...options], { stdio: 'inherit', env });
  const forward = (signal) => {
    child.kill(signal);
    // It ends by itself within five seconds, unless it hangs where it cannot even hear.
    setTimeout(() => child.kill('SIGKILL'), KILL_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new SetupError(`Could not run ${executable}: ${cause.message}`, { cause })));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
