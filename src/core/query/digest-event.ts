import type { FacetName } from '../event/facet-catalogue';

/**
 * One event as the index holds it, for comparing two indexes: the same evidence must give the same
 * events whatever the order, the crashes and the rebuilds between.
 */
export interface DigestEvent {
  /** Event key as 16 hexadecimal digits; zeros where the event has no eventID. */
  readonly key: string;
  /** The first 16 bytes of the content hash, hexadecimal. */
  readonly contentHash: string;
  /** Seconds since 1970 UTC, or null. */
  readonly time: number | null;
  /** Whole bytes, or null where not stated. */
  readonly bytesOut: number | null;
  readonly source: number;
  readonly record: number;
  readonly offset: number;
  readonly length: number;
  readonly hidden: boolean;
  readonly conflicting: boolean;
  /** In the order of FACETS; null is "(none)". */
  readonly facets: readonly (readonly [FacetName, string | readonly string[] | null])[];
}

/** One line of text that is equal for equal events; lines sorted and hashed make an index's digest. */
export function digestLine(event: DigestEvent): string {
  return JSON.stringify(event);
}
