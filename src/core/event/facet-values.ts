/**
 * What one event gives to the index: one entry per facet of FACETS, in that order.
 * `undefined` = absent or null; an array for facets with `multiple`.
 */
export type FacetValue = string | readonly string[] | undefined;

/** Seconds since 1970 UTC that stand for "(no time)" in time columns. */
export const NO_TIME = 0xffffffff;

/** Filled anew for each record, to spare allocations; read it before the next one is extracted. */
export interface EventValues {
  /** u32 seconds since 1970 UTC, fractions floored; NO_TIME where missing or malformed. */
  time: number;
  /** `eventID` as delivered; undefined where the record has none. */
  eventId: string | undefined;
  /** One entry per FACETS entry. */
  readonly facets: FacetValue[];
  /** `additionalEventData.bytesTransferredOut`, whole bytes; -1 where not stated. */
  bytesOut: number;
}
