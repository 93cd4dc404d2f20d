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
