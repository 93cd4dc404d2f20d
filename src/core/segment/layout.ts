/**
 * A segment: the columns of up to about 64k events, as one run of bytes, little endian.
 *
 * ```
 * u32 magic 'TBS1' | u32 header bytes | u32 checksum | u32 0 | header JSON, padded to 8 | groups
 * group: u32 directory bytes | u32 checksum | directory JSON, padded to 8 | arrays, each aligned to 8
 * ```
 * The header's checksum runs over the header JSON; a group's over everything after itself up to the
 * end of the group, so that a group that is stored as a value of its own can be checked on its own.
 *
 * The window slices a segment's Blob at the group boundaries without reading it and stores each
 * group as a value of its own, so that hot columns load without the others.
 */
export const SEGMENT_MAGIC = 0x31534254;
export const SEGMENT_ROWS = 65_536;
/** Version of this layout, written in every header. */
export const SEGMENT_VERSION = 2;
/** Bytes before the header JSON. */
export const SEGMENT_PREFIX = 16;

/**
 * hot: time and the facets with `temperature: 'hot'`. dedupe: event key and content hash.
 * locator: where each record's bytes are. cold: all other facets and bytesOut.
 */
export const GROUPS = ['hot', 'dedupe', 'locator', 'cold'] as const;
export type GroupName = (typeof GROUPS)[number];

/** Records [first, end) of source `source` are in this segment; `last`: the source ends there. */
export interface CoveredRange {
  readonly source: number;
  readonly first: number;
  readonly end: number;
  readonly last: boolean;
}

export interface SegmentHeader {
  readonly version: number;
  readonly rows: number;
  /** Seconds since 1970 UTC of the earliest and latest event that has a time; null where none has. */
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly covers: readonly CoveredRange[];
  /** Byte range of each group from the start of the segment. */
  readonly groups: Readonly<Record<GroupName, { readonly offset: number; readonly length: number }>>;
}

/** Where an event's record lies: the reference that notes, exports and reports cite. */
export interface Locator {
  /** Source number, as in the manifest. */
  readonly source: number;
  /** Record number within the source, from 0. */
  readonly record: number;
  /** Byte range in the inflated source. */
  readonly offset: number;
  readonly length: number;
}
