import { describe, expect, it } from 'vitest';
import { UTC_CLOCK } from './clock';
import { doWords, doneWords, initialsOf, marksWords, saidByWords, subjectWords } from './annotations';

describe('the words of annotations', () => {
  it('name what something is said of', () => {
    expect(subjectWords(1312, [], UTC_CLOCK)).toBe('1,312 events');
    expect(subjectWords(0, [{ on: 'account', account: '1' }], UTC_CLOCK)).toBe('Account 1');
    expect(subjectWords(0, [{ on: 'account', account: '1' }, { on: 'case' }], UTC_CLOCK)).toBe('2 values');
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

  it('tell what was said of something, line by line, of many notes the first', () => {
    const marks = {
      star: {},
      status: { value: 'benign', reason: 'The nightly backup' },
      tags: [{ value: 'exfil' }, { value: 'T1530' }],
      notes: ['a', 'gone', 'b', 'c', 'd'],
      findings: [2, 3],
    } as unknown as Parameters<typeof marksWords>[0];
    const texts: Readonly<Record<string, string>> = { a: 'one\n\nline', b: 'x'.repeat(500), c: 'c', d: 'd' };
    expect(marksWords(marks, (id) => texts[id])).toEqual([
      'Starred',
      'Status benign: The nightly backup',
      'Tagged exfil, T1530',
      'Cited in finding 2, finding 3',
      'Note: one line',
      `Note: ${'x'.repeat(200)}\u2026`,
      'Note: c',
      'And 1 more note',
    ]);
  });
});
