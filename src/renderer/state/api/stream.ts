/**
 * The lines of a UTF-8 stream, without their ends. A last line that was cut off is not given: it is
 * not known to be whole.
 */
export async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      let start = 0;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
        yield rest.slice(start, end);
        start = end + 1;
      }
      rest = rest.slice(start);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

export interface FollowOptions {
  open(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  line(text: string): void;
  /** Told once per change: connected after the stream opened, not connected after it broke. */
  connection(connected: boolean, error?: unknown): void;
  readonly signal: AbortSignal;
  /** Milliseconds before try `attempt`, from 1. */
  wait?(attempt: number): number;
}

const backoff = (attempt: number): number => Math.min(5000, 250 * 2 ** (attempt - 1));

/** Follows a stream until `signal` is aborted, opening it again whenever it ends or breaks. */
export async function follow(options: FollowOptions): Promise<void> {
  const { signal, wait = backoff } = options;
  for (let attempt = 1; !signal.aborted; attempt++) {
    let broke: unknown;
    try {
      const stream = await options.open(signal);
      if (signal.aborted) return;
      options.connection(true);
      attempt = 1;
      for await (const text of lines(stream)) {
        if (signal.aborted) return;
        if (text !== '') options.line(text);
      }
    } catch (error) {
      broke = error;
    }
    if (signal.aborted) return;
    options.connection(false, broke);
    await pause(wait(attempt), signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
