const BYTES = [0xef, 0xbb, 0xbf];

/** The byte order mark of UTF-8, which may stand at the start of a source. */
export class ByteOrderMark {
  private seen = 0;

  /** True where the byte at this offset of the source is the mark's next one. */
  take(byte: number, offset: number): boolean {
    if (offset !== this.seen || byte !== BYTES[offset]) return false;
    this.seen += 1;
    return true;
  }

  /** Only some of its bytes stand at the start. */
  get cut(): boolean {
    return this.seen !== 0 && this.seen !== BYTES.length;
  }
}
