import { isSaidFacet, type FacetName } from '../../../core/event/facet-catalogue';
import type { Target } from '../../../core/annotation/target';

/** Facets whose values are accounts, which are the same wherever they stand. */
const ACCOUNTS: readonly FacetName[] = ['accountId', 'ownerAccountId', 'recipientAccountId'];

/** What is said of a value in a facet's list is said of this; undefined for "(none)" and for what analysts said. */
export function valueTarget(facet: FacetName, value: string | null): Target | undefined {
  if (value === null || value === '' || isSaidFacet(facet)) return undefined;
  return ACCOUNTS.includes(facet) ? { on: 'account', account: value } : { on: 'value', facet, value };
}
