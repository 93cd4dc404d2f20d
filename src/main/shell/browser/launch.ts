import type { BrowserContext, Page } from 'playwright-core';
import { TrailbenchError } from '../../../contract/errors';
import type { StaticFile } from '../static-files';
import type { Browser } from './find-browser';
import { WINDOW_ORIGIN } from './guard';
import type { ProxyServer } from './proxy-server';
import { browserSwitches } from './switches';

export interface LaunchOptions {
  readonly browser: Browser;
  /** Folder of the browser's own data, which is there: the index of every case opened in it. */
  readonly profile: string;
  readonly proxy: ProxyServer;
  readonly headless: boolean;
  readonly unsandboxed: boolean;
}

/** What a new window shows at first: its first document loads before the secret can reach it. */
export const WAITING_PAGE = '/waiting.html';
const waiting =
  '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Trailbench</title>';
export const WAITING: StaticFile = { type: 'text/html; charset=utf-8', bytes: new TextEncoder().encode(waiting) };

const SIZE = { width: 1600, height: 1000 };

/**
 * Starts the installed browser as the window. It is driven over its debugging pipe, so it ends when this process
 * does, and the secret travels over that pipe alone: it is in no command line, URL or cookie.
 */
export async function launchBrowser(options: LaunchOptions): Promise<BrowserContext> {
  const { browser, profile, proxy, headless, unsandboxed } = options;
  // Loaded only here: it is large, and a start that hands over or only looks for a browser does without.
  const { chromium } = await import('playwright-core');
  const window = headless
    ? []
    : [`--app=${WINDOW_ORIGIN}${WAITING_PAGE}`, `--window-size=${SIZE.width},${SIZE.height}`];
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: browser.path,
      headless,
      chromiumSandbox: !unsandboxed,
      viewport: headless ? SIZE : null,
      // The window follows the user's own settings, which the driver would override otherwise.
      colorScheme: null,
      reducedMotion: null,
      forcedColors: null,
      contrast: null,
      acceptDownloads: false,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      ignoreDefaultArgs: ['--enable-automation'],
      args: [...window, ...inspection(process.env), ...browserSwitches(proxy.port)],
    });
    await context.addInitScript(secretScript(proxy.secret));
    return context;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    const message = `${browser.path} could not be started as the window: ${reason}`;
    throw new TrailbenchError('internal', message, { cause, details: browser.path });
  }
}

/**
 * Browser tests drive the very window that a user's start opens: where TRAILBENCH_DEBUG_PORT names a port, the browser
 * offers its debugging protocol there, on this machine alone. Never set in ordinary use.
 */
function inspection(env: NodeJS.ProcessEnv): string[] {
  const port = env['TRAILBENCH_DEBUG_PORT'];
  return port === undefined || !/^\d+$/.test(port) ? [] : [`--remote-debugging-port=${port}`];
}

/** Shows the start page, or the case of this id, in a page that has the secret from its first document on. */
export async function showIn(page: Page, caseId: string | null): Promise<void> {
  await page.goto(`${WINDOW_ORIGIN}/${caseId === null ? '' : `?case=${caseId}`}`);
}

/** Runs before any script of a document; other origins, should one ever load, do not get the secret. */
function secretScript(secret: string): string {
  return `if (location.origin === ${JSON.stringify(WINDOW_ORIGIN)})
    Object.defineProperty(globalThis, 'trailbenchSecret', { value: ${JSON.stringify(secret)} });`;
}
