import { randomInt } from 'node:crypto';

/** The largest prime below 2^31. */
const PRIME = 0x7fffffff;

/**
 * Rows by a fixed-width digest: a hash table over typed arrays. Several rows may share a digest.
 * A Map with strings as keys would take four times the memory for a case of many small sources.
 *
 * What stands in a case may have been chosen by anyone, digests too: so the slot of a digest depends on numbers that
 * are drawn anew for each table (Carter and Wegman's universal hashing), and nobody can have all rows meet in one.
 */
export class DigestIndex {
  private digests: Uint8Array;
  /** Per row: the next older row with the same digest, or -1. */
  private older: Int32Array;
  /** Slot -> newest row of a digest, or -1; the length is a power of two. */
  private slots: Int32Array;
  /** One for each two bytes of a digest, below 2^31: sixteen products with them are exact. */
  private readonly factors: Float64Array;
  private used = 0;
  private rows = 0;

  /** @param width bytes of a digest: an even number, 2 to 32 */
  constructor(private readonly width: number) {
    this.digests = new Uint8Array(width * 1024);
    this.older = new Int32Array(1024);
    this.slots = new Int32Array(2048).fill(-1);
    this.factors = Float64Array.from({ length: width / 2 }, () => randomInt(1, PRIME));
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
    const { slots } = this;
    const mask = slots.length - 1;
    for (let slot = this.hash(bytes, at) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot] ?? -1;
      if (row < 0 || this.equal(row, bytes, at)) return slot;
    }
  }

  private hash(bytes: Uint8Array, at: number): number {
    const { factors } = this;
    let sum = 0;
    for (let i = 0; i < factors.length; i += 1) {
      const two = (bytes[at + 2 * i] ?? 0) | ((bytes[at + 2 * i + 1] ?? 0) << 8);
      sum += two * (factors[i] ?? 0);
    }
    return sum % PRIME;
  }

  private equal(row: number, bytes: Uint8Array, at: number): boolean {
    const { digests, width } = this;
    const base = row * width;
    for (let i = 0; i < width; i += 1) if (digests[base + i] !== bytes[at + i]) return false;
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
    const before = this.slots;
    this.slots = new Int32Array(before.length * 2).fill(-1);
    for (const row of before) if (row >= 0) this.slots[this.slot(this.digests, row * this.width)] = row;
  }
}
