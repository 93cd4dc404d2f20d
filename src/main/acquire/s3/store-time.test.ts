import { describe, expect, it } from 'vitest';
import { storeTime } from './store-time';

const NOW = Date.parse('2026-11-30T00:00:00Z');

describe('a time of a store', () => {
  it.each([
    ['2023-11-14T10:00:00.000Z', '2023-11-14T10:00:00.000Z'],
    ['2023-11-14T10:00:00Z', '2023-11-14T10:00:00.000Z'],
    ['2023-11-14T10:00:00.123456789Z', '2023-11-14T10:00:00.123Z'],
    ['2023-11-14T10:00:00+05:45', '2023-11-14T04:15:00.000Z'],
    ['Tue, 14 Nov 2023 10:00:00 GMT', '2023-11-14T10:00:00.000Z'],
    [' Tue, 14 Nov 2023 10:00:00 UTC ', '2023-11-14T10:00:00.000Z'],
    ['Tuesday, 14-Nov-23 10:00:00 GMT', '2023-11-14T10:00:00.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Thursday, 01-Jan-76 00:00:00 GMT', '2076-01-01T00:00:00.000Z'],
    ['Friday, 01-Jan-77 00:00:00 GMT', '1977-01-01T00:00:00.000Z'],
    ['Tue Nov 14 10:00:00 2023', '2023-11-14T10:00:00.000Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
  ])('%s is read', (text, time) => {
    expect(storeTime(text, NOW)).toBe(time);
  });

  it.each([
    undefined,
    '',
    'yesterday',
    '0',
    '-1',
    '1700000000',
    '2023-11-14',
    '2023-11-14 10:00:00',
    '2023-11-14T10:00:00',
    '2023-02-30T10:00:00Z',
    'Tue, 31 Nov 2023 10:00:00 GMT',
    'Tue, 14 Nov 2023 25:00:00 GMT',
    'Tue, 14 Nov 2023 10:61:00 GMT',
    'Tue, 14 Nov 2023 10:00:00 EST',
    'Tuesday, 31-Feb-23 10:00:00 GMT',
    'Tue Foo 14 10:00:00 2023',
  ])('%s is none, and none is made up', (text) => {
    expect(storeTime(text, NOW)).toBeNull();
  });
});
