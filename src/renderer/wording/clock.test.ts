import { describe, expect, it } from 'vitest';
import { Clock, echo, offsetWords } from './clock';

const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', '+05:45', '-03:30'] as const;

function clockOf(name: string): Clock {
  const clock = Clock.open(name);
  if (clock === undefined) throw new Error(`No zone ${name}`);
  return clock;
}

const at = (iso: string): number => Date.parse(iso) / 1000;

describe('a time in a zone', () => {
  it('is what the clocks there showed', () => {
    const instant = at('2026-03-12T01:42:11Z');
    expect(clockOf('UTC').text(instant)).toBe('2026-03-12 01:42:11');
    expect(clockOf('America/New_York').text(instant)).toBe('2026-03-11 21:42:11');
    expect(clockOf('Asia/Kathmandu').text(instant)).toBe('2026-03-12 07:27:11');
    expect(clockOf('+05:45').full(instant)).toBe('2026-03-12 07:27:11 +05:45');
  });

  it('follows both changes of the clocks in New York in 2026', () => {
    const clock = clockOf('America/New_York');
    expect(clock.text(at('2026-03-08T06:59:59Z'))).toBe('2026-03-08 01:59:59');
    expect(clock.text(at('2026-03-08T07:00:00Z'))).toBe('2026-03-08 03:00:00');
    expect(clock.text(at('2026-11-01T04:59:59Z'))).toBe('2026-11-01 00:59:59');
    expect(clock.text(at('2026-11-01T05:30:00Z'))).toBe('2026-11-01 01:30:00-04:00');
    expect(clock.text(at('2026-11-01T06:30:00Z'))).toBe('2026-11-01 01:30:00-05:00');
    expect(clock.text(at('2026-11-01T07:00:00Z'))).toBe('2026-11-01 02:00:00');
  });

  it('read as it was written is the same instant, across every change', () => {
    for (const name of ZONES) {
      const clock = clockOf(name);
      for (const day of ['2026-03-08', '2026-04-04', '2026-04-05', '2026-10-03', '2026-11-01', '2026-07-14']) {
        for (let second = at(`${day}T00:00:00Z`), end = second + 86_400; second < end; second += 299) {
          expect(clock.read(clock.text(second)), `${clock.text(second)} in ${name}`).toEqual({
            from: second,
            to: second + 1,
          });
        }
      }
    }
  });

  it('tells the two hours of one name apart, and says which instant is the other', () => {
    const clock = clockOf('America/New_York');
    const [first, second] = [at('2026-11-01T05:10:00Z'), at('2026-11-01T06:10:00Z')];
    expect([clock.twin(first), clock.twin(second)]).toEqual([second, first]);
    expect(clock.twin(first - 3600)).toBeUndefined();
    expect(clock.twin(second + 3600)).toBeUndefined();
  });

  it('is written as a range with seconds only where an end has some', () => {
    const clock = clockOf('Asia/Kathmandu');
    const from = at('2026-03-11T16:15:00Z');
    expect(clock.range(from, from + 5 * 3600)).toBe('2026-03-11 22:00 to 2026-03-12 03:00 Asia/Kathmandu');
    expect(clock.range(from, from + 61)).toBe('2026-03-11 22:00:00 to 2026-03-11 22:01:01 Asia/Kathmandu');
    expect(clock.firstAndLast(from + 7, from + 61)).toBe('2026-03-11 22:00:07 to 22:01:01');
    expect(clock.firstAndLast(from, from + 5 * 3600)).toBe('2026-03-11 22:00:00 to 2026-03-12 03:00:00');
    expect(clock.firstAndLast(from, from)).toBe('2026-03-11 22:00:00');
    expect(clock.stretch(from + 7, from + 3607.5)).toBe('2026-03-11 22:00 to 23:01 Asia/Kathmandu');
    expect(clock.stretch(from + 7.5, from + 61.5)).toBe('2026-03-11 22:00:07 to 22:01:02 Asia/Kathmandu');
    expect(clock.stretch(from, from + 5 * 3600)).toBe('2026-03-11 22:00 to 2026-03-12 03:00 Asia/Kathmandu');
  });
});

describe('a typed time', () => {
  it('is read in the zone, unless it states its own offset', () => {
    const clock = clockOf('America/New_York');
    expect(clock.read('2026-03-12 01:42')).toEqual({
      from: at('2026-03-12T05:42:00Z'),
      to: at('2026-03-12T05:43:00Z'),
    });
    expect(clock.read(' 2026-03-12T01:42:11Z ')?.from).toBe(at('2026-03-12T01:42:11Z'));
    expect(clock.read('2026-03-12 01:42:11 UTC')?.from).toBe(at('2026-03-12T01:42:11Z'));
    expect(clock.read('2026-03-08')).toEqual({ from: at('2026-03-08T05:00:00Z'), to: at('2026-03-09T04:00:00Z') });
    expect(clock.read('yesterday')).toBeUndefined();
  });

  it('is echoed in UTC', () => {
    expect(echo(at('2026-03-12T05:42:00Z'))).toBe('2026-03-12 05:42:00 UTC');
  });
});

it('names no zone that the platform does not know', () => {
  expect(Clock.open('Mars/Olympus')).toBeUndefined();
  expect([0, 20_700, -12_600].map(offsetWords)).toEqual(['UTC', 'UTC+05:45', 'UTC-03:30']);
});
