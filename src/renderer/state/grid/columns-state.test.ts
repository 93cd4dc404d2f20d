import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvColumns } from '../../../core/report/csv-columns';
import { DEFAULT_COLUMNS } from '../../../core/report/view-columns';
import { INDEX_COLUMNS, columnInfo, columnOfPath } from './column-catalogue';
import { ColumnsState, DENSITIES, TIME_ASCENDING } from './columns-state.svelte';
import { readViewString, writeViewString } from '../view/view-string';

class Memory {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

const ids = (state: ColumnsState): string[] => state.shown.map(({ id }) => id);
const PATHS = ['requestParameters.host', 'responseElements.credentials.accessKeyId', '["odd name"].x'];

describe('columns', () => {
  it('begin as every case does, with source IP before resource', () => {
    const state = new ColumnsState('a', new Memory());
    expect(ids(state)).toEqual([...DEFAULT_COLUMNS]);
    expect(ids(state).indexOf('sourceIPAddress')).toBeLessThan(ids(state).indexOf('resource'));
    expect(state.save()).toEqual({});
  });

  it('are added, moved and taken away, time staying first', () => {
    const state = new ColumnsState('a', new Memory());
    state.add('mfa', 0);
    state.move('mfa', -5);
    state.move('time', 3);
    state.remove('time');
    state.order(['userAgent', 'mfa', 'time', 'nope']);
    expect(ids(state).slice(0, 3)).toEqual(['time', 'userAgent', 'mfa']);
    expect(ids(state)).toHaveLength(DEFAULT_COLUMNS.length + 1);
    state.reset();
    expect(ids(state)).toEqual([...DEFAULT_COLUMNS]);
  });

  it('drop an order by a column that is taken away', () => {
    const state = new ColumnsState('a', new Memory());
    state.sortBy([
      { column: 'eventName', descending: true },
      { column: 'time', descending: false },
    ]);
    state.remove('eventName');
    expect(state.sort).toEqual(TIME_ASCENDING);
  });

  it('are remembered for their case alone, and a view string goes before what is remembered', () => {
    const storage = new Memory();
    const state = new ColumnsState('a', storage);
    state.add('requestParameters.host');
    state.setDensity('compact');
    const again = new ColumnsState('a', storage);
    again.load(new Map());
    expect([ids(again).at(-1), again.density]).toEqual(['requestParameters.host', 'compact']);
    expect(ids(new ColumnsState('b', storage))).toEqual([...DEFAULT_COLUMNS]);
    again.load(new Map([['columns', '[["mfa"]]']]));
    expect(ids(again)).toEqual(['time', 'mfa']);
    // Back to a view that says nothing of columns.
    again.load(new Map());
    expect(ids(again)).toEqual([...DEFAULT_COLUMNS]);
  });

  it('come through a view string as they are', () => {
    const column = fc.constantFrom(...INDEX_COLUMNS.map(({ id }) => id), ...PATHS);
    const width = fc.option(fc.integer({ min: 24, max: 4000 }), { nil: undefined });
    fc.assert(
      fc.property(fc.uniqueArray(column), width, fc.constantFrom(...DENSITIES), (some, px, density) => {
        const state = new ColumnsState('a', new Memory());
        for (const { id } of state.shown) state.remove(id);
        for (const id of some) state.add(id);
        const first = state.infos.find(({ sort }) => sort !== undefined);
        state.resize(ids(state).at(-1) ?? 'time', px);
        state.setDensity(density);
        if (first?.sort !== undefined) state.sortBy([{ column: first.sort, descending: true }]);
        const text = writeViewString(new Map(Object.entries(state.save())));
        const other = new ColumnsState('b', new Memory());
        other.load(readViewString(text) ?? new Map());
        const kept = ids(state).at(-1) === 'time' ? state.shown.map(({ id }) => ({ id })) : state.shown;
        expect([other.shown, other.sort, other.density]).toEqual([kept, state.sort, state.density]);
      }),
    );
  });

  it('that cannot be read are as good as none', () => {
    const storage = new Memory();
    for (const text of ['{', '[]', '7', '{"columns":"[[1],[\\"..\\"],\\"x\\"]","sort":"nope","density":"wide"}']) {
      storage.setItem('trailbench.columns.a', text);
      const state = new ColumnsState('a', storage);
      expect([state.sort, state.density]).toEqual([TIME_ASCENDING, 'normal']);
      expect(ids(state)[0]).toBe('time');
    }
  });

  it('are all known to an export, which then holds what they show', () => {
    const state = new ColumnsState('a', new Memory());
    for (const { id } of INDEX_COLUMNS) state.add(id);
    for (const path of PATHS) state.add(path);
    expect(csvColumns(state.exported).length).toBe(state.exported.length);
    expect(state.exported).toEqual(
      expect.arrayContaining(['accountId', 'recipientAccountId', 'resource', 'bucketName']),
    );
    expect(state.exported).not.toContain('accounts');
  });
});

describe('the column of a path', () => {
  it('is the one of the index where that answers it, else the records', () => {
    const of = (path: string): string | undefined => columnOfPath(path)?.id;
    expect(of('userIdentity.accountId')).toBe('accountId');
    expect(of('eventTime')).toBe('time');
    expect(of('additionalEventData.bytesTransferredOut')).toBe('bytesOut');
    expect(of('resources[0].ARN')).toBe('resources.ARN');
    expect(of('requestParameters["a.b"][3].c')).toBe('requestParameters["a.b"].c');
    expect(of('')).toBeUndefined();
    expect(of('a..b')).toBeUndefined();
    expect(columnInfo('requestParameters.host')).toMatchObject({ sort: undefined, path: 'requestParameters.host' });
  });
});
