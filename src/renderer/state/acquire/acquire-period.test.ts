import { describe, expect, it } from 'vitest';
import { Clock, UTC_CLOCK } from '../../wording/clock';
import { deliveryPeriod, instantOf, readPeriod } from './acquire-period';

function clockOf(name: string): Clock {
  const clock = Clock.open(name);
  if (clock === undefined) throw new Error(`No zone ${name}`);
  return clock;
}

describe('a period of events', () => {
  it('takes the day after its last event too, since that is when it may be delivered', () => {
    const period = readPeriod('2026-03-10', '2026-03-12', UTC_CLOCK);
    expect(deliveryPeriod(period)).toEqual({ first: '2026-03-10', last: '2026-03-13' });
  });

  it('ends before a time of day that is midnight', () => {
    const period = readPeriod('2026-03-10', '2026-03-12 00:00', UTC_CLOCK);
    expect(deliveryPeriod(period).last).toBe('2026-03-12');
  });

  it('is read in the shown zone and said in UTC', () => {
    const period = readPeriod('2026-03-10', '2026-03-10', clockOf('Asia/Kathmandu'));
    expect(period.from).toEqual({
      state: 'read',
      at: Date.UTC(2026, 2, 9, 18, 15) / 1000,
      words: '2026-03-09 18:15:00 UTC',
    });
    expect(deliveryPeriod(period)).toEqual({ first: '2026-03-09', last: '2026-03-11' });
    expect(instantOf(period.to)).toBe('2026-03-10T18:15:00Z');
  });

  it('has open ends', () => {
    const period = readPeriod('', ' ', UTC_CLOCK);
    expect(period.fault).toBeUndefined();
    expect(deliveryPeriod(period)).toEqual({ first: undefined, last: undefined });
    expect(instantOf(period.from)).toBeUndefined();
  });

  it('says what is wrong with it', () => {
    expect(readPeriod('yesterday', '', UTC_CLOCK).fault).toMatch(/^Write it as/);
    expect(readPeriod('2026-02-30', '', UTC_CLOCK).fault).toMatch(/^Write it as/);
    expect(readPeriod('2026-03-12', '2026-03-11', UTC_CLOCK).fault).toBe('The period ends before it begins');
  });
});
