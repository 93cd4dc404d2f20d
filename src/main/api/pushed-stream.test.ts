import { expect, it } from 'vitest';
import type { Progress, Pushed } from '../../contract/schemas';
import { pushedStream } from './pushed-stream';

function progress(events: number): Pushed {
  const value: Progress = {
    phase: 'reading',
    rebuilding: false,
    sourcesDone: 0,
    sourcesTotal: 0,
    bytesDone: 0,
    bytesTotal: 0,
    events,
    eventsPerSecond: 0,
    secondsLeft: null,
    quarantined: 0,
    message: null,
  };
  return { type: 'progress', progress: value };
}

interface Ends {
  push: (event: Pushed) => void;
  end: () => void;
  unsubscribed: number;
}

/** A stream with the ends of its subscription in hand. */
function open(pingMs = 60_000) {
  const ends: Ends = { push: () => undefined, end: () => undefined, unsubscribed: 0 };
  const stream = pushedStream({
    pingMs,
    subscribe: (onEvent, onEnd) => {
      ends.push = onEvent;
      ends.end = onEnd;
      return () => (ends.unsubscribed += 1);
    },
  });
  return { ends, reader: stream.getReader() };
}

async function lines(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Pushed[]> {
  const { value } = await reader.read();
  const text = new TextDecoder().decode(value);
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Pushed);
}

it('sends each event as a line', async () => {
  const { ends, reader } = open();
  ends.push({ type: 'work' });
  ends.push(progress(1));
  expect(await lines(reader)).toEqual([{ type: 'work' }, progress(1)]);
  const waiting = lines(reader);
  ends.push(progress(2));
  expect(await waiting).toEqual([progress(2)]);
  await reader.cancel();
});

it('keeps only the newest of each type for a slow reader', async () => {
  const { ends, reader } = open();
  for (let events = 0; events < 10_000; events += 1) ends.push(progress(events));
  ends.push({ type: 'work' });
  expect(await lines(reader)).toEqual([progress(9_999), { type: 'work' }]);
  await reader.cancel();
});

it('pings while nothing else happens', async () => {
  const { reader } = open(10);
  expect(await lines(reader)).toEqual([{ type: 'ping' }]);
  await reader.cancel();
});

it('ends with the case, after what was still to be said', async () => {
  const { ends, reader } = open();
  ends.push({ type: 'work' });
  ends.end();
  expect(await lines(reader)).toEqual([{ type: 'work' }]);
  expect((await reader.read()).done).toBe(true);
  expect(ends.unsubscribed).toBe(1);
});

it('ends the subscription when the reader goes away', async () => {
  const { ends, reader } = open();
  const reading = reader.read();
  await reader.cancel();
  expect((await reading).done).toBe(true);
  expect(ends.unsubscribed).toBe(1);
});
