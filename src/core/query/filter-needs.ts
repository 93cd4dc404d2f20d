import type { FacetName } from '../event/facet-catalogue';
import type { GroupName } from '../segment/layout';
import type { Filter } from './filter';

/** What of a segment a question reads. */
export interface Needs {
  readonly facets: Set<FacetName>;
  readonly groups: Set<GroupName>;
}

/** Adds what a filter reads. */
export function collectNeeds(filter: Filter, needs: Needs): void {
  switch (filter.op) {
    case 'all':
    case 'time':
    case 'rows':
    case 'evidence':
      return;
    case 'bytes':
      needs.groups.add('cold');
      return;
    case 'and':
    case 'or':
      for (const part of filter.of) collectNeeds(part, needs);
      return;
    case 'not':
      collectNeeds(filter.of, needs);
      return;
    default:
      needs.facets.add(filter.facet);
  }
}
