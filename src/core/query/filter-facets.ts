import type { FacetName } from '../event/facet-catalogue';
import type { Filter } from './filter';

/** Adds the facets whose columns a filter reads. */
export function collectFacets(filter: Filter, into: Set<FacetName>): void {
  switch (filter.op) {
    case 'all':
    case 'time':
      return;
    case 'and':
    case 'or':
      for (const part of filter.of) collectFacets(part, into);
      return;
    case 'not':
      collectFacets(filter.of, into);
      return;
    default:
      into.add(filter.facet);
  }
}
