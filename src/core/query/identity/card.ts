import type { FacetName } from '../../event/facet-catalogue';

/** Facets whose values have a card: what stands behind a call, or a part of it. */
export const CARD_FACETS = [
  'principal',
  'actor',
  'accessKeyId',
  'role',
  'sourceIPAddress',
  'userName',
  'accountId',
] as const satisfies readonly FacetName[];

export type CardFacet = (typeof CARD_FACETS)[number];

export function isCardFacet(facet: FacetName): facet is CardFacet {
  return (CARD_FACETS as readonly FacetName[]).includes(facet);
}

/** Events, and when: seconds since 1970 UTC, null where none of them states a time. */
export interface SeenCount {
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
}

export interface SeenValue extends SeenCount {
  /** null is "(none)". */
  readonly value: string | null;
}

/** The values with most events, and how many there are. */
export interface SeenValues {
  readonly total: number;
  readonly rows: readonly SeenValue[];
}

/** Why calls failed: their error code, or where they state none, how they ended in words. */
export interface FailureReason {
  readonly reason: string;
  readonly count: number;
}

/** One event name. Records that are no calls, and probes, are in neither of `succeeded` and `failed`. */
export interface SeenName extends SeenCount {
  readonly name: string | null;
  readonly succeeded: SeenCount;
  readonly failed: SeenCount;
  /** Most first; of very many the first ten. */
  readonly reasons: readonly FailureReason[];
}

/** A role that was assumed, or tried to be. */
export interface AssumedRole extends SeenCount {
  /** ARN, as the record names it. */
  readonly role: string;
  readonly succeeded: number;
  readonly failed: number;
}

/** Who assumed the role. `key`: by the access key that the call gave out; `role`: of that role, whichever session. */
export interface AssumedBy extends SeenCount {
  readonly principal: string | null;
  readonly proof: 'key' | 'role';
}

/**
 * What became of something that was created. `stands`: no event of the case ends it. `changed`: a call could have
 * switched it off, and the index does not hold which way. `untold`: the index does not hold what it is named, or the
 * record states no time, so that nothing is said.
 */
export type Standing = 'stands' | 'deleted' | 'disabled' | 'changed' | 'untold';

export interface CreatedResource {
  /** What it is, in words: "access key". */
  readonly kind: string;
  /** As the records name it; null where the index does not hold a name. */
  readonly name: string | null;
  /** Account that the creation was delivered to. */
  readonly account: string | null;
  /** The call that made it. */
  readonly eventName: string;
  /** Times it was made, as after a deletion; of things without a name their number. */
  readonly created: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly standing: Standing;
  /** The latest call that ended or changed it, by whom and when. */
  readonly end?: { readonly eventName: string; readonly principal: string | null; readonly time: number | null };
}

/** Everything that the case tells of an identity. Lists are cut at their caps and say how many there are. */
export interface IdentityCard {
  readonly facet: CardFacet;
  readonly value: string;
  readonly events: number;
  readonly denied: number;
  readonly failed: number;
  /** Seconds since 1970 UTC; null where no event states a time. */
  readonly first: number | null;
  readonly last: number | null;
  readonly names: { readonly total: number; readonly rows: readonly SeenName[] };
  readonly lists: Readonly<Record<CardList, SeenValues>>;
  readonly rolesAssumed: { readonly total: number; readonly rows: readonly AssumedRole[] };
  readonly assumedBy: { readonly total: number; readonly rows: readonly AssumedBy[] };
  /** By the rule of `AccountMatrix`. */
  readonly accountsActedOn: SeenValues;
  /** Of successful reads by others than services, at least, as logged. */
  readonly bytesOut: number;
  readonly created: { readonly total: number; readonly rows: readonly CreatedResource[] };
}

/** Facets that a card lists the values of. */
export const CARD_LISTS = [
  'principal',
  'accessKeyId',
  'sourceIPAddress',
  'userAgent',
  'awsRegion',
  'role',
  'accountId',
] as const satisfies readonly FacetName[];

export type CardList = (typeof CARD_LISTS)[number];
