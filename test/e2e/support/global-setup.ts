import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Large enough for a window of 2560 by 1440. */
const SCREEN = '2560x1600x24';
const START_MS = 15_000;

/**
 * Gives the tests a display to open windows on: the one that is there, or an Xvfb of their own. Returns what ends it.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return async () => {};
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  try {
    process.env['DISPLAY'] = `:${await displayNumber(server)}`;
  } catch (error) {
    server.kill('SIGKILL');
    throw error;
  }
  return async () => {
    delete process.env['DISPLAY'];
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    const late = setTimeout(() => server.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  };
}

/** The server writes the number of the display that it took, once it is ready. */
function displayNumber(server: ChildProcess): Promise<string> {
  const channel = server.stdio[3] as Readable;
  return new Promise((resolve, reject) => {
    const fail = (why: string): void =>
      reject(
        new Error(`These tests open windows, but there is no display and Xvfb ${why}. On Debian: apt-get install xvfb`),
      );
    const late = setTimeout(() => fail('was not ready in time'), START_MS);
    let text = '';
    server.once('error', (error) => fail(`could not be started (${error.message})`));
    server.once('exit', (code) => fail(`ended with code ${String(code)}`));
    channel.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (!text.includes('\n')) return;
      clearTimeout(late);
      server.removeAllListeners('exit');
      resolve(text.trim());
    });
  });
}
