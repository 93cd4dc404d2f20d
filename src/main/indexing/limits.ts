/** Caps against decompression bombs. Tests lower them; nothing else does. */
export interface InflateLimits {
  /** Inflated bytes for each stored byte ... */
  readonly ratio: number;
  /** ... once this many bytes have been inflated. */
  readonly ratioFrom: number;
  /** A source that inflates to this many bytes or more stops here: locators are u32. */
  readonly size: number;
}

const MIB = 1024 * 1024;

export const INFLATE_LIMITS: InflateLimits = { ratio: 200, ratioFrom: 64 * MIB, size: 4096 * MIB };

/** Stored sources under this size are read in one go; larger ones stream. Bytes. */
export const SMALL_SOURCE = 8 * MIB;

/** New evidence under this size goes into a pack through main, larger into an object of its own. Bytes. */
export const PACKED_SOURCE = MIB;

/** Reject entries kept for each source; the count goes on. */
export const REJECTS_KEPT = 100;
