import type { Filter, View } from '../../../core/query/filter';
import { lowerFilter } from '../../../core/query/language/lower';
import type { Pill } from '../../../core/query/language/pills';
import { pillFacet, pillFilter } from '../../../core/query/language/pills';
import type { PlacedPill, Pills } from './filter-pills';
import { TIME_CLAUSE_ID } from './time-clause';
import { timePill } from './time-pill';

/** The clauses of a view that pills stand for. A pill is lowered once, for as long as it stays as it is. */
export class PillClauses {
  readonly #lowered = new WeakMap<Pill, Filter>();

  /** @param row all pills, of which `pills` are some: they tell which one is the timeline's selection */
  of(pills: Pills, row: Pills): View['clauses'] {
    const time = timePill(row);
    return pills.map((placed) => this.#clause(placed, placed.id === time?.id));
  }

  /** What a pill asks, as the engine reads it; also of one that is off. */
  filterOf(pill: Pill): Filter {
    const known = this.#lowered.get(pill);
    if (known !== undefined) return known;
    const { tree } = lowerFilter(pillFilter(pill));
    this.#lowered.set(pill, tree);
    return tree;
  }

  #clause({ id, pill }: PlacedPill, time: boolean): View['clauses'][number] {
    const facet = pillFacet(pill);
    return {
      id: time ? TIME_CLAUSE_ID : `pill-${String(id)}`,
      filter: this.filterOf(pill),
      ...(facet === undefined ? {} : { facet }),
      ...(pill.off === true ? { off: true } : {}),
    };
  }
}
