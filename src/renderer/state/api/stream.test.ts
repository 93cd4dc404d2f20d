import { describe, expect, it } from 'vitest';
import { follow, lines } from './stream';

function streamOf(...chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}

async function all(stream: ReadableStream<Uint8Array>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines(stream)) found.push(line);
  return found;
}

describe('lines', () => {
  it('are the same however the stream is cut, within characters too', async () => {
    const bytes = new TextEncoder().encode('{"a":"\u00e4\u20ac"}\n\n{"b":2}\n');
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await all(streamOf(...single))).toEqual(['{"a":"\u00e4\u20ac"}', '', '{"b":2}']);
    expect(await all(streamOf(bytes))).toEqual(await all(streamOf(...single)));
  });

  it('leave out a last line that was cut off', async () => {
    expect(await all(streamOf('whole\nhal'))).toEqual(['whole']);
  });
});

describe('following', () => {
  it('opens the stream again when it ends or cannot be opened, until it is told to stop', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    let opened = 0;
    await follow({
      open: () => {
        opened++;
        if (opened === 2) return Promise.reject(new Error('gone'));
        return Promise.resolve(streamOf(`line ${String(opened)}\n`));
      },
      line: (text) => {
        seen.push(text);
        if (text === 'line 3') stop.abort();
      },
      connection: (connected, error) =>
        seen.push(connected ? 'on' : `off ${error instanceof Error ? error.message : ''}`),
      signal: stop.signal,
      wait: () => 0,
    });
    expect(seen).toEqual(['on', 'line 1', 'off ', 'off gone', 'on', 'line 3']);
  });
});
