import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { TrailbenchError } from '../../../contract/errors';
import { escapeText } from '../../../core/event/visible-text';
import type { OpenedCase } from '../../api/opened-case';
import type { CaseServices } from '../../api/services';
import { profileFolder } from '../../cases/paths';
import { openProfile } from '../../cases/profile-layout';
import { nodeDisk, replaceFile } from '../../files/disk';
import { kindOf } from '../../files/regular-file';
import { CASE_DAMAGED, problemLines } from '../../cli/case-problems';
import { loadIndex } from '../../cli/load-index';
import type { LoadOptions } from '../../cli/load-index';
import { formatSummary, summarize } from '../../cli/summary';
import { userFolder } from '../../files/given-paths';
import { stopSignal } from '../../process/end-in-time';
import { BrowserFolder } from './browser-folder';
import { startHost } from './host';
import type { Host, Installation } from './host';
import type { Browser } from './find-browser';
import { showIn } from './launch';

const SCREENSHOT_VARIABLE = 'TRAILBENCH_SCREENSHOT';
const SCREENSHOT = 'trailbench-screenshot.png';
const POLL_MS = 100;
/** Without any change in the window or in indexing for this long, the run has failed. */
const STALLED_MS = 120_000;
/** However much it still moves. */
const LIMIT_MS = 60 * 60_000;

/** No display to open a window on, or none wanted. */
export function isHeadless({ platform, env }: Pick<NodeJS.Process, 'platform' | 'env'>): boolean {
  if (env['TRAILBENCH_HEADLESS'] === '1') return true;
  return platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'];
}

/**
 * Runs a case in the real window without showing it: indexes it, prints its summary and writes a picture of the
 * workbench. Without paths it is the sample case. The browser's data is its own and goes with it, so a window that is
 * open elsewhere is not disturbed.
 */
export async function runHeadless(
  installation: Installation,
  browser: Browser,
  paths: readonly string[],
): Promise<number> {
  const stopped = stopSignal();
  await openProfile(profileFolder());
  const folders = new BrowserFolder(browser);
  const profile = await folders.makeHeadless();
  try {
    const host = await startHost(installation, browser, { headless: true, profile });
    try {
      const shown = show(host, installation, paths);
      const ended = await Promise.race([shown, stopped.then(() => undefined)]);
      if (ended !== undefined) return ended;
      throw new TrailbenchError('cancelled', 'Stopped before the case was ready.');
    } finally {
      await host.close();
    }
  } finally {
    await folders.remove(profile);
  }
}

/** @returns the exit code: 3 where the case is damaged, as scripts have it */
async function show(
  { application, context }: Host,
  installation: Installation,
  paths: readonly string[],
): Promise<number> {
  const caseId = paths.length === 0 ? (await application.openSample()).id : await application.openPaths(paths);
  const page = context.pages()[0] ?? (await context.newPage());
  await showIn(page, caseId);
  const opened = application.openedCase(caseId);
  await untilReady(page, opened);
  const { startWorker: start } = installation;
  process.stdout.write(await summaryOf(opened, { start, tool: application.tool }));
  const screenshot = path.resolve(userFolder(process.env), process.env[SCREENSHOT_VARIABLE] ?? SCREENSHOT);
  await keepScreenshot(screenshot, await page.screenshot());
  process.stdout.write(`\nScreenshot: ${escapeText(screenshot)}\n`);
  const { problems, unfinished } = opened.status();
  for (const { paths: begun, since } of unfinished) {
    tell(
      `An import of ${begun.length === 1 ? (begun[0] ?? '') : `${begun.length} paths`}, begun ${since}, was cut off: open the window to go on with it.`,
    );
  }
  for (const line of problemLines(problems)) tell(line);
  return problems.length === 0 ? 0 : CASE_DAMAGED;
}

function tell(line: string): void {
  process.stderr.write(`${escapeText(line)}\n`);
}

/** In place of an earlier picture; whatever else has the name is left alone, since it may lead anywhere. */
async function keepScreenshot(file: string, bytes: Uint8Array): Promise<void> {
  const found = await nodeDisk.status(file);
  if (found !== undefined && !found.isFile()) {
    const message = `The screenshot was not written: ${file} is ${kindOf(found)}. Remove it, or name another file with ${SCREENSHOT_VARIABLE}.`;
    throw new TrailbenchError('bad-request', message, { details: file });
  }
  await replaceFile(nodeDisk, file, bytes);
}

/**
 * What the case holds, read from its folder by the engine that scripts use. Two ways to the same numbers: where the
 * window has counted otherwise, that is said instead of shown.
 */
async function summaryOf(opened: OpenedCase, options: LoadOptions): Promise<string> {
  const { name, path: folder } = opened.status();
  const summary = await summarize(await loadIndex([folder], options));
  const { events, duplicates } = summary.counts;
  const shown = opened.lastIndexed;
  if (shown !== null && (shown.events !== events || shown.duplicates !== duplicates)) {
    const window = `${shown.events} events and ${shown.duplicates} duplicates`;
    const text = `The window shows ${window}, but its evidence holds ${events} and ${duplicates}: please report this.`;
    throw new TrailbenchError('internal', text, { details: folder });
  }
  return `${escapeText(name)}, ${escapeText(folder)}\n\n${formatSummary(summary)}`;
}

/** Waits until the window says that its counts are final and its rows shown. */
async function untilReady(page: Page, opened: CaseServices): Promise<void> {
  const started = Date.now();
  let moved = started;
  let last = '';
  for (;;) {
    const { state, message } = await stateOf(page);
    if (state === 'ready') return;
    const progress = opened.progress();
    if (state === 'failed') {
      throw new TrailbenchError('internal', message ?? progress.message ?? 'The window could not show the case.');
    }
    const now = JSON.stringify([state, progress]);
    if (now !== last) moved = Date.now();
    last = now;
    if (Date.now() - moved > STALLED_MS || Date.now() - started > LIMIT_MS) {
      const text = `The window was not ready in time: it is ${state ?? 'empty'}, indexing is ${progress.phase}.`;
      throw new TrailbenchError('internal', text);
    }
    await sleep(POLL_MS);
  }
}

interface WindowState {
  readonly state: string | null;
  readonly message: string | null;
}

function stateOf(page: Page): Promise<WindowState> {
  return page.evaluate<WindowState>(
    '({ state: document.documentElement.dataset.state ?? null, message: document.documentElement.dataset.message ?? null })',
  );
}
