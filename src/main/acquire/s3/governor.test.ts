import { describe, expect, it } from 'vitest';
import { Governor } from './governor';

/** Lets so many seconds pass at a throughput that depends on the limit. */
function run(
  governor: Governor,
  clock: { now: number },
  seconds: number,
  bytesPerSecond: (limit: number) => number,
): void {
  for (let second = 0; second < seconds; second += 1) {
    governor.waited();
    const each = bytesPerSecond(governor.limit) / 10;
    for (let i = 0; i < 10; i += 1) {
      clock.now += 100;
      governor.succeeded(each);
    }
  }
}

describe('the number of requests in flight', () => {
  it('grows while more of them bring more', () => {
    const clock = { now: 0 };
    const governor = new Governor({ clock: () => clock.now });
    run(governor, clock, 30, (limit) => Math.min(limit, 60) * 1_000_000);
    expect(governor.limit).toBeGreaterThan(40);
    expect(governor.limit).toBeLessThanOrEqual(128);
  });

  it('does not grow where nothing has to wait for a place', () => {
    const clock = { now: 0 };
    const governor = new Governor({ clock: () => clock.now });
    for (let i = 0; i < 200; i += 1) {
      clock.now += 100;
      governor.succeeded(i * 1_000_000);
    }
    expect(governor.limit).toBe(16);
  });

  it('is halved at most once a second when the service asks for less, and never below one', () => {
    const clock = { now: 10_000 };
    const governor = new Governor({ clock: () => clock.now });
    governor.throttled();
    governor.throttled();
    expect(governor.limit).toBe(8);
    for (let i = 0; i < 10; i += 1) {
      clock.now += 1_500;
      governor.throttled();
    }
    expect(governor.limit).toBe(1);
  });

  it('comes back after it was cut', () => {
    const clock = { now: 10_000 };
    const governor = new Governor({ clock: () => clock.now });
    for (let i = 0; i < 4; i += 1) {
      governor.throttled();
      clock.now += 1_500;
    }
    const low = governor.limit;
    run(governor, clock, 30, (limit) => limit * 1_000_000);
    expect(governor.limit).toBeGreaterThan(low * 4);
  });
});
