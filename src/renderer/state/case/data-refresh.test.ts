import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataRefresh } from './data-refresh';

describe('DataRefresh', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function make() {
    const at: number[] = [];
    const started = performance.now();
    const refresh: DataRefresh = new DataRefresh(() => {
      at.push(Math.round(performance.now() - started));
      refresh.read();
    });
    return { at, refresh };
  }

  it('reads at once when nothing more is to come, and not again for the same version', () => {
    const { at, refresh } = make();
    refresh.told('0.1', false);
    vi.runAllTimers();
    refresh.told('0.1', false);
    vi.runAllTimers();
    expect(at).toHaveLength(1);
  });

  it('does not read again what was read when the index was opened', () => {
    const { at, refresh } = make();
    refresh.read('0.1');
    refresh.told('0.1', false);
    vi.runAllTimers();
    expect(at).toEqual([]);
    refresh.told('1.1', false);
    vi.runAllTimers();
    expect(at).toHaveLength(1);
  });

  it('reads ever more rarely while events arrive, and never waits longer than 5 s', () => {
    const { at, refresh } = make();
    for (let i = 0; i < 400; i++) {
      refresh.told(`0.${i}`, true);
      vi.advanceTimersByTime(100);
    }
    const gaps = at.slice(1).map((time, i) => time - (at[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(400);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5100);
    expect(gaps.at(-1)).toBeGreaterThan(4500);
    expect(at.length).toBeGreaterThan(10);
  });

  it('reads the last version at once when the last event has come', () => {
    const { at, refresh } = make();
    refresh.told('0.1', true);
    vi.advanceTimersByTime(10_000);
    const before = at.length;
    refresh.told('0.2', true);
    refresh.told('0.2', false);
    vi.advanceTimersByTime(1);
    expect(at.length).toBe(before + 1);
  });

  it('reads no more once it is stopped', () => {
    const { at, refresh } = make();
    refresh.told('0.1', false);
    refresh.stop();
    vi.runAllTimers();
    expect(at).toEqual([]);
  });
});
