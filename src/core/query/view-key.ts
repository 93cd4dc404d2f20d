import { SAID_FACETS, type FacetName } from '../event/facet-catalogue';
import type { Clause, Filter, View } from './filter';

/** A clause that has an effect, with the text by which its rows are remembered. */
export interface ActiveClause {
  readonly clause: Clause;
  readonly key: string;
}

/** Equal for filters that hold for the same events. Sets of rows stand in it by their key. */
export function filterKey(filter: Filter): string {
  return JSON.stringify(filter, (_, value: unknown) => (value instanceof Uint32Array ? undefined : value));
}

/**
 * The clauses that count for a question; for a facet's own list, those that it set itself do not,
 * so that its other values stay in sight.
 */
export function activeClauses(view: View, except?: FacetName): ActiveClause[] {
  return view.clauses
    .filter((clause) => clause.off !== true && clause.filter.op !== 'all')
    .filter((clause) => except === undefined || clause.facet !== except)
    .map((clause) => ({ clause, key: filterKey(clause.filter) }));
}

/** Equal for views that show the same events. */
export function viewKey(view: View, except?: FacetName): string {
  const keys = activeClauses(view, except).map(({ key }) => key);
  return JSON.stringify([view.copies === true, [...new Set(keys)].sort()]);
}

const SAID = SAID_FACETS.flatMap((name) => [`"facet":"${name}"`, `["${name}",`]);

/** Whether a key of filters, views or orders asks what analysts said. A value that looks like it does no harm. */
export function asksSaid(key: string): boolean {
  // Keys of views hold those of filters as texts, with their quotes escaped.
  const plain = key.replaceAll('\\', '');
  return SAID.some((mark) => plain.includes(mark));
}
