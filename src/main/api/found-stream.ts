import { TrailbenchError, type Failure } from '../../contract/errors';
import { toFailure } from './reply';

/** Lines that may wait for a slow reader before the work waits with them. */
const WAITING_MOST = 10_000;

/**
 * Runs a piece of work and tells every single thing that it finds as a line of JSON; the last line says how it ended. A
 * reader that goes away cancels the work, and so does one that is far too slow.
 */
export function foundStream<M extends { readonly type: string }, D extends object>(
  what: string,
  run: (signal: AbortSignal, onFound: (message: M) => void) => Promise<D>,
  request: AbortSignal,
): ReadableStream<Uint8Array> {
  const abort = new AbortController();
  const stop = (): void => abort.abort(new TrailbenchError('cancelled', `${what} was cancelled.`));
  const encoder = new TextEncoder();
  let lines: string[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const tell = (message: object): void => {
    lines.push(`${JSON.stringify(message)}\n`);
    if (lines.length > WAITING_MOST) stop();
    wake?.();
  };
  const end = (
    message: { readonly type: 'failed'; readonly error: Failure } | ({ readonly type: 'done' } & D),
  ): void => {
    request.removeEventListener('abort', stop);
    ended = true;
    tell(message);
  };

  return new ReadableStream<Uint8Array>(
    {
      start() {
        if (request.aborted) stop();
        request.addEventListener('abort', stop);
        run(abort.signal, tell).then(
          (done) => end({ type: 'done', ...done }),
          (cause: unknown) => {
            const reason: unknown = abort.signal.aborted ? abort.signal.reason : cause;
            end({ type: 'failed', error: toFailure(reason, what) });
          },
        );
      },
      async pull(controller) {
        if (lines.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
        wake = undefined;
        const text = lines.join('');
        lines = [];
        if (text !== '') controller.enqueue(encoder.encode(text));
        if (ended) controller.close();
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
}
