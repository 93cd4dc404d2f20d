import { describe, expect, it } from 'vitest';
import { inParallel } from './in-parallel';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('inParallel', () => {
  it('gives results in the order of the items, and works on no more than so many at once', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel(
      Array.from({ length: 100 }, (_, i) => i),
      async (item) => {
        running += 1;
        most = Math.max(most, running);
        for (let i = 0; i < item % 4; i += 1) await turn();
        running -= 1;
        return item * 2;
      },
      8,
    );
    expect(results).toEqual(Array.from({ length: 100 }, (_, i) => i * 2));
    expect(most).toBe(8);
  });

  it('begins nothing more after a failure, and tells of it when what runs has ended', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      await turn();
      if (item === 2) throw new Error('no such disk');
      await turn();
      ended += 1;
    };
    await expect(inParallel([0, 1, 2, 3, 4, 5, 6, 7], work, 3)).rejects.toThrow('no such disk');
    expect(begun).toEqual([0, 1, 2]);
    expect(ended).toBe(2);
  });

  it('does nothing with no items', async () => {
    expect(await inParallel([], () => Promise.reject(new Error('asked')))).toEqual([]);
  });
});
