import { SvelteMap } from 'svelte/reactivity';
import type { FacetName } from '../../core/event/facet-catalogue';
import type { FacetResult } from '../../core/query/filter';
import type { FacetRequest, Store } from '../store/protocol';
import type { FilterState } from './filter-state.svelte';
import { Latest } from './latest';
import type { Problem } from './loading';
import { problemOf } from './loading';

/** The facets on the screen, in their order. */
export const SCREEN_FACETS = [
  'eventName',
  'principal',
  'sourceIPAddress',
  'signatureVersion',
  'eventSource',
  'awsRegion',
  'recipientAccountId',
  'errorCode',
] as const satisfies readonly FacetName[];

/** Values read at once; beyond it the search finds them. */
export const FACET_TOP = 200;

interface Group {
  readonly open: boolean;
  /** All values that were read are listed, not the first few. */
  readonly expanded: boolean;
  readonly search: string;
}

const CLOSED: Group = { open: true, expanded: false, search: '' };

/** The facet lists: values with counts that follow all other filters. */
export class FacetsState {
  /** Kept while newer ones are on their way. */
  results = $state.raw<Readonly<Partial<Record<FacetName, FacetResult>>>>({});
  /** Distinct values of each facet, whatever is searched for within it. */
  distinct = $state.raw<Readonly<Partial<Record<FacetName, number>>>>({});
  problem = $state.raw<Problem | undefined>();

  readonly #groups = new SvelteMap<FacetName, Group>();
  readonly #reading: Latest;
  #filterRevision = 0;

  constructor(
    private readonly store: Store,
    private readonly filters: FilterState,
  ) {
    this.#reading = new Latest(
      () => this.#read(),
      (error) => (this.problem = problemOf(error)),
    );
  }

  group(facet: FacetName): Group {
    return this.#groups.get(facet) ?? CLOSED;
  }

  get allOpen(): boolean {
    return SCREEN_FACETS.every((facet) => this.group(facet).open);
  }

  toggleOpen(facet: FacetName): void {
    this.#change(facet, { open: !this.group(facet).open });
    if (this.group(facet).open) this.#reading.request();
  }

  setAllOpen(open: boolean): void {
    for (const facet of SCREEN_FACETS) this.#change(facet, { open });
    if (open) this.#reading.request();
  }

  toggleExpanded(facet: FacetName): void {
    this.#change(facet, { expanded: !this.group(facet).expanded });
  }

  search(facet: FacetName, text: string): void {
    this.#change(facet, { search: text });
    this.#reading.request();
  }

  refresh(cause: 'filter' | 'data'): void {
    if (cause === 'filter') this.#filterRevision++;
    this.#reading.request();
  }

  stop(): void {
    this.#reading.stop();
  }

  #change(facet: FacetName, change: Partial<Group>): void {
    this.#groups.set(facet, { ...this.group(facet), ...change });
  }

  /** One request for all groups; a searched one asks twice, since its head counts all its values. */
  async #read(): Promise<void> {
    const filterRevision = this.#filterRevision;
    const wanted: (FacetRequest & { readonly list: boolean })[] = [];
    for (const facet of SCREEN_FACETS) {
      const { open, search } = this.group(facet);
      const searched = open && search !== '';
      if (open) {
        const selected = searched ? [] : this.filters.chosen(facet);
        wanted.push({ facet, top: FACET_TOP, selected, ...(searched ? { search } : {}), list: true });
      }
      if (!open || searched) wanted.push({ facet, top: 1, list: false });
    }
    const answers = await this.store.facets(
      this.filters.view,
      wanted.map(({ list: _list, ...request }) => request),
    );
    if (filterRevision !== this.#filterRevision) return;
    const results = { ...this.results };
    const distinct = { ...this.distinct };
    answers.forEach((answer, position) => {
      const asked = wanted[position];
      if (asked === undefined) return;
      if (asked.list) results[asked.facet] = answer;
      if (asked.search === undefined) distinct[asked.facet] = answer.distinct;
    });
    this.results = results;
    this.distinct = distinct;
    this.problem = undefined;
  }
}
