import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TrailbenchError } from '../../../contract/errors';
import type { Shell } from '../../api/shell';

export interface BrowserShellOptions {
  readonly unsandboxed: boolean;
  readonly platform?: NodeJS.Platform;
  /** Starts a program and resolves when it runs; a test replaces it. */
  readonly start?: (command: string, options: readonly string[]) => Promise<void>;
}

/** The installed-browser host's surroundings: no native pickers, and the system's own opener to reveal a folder. */
export function createBrowserShell({
  unsandboxed,
  platform = process.platform,
  start = startDetached,
}: BrowserShellOptions): Shell {
  return {
    host: 'browser',
    picker: false,
    unsandboxed,
    pick() {
      const message = 'This window has no file dialogs: type the path, or drop the files on the window.';
      return Promise.reject(new TrailbenchError('not-supported', message));
    },
    async reveal(path) {
      const opener = { darwin: 'open', win32: 'explorer.exe' }[platform as string] ?? 'xdg-open';
      try {
        // A file would be opened with whatever program handles it: its folder is shown instead.
        await start(opener, [(await isFile(path)) ? dirname(path) : path]);
      } catch (cause) {
        const message = `${opener} could not be started to show ${path}: open that folder by hand.`;
        throw new TrailbenchError('not-supported', message, { cause, details: path });
      }
    },
  };
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true;
}

/** The path is one argument of its own: no shell ever reads it. */
function startDetached(command: string, options: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, options, { detached: true, stdio: 'ignore' });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
