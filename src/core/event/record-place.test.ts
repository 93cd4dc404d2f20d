import { describe, expect, it } from 'vitest';
import { NO_TIME } from './facet-values';
import { eventIdOf, eventTimeOf } from './record-place';

const at = (text: string): number => Date.parse(text) / 1000;

describe('where a record stands', () => {
  const aggregated = {
    eventId: 'a1',
    eventCategory: 'Aggregated',
    timeWindow: { windowStart: '2026-05-01T10:20:00Z', windowEnd: '2026-05-01T10:25:00Z' },
  };

  it('takes the window and the ID of an aggregated record', () => {
    expect(eventTimeOf(aggregated)).toBe(at('2026-05-01T10:20:00Z'));
    expect(eventIdOf(aggregated)).toBe('a1');
    expect(eventTimeOf({ ...aggregated, eventTime: '2026-05-01T11:00:00Z' })).toBe(at('2026-05-01T11:00:00Z'));
    expect(eventTimeOf({ ...aggregated, timeWindow: null })).toBe(NO_TIME);
  });

  it('takes them of no other', () => {
    const other = { ...aggregated, eventCategory: 'Management' };
    expect(eventTimeOf(other)).toBe(NO_TIME);
    expect(eventIdOf(other)).toBe(undefined);
    expect(eventIdOf({ eventID: '' })).toBe(undefined);
    expect(eventIdOf({ eventID: 7 })).toBe('7');
  });
});
