import { describe, expect, it } from 'vitest';
import { NO_TIME } from '../event/facet-values';
import { parseExpiration } from './expiration';

const seconds = (text: string): number => Date.parse(text) / 1000;

describe('the time until which credentials hold', () => {
  it.each([
    ['2026-03-12T01:46:28Z', '2026-03-12T01:46:28Z'],
    ['Mar 12, 2026 1:46:28 AM', '2026-03-12T01:46:28Z'],
    ['Mar 12, 2026, 1:46:28 PM', '2026-03-12T13:46:28Z'],
    ['Dec 1, 2026 12:00:00 AM', '2026-12-01T00:00:00Z'],
    ['Dec 1, 2026 12:00:00 PM', '2026-12-01T12:00:00Z'],
    ['Mar 12, 2026 1:46:28\u202fAM', '2026-03-12T01:46:28Z'],
  ])('reads %s', (text, meant) => {
    expect(parseExpiration(text)).toBe(seconds(meant));
  });

  it.each([null, '', 'Foo 12, 2026 1:46:28 AM', 'Feb 30, 2026 1:46:28 AM', 'Mar 12, 2026 13:46:28 AM', 'x'.repeat(99)])(
    'reads nothing out of %s',
    (text) => {
      expect(parseExpiration(text)).toBe(NO_TIME);
    },
  );
});
