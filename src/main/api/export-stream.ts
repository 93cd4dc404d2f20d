import type { Exported, ExportMessage, ExportProgressBody } from '../../contract/exports';
import { cancelled } from '../reports/export-failure';
import { toFailure } from './reply';

export interface ExportRun {
  (signal: AbortSignal, onProgress: (progress: ExportProgressBody) => void): Promise<Exported>;
}

/**
 * Runs an export and tells of it in lines of JSON. Of progress only the newest waits for a slow reader; the last line
 * says how it ended. A reader that goes away cancels the export, so that nothing of it is left.
 */
export function exportStream(run: ExportRun, request: AbortSignal): ReadableStream<Uint8Array> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const encoder = new TextEncoder();
  let progress: ExportMessage | undefined;
  let end: ExportMessage | undefined;
  let wake: (() => void) | undefined;
  const ended = (message: ExportMessage): void => {
    request.removeEventListener('abort', stop);
    end = message;
    wake?.();
  };

  return new ReadableStream<Uint8Array>(
    {
      start() {
        if (request.aborted) stop();
        request.addEventListener('abort', stop);
        const onProgress = (told: ExportProgressBody): void => {
          progress = { type: 'progress', progress: told };
          wake?.();
        };
        run(abort.signal, onProgress).then(
          (exported) => ended({ type: 'done', exported }),
          (error: unknown) => {
            // A body that breaks off because its sender went away is no fault of ours.
            const failure = abort.signal.aborted ? cancelled() : error;
            ended({ type: 'failed', error: toFailure(failure, 'The export') });
          },
        );
      },
      async pull(controller) {
        if (progress === undefined && end === undefined) await new Promise<void>((resolve) => (wake = resolve));
        wake = undefined;
        const messages = [progress, end].filter((message) => message !== undefined);
        progress = undefined;
        controller.enqueue(encoder.encode(messages.map((message) => `${JSON.stringify(message)}\n`).join('')));
        if (messages.some(({ type }) => type !== 'progress')) controller.close();
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
}
