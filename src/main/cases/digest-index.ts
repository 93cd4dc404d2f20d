/**
 * Rows by a fixed-width digest: a hash table over typed arrays. Several rows may share a digest.
 * A Map with strings as keys would take four times the memory for a case of many small sources.
 */
export class DigestIndex {
  private digests: Uint8Array;
  /** Per row: the next older row with the same digest, or -1. */
  private older: Int32Array;
  /** Slot -> newest row of a digest, or -1; the length is a power of two. */
  private slots: Int32Array;
  private used = 0;
  private rows = 0;

  /** @param width bytes of a digest, 4 or more */
  constructor(private readonly width: number) {
    this.digests = new Uint8Array(width * 1024);
    this.older = new Int32Array(1024);
    this.slots = new Int32Array(2048).fill(-1);
  }

  /** Adds the next row: rows count from 0. */
  add(digest: Uint8Array): void {
    if (digest.length !== this.width) throw new RangeError(`a digest here has ${String(this.width)} bytes`);
    if (this.rows === this.older.length) this.growRows();
    if (this.used * 2 >= this.slots.length) this.growSlots();
    const row = this.rows;
    this.rows += 1;
    this.digests.set(digest, row * this.width);
    const slot = this.slot(digest, 0);
    const newest = this.slots[slot] ?? -1;
    if (newest < 0) this.used += 1;
    this.older[row] = newest;
    this.slots[slot] = row;
  }

  /** The newest row with this digest, or -1. */
  newest(digest: Uint8Array): number {
    return digest.length === this.width ? (this.slots[this.slot(digest, 0)] ?? -1) : -1;
  }

  /** The next older row with the same digest as `row`, or -1. */
  olderThan(row: number): number {
    return row >= 0 && row < this.rows ? (this.older[row] ?? -1) : -1;
  }

  /** The digest of a row; a view, not to be changed. */
  digest(row: number): Uint8Array {
    return this.digests.subarray(row * this.width, (row + 1) * this.width);
  }

  /** The slot that holds the digest at `bytes[at..]`, or the free one where it belongs. */
  private slot(bytes: Uint8Array, at: number): number {
    const mask = this.slots.length - 1;
    // Digests are evenly spread already: their first bytes are the hash.
    const start =
      ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>>
      0;
    for (let slot = start & mask; ; slot = (slot + 1) & mask) {
      const row = this.slots[slot] ?? -1;
      if (row < 0 || this.equal(row, bytes, at)) return slot;
    }
  }

  private equal(row: number, bytes: Uint8Array, at: number): boolean {
    const base = row * this.width;
    for (let i = 0; i < this.width; i += 1) if (this.digests[base + i] !== bytes[at + i]) return false;
    return true;
  }

  private growRows(): void {
    const digests = new Uint8Array(this.digests.length * 2);
    digests.set(this.digests);
    this.digests = digests;
    const older = new Int32Array(this.older.length * 2);
    older.set(this.older);
    this.older = older;
  }

  private growSlots(): void {
    const newest = this.slots.filter((row) => row >= 0);
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (const row of newest) this.slots[this.slot(this.digests, row * this.width)] = row;
  }
}
