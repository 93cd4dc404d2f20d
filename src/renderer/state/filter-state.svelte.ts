import type { FacetName } from '../../core/event/facet-catalogue';
import type { View } from '../../core/query/filter';
import * as clauses from './filter-clauses';
import type { Clauses, FacetClause, Mark, Value } from './filter-clauses';

/** The one filter behind facets, pills, counts and rows. Every change tells `changed`. */
export class FilterState {
  #clauses = $state.raw<Clauses>([]);
  #copies = $state(false);

  constructor(private readonly changed: () => void) {}

  get clauses(): Clauses {
    return this.#clauses;
  }

  /** Copies of an event are shown as rows of their own. */
  get copies(): boolean {
    return this.#copies;
  }

  get view(): View {
    return {
      clauses: this.#clauses.map(clauses.toClause),
      ...(this.#copies ? { copies: true } : {}),
    };
  }

  /** How many clauses have an effect. */
  get active(): number {
    return this.#clauses.filter((clause) => !clause.off).length;
  }

  mark(facet: FacetName, value: Value): Mark {
    return clauses.markOf(this.#clauses, facet, value);
  }

  chosen(facet: FacetName): readonly Value[] {
    return clauses.chosenValues(this.#clauses, facet);
  }

  /** How many values of a facet are chosen, not counting excluded ones. */
  included(facet: FacetName): number {
    return (
      this.#clauses.find((clause) => clause.facet === facet && clause.mode === 'include' && !clause.off)?.values
        .length ?? 0
    );
  }

  only(facet: FacetName, value: Value): void {
    this.#set(clauses.only(this.#clauses, facet, value));
  }

  toggle(facet: FacetName, value: Value): void {
    this.#set(clauses.toggle(this.#clauses, facet, value));
  }

  exclude(facet: FacetName, value: Value): void {
    this.#set(clauses.exclude(this.#clauses, facet, value));
  }

  remove(clause: FacetClause): void {
    this.#set(clauses.remove(this.#clauses, clauses.clauseId(clause)));
  }

  switchOff(clause: FacetClause, off: boolean): void {
    this.#set(clauses.switchOff(this.#clauses, clauses.clauseId(clause), off));
  }

  invert(clause: FacetClause): void {
    this.#set(clauses.invert(this.#clauses, clauses.clauseId(clause)));
  }

  switchLastOff(): void {
    const last = clauses.lastOn(this.#clauses);
    if (last !== undefined) this.switchOff(last, true);
  }

  clearFacet(facet: FacetName): void {
    this.#set(this.#clauses.filter((clause) => clause.facet !== facet));
  }

  clear(): void {
    this.#set([]);
  }

  showCopies(shown: boolean): void {
    if (shown === this.#copies) return;
    this.#copies = shown;
    this.changed();
  }

  #set(next: Clauses): void {
    this.#clauses = next;
    this.changed();
  }
}
