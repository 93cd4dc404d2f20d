import { BrowserWindow } from 'electron';
import type { Session } from 'electron';
import { WINDOW_ORIGIN } from './scheme';

export interface WindowOptions {
  readonly session: Session;
  /** Path of the built preload. */
  readonly preload: string;
  readonly devTools: boolean;
  /** The case to show, or null for the start page. */
  readonly caseId: string | null;
}

/** Opens a window without any right of its own: sandboxed, isolated, and without Node in any of its contexts. */
export async function openWindow({ session, preload, devTools, caseId }: WindowOptions): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1600,
    height: 1000,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Trailbench',
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload,
      devTools,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // The window's worker indexes while the window is covered or minimised.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL(windowUrl(caseId));
  return window;
}

function windowUrl(caseId: string | null): string {
  return `${WINDOW_ORIGIN}/${caseId === null ? '' : `?case=${caseId}`}`;
}
