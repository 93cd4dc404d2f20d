import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { TrailbenchError } from '../../../contract/errors';
import { openApplication } from '../../api/application';
import type { Application } from '../../api/application';
import { createHandler } from '../../api/handler';
import { profileFolder } from '../../cases/paths';
import { givenPaths } from '../arguments';
import { report } from '../report';
import { createSite } from '../site';
import { readStaticFiles } from '../static-files';
import { createBrowserShell } from './browser-shell';
import { INSTALL_A_BROWSER, browserProfile, findBrowser } from './find-browser';
import type { Browser } from './find-browser';
import { isHeadless, runHeadless } from './headless';
import { lockOrHandOver } from './host-lock';
import { WAITING, WAITING_PAGE, launchBrowser } from './launch';
import { startProxyServer } from './proxy-server';
import type { ProxyServer } from './proxy-server';
import { Windows } from './windows';

/** Asks for the path of the browser that would be used; exit code 3 where there is none. */
const WHICH = '--which';
const CLOSE_MS = 10_000;

/**
 * Runs the workbench in an installed browser until its last window is closed or a signal comes. `root` holds out/
 * and resources/. Resolves to the exit code.
 */
export async function runBrowser(root: string, argv: readonly string[]): Promise<number> {
  const browser = findBrowser();
  if (argv[0] === WHICH) {
    process.stdout.write(browser === null ? '' : `${browser.path}\n`);
    return browser === null ? 3 : 0;
  }
  try {
    if (browser === null) throw new TrailbenchError('not-supported', INSTALL_A_BROWSER);
    const paths = givenPaths(argv, process.env);
    if (isHeadless(process)) return await runHeadless({ root, browser, paths });
    return await runWindowed(root, browser, paths);
  } catch (error) {
    report(error);
    return 1;
  }
}

async function runWindowed(root: string, browser: Browser, paths: readonly string[]): Promise<number> {
  // Requests that come while this host still starts wait for its windows.
  let open: (windows: Windows) => void = () => undefined;
  const ready = new Promise<Windows>((resolve) => (open = resolve));
  const lock = await lockOrHandOver(profileFolder(), paths, async (handed) => (await ready).open(handed));
  if (lock === null) {
    process.stdout.write('Trailbench runs already: it opens a window for this.\n');
    return 0;
  }
  const stopped = stopSignal();
  try {
    const host = await startHost(root, browser, { headless: false, profile: browserDataFolder(browser) });
    try {
      const windows = new Windows(host.context, host.application);
      await windows.openFirst(paths);
      open(windows);
      process.stdout.write('Trailbench is open. Close its window or press Ctrl+C here to end it.\n');
      await Promise.race([stopped, windows.allClosed]);
    } finally {
      await host.close();
    }
  } finally {
    await lock.release();
  }
  return 0;
}

export interface Host {
  readonly application: Application;
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts application, proxy and browser; what was started before a failure is ended again. */
export async function startHost(
  root: string,
  browser: Browser,
  { headless, profile }: { readonly headless: boolean; readonly profile: string },
): Promise<Host> {
  const unsandboxed = process.getuid?.() === 0;
  const application = await openApplication({ root, shell: createBrowserShell({ unsandboxed }) });
  let proxy: ProxyServer | null = null;
  try {
    const files = new Map(await readStaticFiles(path.join(root, 'out', 'renderer'))).set(WAITING_PAGE, WAITING);
    proxy = await startProxyServer(createSite(files, createHandler(application)));
    const context = await launchBrowser({ browser, profile, proxy, headless, unsandboxed });
    return { application, context, close: () => closeAll(context, proxy, application) };
  } catch (error) {
    await closeAll(null, proxy, application);
    throw error;
  }
}

/** The window first, so that nothing asks for a case that is being closed. */
async function closeAll(
  context: BrowserContext | null,
  proxy: ProxyServer | null,
  application: Application,
): Promise<void> {
  if (context !== null) await closeBrowser(context);
  await proxy?.close();
  await application.close();
}

/** The user may have closed the browser already; one that hangs ends with this process. */
async function closeBrowser(context: BrowserContext): Promise<void> {
  const closed = context.close().catch((error: unknown) => {
    if (!(error instanceof Error && error.message.includes('has been closed'))) report(error);
  });
  await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
}

function browserDataFolder(browser: Browser): string {
  return browserProfile(browser, profileFolder(), os.homedir());
}

/** Resolves at the first signal to end; a second one ends the process at once, as the system does by itself. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
