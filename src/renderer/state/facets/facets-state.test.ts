import { beforeEach, describe, expect, it } from 'vitest';
import { LOADED_FACETS } from '../../../core/event/facet-catalogue';
import type { FacetResult, View } from '../../../core/query/filter';
import type { FacetRequest, RowsRequest, Store } from '../../store/protocol';
import { FacetsState } from './facets-state.svelte';
import { FilterState } from '../filter/filter-state.svelte';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Answers when it is told to. */
class SlowStore implements Pick<Store, 'facets' | 'rows'> {
  readonly asked: { readonly view: View; readonly wanted: readonly FacetRequest[]; answer(): void }[] = [];
  readonly rowRequests: RowsRequest[] = [];

  facets(view: View, wanted: readonly FacetRequest[]): Promise<readonly FacetResult[]> {
    const answers = wanted.map(({ facet, search }) => ({
      ...{ facet, distinct: 40, rows: [] },
      ...(search === undefined ? {} : { matching: 2 }),
    }));
    return new Promise((resolve) => {
      this.asked.push({ view, wanted, answer: () => resolve(answers) });
    });
  }

  rows(request: RowsRequest): ReturnType<Store['rows']> {
    this.rowRequests.push(request);
    const time = request.sort[0]?.descending === true ? 20 : 10;
    return Promise.resolve({ rows: [{ event: 0, time, copies: 0, conflicting: false, values: {} }], matched: 1 });
  }

  get last(): readonly FacetRequest[] {
    return this.asked.at(-1)?.wanted ?? [];
  }

  async answerAll(): Promise<void> {
    for (const { answer } of this.asked) answer();
    await settled();
  }
}

let stored = new Map<string, string>();
let store = new SlowStore();
let filters: FilterState;
let facets: FacetsState;
let said = false;

function begin(): void {
  said = false;
  store = new SlowStore();
  filters = new FilterState(() => facets.refresh('filter'));
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  facets = new FacetsState('case', store, filters, storage, () => said);
}

beforeEach(() => {
  stored = new Map();
  begin();
});

describe('facet lists', () => {
  it('of what analysts said are there once anything was, or is asked for', async () => {
    expect(facets.shown[0]).toBe('eventName');
    facets.move('eventName', 1);
    expect(facets.shown.slice(0, 2)).toEqual(['principal', 'eventName']);
    filters.toggle('finding', '2');
    expect(facets.shown.slice(0, 2)).toEqual(['finding', 'principal']);
    said = true;
    facets.refresh('data');
    await store.answerAll();
    expect(facets.shown.slice(0, 7)).toEqual(['tag', 'status', 'starred', 'annotated', 'finding', 'note', 'principal']);
    expect(store.last).toContainEqual({ facet: 'tag', top: 200, selected: [] });
    expect(store.last).toContainEqual({ facet: 'note', top: 1 });
  });

  it('are asked for all at once, with the chosen values of each; cold columns only once they are opened', async () => {
    filters.toggle('eventName', 'GetObject');
    await store.answerAll();
    expect(store.last.map(({ facet }) => facet).sort()).toEqual([...LOADED_FACETS].sort());
    expect(store.last[0]).toEqual({ facet: 'eventName', top: 200, selected: ['GetObject'] });
    expect(facets.distinct.eventName).toBe(40);
    expect(facets.distinct.resource).toBeUndefined();

    facets.toggleOpen('resource');
    await store.answerAll();
    expect(store.last).toContainEqual({ facet: 'resource', top: 200, selected: [] });
    expect(facets.distinct.resource).toBe(40);
    // Once it is loaded, its number of values is kept up to date though it is folded.
    facets.toggleOpen('resource');
    facets.refresh('data');
    await store.answerAll();
    expect(store.last).toContainEqual({ facet: 'resource', top: 1 });
  });

  it('keep the number of all values in the head while a search lists some', async () => {
    facets.search('eventName', 'Get');
    await store.answerAll();
    expect(store.last.filter(({ facet }) => facet === 'eventName')).toEqual([
      { facet: 'eventName', top: 200, selected: [], search: 'Get' },
    ]);
    expect(facets.results.eventName?.matching).toBe(2);
    expect(facets.distinct.eventName).toBe(40);
  });

  it('show all values again once another field narrows them, not while their own values are chosen', async () => {
    facets.search('eventName', 'Get');
    facets.search('principal', 'user/');
    filters.only('eventName', 'GetObject');
    filters.toggle('eventName', 'GetUser');
    expect([facets.group('eventName').search, facets.group('principal').search]).toEqual(['Get', '']);
    facets.refresh('data');
    expect(facets.group('eventName').search).toBe('Get');
    filters.only('awsRegion', 'eu-west-1');
    expect(facets.group('eventName').search).toBe('');
    await store.answerAll();
    expect(store.last.some(({ search }) => search !== undefined)).toBe(false);
  });

  it('that are folded ask for their number of values only', async () => {
    facets.toggleOpen('errorCode');
    facets.refresh('data');
    await settled();
    expect(store.last).toContainEqual({ facet: 'errorCode', top: 1 });
  });

  it('of an older filter are dropped when they arrive late', async () => {
    facets.refresh('filter');
    filters.only('awsRegion', 'eu-west-1');
    store.asked[0]?.answer();
    await settled();
    expect(facets.results).toEqual({});
    await store.answerAll();
    expect(facets.results.eventName).toBeDefined();
  });

  it('are sorted as they were the last time', async () => {
    facets.setOrder('eventName', 'rarity');
    await store.answerAll();
    begin();
    facets.refresh('data');
    expect(store.last[0]).toMatchObject({ facet: 'eventName', order: 'rarity' });
    facets.setOrder('eventName', 'count');
    expect(facets.group('eventName').order).toBe('count');
  });
});

describe('the arrangement', () => {
  it('is remembered for the case, and can be as it was', () => {
    facets.hide('signatureVersion', true);
    facets.move('errorCode', -50);
    begin();
    expect(facets.all[0]).toBe('errorCode');
    expect(facets.shown).not.toContain('signatureVersion');
    expect(facets.arranged).toBe(true);
    facets.resetArrangement();
    expect([facets.all[0], facets.arranged]).toEqual(['eventName', false]);
  });

  it('shows a hidden list all the same while it has a filter', () => {
    facets.hide('signatureVersion', true);
    filters.only('signatureVersion', 'SigV2');
    expect(facets.shown).toContain('signatureVersion');
    filters.clear();
    expect(facets.shown).not.toContain('signatureVersion');
  });
});

describe('first and last seen', () => {
  it('are of the events that the other filters leave, whatever the own list chose', async () => {
    filters.only('eventName', 'GetObject');
    filters.only('awsRegion', 'eu-west-1');
    expect(await facets.seen('eventName', 'Decrypt')).toEqual({ first: 10, last: 20 });
    const filtersAsked = store.rowRequests[0]?.view.clauses.map(({ filter }) => filter);
    expect(filtersAsked).toEqual([
      { op: 'in', facet: 'awsRegion', values: ['eu-west-1'] },
      { op: 'in', facet: 'eventName', values: ['Decrypt'] },
      { op: 'time', from: null, to: null },
    ]);
  });
});
