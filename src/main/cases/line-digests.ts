const DIGEST_BYTES = 32;

/**
 * The running SHA-256 of a log after some of its lines: 40 bytes for each line count that was asked for, since a ledger
 * may ask for a million.
 */
export class LineDigests {
  /** Ascending, each once. */
  private readonly counts: Float64Array;
  private readonly digests: Uint8Array;
  /** Those that are known: the first ones. */
  private known = 0;

  /** @param wanted line counts, in any order */
  constructor(wanted: Iterable<number> = []) {
    const sorted = Float64Array.from(wanted).sort();
    this.counts = sorted.filter((count, at) => at === 0 || count !== sorted[at - 1]);
    this.digests = new Uint8Array(this.counts.length * DIGEST_BYTES);
  }

  /** True where the digest after so many lines is wanted. Counts are asked for in ascending order. */
  wants(lines: number): boolean {
    return this.counts[this.known] === lines;
  }

  /** The digest of the line count that was wanted last. */
  add(digest: Uint8Array): void {
    this.digests.set(digest, this.known * DIGEST_BYTES);
    this.known += 1;
  }

  /** Hex; undefined where it was not wanted, or the log has fewer lines. */
  get(lines: number): string | undefined {
    let low = 0;
    let high = this.known;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.counts[middle] ?? 0) < lines) low = middle + 1;
      else high = middle;
    }
    if (low === this.known || this.counts[low] !== lines) return undefined;
    return Buffer.from(this.digests.buffer, low * DIGEST_BYTES, DIGEST_BYTES).toString('hex');
  }
}
