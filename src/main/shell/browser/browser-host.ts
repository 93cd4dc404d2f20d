import { TrailbenchError } from '../../../contract/errors';
import { profileFolder } from '../../cases/paths';
import { mustBeCases } from '../../cases/case-layout';
import { givenPaths, mustExist } from '../../files/given-paths';
import { stopSignal } from '../../process/end-in-time';
import { report } from '../../api/report';
import { BrowserFolder } from './browser-folder';
import { findBrowser, howToGetABrowser } from './find-browser';
import type { Browser } from './find-browser';
import { isHeadless, runHeadless } from './headless';
import { startHost } from './host';
import type { Installation } from './host';
import { lockOrHandOver } from './host-lock';
import { Windows } from './windows';

/** Asks for the path of the browser that would be used; exit code 3 where there is none. */
const WHICH = '--which';
/** Exit code where what was named holds no log, as scripts have it. */
const NO_LOGS = 2;

/**
 * Runs the workbench in an installed browser until its last window is closed or a signal comes. Resolves to the exit
 * code.
 */
export async function runBrowser(installation: Installation, argv: readonly string[]): Promise<number> {
  const browser = findBrowser();
  if (argv[0] === WHICH) {
    process.stdout.write(browser === null ? '' : `${browser.path}\n`);
    return browser === null ? 3 : 0;
  }
  try {
    if (browser === null) throw new TrailbenchError('not-supported', howToGetABrowser());
    const paths = givenPaths(argv, process.env);
    await mustExist(paths);
    await mustBeCases(paths);
    if (isHeadless(process)) return await runHeadless(installation, browser, paths);
    return await runWindowed(installation, browser, paths);
  } catch (error) {
    report(error);
    return error instanceof TrailbenchError && error.code === 'no-logs' ? NO_LOGS : 1;
  }
}

async function runWindowed(installation: Installation, browser: Browser, paths: readonly string[]): Promise<number> {
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
    const profile = await new BrowserFolder(browser).make();
    const host = await startHost(installation, browser, { headless: false, profile });
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
