import { describe, expect, it } from 'vitest';
import { Clock, UTC_CLOCK } from '../../wording/clock';
import { presetRange } from '../../state/timeline/time-presets';
import { typedEnd, typedStart } from './typed-range';

const at = (iso: string): number => Date.parse(iso) / 1000;

function clockOf(name: string): Clock {
  const clock = Clock.open(name);
  if (clock === undefined) throw new Error(`No zone ${name}`);
  return clock;
}

describe('a typed range', () => {
  it('begins with what was typed and is echoed in UTC', () => {
    expect(typedStart('2026-03-12 01:42', clockOf('Asia/Kathmandu'))).toEqual({
      state: 'read',
      at: at('2026-03-11T19:57:00Z'),
      words: '2026-03-11 19:57:00 UTC',
    });
    expect(typedStart(' ', UTC_CLOCK)).toEqual({ state: 'empty' });
  });

  it('ends with the day where a day was typed, else at the moment', () => {
    expect(typedEnd('2026-03-12', UTC_CLOCK)).toMatchObject({ at: at('2026-03-13T00:00:00Z') });
    expect(typedEnd('2026-03', UTC_CLOCK)).toMatchObject({ at: at('2026-04-01T00:00:00Z') });
    expect(typedEnd('2026-03-12 03:00', UTC_CLOCK)).toMatchObject({ at: at('2026-03-12T03:00:00Z') });
    expect(typedEnd('2026-11-01', clockOf('America/New_York'))).toMatchObject({ at: at('2026-11-02T05:00:00Z') });
  });

  it('says what is wrong in words', () => {
    const fault = (text: string): unknown => typedStart(text, UTC_CLOCK);
    expect(fault('2026-02-30')).toEqual({ state: 'fault', message: 'There is no day 2026-02-30' });
    expect(fault('2026-13-01')).toEqual({ state: 'fault', message: 'There is no month 13' });
    expect(fault('2026-03-12 25:00')).toMatchObject({
      message: 'A day has hours 00 to 23, minutes and seconds 00 to 59',
    });
    expect(fault('last week')).toMatchObject({ message: expect.stringContaining('Write it as 2026-03-12') as string });
  });

  it('says of a time that the clocks showed twice or skipped how it is read', () => {
    const clock = clockOf('America/New_York');
    expect(typedStart('2026-11-01 01:30', clock)).toMatchObject({
      at: at('2026-11-01T05:30:00Z'),
      note: 'The clocks showed this twice. The second is 2026-11-01 01:30:00-05:00',
    });
    expect(typedStart('2026-11-01 01:30:00-05:00', clock)).toEqual({
      state: 'read',
      at: at('2026-11-01T06:30:00Z'),
      words: '2026-11-01 06:30:00 UTC',
    });
    expect(typedStart('2026-03-08 02:30', clock)).toMatchObject({
      at: at('2026-03-08T07:00:00Z'),
      note: 'The clocks skipped this time: read as 2026-03-08 03:00:00',
    });
  });

  it('goes back from the last event of the case and takes it in', () => {
    expect(presetRange({ label: '', seconds: 3600 }, 10_000)).toEqual({ from: 6401, to: 10_001 });
  });
});
