import { stat } from 'node:fs/promises';
import { BrowserWindow, dialog, shell } from 'electron';
import type { OpenDialogOptions } from 'electron';
import { TrailbenchError } from '../../../contract/errors';
import type { PickKind, Shell } from '../../api/shell';

const DIALOGS: Readonly<Record<PickKind, OpenDialogOptions>> = {
  folder: { title: 'Add a folder of logs', properties: ['openDirectory', 'multiSelections'] },
  files: { title: 'Add log files', properties: ['openFile', 'multiSelections', 'showHiddenFiles'] },
  case: { title: 'Open a case folder', properties: ['openDirectory'] },
};

/** Electron's surroundings: native dialogs over the window that asks, and the system's file manager. */
export function createElectronShell(unsandboxed: boolean): Shell {
  return {
    host: 'electron',
    picker: true,
    unsandboxed,
    async pick(kind) {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      const options = DIALOGS[kind];
      const chosen = await (window === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options));
      return chosen.canceled ? [] : chosen.filePaths;
    },
    async reveal(path) {
      const found = await stat(path).catch(() => null);
      if (found === null) throw new TrailbenchError('not-found', `${path} is not there any more.`, { details: path });
      // Opening a file would start whatever program handles it; a folder is only ever shown.
      if (!found.isDirectory()) {
        shell.showItemInFolder(path);
        return;
      }
      const problem = await shell.openPath(path);
      if (problem === '') return;
      throw new TrailbenchError('not-supported', `${path} could not be shown: ${problem}`, { details: path });
    },
  };
}
