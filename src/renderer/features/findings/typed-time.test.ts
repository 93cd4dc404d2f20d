import { describe, expect, it } from 'vitest';
import { Clock, UTC_CLOCK } from '../../wording/clock';
import { typedTechniques } from './technique-name';
import { typedTime } from './typed-time';

describe('a time as it is typed', () => {
  const berlin = Clock.open('Europe/Berlin') ?? UTC_CLOCK;

  it('is one of the zone shown, and echoed in UTC', () => {
    expect(typedTime(' 2026-03-12 09:30', berlin)).toMatchObject({
      iso: '2026-03-12T08:30:00Z',
      words: '2026-03-12 08:30:00 UTC',
    });
    expect(typedTime('2026-03-12 09:30:01.25Z', berlin)).toMatchObject({ iso: '2026-03-12T09:30:01.25Z' });
  });

  it('says where the clocks showed it twice or never', () => {
    expect(typedTime('2026-10-25 02:30', berlin)).toMatchObject({
      words: expect.stringContaining('showed this twice'),
    });
    expect(typedTime('2026-03-29 02:30', berlin)).toMatchObject({
      words: expect.stringContaining('skipped this time'),
    });
  });

  it('is none where it cannot be read', () => {
    expect(typedTime('', berlin)).toEqual({ state: 'empty' });
    expect(typedTime('yesterday', berlin)).toMatchObject({ state: 'fault' });
    expect(typedTime('2026-02-30', berlin)).toMatchObject({ state: 'fault' });
  });
});

it('techniques are read one by one, each once', () => {
  expect(typedTechniques(' t1530, T1078.004;T1530 own-word ')).toEqual(['T1530', 'T1078.004', 'own-word']);
  expect(typedTechniques('')).toEqual([]);
});
