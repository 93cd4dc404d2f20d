import { beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../../core/query/filter';
import type { GroupOptions, GroupTable } from '../../../core/query/group-table';
import { UTC_CLOCK } from '../../wording/clock';
import { GroupsState } from './groups-state.svelte';

/** Answers with the one row it has, and remembers what it was asked. */
class FakeStore {
  asked: GroupOptions[] = [];
  groupCount = 1;

  groups(_view: View, options: GroupOptions): Promise<GroupTable> {
    this.asked.push(options);
    const values = options.facets.map((_, at) => (at === 0 ? '=cmd' : null));
    const row = {
      values,
      count: 3,
      calls: 3,
      first: 1000,
      last: null,
      ...(options.distinct === undefined ? {} : { distinct: 2 }),
    };
    return Promise.resolve({ facets: options.facets, events: 3, calls: 3, groups: this.groupCount, rows: [row] });
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
let store: FakeStore;
let pages: boolean[];
let groups: GroupsState;

beforeEach(() => {
  store = new FakeStore();
  pages = [];
  groups = new GroupsState(
    store,
    () => ({ clauses: [] }),
    (page) => pages.push(page),
  );
});

describe('grouping', () => {
  it('asks for nothing while events are listed', async () => {
    groups.refresh();
    await settle();
    expect([groups.on, groups.settled, store.asked]).toEqual([false, true, []]);
  });

  it('asks again for each change, and a page of its own where the table comes or goes', async () => {
    groups.refresh();
    groups.by(['principal', 'principal', 'awsRegion']);
    expect(groups.settled).toBe(false);
    await settle();
    expect([groups.settled, groups.table?.events, groups.grouping.facets]).toEqual([
      true,
      3,
      ['principal', 'awsRegion'],
    ]);
    groups.sortBy('first');
    groups.sortBy('first');
    groups.countDistinct('sourceIPAddress');
    await settle();
    expect(store.asked.at(-1)).toMatchObject({ order: 'first', descending: true, distinct: 'sourceIPAddress' });
    groups.by([]);
    expect([groups.on, pages]).toEqual([false, [true, false, false, false, true]]);
  });

  it('goes through the view string, and an unknown facet in it is left out', async () => {
    groups.by(['principal', 'sourceIPAddress']);
    groups.countDistinct('accessKeyId');
    groups.sortBy('last');
    const other = new GroupsState(store, () => ({ clauses: [] }));
    other.load(new Map(Object.entries(groups.save())));
    expect(other.grouping).toEqual(groups.grouping);
    other.load(new Map([['groups', 'nothing,principal']]));
    expect(other.grouping.facets).toEqual(['principal']);
    other.load(new Map());
    expect([other.on, other.save()]).toEqual([false, {}]);
  });

  it('no longer sorts by distinct values that are not counted', () => {
    groups.by(['principal']);
    groups.countDistinct('accessKeyId');
    groups.sortBy('distinct');
    groups.countDistinct(undefined);
    expect(groups.grouping).toMatchObject({ order: 'count', descending: true });
  });

  it('copies all groups, neutralised for spreadsheets, absent values as empty cells', async () => {
    groups.by(['principal', 'awsRegion']);
    const { text, words } = await groups.text('csv', UTC_CLOCK);
    expect(text).toBe(
      "principal,awsRegion,events,first seen (UTC),last seen (UTC)\r\n'=cmd,,3,1970-01-01 00:16:40,\r\n",
    );
    expect(words).toBe('1 group');
    store.groupCount = 200_000;
    await expect(groups.text('csv', UTC_CLOCK)).rejects.toThrow('200,000 groups are too many');
  });
});
