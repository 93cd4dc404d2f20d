import { describe, expect, it } from 'vitest';
import { historyPeriod, isoSecond } from './period';

const NOW = Date.parse('2026-11-21T10:00:00.700Z');

function told(from?: string, to?: string): string[] {
  const period = historyPeriod({ from, to }, NOW);
  return [isoSecond(period.from), isoSecond(period.to)];
}

describe('the period of event history', () => {
  it('is the whole of the 90 days where nothing is given', () => {
    expect(told()).toEqual(['2026-08-23T10:00:00Z', '2026-11-21T10:00:00Z']);
  });

  it('takes whole days, and times with their zone', () => {
    expect(told('2026-11-01', '2026-11-02')).toEqual(['2026-11-01T00:00:00Z', '2026-11-02T23:59:59Z']);
    expect(told('2026-11-01T01:30:00+05:45', '2026-11-21')).toEqual(['2026-10-31T19:45:00Z', '2026-11-21T10:00:00Z']);
  });

  it('says what it leaves out, and refuses what event history cannot hold', () => {
    const { notes, ...period } = historyPeriod({ from: '2026-01-01' }, NOW);
    expect(isoSecond(period.from)).toBe('2026-08-23T10:00:00Z');
    expect(notes).toEqual([expect.stringMatching(/before 2026-08-23T10:00:00Z was not asked/)]);
    expect(() => told('2026-01-01', '2026-02-01')).toThrow(/holds 90 days/);
    expect(() => told('2026-11-03', '2026-11-01')).toThrow(/ends .* before it begins/);
    expect(() => told('2027-01-01')).toThrow(/before it begins|has not come/);
    expect(() => told('2026-02-30')).toThrow(/no day or time/);
  });
});
