import type { Exported, ExportProgressBody } from '../../contract/exports';
import { cancelled } from '../reports/export-failure';
import { workStream } from './work-stream';

export type ExportRun = (signal: AbortSignal, onProgress: (progress: ExportProgressBody) => void) => Promise<Exported>;

/** Runs an export and tells of it in lines of JSON. A reader that goes away cancels it, so that nothing of it is left. */
export function exportStream(run: ExportRun, request: AbortSignal): ReadableStream<Uint8Array> {
  return workStream(
    {
      what: 'The export',
      run: async (signal, onProgress: (progress: ExportProgressBody) => void) => ({
        exported: await run(signal, onProgress),
      }),
      cancelled,
    },
    request,
  );
}
