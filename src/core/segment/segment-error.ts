/**
 * Bytes that are no sound segment or group: damaged, cut off, or of another version. The index that
 * holds them is dropped and built again from the evidence.
 */
export class SegmentError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SegmentError';
  }
}
