import { SvelteMap } from 'svelte/reactivity';
import { isSaidFacet, LOADED_FACETS } from '../../../core/event/facet-catalogue';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { FacetOrder, FacetResult } from '../../../core/query/filter';
import { SupersededError } from '../../store/client';
import type { FacetRequest, Store } from '../../store/protocol';
import type { FacetArrangement, PanelFacet } from './facet-list';
import { AS_IT_COMES, movedBy, PANEL_RANGE, readArrangement, writeArrangement } from './facet-list';
import type { FilterState } from '../filter/filter-state.svelte';
import { Latest } from '../api/latest';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';

/** Values read at once; beyond it the search finds them. */
export const FACET_TOP = 200;

interface Group {
  readonly open: boolean;
  /** All values that were read are listed, not the first few. */
  readonly expanded: boolean;
  readonly search: string;
  readonly order: FacetOrder;
}

/** First and last time of a value's events, seconds since 1970 UTC; null where none states a time. */
export interface Seen {
  readonly first: number | null;
  readonly last: number | null;
}

/** The facet lists: values with counts that follow all other filters. */
export class FacetsState {
  /** Kept while newer ones are on their way. */
  results = $state.raw<Readonly<Partial<Record<FacetName, FacetResult>>>>({});
  /** Distinct values of each facet, whatever is searched for within it. */
  distinct = $state.raw<Readonly<Partial<Record<FacetName, number>>>>({});
  problem = $state.raw<Problem | undefined>();
  #arrangement = $state.raw<FacetArrangement>(AS_IT_COMES);

  readonly #expanded = new SvelteMap<FacetName, boolean>();
  /** What is searched for in a list, and the filter of all other fields that it was searched under. */
  readonly #search = new SvelteMap<FacetName, { readonly text: string; readonly others: string }>();
  readonly #reading: Latest;
  readonly #key: string;
  #filterRevision = 0;

  constructor(
    caseId: string,
    private readonly store: Pick<Store, 'facets' | 'rows'>,
    private readonly filters: FilterState,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
    /** Whether analysts said anything: without it there are no lists of it. */
    private readonly anySaid: () => boolean = () => false,
  ) {
    this.#key = `trailbench.facets.${caseId}`;
    this.#arrangement = readArrangement(storage.getItem(this.#key));
    this.#reading = new Latest(
      () => this.#read(),
      (error) => {
        // A search that was cancelled is asked for no more; its pills are off by now.
        if (!(error instanceof SupersededError)) this.problem = problemOf(error);
      },
    );
  }

  /** Every list in its order, hidden ones too; without those of what was said, where nothing was and none is asked for. */
  get all(): readonly PanelFacet[] {
    const { order } = this.#arrangement;
    if (this.anySaid()) return order;
    return order.filter((facet) => facet === PANEL_RANGE || !isSaidFacet(facet) || this.#filtered(facet));
  }

  /** The lists of the panel. A hidden one with a filter of its own shows all the same. */
  get shown(): readonly PanelFacet[] {
    return this.all.filter((facet) => !this.hidden(facet) || this.#filtered(facet));
  }

  hidden(facet: PanelFacet): boolean {
    return this.#arrangement.hidden.includes(facet);
  }

  get arranged(): boolean {
    const { order, hidden } = this.#arrangement;
    return hidden.length > 0 || order.some((facet, position) => AS_IT_COMES.order[position] !== facet);
  }

  group(facet: FacetName): Group {
    return {
      open: this.isOpen(facet),
      expanded: this.#expanded.get(facet) ?? false,
      search: this.#search.get(facet)?.text ?? '',
      order: this.#arrangement.orders[facet] ?? 'count',
    };
  }

  isOpen(facet: PanelFacet): boolean {
    return this.#arrangement.open.includes(facet);
  }

  get allOpen(): boolean {
    return this.shown.every((facet) => this.isOpen(facet));
  }

  get anyOpen(): boolean {
    return this.shown.some((facet) => this.isOpen(facet));
  }

  toggleOpen(facet: PanelFacet): void {
    this.#setOpen([facet], !this.isOpen(facet));
  }

  setAllOpen(open: boolean): void {
    this.#setOpen(this.shown, open);
  }

  hide(facet: PanelFacet, hidden: boolean): void {
    const others = this.#arrangement.hidden.filter((other) => other !== facet);
    this.#arrange({ hidden: hidden ? [...others, facet] : others });
    if (!hidden) this.#reading.request();
  }

  move(facet: PanelFacet, by: number): void {
    const { all } = this;
    const unseen = this.#arrangement.order.filter((other) => !all.includes(other));
    this.#arrange({ order: [...unseen, ...movedBy(all, facet, by)] });
  }

  /** All lists are shown, in the order in which they come. */
  resetArrangement(): void {
    this.#arrange({ order: AS_IT_COMES.order, hidden: [] });
    this.#reading.request();
  }

  setOrder(facet: FacetName, order: FacetOrder): void {
    const { [facet]: _old, ...others } = this.#arrangement.orders;
    this.#arrange({ orders: order === 'count' ? others : { ...others, [facet]: order } });
    this.#reading.request();
  }

  toggleExpanded(facet: FacetName): void {
    this.#expanded.set(facet, !this.group(facet).expanded);
  }

  search(facet: FacetName, text: string): void {
    if (text === '') this.#search.delete(facet);
    else this.#search.set(facet, { text, others: this.#others(facet) });
    this.#reading.request();
  }

  refresh(cause: 'filter' | 'data'): void {
    if (cause === 'filter') {
      this.#filterRevision++;
      this.#endSearches();
    }
    this.#reading.request();
  }

  stop(): void {
    this.#reading.stop();
  }

  /** Between which times a value's events lie, as the other filters leave them. */
  async seen(facet: FacetName, value: string | null): Promise<Seen> {
    const { view } = this.filters;
    const others = view.clauses.filter((clause) => clause.facet !== facet);
    const clauses = [
      ...others,
      { id: 'seen-value', filter: { op: 'in', facet, values: [value] } as const },
      { id: 'seen-time', filter: { op: 'time', from: null, to: null } as const },
    ];
    const edge = async (descending: boolean): Promise<number | null> => {
      const sort = [{ column: 'time', descending }] as const;
      const { rows } = await this.store.rows({ view: { ...view, clauses }, sort, start: 0, end: 1, columns: [] });
      return rows[0]?.time ?? null;
    };
    return { first: await edge(false), last: await edge(true) };
  }

  /** A search is for one look: a list that another filter fills anew shows all that it has. */
  #endSearches(): void {
    for (const [facet, { others }] of this.#search) {
      if (others !== this.#others(facet)) this.#search.delete(facet);
    }
  }

  /** What decides which values a list has: its own field does not. */
  #others(facet: FacetName): string {
    const { clauses, ...rest } = this.filters.view;
    const filters = clauses.filter((clause) => clause.facet !== facet).map(({ filter }) => filter);
    return JSON.stringify([rest, filters]);
  }

  #filtered(facet: PanelFacet): boolean {
    const field = facet === PANEL_RANGE ? ({ kind: 'bytes' } as const) : ({ kind: 'facet', name: facet } as const);
    return this.filters.pillsOf(field).some(({ pill }) => pill.off !== true);
  }

  #setOpen(facets: readonly PanelFacet[], open: boolean): void {
    const others = this.#arrangement.open.filter((facet) => !facets.includes(facet));
    this.#arrange({ open: open ? [...others, ...facets] : others });
    if (open) this.#reading.request();
  }

  #arrange(change: Partial<FacetArrangement>): void {
    this.#arrangement = { ...this.#arrangement, ...change };
    this.storage.setItem(this.#key, writeArrangement(this.#arrangement));
  }

  /** What is asked for: lists of open groups, the number of values of folded ones whose column is loaded. */
  #wanted(): readonly (FacetRequest & { readonly list: boolean })[] {
    return this.shown.flatMap((facet) => {
      if (facet === PANEL_RANGE) return [];
      const { open, search, order } = this.group(facet);
      const searched = open && search !== '';
      const counted = { facet, top: 1, list: false };
      if (!open) {
        const loaded = isSaidFacet(facet) || LOADED_FACETS.includes(facet) || this.distinct[facet] !== undefined;
        return loaded ? [counted] : [];
      }
      const selected = searched ? [] : this.filters.chosen(facet);
      const list = {
        ...{ facet, top: FACET_TOP, selected, list: true },
        ...(searched ? { search } : {}),
        ...(order === 'count' ? {} : { order }),
      };
      return [list];
    });
  }

  async #read(): Promise<void> {
    const filterRevision = this.#filterRevision;
    const wanted = this.#wanted();
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
      distinct[asked.facet] = answer.distinct;
    });
    this.results = results;
    this.distinct = distinct;
    this.problem = undefined;
  }
}
