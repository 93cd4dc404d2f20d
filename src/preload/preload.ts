import { contextBridge, webUtils } from 'electron';

/** The one native extra of the window: where a dropped or picked file lies. Everything else goes through fetch. */
contextBridge.exposeInMainWorld('trailbench', {
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
});
