import type { FacetName, SaidFacet } from '../event/facet-catalogue';

/** A facet whose values something can be said of. */
export type NotedFacet = Exclude<FacetName, SaidFacet>;

/** What something is said of, where it is not single events. */
export type Target =
  /** A value, wherever it stands: principal, access key, IP, user agent, bucket, resource. */
  | { readonly on: 'value'; readonly facet: NotedFacet; readonly value: string }
  /** An account as caller, as owner, or as the one that the event was delivered to. */
  | { readonly on: 'account'; readonly account: string }
  /** Calls of one account into another one: the owner of a resource, or where the event was delivered to. */
  | { readonly on: 'pair'; readonly caller: string; readonly acted: string }
  /** Seconds since 1970 UTC, from inclusive, to exclusive. */
  | { readonly on: 'time'; readonly from: number; readonly to: number }
  /** The case itself; shows on no event. */
  | { readonly on: 'case' };

/** Equal for targets that are the same. */
export function targetKey(target: Target): string {
  switch (target.on) {
    case 'value':
      return JSON.stringify(['value', target.facet, target.value]);
    case 'account':
      return JSON.stringify(['account', target.account]);
    case 'pair':
      return JSON.stringify(['pair', target.caller, target.acted]);
    case 'time':
      return JSON.stringify(['time', target.from, target.to]);
    case 'case':
      return '["case"]';
  }
}
