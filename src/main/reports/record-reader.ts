/** Byte range in an inflated source. */
export interface RecordRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where an export reads records: a case's evidence, or log files in place. The port is all that the
 * export knows of either.
 */
export interface RecordReader {
  /** Bytes that a source inflates to. @throws TrailbenchError `not-found` */
  inflatedSize(source: number): number;
  /**
   * Ranges of one source in one pass over it.
   *
   * @param visit called once for each range, one after the other, in any order; the bytes are valid
   *   until what it returns has resolved
   * @throws TrailbenchError `evidence-missing`, `evidence-changed`
   */
  readMany(
    source: number,
    ranges: readonly RecordRange[],
    visit: (index: number, bytes: Uint8Array) => void | Promise<void>,
  ): Promise<void>;
}
