/** The most recently used byte arrays, up to a total size. */
export class ByteCache {
  private readonly kept = new Map<string, Uint8Array>();
  private total = 0;

  /** @param limit bytes */
  constructor(private readonly limit: number) {}

  get(key: string): Uint8Array | undefined {
    const bytes = this.kept.get(key);
    if (bytes === undefined) return undefined;
    // A Map keeps the order of insertion: the oldest use comes first.
    this.kept.delete(key);
    this.kept.set(key, bytes);
    return bytes;
  }

  /** Keeps `bytes` unless they alone are over the limit. */
  put(key: string, bytes: Uint8Array): void {
    this.drop(key);
    if (bytes.length > this.limit) return;
    this.kept.set(key, bytes);
    this.total += bytes.length;
    for (const oldest of this.kept.keys()) {
      if (this.total <= this.limit) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const bytes = this.kept.get(key);
    if (bytes === undefined) return;
    this.kept.delete(key);
    this.total -= bytes.length;
  }
}
