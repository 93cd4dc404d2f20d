import { describe, expect, it } from 'vitest';
import { readingOf } from './reading';
import { ReadingList } from './reading-list';

describe('reasons of sources that were not read whole', () => {
  it('tells a kind about which nothing is to be done once for all', () => {
    const list = new ReadingList();
    for (let no = 0; no < 7; no += 1) list.add('other', { kind: 'digest' }, `digest-${String(no)}`);
    list.add('other', { kind: 'empty' }, 'empty.json');
    list.add('read', { kind: 'cloudtrail' }, 'log.json');
    expect(list.result).toEqual({
      ...{ read: 1, partly: 0, other: 8, unknown: 0 },
      reasons: [
        { as: 'other', source: 'digest-0', why: 'It is a CloudTrail digest file.', more: 7 },
        { as: 'other', source: 'empty.json', why: 'It is an empty file.' },
      ],
    });
  });

  it('tells the first five of a kind that can be converted, and how many more', () => {
    const list = new ReadingList();
    for (let no = 0; no < 8; no += 1) {
      list.add('other', { kind: 'json', what: 'eventbridge' }, `event-${String(no)}`);
    }
    const { reasons } = list.result;
    expect(reasons.map(({ source, more }) => [source, more])).toEqual([
      ...[0, 1, 2, 3, 4].map((no) => [`event-${String(no)}`, undefined]),
      ['event-5', 3],
    ]);
  });

  it('tells each that could not be read, as long as there is room', () => {
    const list = new ReadingList();
    for (let no = 0; no < 250; no += 1) {
      const source = { kind: 'cloudtrail' } as const;
      const reading = readingOf({ ...source, events: no % 2, rejected: 1 });
      expect(list.wants(reading, source)).toBe(no < 202);
      list.add(reading, source, `log-${String(no)}`, 'Not JSON.');
    }
    const { reasons, partly, unknown } = list.result;
    expect([partly, unknown]).toEqual([125, 125]);
    expect(reasons.slice(200)).toEqual([
      { as: 'unknown', source: 'log-200', why: 'Not JSON.', more: 25 },
      { as: 'partly', source: 'log-201', why: 'Not JSON.', more: 25 },
    ]);
  });
});
