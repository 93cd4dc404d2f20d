import { describe, expect, it } from 'vitest';
import { Pace, Paces } from './pace';

/** A clock that only sleep moves. */
function clocked(perSecond: number) {
  const state = { now: 0 };
  const pace = new Pace({
    perSecond,
    clock: () => state.now,
    sleep: (milliseconds) => {
      state.now += milliseconds;
      return Promise.resolve();
    },
  });
  return { pace, state };
}

const { signal } = new AbortController();

describe('a pace', () => {
  it('lets no more than so many pass in any second, also after a pause', async () => {
    const { pace, state } = clocked(2);
    const times: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      if (i === 10) state.now += 10_000;
      await pace.take(signal);
      times.push(state.now);
    }
    for (const at of times) {
      expect(times.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(2);
    }
    expect(times[9]).toBe(4_500);
  });

  it('holds all when the service asks for less', async () => {
    const { pace, state } = clocked(2);
    await pace.take(signal);
    pace.hold(5_000);
    await pace.take(signal);
    expect(state.now).toBe(5_000);
  });

  it('gives nothing to those who were cancelled, and is shared by those who ask at one place', async () => {
    const { pace } = clocked(2);
    await expect(pace.take(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    const paces = new Paces();
    expect(paces.of('a', 2)).toBe(paces.of('a', 2));
    expect(paces.of('a', 2)).not.toBe(paces.of('b', 2));
  });
});
