/** New evidence under this size goes into a pack through main, larger into an object of its own. Bytes. */
export const PACKED_SOURCE = 1024 * 1024;

/** Reject entries kept for each source; the count goes on. */
export const REJECTS_KEPT = 100;
