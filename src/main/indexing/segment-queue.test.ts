import { describe, expect, it } from 'vitest';
import type { CoveredRange } from '../../core/segment/layout';
import type { BuiltSegment } from './record-indexer';
import { SegmentQueue } from './segment-queue';

function segment(...sources: number[]): BuiltSegment {
  const covers = sources.map((source): CoveredRange => ({ source, first: 0, end: 1, last: true }));
  return { bytes: new Uint8Array(8), rows: 1, covers };
}

function queueOf(
  options: { limit?: number; patience?: number; onCommitted?: (given: { readonly id: string }) => void } = {},
) {
  const durable = new Set<number>();
  const released: number[] = [];
  const queue = new SegmentQueue({
    isDurable: (source) => durable.has(source),
    onReleased: (covers) => released.push(...covers.map(({ source }) => source)),
    ...options,
  });
  const keep = (...sources: number[]): void => {
    for (const source of sources) durable.add(source);
    queue.release();
  };
  return { queue, released, keep };
}

describe('SegmentQueue', () => {
  it('gives out a segment only once all its sources are durable', async () => {
    const { queue, released, keep } = queueOf();
    queue.put(1, segment(1, 2));
    keep(1);
    expect(await queue.next({ wait: 5 })).toBeUndefined();
    const waiting = queue.next({ wait: 1000 });
    keep(2);
    expect((await waiting)?.covers.map(({ source }) => source)).toEqual([1, 2]);
    expect(released).toEqual([1, 2]);
  });

  it('has no room while too many are ready or not committed; those that wait for sources take none', async () => {
    const { queue, keep } = queueOf({ limit: 2 });
    for (const source of [1, 2, 3]) queue.put(1, segment(source));
    expect(queue.hasRoom).toBe(true);
    keep(1, 2, 3);
    expect(queue.hasRoom).toBe(false);
    const ids = [await queue.next({ wait: 0 }), await queue.next({ wait: 0 })].map((given) => given?.id ?? '');
    expect(queue.hasRoom).toBe(false);
    queue.commit(ids);
    expect(queue.hasRoom).toBe(true);
    expect(queue.empty).toBe(false);
  });

  it('hands over what is committed, but not what a second reply may still hold', async () => {
    const done: string[] = [];
    const { queue, keep } = queueOf({ patience: 1, onCommitted: ({ id }) => done.push(id) });
    queue.put(1, segment(1));
    keep(1);
    const once = (await queue.next({ wait: 0 }))?.id ?? '';
    queue.commit([once, 'unknown']);
    expect(done).toEqual([once]);
    queue.put(1, segment(2));
    keep(2);
    const twice = (await queue.next({ wait: 0 }))?.id ?? '';
    expect((await queue.next({ wait: 1000 }))?.id).toBe(twice);
    queue.commit([twice]);
    expect(done).toEqual([once]);
    expect(queue.empty).toBe(true);
  });

  it('forgets what a lost worker had not released', async () => {
    const { queue, keep } = queueOf();
    queue.put(1, segment(1));
    queue.put(2, segment(2));
    queue.drop(1);
    keep(1, 2);
    expect((await queue.next({ wait: 0 }))?.covers[0]?.source).toBe(2);
    expect(await queue.next({ wait: 0 })).toBeUndefined();
  });

  it('gives a segment out again where nobody committed it for long', async () => {
    const { queue, keep } = queueOf({ patience: 20 });
    queue.put(1, segment(1));
    keep(1);
    const first = await queue.next({ wait: 0 });
    expect(await queue.next({ wait: 0 })).toBeUndefined();
    expect((await queue.next({ wait: 1000 }))?.id).toBe(first?.id);
    queue.commit([first?.id ?? '']);
    expect(queue.empty).toBe(true);
  });

  it('keeps a segment whose puller has gone', async () => {
    const { queue, keep } = queueOf();
    const abort = new AbortController();
    const gone = queue.next({ wait: 1000, signal: abort.signal });
    abort.abort();
    queue.put(1, segment(1));
    keep(1);
    expect(await gone).toBeUndefined();
    expect(await queue.next({ wait: 0 })).toBeDefined();
  });

  it('lets pullers go when nothing more comes, and at its end', async () => {
    const { queue, keep } = queueOf();
    const both = [queue.next({ wait: 5000 }), queue.next({ wait: 5000 })];
    queue.letGo();
    expect(await Promise.all(both)).toEqual([undefined, undefined]);
    const last = queue.next({ wait: 5000 });
    queue.end();
    expect(await last).toBeUndefined();
    queue.put(1, segment(1));
    keep(1);
    expect(await queue.next({ wait: 0 })).toBeUndefined();
    expect(queue.empty).toBe(true);
  });
});
