import { describe, expect, it } from 'vitest';
import { Rate } from './rate';

describe('Rate', () => {
  it('tells speed over the last seconds and the time left by it', () => {
    let now = 0;
    const rate = new Rate(() => now);
    expect([rate.eventsPerSecond, rate.secondsFor(100)]).toEqual([0, null]);
    for (; now <= 4000; now += 500) rate.add(now, now * 10);
    expect(rate.eventsPerSecond).toBe(1000);
    expect(rate.secondsFor(50_000)).toBe(5);
    // Twice as fast for long enough: what was before is forgotten.
    const from = now;
    for (; now <= from + 20_000; now += 500) rate.add(4000 + (now - 4000) * 2, now * 10);
    expect(rate.eventsPerSecond).toBe(2000);
    rate.reset();
    expect(rate.secondsFor(1)).toBeNull();
  });

  it('says nothing of the time left before it can be told', () => {
    let now = 0;
    const rate = new Rate(() => now);
    rate.add(0, 0);
    now = 1000;
    rate.add(10, 1000);
    expect(rate.secondsFor(1000)).toBeNull();
    now = 2000;
    rate.add(20, 2000);
    expect(rate.secondsFor(1000)).toBe(1);
  });
});
