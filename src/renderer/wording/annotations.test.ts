import { describe, expect, it } from 'vitest';
import { UTC_CLOCK } from './clock';
import { doWords, doneWords, initialsOf, saidByWords, subjectWords, targetWords } from './annotations';

describe('the words of annotations', () => {
  it('name what something is said of', () => {
    expect(targetWords({ on: 'value', facet: 'accessKeyId', value: 'AKIA1' })).toBe('Access key AKIA1');
    expect(targetWords({ on: 'account', account: '111122223333' })).toBe('Account 111122223333');
    expect(targetWords({ on: 'pair', caller: '1', acted: '2' })).toBe('Calls of 1 into 2');
    expect(targetWords({ on: 'time', from: 0, to: 60 })).toBe(
      'Time 1970-01-01 00:00:00 UTC to 1970-01-01 00:01:00 UTC',
    );
    expect(subjectWords(1312, [])).toBe('1,312 events');
    expect(subjectWords(0, [{ on: 'account', account: '1' }])).toBe('Account 1');
    expect(subjectWords(0, [{ on: 'account', account: '1' }, { on: 'case' }])).toBe('2 values');
  });

  it('say what was done, and what a button does', () => {
    const tag = { op: 'tag', tag: 'exfil', put: true } as const;
    expect([doneWords(tag, '2 events'), doWords(tag, '2 events')]).toEqual(['Tagged 2 events exfil', 'Tag 2 events']);
    expect(doneWords({ ...tag, put: false }, '2 events')).toBe('Took the tag exfil off 2 events');
    expect(doneWords({ op: 'status', status: null, reason: '' }, '1 event')).toBe('Took the status off 1 event');
    expect(doneWords({ op: 'status', status: 'benign', reason: 'x' }, '1 event')).toBe('Said of 1 event: benign');
  });

  it('name the author, and the user of the machine beside it', () => {
    const by = { at: '2026-03-14T09:12:00.000Z', by: 'mira', author: 'Mira Kessler' };
    expect(saidByWords(by, UTC_CLOCK)).toBe('Mira Kessler, user mira, 2026-03-14 09:12:00 UTC');
    expect(saidByWords({ ...by, author: null }, UTC_CLOCK)).toBe('User mira, 2026-03-14 09:12:00 UTC');
    expect(['Mira Kessler', 'jonas', 'Ana de la Cruz', '  ', '\u202eX'].map(initialsOf)).toEqual([
      'MK',
      'J',
      'AC',
      '',
      'X',
    ]);
  });
});
