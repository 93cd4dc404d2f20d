import { describe, expect, it } from 'vitest';
import { RecordPaths } from './record-paths';

describe('paths of records', () => {
  it('are counted once a record, arrays looked into, and written as a filter writes them', () => {
    const paths = new RecordPaths();
    paths.add({
      eventName: 'A',
      resources: [{ ARN: 'x' }, { ARN: 'y' }],
      requestParameters: { 'a.b': 1, empty: null },
    });
    paths.add({ eventName: 'B', requestParameters: { 'a.b': true, filterSet: { items: [] } } });
    expect(paths.records).toBe(2);
    expect(paths.list().map(({ text, records, values }) => [text, records, [...values]])).toEqual([
      [
        'eventName',
        2,
        [
          ['A', 1],
          ['B', 1],
        ],
      ],
      [
        'requestParameters.a\\.b',
        2,
        [
          ['1', 1],
          ['true', 1],
        ],
      ],
      [
        'resources.ARN',
        1,
        [
          ['x', 1],
          ['y', 1],
        ],
      ],
    ]);
  });

  it('stay few, short and shallow, whatever the records hold', () => {
    const paths = new RecordPaths();
    const names = Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`name-${String(at)}`, 'x']));
    let deep: object = { end: 'here' };
    for (let level = 0; level < 50; level++) deep = { deep };
    paths.add({ requestParameters: { ...names, ['y'.repeat(5_000)]: 1, deep } } as never);
    expect(paths.list().length).toBeLessThanOrEqual(5_000);
    for (const { text } of paths.list()) expect(text.length).toBeLessThanOrEqual(200);
    expect(paths.list().some(({ text }) => text.includes('end'))).toBe(false);
  });

  it('has few values of each, and no long ones', () => {
    const paths = new RecordPaths();
    for (let at = 0; at < 200; at++) paths.add({ eventID: String(at), userAgent: 'u'.repeat(1_000) });
    const sizes = paths.list().map(({ text, values }) => [text, values.size]);
    expect(sizes).toEqual([
      ['eventID', 50],
      ['userAgent', 0],
    ]);
  });
});
