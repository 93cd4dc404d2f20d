import { describe, expect, it } from 'vitest';
import type { Counts, EventRow, View } from '../../core/query/filter';
import type { FacetRequest, RowsRequest, Store } from '../store/protocol';
import { EventsState, TIME_ASCENDING } from './events-state.svelte';
import { FacetsState, SCREEN_FACETS } from './facets-state.svelte';
import { FilterState } from './filter-state.svelte';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function countsOf(matched: number): Counts {
  return { events: 10, duplicates: 0, conflicting: 0, matched, withoutTime: 0, firstTime: null, lastTime: null };
}

const row = (event: number): EventRow => ({ event, time: event, copies: 0, conflicting: false, values: {} });

/** A store that answers when it is told to, in whatever order. */
class SlowStore implements Store {
  readonly asked: { readonly view: View; answer(): void }[] = [];
  facetRequests: readonly (readonly FacetRequest[])[] = [];

  open(): ReturnType<Store['open']> {
    return Promise.resolve({ events: 10, fresh: false, rebuilt: null });
  }

  pull(): Promise<void> {
    return Promise.resolve();
  }

  counts(view: View): Promise<Counts> {
    return this.#later(view, () => countsOf(view.clauses.length));
  }

  facets(view: View, wanted: readonly FacetRequest[]): ReturnType<Store['facets']> {
    this.facetRequests = [...this.facetRequests, wanted];
    return this.#later(view, () =>
      wanted.map(({ facet, search }) => ({ facet, distinct: search === undefined ? 40 : 2, rows: [] })),
    );
  }

  rows({ view }: RowsRequest): ReturnType<Store['rows']> {
    return this.#later(view, () => ({ rows: [row(view.clauses.length)], matched: 1 }));
  }

  locate(): ReturnType<Store['locate']> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #later<T>(view: View, value: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.asked.push({ view, answer: () => resolve(value()) });
    });
  }
}

function states(): { store: SlowStore; filters: FilterState; events: EventsState; facets: FacetsState } {
  const store = new SlowStore();
  const filters: FilterState = new FilterState(() => {
    events.refresh('filter');
    facets.refresh('filter');
  });
  const events = new EventsState(store, () => filters.view);
  const facets = new FacetsState(store, filters);
  return { store, filters, events, facets };
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

describe('facets', () => {
  it('ask for all lists at once, with the chosen values of each', async () => {
    const { store, filters, facets } = states();
    filters.toggle('eventName', 'GetObject');
    for (const { answer } of store.asked) answer();
    await settled();
    const [first] = store.facetRequests;
    expect(first?.map(({ facet }) => facet)).toEqual([...SCREEN_FACETS]);
    expect(first?.[0]).toMatchObject({ facet: 'eventName', top: 200, selected: ['GetObject'] });
    expect(facets.distinct.eventName).toBe(40);
  });

  it('keep the number of all values in the head while a search lists some', async () => {
    const { store, facets } = states();
    facets.search('eventName', 'Get');
    for (const { answer } of store.asked) answer();
    await settled();
    expect(store.facetRequests[0]?.filter(({ facet }) => facet === 'eventName')).toEqual([
      { facet: 'eventName', top: 200, selected: [], search: 'Get' },
      { facet: 'eventName', top: 1 },
    ]);
    expect(facets.results.eventName?.distinct).toBe(2);
    expect(facets.distinct.eventName).toBe(40);
  });

  it('that are folded ask for their number of values only', async () => {
    const { store, facets } = states();
    facets.toggleOpen('errorCode');
    facets.refresh('data');
    await settled();
    expect(store.facetRequests[0]?.at(-1)).toEqual({ facet: 'errorCode', top: 1 });
  });
});
