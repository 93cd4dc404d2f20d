import type { Failure, TrailbenchError } from '../../contract/errors';
import { toFailure } from './reply';

export interface WorkOptions<P, D> {
  /** What is done, for messages: "The export". */
  readonly what: string;
  readonly run: (signal: AbortSignal, onProgress: (progress: P) => void) => Promise<D>;
  /** What is told where the reader has gone away, or the case. */
  readonly cancelled: () => TrailbenchError;
}

type Message<P, D> =
  | { readonly type: 'progress'; readonly progress: P }
  | ({ readonly type: 'done' } & D)
  | { readonly type: 'failed'; readonly error: Failure };

/**
 * Runs a piece of work and tells of it in lines of JSON. Of progress only the newest waits for a slow reader; the last
 * line says how it ended. A reader that goes away cancels the work.
 */
export function workStream<P, D extends object>(
  { what, run, cancelled }: WorkOptions<P, D>,
  request: AbortSignal,
): ReadableStream<Uint8Array> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const encoder = new TextEncoder();
  let progress: Message<P, D> | undefined;
  let end: Message<P, D> | undefined;
  let wake: (() => void) | undefined;
  const ended = (message: Message<P, D>): void => {
    request.removeEventListener('abort', stop);
    end = message;
    wake?.();
  };

  return new ReadableStream<Uint8Array>(
    {
      start() {
        if (request.aborted) stop();
        request.addEventListener('abort', stop);
        const onProgress = (told: P): void => {
          progress = { type: 'progress', progress: told };
          wake?.();
        };
        run(abort.signal, onProgress).then(
          (done) => ended({ type: 'done', ...done }),
          (error: unknown) => {
            // A body that breaks off because its sender went away is no fault of ours.
            const failure = abort.signal.aborted ? cancelled() : error;
            ended({ type: 'failed', error: toFailure(failure, what) });
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
