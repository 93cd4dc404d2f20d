const BYTES = [0xef, 0xbb, 0xbf];

/** The byte order mark of UTF-8, which may stand before each document: files that were joined keep theirs. */
export class ByteOrderMark {
  /** Of its bytes so far; 0 where none is open. */
  length = 0;

  /** True where the byte is the mark's next one. */
  take(byte: number): boolean {
    if (byte !== BYTES[this.length]) return false;
    this.length = (this.length + 1) % BYTES.length;
    return true;
  }

  /** What was open is no mark. */
  forget(): void {
    this.length = 0;
  }
}
