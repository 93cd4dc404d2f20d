import { describe, expect, it } from 'vitest';
import { PagedList } from './paged-list.svelte';

/** Numbers from 0, read by tens; told which pages were asked for. */
function numbers(total: () => number) {
  const asked: number[] = [];
  const list = new PagedList<number>((from, count) => {
    asked.push(from / count);
    const items = Array.from({ length: Math.max(0, Math.min(count, total() - from)) }, (_, at) => from + at);
    return Promise.resolve({ total: total(), items });
  }, 10);
  return { asked, list };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a list that is read a page at a time', () => {
  it('reads the pages that come into sight, each once', async () => {
    const { asked, list } = numbers(() => 95);
    list.want(0, 5);
    await settled();
    expect([list.total, list.at(0), list.at(9), list.at(10)]).toEqual([95, 0, 9, undefined]);
    list.want(8, 31);
    list.want(8, 31);
    await settled();
    expect(asked).toEqual([0, 1, 2, 3]);
    list.want(90, 200);
    await settled();
    expect([asked.at(-1), list.at(94), list.at(95)]).toEqual([9, 94, undefined]);
  });

  it('is begun anew with what there is now, and keeps what stands until then', async () => {
    let total = 12;
    const { list } = numbers(() => total);
    list.want(0, 12);
    await settled();
    total = 3;
    const again = list.again();
    expect(list.at(11)).toBe(11);
    await again;
    expect([list.total, list.at(2), list.at(11)]).toEqual([3, 2, undefined]);
  });

  it('tells what went wrong, and tries the page again when it is wanted again', async () => {
    let broken = true;
    const list = new PagedList<string>(() =>
      broken ? Promise.reject(new Error('No answer')) : Promise.resolve({ total: 1, items: ['a'] }),
    );
    list.want(0, 1);
    await settled();
    expect(list.problem).toEqual({ message: 'No answer' });
    broken = false;
    list.want(0, 1);
    await settled();
    expect([list.problem, list.at(0)]).toEqual([undefined, 'a']);
  });
});
