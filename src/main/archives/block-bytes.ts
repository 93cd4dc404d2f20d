import type { ArchiveFile } from './archive-file';

const BLOCK_BYTES = 64 * 1024;

/** The bytes of an archive for many small reads, most of them near each other: they are served from one block. */
export class BlockBytes {
  private block: Buffer = Buffer.alloc(0);
  private start = 0;

  constructor(private readonly file: ArchiveFile) {}

  /** Bytes. */
  get size(): number {
    return this.file.size;
  }

  /** Up to `length` bytes from `offset` on, valid until the next call; fewer, or none, outside of the archive. */
  async at(offset: number, length: number): Promise<Buffer> {
    if (!(offset >= 0 && offset < this.size)) return Buffer.alloc(0);
    const end = Math.min(offset + length, this.size);
    if (offset < this.start || end > this.start + this.block.length) {
      this.block = await this.file.read(offset, Math.max(BLOCK_BYTES, length));
      this.start = offset;
    }
    return this.block.subarray(offset - this.start, end - this.start);
  }

  /** Nothing but zero bytes, or nothing at all, follows from there on. */
  async isBlank(from: number): Promise<boolean> {
    for (let at = from; at < this.size; at += BLOCK_BYTES) {
      if (!(await this.at(at, BLOCK_BYTES)).every((byte) => byte === 0)) return false;
    }
    return true;
  }

  /** The next place from `from` on, and before `to`, where these bytes are; undefined for none. */
  async find(mark: Buffer, from: number, to: number): Promise<number | undefined> {
    for (let at = from; at < to;) {
      const bytes = await this.at(at, Math.min(BLOCK_BYTES, to - at + mark.length - 1));
      if (bytes.length < mark.length) return undefined;
      const found = bytes.indexOf(mark);
      if (found >= 0) return at + found < to ? at + found : undefined;
      at += bytes.length - mark.length + 1;
    }
    return undefined;
  }
}
