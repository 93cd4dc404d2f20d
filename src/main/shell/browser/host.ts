import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { openApplication } from '../../api/application';
import type { Application } from '../../api/application';
import { createHandler } from '../../api/handler';
import type { StartWorker } from '../../process/threads';
import { report } from '../../api/report';
import { createSite } from '../site';
import { readStaticFiles } from '../static-files';
import { createBrowserShell } from './browser-shell';
import type { Browser } from './find-browser';
import { WAITING, WAITING_PAGE, launchBrowser } from './launch';
import { startProxyServer } from './proxy-server';
import type { ProxyServer } from './proxy-server';

const CLOSE_MS = 10_000;

/** What the built entry knows of its own place. */
export interface Installation {
  /** Holds package.json, out/ and resources/. */
  readonly root: string;
  readonly startWorker: StartWorker;
}

export interface Host {
  readonly application: Application;
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts application, proxy and browser; what was started before a failure is ended again. */
export async function startHost(
  { root, startWorker }: Installation,
  browser: Browser,
  { headless, profile }: { readonly headless: boolean; readonly profile: string },
): Promise<Host> {
  const unsandboxed = process.getuid?.() === 0;
  const application = await openApplication({ root, startWorker, shell: createBrowserShell({ unsandboxed }) });
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
