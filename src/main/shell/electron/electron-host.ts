import path from 'node:path';
import { BrowserWindow, app, dialog } from 'electron';
import * as v from 'valibot';
import { escapeText } from '../../../core/event/visible-text';
import { openApplication } from '../../api/application';
import type { Application } from '../../api/application';
import { createHandler } from '../../api/handler';
import type { StartWorker } from '../../process/threads';
import { givenPaths } from '../../files/given-paths';
import { endInTime } from '../../process/end-in-time';
import { report } from '../../api/report';
import { createSite } from '../site';
import { readStaticFiles } from '../static-files';
import { profileFolder } from '../../cases/paths';
import { FolderGuard } from '../../files/folder-guard';
import { createElectronShell } from './electron-shell';
import { guardAllContents } from './guards';
import { setMenu } from './menu';
import { closeNetwork } from './network';
import { registerScheme } from './scheme';
import { createWindowSession } from './window-session';
import { openWindow } from './window';

/** What a second start tells the first. */
const request = v.object({ paths: v.array(v.string()) });

/** Runs the workbench in Electron. `root` holds package.json, out/ and resources/. */
export async function runElectron(root: string, startWorker: StartWorker): Promise<void> {
  const devTools = !app.isPackaged;
  const paths = givenPaths(argumentsOf(process.argv, root), process.env);
  app.enableSandbox();
  closeNetwork();
  registerScheme();
  guardAllContents();
  const data = path.join(profileFolder(), 'electron');
  // What Electron keeps there, such as the index of every case, is not written through a link.
  new FolderGuard(profileFolder(), 'profile').folderSync(data);
  app.setPath('userData', data);
  // One process a user: a later start hands its paths over and ends.
  if (!app.requestSingleInstanceLock({ paths })) {
    app.quit();
    return;
  }
  await app.whenReady();
  setMenu(devTools);
  const application = await openApplication({
    root,
    startWorker,
    shell: createElectronShell(app.commandLine.hasSwitch('no-sandbox')),
    documents: app.getPath('documents'),
  });
  const files = await readStaticFiles(path.join(root, 'out', 'renderer'));
  const session = createWindowSession(createSite(files, createHandler(application)), devTools);
  const preload = path.join(root, 'out', 'preload', 'preload.cjs');
  const show = async (wanted: readonly string[]) => {
    const caseId = wanted.length === 0 ? null : await application.openPaths(wanted);
    await openWindow({ session, preload, devTools, caseId });
  };
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const handed = v.safeParse(request, data);
    show(handed.success ? handed.output.paths : []).catch(tell);
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) show([]).catch(tell);
  });
  app.on('window-all-closed', () => app.quit());
  closeBeforeQuit(application);
  endInTime(
    () => app.quit(),
    () => app.exit(1),
  );
  await show(paths).catch(async (error: unknown) => {
    tell(error);
    await application.close();
    app.exit(1);
  });
}

/** There may be no terminal to read it in. */
function tell(error: unknown): void {
  report(error);
  dialog.showErrorBox('Trailbench', escapeText(error instanceof Error ? error.message : String(error)));
}

/** Cases are closed, their locks released and their logs flushed, before the process ends. */
function closeBeforeQuit(application: Application): void {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    application
      .close()
      .catch(report)
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
}

/** The user's own arguments: without the executable, Chromium's switches and the folder that Electron was given. */
function argumentsOf(argv: readonly string[], root: string): readonly string[] {
  const own = argv.slice(1).filter((argument) => !argument.startsWith('--'));
  const at = app.isPackaged ? -1 : own.findIndex((argument) => path.resolve(argument) === root);
  return own.slice(at + 1);
}
