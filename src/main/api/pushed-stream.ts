import type { Pushed } from '../../contract/schemas';

export interface PushedStreamOptions {
  /** Starts the flow; returns how to end it. */
  readonly subscribe: (onEvent: (event: Pushed) => void, onEnd: () => void) => () => void;
  /** Milliseconds between signs of life. */
  readonly pingMs?: number;
}

const PING_MS = 15_000;

/**
 * Pushed events as lines of JSON. A slow reader never makes a queue: of each type only the newest event waits, since
 * each tells the whole state.
 */
export function pushedStream({ subscribe, pingMs = PING_MS }: PushedStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const waiting = new Map<Pushed['type'], Pushed>();
  let ended = false;
  let wake: (() => void) | null = null;
  let unsubscribe: (() => void) | null = null;
  let ping: NodeJS.Timeout | null = null;

  const stop = () => {
    ended = true;
    if (ping !== null) clearInterval(ping);
    unsubscribe?.();
    unsubscribe = null;
    wake?.();
  };
  const push = (event: Pushed) => {
    waiting.delete(event.type);
    waiting.set(event.type, event);
    wake?.();
  };

  return new ReadableStream<Uint8Array>(
    {
      start() {
        ping = setInterval(() => push({ type: 'ping' }), pingMs);
        unsubscribe = subscribe(push, stop);
        if (ended) stop();
      },
      async pull(controller) {
        if (waiting.size === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
        wake = null;
        const lines = [...waiting.values()].map((event) => `${JSON.stringify(event)}\n`);
        waiting.clear();
        if (lines.length > 0) controller.enqueue(encoder.encode(lines.join('')));
        if (ended) controller.close();
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
}
