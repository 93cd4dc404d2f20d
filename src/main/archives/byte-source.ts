import { GzipInflater, type Fault } from '../streams/gzip-inflater';
import type { InflateLimits } from '../streams/limits';
import type { ArchiveFile } from './archive-file';

/** Bytes in order: those of a file, or what they inflate to. */
export interface ByteSource {
  /** Bytes given out or skipped so far. */
  readonly position: number;
  /** Why the bytes ended before their time. */
  readonly fault: Fault | undefined;
  /** Up to so many bytes, in a buffer that nobody writes to again; none only at the end. */
  read(most: number): Promise<Uint8Array>;
  /** Passes over bytes; returns how many there were. */
  skip(count: number): Promise<number>;
  /** Takes the last bytes back that it gave out: they come next. */
  unread(bytes: Uint8Array): void;
}

/** Exactly so many bytes, or as many as are left. */
export async function readFully(source: ByteSource, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let done = 0;
  while (done < length) {
    const part = await source.read(length - done);
    if (part.length === 0) break;
    parts.push(part);
    done += part.length;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

const READ_BYTES = 256 * 1024;

/** The bytes of an archive as they are. */
export class PlainBytes implements ByteSource {
  readonly fault = undefined;
  position = 0;

  constructor(private readonly file: ArchiveFile) {}

  async read(most: number): Promise<Uint8Array> {
    const bytes = await this.file.read(this.position, Math.min(most, READ_BYTES));
    this.position += bytes.length;
    return bytes;
  }

  skip(count: number): Promise<number> {
    const skipped = Math.max(0, Math.min(count, this.file.size - this.position));
    this.position += skipped;
    return Promise.resolve(skipped);
  }

  unread({ length }: Uint8Array): void {
    this.position -= length;
  }
}

/** Stored bytes inflated at a time: they may become a thousand times as many. */
const INFLATE_BYTES = 32 * 1024;

/** What an archive's gzip stream inflates to. Damage ends it, with everything before given out. */
export class InflatedBytes implements ByteSource {
  position = 0;
  private at = 0;
  private ended = false;
  private readonly ready: Uint8Array[] = [];
  private readonly inflater: GzipInflater;

  constructor(
    private readonly file: ArchiveFile,
    { ratio, ratioFrom }: InflateLimits,
  ) {
    this.inflater = new GzipInflater({
      // The size of all members together has a limit of its own.
      limits: { ratio, ratioFrom, size: Infinity },
      onInflated: (chunk) => this.ready.push(chunk.slice()),
      reread: (into, offset) => file.reread(into, offset),
    });
  }

  get fault(): Fault | undefined {
    return this.inflater.fault;
  }

  async read(most: number): Promise<Uint8Array> {
    while (this.ready.length === 0 && !this.ended) await this.inflate();
    const chunk = this.ready.shift();
    if (chunk === undefined) return new Uint8Array(0);
    if (chunk.length > most) this.ready.unshift(chunk.subarray(most));
    const taken = chunk.subarray(0, most);
    this.position += taken.length;
    return taken;
  }

  async skip(count: number): Promise<number> {
    let skipped = 0;
    while (skipped < count) {
      const { length } = await this.read(count - skipped);
      if (length === 0) break;
      skipped += length;
    }
    return skipped;
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.position -= bytes.length;
    this.ready.unshift(bytes);
  }

  close(): void {
    this.inflater.close();
  }

  private async inflate(): Promise<void> {
    const bytes = await this.file.read(this.at, INFLATE_BYTES);
    this.at += bytes.length;
    if (bytes.length > 0) await this.inflater.push(bytes);
    else this.inflater.end();
    this.ended = bytes.length === 0 || this.inflater.fault !== undefined;
  }
}
