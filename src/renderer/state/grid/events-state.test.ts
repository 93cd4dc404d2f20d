import { describe, expect, it } from 'vitest';
import type { Counts, EventRow, View } from '../../../core/query/filter';
import type { RowsRequest, Store } from '../../store/protocol';
import { EventsState, TIME_ASCENDING } from './events-state.svelte';
import { FilterState } from '../filter/filter-state.svelte';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function countsOf(matched: number): Counts {
  const times = { firstTime: null, lastTime: null, matchedFirstTime: null, matchedLastTime: null };
  return { events: 10, duplicates: 0, conflicting: 0, matched, withoutTime: 0, ...times };
}

const row = (event: number): EventRow => ({ event, time: event, copies: 0, conflicting: false, values: {} });

/** A store that answers when it is told to, in whatever order. */
class SlowStore implements Pick<Store, 'counts' | 'rows'> {
  readonly asked: { readonly view: View; answer(): void }[] = [];

  counts(view: View): Promise<Counts> {
    return this.#later(view, () => countsOf(view.clauses.length));
  }

  rows({ view }: RowsRequest): ReturnType<Store['rows']> {
    return this.#later(view, () => ({ rows: [row(view.clauses.length)], matched: 1 }));
  }

  #later<T>(view: View, value: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.asked.push({ view, answer: () => resolve(value()) });
    });
  }
}

function states(): { store: SlowStore; filters: FilterState; events: EventsState } {
  const store = new SlowStore();
  const filters: FilterState = new FilterState(() => {
    events.refresh('filter');
  });
  const events = new EventsState(store, () => filters.view, { sort: TIME_ASCENDING, reads: [] });
  return { store, filters, events };
}

describe('counts', () => {
  it('of an older filter are dropped when they arrive late', async () => {
    const { store, filters, events } = states();
    events.refresh('filter');
    filters.only('awsRegion', 'eu-west-1');
    store.asked[0]?.answer();
    await settled();
    expect(events.counts).toBeUndefined();
    for (const { answer } of store.asked) answer();
    await settled();
    expect(events.counts?.matched).toBe(1);
  });
});

describe('rows', () => {
  it('are read again where the filter changed while they were read', async () => {
    const { store, filters, events } = states();
    events.refresh('filter');
    const page = events.rows(0, 100, TIME_ASCENDING);
    filters.only('awsRegion', 'eu-west-1');
    for (let round = 0; round < 4; round++) {
      for (const { answer } of store.asked) answer();
      await settled();
    }
    expect((await page).rows).toEqual([row(1)]);
  });
});

describe('before the index is open', () => {
  it('no rows are asked for, and none are there', async () => {
    const { store, events } = states();
    expect(await events.rows(0, 100, TIME_ASCENDING)).toEqual({ rows: [], matched: 0, revision: 0 });
    expect(store.asked).toEqual([]);
  });
});
