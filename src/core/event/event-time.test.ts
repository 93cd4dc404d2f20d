import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactEventTime, parseEventTime, timeNotation } from './event-time';
import { NO_TIME } from './facet-values';
import { formatTime } from './format-time';

describe('parseEventTime', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-03-12T01:42:11Z', 1773279731],
    ['2000-02-29T23:59:59Z', 951868799],
    ['2106-02-07T06:28:14Z', NO_TIME - 1],
    ['2026-03-12T01:42:11.999Z', 1773279731],
    ['2026-03-12T02:42:11+01:00', 1773279731],
    ['2026-03-12T02:42:11.5+0100', 1773279731],
    ['2026-03-11T20:12:11-05:30', 1773279731],
    ['2026-03-12T03:42:11+02', 1773279731],
    ['1970-01-01T01:00:00+01:00', 0],
    ['2026-03-12 01:42:11', 1773279731],
    ['2026-03-12 01:42:11.000', 1773279731],
    ['2026-03-12 01:42:11.999 UTC', 1773279731],
    ['2026-03-12 01:42:11Z', 1773279731],
    ['2026-03-12 02:42:11+01:00', 1773279731],
    ['2026-03-12T01:42:11', 1773279731],
  ])('reads %s', (text, seconds) => {
    expect(parseEventTime(text)).toBe(seconds);
  });

  it.each([
    undefined,
    null,
    '',
    1773279731,
    '1773279731',
    '2026-03-12',
    '2026-03-12  01:42:11',
    '2026-03-12 01:42',
    '2026-03-12_01:42:11',
    '2026-03-12 01:42:11 CET',
    '2026-03-12 01:42:11 ',
    '2026-03-12t01:42:11z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-03-00T00:00:00Z',
    '2026-03-12T24:00:00Z',
    '2026-03-12T23:60:00Z',
    '2016-12-31T23:59:60Z',
    '2026-03-12T01:42:11.Z',
    '2026-03-12T01:42:11+24:00',
    '2026-03-12T01:42:11+01:60',
    '2026-03-12T01:42:11Z ',
    ' 2026-03-12T01:42:11Z',
    '2026-03-12T01:42:11ZZ',
    '+026-03-12T01:42:11Z',
    '2026-3-12T01:42:11.00Z',
    '٢٠٢٦-03-12T01:42:11Z',
    '1969-12-31T23:59:59Z',
    '2106-02-07T06:28:15Z',
    '9999-12-31T23:59:59Z',
    {},
    [],
    true,
  ])('gives no time for %j', (value) => {
    expect(parseEventTime(value)).toBe(NO_TIME);
  });

  it('agrees with the calendar of Date on every second that a column can hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: NO_TIME - 1 }), (seconds) => {
        const text = new Date(seconds * 1000).toISOString();
        expect(parseEventTime(text)).toBe(seconds);
        expect(parseEventTime(text.replace('.000', ''))).toBe(seconds);
        expect(formatTime(seconds)).toBe(text.slice(0, 19).replace('T', ' '));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('timeNotation', () => {
  it.each([
    ['2026-03-12T01:42:11Z', undefined],
    ['2026-03-12T01:42:11.5Z', undefined],
    ['2026-03-12 01:42:11 UTC', undefined],
    ['2026-03-12T02:42:11+01:00', undefined],
    ['2026-03-12T02:42:11-01', undefined],
    [undefined, undefined],
    [null, undefined],
    ['2026-03-12 01:42:11', 'no zone stated, read as UTC'],
    ['2026-03-12 01:42:11.000', 'no zone stated, read as UTC'],
    ['2026-03-12T01:42:11', 'no zone stated, read as UTC'],
    ['yesterday', 'not readable'],
    ['', 'not readable'],
    [1773279731, 'not readable'],
  ])('says of %j: %s', (value, wanted) => {
    expect(timeNotation(value)).toBe(wanted);
  });
});

describe('exactEventTime', () => {
  it('keeps microseconds, and floors what is finer', () => {
    expect(exactEventTime('2026-03-12T01:42:11.9Z')).toBe(1773279731.9);
    expect(exactEventTime('2026-03-12 01:42:11.000001')).toBe(1773279731.000001);
    expect(exactEventTime('2026-03-12T02:42:11.2500009+01:00')).toBe(1773279731.25);
    expect(exactEventTime('2026-03-12T01:42:11Z')).toBe(1773279731);
    expect(exactEventTime('soon')).toBeUndefined();
  });
});

describe('formatTime', () => {
  it('says where there is no time', () => {
    expect(formatTime(NO_TIME)).toBe('(no time)');
  });
});
