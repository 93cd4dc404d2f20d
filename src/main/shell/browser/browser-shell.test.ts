import { expect, it } from 'vitest';
import { createBrowserShell } from './browser-shell';

function shellOn(platform: NodeJS.Platform) {
  const started: (readonly [string, readonly string[]])[] = [];
  const start = (command: string, options: readonly string[]) => {
    started.push([command, options]);
    return Promise.resolve();
  };
  return { shell: createBrowserShell({ unsandboxed: false, platform, start }), started };
}

it.each([
  ['linux', 'xdg-open'],
  ['darwin', 'open'],
  ['win32', 'explorer.exe'],
] as const)('reveals on %s with %s, the path being one argument whatever is in it', async (platform, opener) => {
  const { shell, started } = shellOn(platform);
  const hostile = '/cases/a; rm -rf "$HOME" `x` & y';
  await shell.reveal(hostile);
  expect(started).toEqual([[opener, [hostile]]]);
});

it('says what to do where nothing can be opened', async () => {
  const start = () => Promise.reject(new Error('ENOENT'));
  const shell = createBrowserShell({ unsandboxed: false, platform: 'linux', start });
  await expect(shell.reveal('/cases/a')).rejects.toMatchObject({ code: 'not-supported', details: '/cases/a' });
});

it('has no dialogs, and says what to do instead', async () => {
  const { shell } = shellOn('linux');
  expect(shell.picker).toBe(false);
  await expect(shell.pick('folder')).rejects.toMatchObject({ code: 'not-supported' });
});
