/** Kept between records; a larger one is given back after use. */
const KEPT_BYTES = 1024 * 1024;

/** The part of a record that came in earlier chunks. Grows by doubling: linear in the bytes appended. */
export class ByteBuffer {
  length = 0;
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(4096);

  append(from: Uint8Array, start: number, end: number): void {
    const length = this.length + (end - start);
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(from.subarray(start, end), this.length);
    this.length = length;
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(4096);
  }
}
