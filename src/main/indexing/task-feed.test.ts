import { describe, expect, it } from 'vitest';
import type { SourceTask } from './source-task';
import { TaskFeed } from './task-feed';

function task(no: number, size = 1000, uri = `${no}.json`): SourceTask {
  const range = { path: uri, offset: 0, length: undefined };
  return { kind: 'new', no, range, uri, size, modified: null, known: [] };
}

const numbers = (batch: readonly SourceTask[] | undefined): number[] => (batch ?? []).map(({ no }) => no);

describe('TaskFeed', () => {
  it('gives sources in order, in batches bounded by number and by work', () => {
    const feed = new TaskFeed();
    expect(feed.empty).toBe(true);
    feed.add(Array.from({ length: 70 }, (_, no) => task(no)).values());
    feed.add([task(70, 3_000_000), task(71, 3_000_000), task(72, 300_000, 'x.json.gz'), task(73)].values());
    expect(numbers(feed.next())).toEqual(Array.from({ length: 64 }, (_, no) => no));
    expect(numbers(feed.next())).toEqual([64, 65, 66, 67, 68, 69, 70]);
    expect(numbers(feed.next())).toEqual([71]);
    expect(feed.empty).toBe(false);
    expect(numbers(feed.next())).toEqual([72, 73]);
    expect(feed.next()).toBeUndefined();
    expect(feed.empty).toBe(true);
  });

  it('makes tasks only as they are needed', () => {
    let made = 0;
    function* tasks(): Generator<SourceTask> {
      for (; made < 1000;) yield task(made++);
    }
    const feed = new TaskFeed();
    feed.add(tasks());
    feed.next();
    expect(made).toBeLessThan(70);
  });

  it('gives what was put back before all else, each as it was put back', () => {
    const feed = new TaskFeed();
    feed.add([task(1)].values());
    feed.putBack([task(8), task(9)]);
    feed.putBack([task(7)]);
    feed.putBack([]);
    expect([numbers(feed.next()), numbers(feed.next()), numbers(feed.next())]).toEqual([[8, 9], [7], [1]]);
  });
});
