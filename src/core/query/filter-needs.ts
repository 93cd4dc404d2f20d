import type { FacetName } from '../event/facet-catalogue';
import type { GroupName } from '../segment/layout';
import type { Filter, SortKey, View } from './filter';
import type { RowColumn } from './row-reader';
import { activeClauses } from './view-key';

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
    case 'lineage':
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

/** What questions about these views read, with more facets and groups. */
export function needsOf(
  views: readonly View[],
  facets: readonly FacetName[] = [],
  groups: readonly GroupName[] = [],
): Needs {
  const needs: Needs = { facets: new Set(facets), groups: new Set(groups) };
  for (const view of views) for (const { clause } of activeClauses(view)) collectNeeds(clause.filter, needs);
  return needs;
}

/** What rows with these columns read. */
export function columnNeeds(columns: readonly RowColumn[]): Needs {
  const needs: Needs = { facets: new Set(), groups: new Set() };
  for (const column of columns) {
    if (column === 'bytesOut') needs.groups.add('cold');
    else needs.facets.add(column);
  }
  return needs;
}

/** Facets that rows are sorted by. */
export function sortedBy(sort: readonly SortKey[]): FacetName[] {
  return sort.flatMap(({ column }) => (column === 'time' || column === 'bytesOut' ? [] : [column]));
}

/** Groups that sorting reads besides. */
export function sortGroups(sort: readonly SortKey[]): GroupName[] {
  return sort.some(({ column }) => column === 'bytesOut') ? ['locator', 'cold'] : ['locator'];
}
