import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { killAll, processTree, untilGone } from './processes';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** A start builds first where sources have changed. */
const CONNECT_MS = 90_000;
const POLL_MS = 100;
const END_MS = 20_000;
/** The window's start page. */
export const HOME = 'http://trailbench.localhost/';
const SIZE = { width: 1440, height: 900 };

export interface WorkbenchOptions {
  /** What the user gives on the command line. */
  readonly paths?: readonly string[];
  /** Runs before any script of each document, in the page. */
  readonly initScript?: () => void;
}

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for one test file, with a profile, a place for cases, and whatever the tests write. */
export class Place {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'trailbench-e2e-'));
  readonly profile = this.make('profile');
  readonly cases = this.make('cases');

  at(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  make(...parts: string[]): string {
    const folder = this.at(...parts);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The program as a user starts it, with its real window, which the tests drive. */
export class Workbench {
  private ended: Promise<Ended>;
  private constructor(
    private readonly child: ChildProcess,
    private readonly browser: Browser,
    readonly page: Page,
    ended: Promise<Ended>,
  ) {
    this.ended = ended;
  }

  /**
   * Starts `npm start`'s script on this place and waits for its window. The window's page follows the host: it may
   * still go from the first document to the case.
   */
  static async start(place: Place, { paths = [], initScript }: WorkbenchOptions = {}): Promise<Workbench> {
    const port = await freePort();
    const { child, ended } = spawnHost(place, paths, { TRAILBENCH_DEBUG_PORT: String(port) });
    let over: Ended | undefined;
    void ended.then((how) => (over = how));
    try {
      const until = Date.now() + CONNECT_MS;
      for (;;) {
        if (over !== undefined) throw new Error(`The program ended before its window opened: ${words(over)}`);
        const browser = await connect(port);
        if (browser !== undefined) {
          const page = await firstPage(browser);
          if (initScript !== undefined) {
            await page.addInitScript(initScript);
          }
          await page.setViewportSize(SIZE);
          return new Workbench(child, browser, page, ended);
        }
        if (Date.now() > until) throw new Error('The window did not open in time.');
        await sleep(POLL_MS);
      }
    } catch (error) {
      await end(child);
      throw error;
    }
  }

  /** The whole browser's pages: more than one where a later start opened a further window. */
  get context(): BrowserContext {
    const context = this.browser.contexts()[0];
    if (context === undefined) throw new Error('The browser has no context.');
    return context;
  }

  get pid(): number {
    return pidOf(this.child);
  }

  /** Waits until the program ends by itself. */
  over(): Promise<Ended> {
    return this.ended;
  }

  /** Ends it as Ctrl+C or a shutdown does. Leaves no process behind, whatever happens. */
  async stop(): Promise<Ended> {
    await end(this.child);
    await this.browser.close().catch(ignoreClosed);
    return this.ended;
  }

  /** kill -9 of the main process alone; its browser has to end by itself. Returns what of it did not. */
  async kill(): Promise<readonly number[]> {
    const tree = processTree(this.pid);
    this.child.kill('SIGKILL');
    await this.ended;
    const left = await untilGone(tree, END_MS);
    killAll(left);
    await this.browser.close().catch(ignoreClosed);
    return left;
  }

  /** kill -9 of everything at once, as when the machine stops. */
  async killEverything(): Promise<void> {
    const tree = processTree(this.pid);
    killAll(tree);
    await untilGone(tree, END_MS);
    await this.ended;
    await this.browser.close().catch(ignoreClosed);
  }
}

/** Runs the start script to its end, for a start that opens no window of its own. */
export async function runStart(place: Place, paths: readonly string[]): Promise<Ended> {
  const { child, ended } = spawnHost(place, paths, {});
  const late = setTimeout(() => void end(child), CONNECT_MS);
  try {
    return await ended;
  } finally {
    clearTimeout(late);
    await end(child);
  }
}

function spawnHost(
  place: Place,
  paths: readonly string[],
  environment: Readonly<Record<string, string>>,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [path.join(ROOT, 'build', 'start.mjs'), ...paths], {
    cwd: place.folder,
    env: {
      ...withoutNpm(process.env),
      TRAILBENCH_HOST: 'browser',
      TRAILBENCH_PROFILE: place.profile,
      TRAILBENCH_CASES: place.cases,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** A start by hand: what npm tells its own children would make relative paths start elsewhere. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(
    ([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$|TRAILBENCH_HEADLESS$)/i.test(name),
  );
  return Object.fromEntries(own);
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('The program was not started.');
  return child.pid;
}

/** SIGTERM, then SIGKILL to whatever is left of the program and its browser. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const tree = processTree(child.pid);
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  killAll(await untilGone(tree, END_MS));
}

async function connect(port: number): Promise<Browser | undefined> {
  const endpoint = `http://127.0.0.1:${String(port)}`;
  try {
    // Asked first: the driver's own attempts on a closed port take their time.
    await fetch(`${endpoint}/json/version`);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  return chromium.connectOverCDP(endpoint, { noDefaults: true, timeout: CONNECT_MS });
}

/** The window, once the host has sent it to where it belongs: documents before that one come and go. */
async function firstPage(browser: Browser): Promise<Page> {
  const until = Date.now() + CONNECT_MS;
  for (;;) {
    const pages = browser.contexts().flatMap((context) => context.pages());
    const page = pages.find(
      (one) => !one.isClosed() && one.url().startsWith(HOME) && new URL(one.url()).pathname === '/',
    );
    if (page !== undefined) return page;
    if (Date.now() > until) throw new Error('The browser shows no page.');
    await sleep(POLL_MS);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function ignoreClosed(error: unknown): void {
  if (!(error instanceof Error && /closed/i.test(error.message))) throw error;
}

function words({ code, signal, stdout, stderr }: Ended): string {
  return `code ${String(code ?? signal)}\n${stdout}${stderr}`;
}
