import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Source } from '../../../contract/schemas';
import type { EventRow, SortKey } from '../../../core/query/filter';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';
import { EventsState } from '../grid/events-state.svelte';
import type { RowTarget } from '../grid/events-state.svelte';
import { FilterState } from '../filter/filter-state.svelte';
import { DetailState } from './detail-state.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Until everything that was asked is answered; and until a filter has stood long enough to be asked. */
const settled = () => vi.advanceTimersByTimeAsync(0);
const looked = () => vi.advanceTimersByTimeAsync(1_000);

const rowOf = (event: number): EventRow => ({ event, time: event, copies: 0, conflicting: false, values: {} });
const SOURCE = { no: 1, format: 'records', sha256: '' } as unknown as Source;

/** The list is whatever `order` says it is now; answers come when everything that is under way has been asked. */
function desk() {
  const list = { order: [] as readonly number[], sort: [] as readonly SortKey[], known: new Set<number>() };
  const store = {
    counts: () => new Promise(() => undefined),
    rank: (_view, _sort, event) => {
      const at = list.order.indexOf(event);
      return Promise.resolve(at < 0 ? null : at);
    },
    rows: ({ start, end }) =>
      Promise.resolve({ rows: list.order.slice(start, end).map(rowOf), matched: list.order.length }),
    locate: (event) =>
      list.order.includes(event) || list.known.has(event)
        ? Promise.resolve([{ source: 1, record: event, offset: 0, length: 2 }])
        : Promise.reject(new RangeError('There is no such event.')),
  } as Pick<Store, 'counts' | 'rank' | 'rows' | 'locate'> as Store;
  const api = {
    record: () => Promise.resolve(new TextEncoder().encode('{}')),
    source: () => Promise.resolve(SOURCE),
  } as unknown as Api;
  const refresh = (cause: 'filter' | 'data'): void => {
    detail.rowsMoved(cause);
    events.refresh(cause);
  };
  const filters: FilterState = new FilterState(() => refresh('filter'));
  const events: EventsState = new EventsState(store, () => filters.view, { sort: [], reads: [] });
  const detail: DetailState = new DetailState('c', api, store, events);
  events.refresh('filter');
  return { list, filters, events, detail, refresh };
}

const at = (target: RowTarget | undefined) => target && [target.index, target.at, target.matched, target.focus];

async function opened() {
  const made = desk();
  made.list.order = [10, 11, 12, 13];
  await made.detail.show(rowOf(12), 2);
  return made;
}

describe('landing on the open event', () => {
  it('brings its row of the new filter to the middle, with the focus', async () => {
    const { detail, events, filters, list } = await opened();
    detail.land(() => {
      list.order = [1, 2, 3, 12, 13];
      filters.only('eventName', 'GetObject');
    }, true);
    expect([detail.landing, detail.index, events.target]).toEqual([true, undefined, undefined]);
    await settled();
    expect([detail.landing, detail.index, detail.isAt(3, 12)]).toEqual([false, 3, true]);
    expect(at(events.target)).toEqual([3, 'middle', 5, true]);
  });

  it('does so too where the list was like that already', async () => {
    const { detail, events } = await opened();
    detail.land(() => undefined, true);
    await settled();
    expect(at(events.target)).toEqual([2, 'middle', 4, true]);
  });

  it('goes on where new data or another order come in between', async () => {
    const { detail, events, filters, list, refresh } = await opened();
    list.order = [1, 12];
    detail.land(() => filters.only('eventName', 'GetObject'), true);
    list.order = [1, 2, 12];
    refresh('data');
    detail.rowsMoved('order');
    await settled();
    expect(at(events.target)).toEqual([2, 'middle', 3, true]);
  });

  it('says where the filter leaves the event out, and shows the list from its top', async () => {
    const { detail, events, filters, list } = await opened();
    list.known.add(12);
    list.order = [1, 2];
    detail.land(() => filters.only('eventName', 'GetObject'), true);
    await settled();
    expect([detail.absent, detail.index, detail.landing]).toEqual([true, undefined, false]);
    expect(at(events.target)).toEqual([0, 'top', undefined, false]);
  });

  it('is given up where another event is opened meanwhile', async () => {
    const { detail, events, filters, list } = await opened();
    list.order = [1, 12];
    detail.land(() => filters.only('eventName', 'GetObject'), true);
    await detail.show(rowOf(1), 0);
    await settled();
    expect([detail.landing, events.target, detail.isAt(0, 1)]).toEqual([false, undefined, true]);
  });

  it('is nothing without an open event', async () => {
    const { detail, events, filters } = desk();
    detail.land(() => filters.only('eventName', 'GetObject'), true);
    await settled();
    expect([detail.landing, events.target]).toEqual([false, undefined]);
  });
});

describe('the row of the open event', () => {
  it('is looked for when the filter, the order or the data change', async () => {
    const { detail, filters, events, list, refresh } = await opened();
    list.order = [12, 13];
    filters.only('eventName', 'GetObject');
    await looked();
    expect([detail.index, detail.isAt(0, 12), detail.isAt(0, 13)]).toEqual([0, true, false]);
    list.order = [13, 12];
    detail.rowsMoved('order');
    expect(detail.index).toBeUndefined();
    await looked();
    expect(detail.index).toBe(1);
    list.order = [13, 14, 12];
    refresh('data');
    await looked();
    // Nothing but the mark moves.
    expect([detail.index, events.target]).toEqual([2, undefined]);
  });

  it('of a hidden copy is that of the copy which is shown', async () => {
    const { detail, filters, list } = await opened();
    list.order = [12];
    filters.only('eventName', 'GetObject');
    const found = detail.found(0, 11);
    await found;
    expect([detail.isAt(0, 11), detail.isAt(0, 12)]).toEqual([true, false]);
  });

  it('is not one whose number means another event since the index was built anew', async () => {
    const { detail, list, refresh } = await opened();
    list.order = [];
    refresh('data');
    await looked();
    expect([detail.index, detail.absent]).toEqual([undefined, false]);
  });

  it('is stepped from, without taking the focus', async () => {
    const { detail, events } = await opened();
    await detail.step(1);
    expect([detail.row?.event, detail.index]).toEqual([13, 3]);
    expect(at(events.target)).toEqual([3, 'near', undefined, false]);
    events.listed = true;
    expect(detail.leave()).toBe(true);
    expect(at(events.target)).toEqual([3, 'near', undefined, true]);
    detail.close();
    expect([detail.leave(), detail.open]).toEqual([false, false]);
  });
});

it('a row that the grid was asked for is forgotten once it is there, and with another filter', async () => {
  const { events, filters } = await opened();
  events.bringTo(7);
  const { target } = events;
  events.bringTo(8);
  if (target !== undefined) events.reached(target);
  expect(events.target?.index).toBe(8);
  filters.only('eventName', 'GetObject');
  expect(events.target).toBeUndefined();
});
