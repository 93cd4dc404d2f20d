/** Bytes that may be looked through again before the source itself gives more. */
const FREE = 256 * 1024 * 1024;

/**
 * Bounds how much is looked through once more after faults. Sound sources need none, damaged ones little: only one
 * that was made for it nests what looks like records hundreds of levels deep, each of which breaks at the same place.
 */
export class Replay {
  private spent = 0;

  /** @param length bytes to look through @param reached offset in the source; what it has given counts fourfold */
  allows(length: number, reached: number): boolean {
    if (this.spent + length > FREE + 4 * reached) return false;
    this.spent += length;
    return true;
  }
}
