import { createHash, hash as oneShot } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { TrailbenchError } from '../../contract/errors';
import { errorCode, errorText, nodeDisk } from '../files/disk';
import type { Disk } from '../files/disk';
import { sourceName, type Manifest, type SourceEntry } from '../cases/manifest';
import { GzipInflater } from '../streams/gzip-inflater';
import { StoredBytes } from '../files/stored-bytes';
import { ByteCache } from './byte-cache';
import { RangeCollector } from './range-collector';

/** Where the stored bytes of a source are on the disk, and what they must be. */
export interface LocatedSource {
  readonly entry: SourceEntry;
  /** Absolute path of the pack or object. */
  readonly path: string;
  /** Bytes [offset, offset + length) of that file. */
  readonly offset: number;
  readonly length: number;
  readonly sha256: string;
  /** The case folder; see StoredRange. */
  readonly within: string;
}

export interface Range {
  /** Bytes, in the inflated source. */
  readonly offset: number;
  readonly length: number;
}

export interface RangeReaderOptions {
  readonly manifest: Manifest;
  /** The case folder, absolute. */
  readonly root: string;
  readonly disk?: Disk;
  /** The path of a source's stored bytes. */
  readonly pathOf: (stored: NonNullable<SourceEntry['stored']>) => string;
  /** Inflated bytes kept in memory. */
  readonly cacheBytes?: number;
  /** Sources that inflate to no more than this are inflated at once and kept. */
  readonly wholeBytes?: number;
}

const MIB = 1024 * 1024;
const CACHE_BYTES = 64 * MIB;
const WHOLE_BYTES = 16 * MIB;
const READ_BYTES = 256 * 1024;
/** No single range is longer: a record has at most 64 MiB. */
const RANGE_BYTES = 128 * MIB;

/** Reads parts of sources as inflated bytes. Never gives out bytes that are not those that were acquired. */
export class RangeReader {
  private readonly cache: ByteCache;
  private readonly loading = new Map<string, Promise<Uint8Array>>();
  /** Path of an object -> its state on the disk when its hash was found right. */
  private readonly verified = new Map<string, string>();
  private readonly wholeBytes: number;

  constructor(private readonly options: RangeReaderOptions) {
    this.cache = new ByteCache(options.cacheBytes ?? CACHE_BYTES);
    this.wholeBytes = options.wholeBytes ?? WHOLE_BYTES;
  }

  /** @throws TrailbenchError `not-found` for a number that is none; `evidence-missing` for a source without bytes */
  locate(no: number): LocatedSource {
    const entry = this.options.manifest.entry(no);
    if (entry === undefined) {
      throw new TrailbenchError('not-found', `This case has no source ${String(no)}: reload the list of sources.`);
    }
    const { stored, sha256 } = entry;
    if (stored === null || sha256 === null) {
      const message = `Source ${String(no)} could not be acquired, so there are no bytes of it. Its entry in the list of sources says why.`;
      throw new TrailbenchError('evidence-missing', message);
    }
    const path = this.options.pathOf(stored);
    const offset = 'object' in stored ? 0 : stored.offset;
    return { entry, path, offset, length: entry.size, sha256, within: this.options.root };
  }

  /** Inflated bytes of one range, in a buffer of their own. */
  async read(no: number, range: Range): Promise<Uint8Array<ArrayBuffer>> {
    const into = new Uint8Array(this.check(no, range));
    await this.readMany(no, [range], (_, bytes) => {
      into.set(bytes);
    });
    return into;
  }

  /**
   * Many ranges of one source in one pass over it.
   * @param visit called once for each range, in any order; the bytes are valid during the call only
   */
  async readMany(
    no: number,
    ranges: readonly Range[],
    visit: (index: number, bytes: Uint8Array) => void,
  ): Promise<void> {
    const located = this.locate(no);
    for (const range of ranges) this.check(no, range);
    const { entry } = located;
    if (entry.inflatedSize <= this.wholeBytes && entry.size <= this.wholeBytes) {
      const whole = await this.whole(located);
      for (const [i, { offset, length }] of ranges.entries()) {
        if (offset + length > whole.length) throw await this.changed(located, 'it inflates to less than it did');
        visit(i, whole.subarray(offset, offset + length));
      }
      return;
    }
    await this.withFile(located, async (file) => {
      await this.verify(located, file);
      if (entry.compression === 'none') await this.readPlain(located, file, ranges, visit);
      else await this.readGzip(located, file, ranges, visit);
    });
  }

  /**
   * The stored bytes of a source in order, exactly as acquired. A small source is checked before
   * its first byte is given out; a large one once before, when it is read for the first time.
   */
  async *stored(no: number): AsyncGenerator<Uint8Array, void, undefined> {
    const located = this.locate(no);
    const file = await this.openFile(located);
    try {
      await this.verify(located, file);
      for (let at = 0; at < located.length;) {
        const bytes = Buffer.allocUnsafe(Math.min(READ_BYTES, located.length - at));
        await this.fill(located, file, bytes, at);
        at += bytes.length;
        yield bytes;
      }
    } finally {
      await file.close();
    }
  }

  private check(no: number, { offset, length }: Range): number {
    const size = this.locate(no).entry.inflatedSize;
    const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
    if (whole && offset + length <= size && length <= RANGE_BYTES) return length;
    const message = `Source ${String(no)} has no bytes ${String(offset)} to ${String(offset + length)}: it inflates to ${String(size)} bytes, of which at most ${String(RANGE_BYTES)} are read at once.`;
    throw new TrailbenchError('bad-request', message);
  }

  /** All inflated bytes of a moderate source, from memory where they were read before. */
  private async whole(located: LocatedSource): Promise<Uint8Array> {
    const kept = this.cache.get(located.sha256);
    if (kept !== undefined) return kept;
    let loading = this.loading.get(located.sha256);
    if (loading === undefined) {
      loading = this.load(located).finally(() => this.loading.delete(located.sha256));
      this.loading.set(located.sha256, loading);
    }
    return loading;
  }

  private load(located: LocatedSource): Promise<Uint8Array> {
    return this.withFile(located, async (file) => {
      const stored = Buffer.allocUnsafe(located.length);
      await this.fill(located, file, stored, 0);
      const actual = oneShot('sha256', stored, 'hex');
      if (actual !== located.sha256) throw await this.changed(located, `their SHA-256 is ${actual}`);
      let whole: Uint8Array = stored;
      if (located.entry.compression === 'gzip') {
        const into = new Uint8Array(located.entry.inflatedSize);
        let length = 0;
        await this.inflate(located, into.length, piecesOf(stored), (chunk) => {
          into.set(chunk.subarray(0, into.length - length), length);
          length = Math.min(into.length, length + chunk.length);
        });
        whole = into.subarray(0, length);
      }
      this.cache.put(located.sha256, whole);
      return whole;
    });
  }

  private async readPlain(
    located: LocatedSource,
    file: FileHandle,
    ranges: readonly Range[],
    visit: (index: number, bytes: Uint8Array) => void,
  ): Promise<void> {
    for (const [i, { offset, length }] of ranges.entries()) {
      const bytes = Buffer.allocUnsafe(length);
      await this.fill(located, file, bytes, offset);
      visit(i, bytes);
    }
  }

  private async readGzip(
    located: LocatedSource,
    file: FileHandle,
    ranges: readonly Range[],
    visit: (index: number, bytes: Uint8Array) => void,
  ): Promise<void> {
    const order = ranges.map((range, index) => ({ ...range, index })).sort((a, b) => a.offset - b.offset);
    const end = order.reduce((most, { offset, length }) => Math.max(most, offset + length), 0);
    const collector = new RangeCollector(order, visit);
    await this.inflate(
      located,
      end,
      chunksOf(located.length, (bytes, at) => this.fill(located, file, bytes, at)),
      (chunk) => {
        collector.push(chunk);
      },
    );
    if (!collector.done) throw await this.changed(located, 'they inflate to less than they did');
  }

  /** Inflates until `end` inflated bytes have been given out, or the data end or are damaged. */
  private async inflate(
    located: LocatedSource,
    end: number,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    take: (chunk: Uint8Array) => void,
  ): Promise<void> {
    // Opened only where damage makes the inflater look again at what it was given.
    let again: StoredBytes | undefined;
    const inflater = new GzipInflater({
      // The manifest says how far it was inflated when it was read under the real limits, and its
      // bytes are the same: only what goes far beyond the wanted end is stopped.
      limits: { ratio: Infinity, ratioFrom: Infinity, size: end + MIB },
      onInflated: take,
      reread: (into, offset) => {
        again ??= StoredBytes.open(located);
        return again.read(into, offset);
      },
    });
    try {
      for await (const chunk of chunks) {
        await inflater.push(chunk);
        if (inflater.fault !== undefined || inflater.inflated >= end) return;
      }
      inflater.end();
    } finally {
      inflater.close();
      again?.close();
    }
  }

  /** Hashes the stored bytes, once for a file that has not been touched since. */
  private async verify(located: LocatedSource, file: FileHandle): Promise<void> {
    const { ino, size, mtimeNs } = await file.stat({ bigint: true });
    const state = `${String(ino)} ${String(size)} ${String(mtimeNs)}`;
    const place = `${located.path}:${String(located.offset)}`;
    if (this.verified.get(place) === state) return;
    const hash = createHash('sha256');
    for await (const chunk of chunksOf(located.length, (bytes, at) => this.fill(located, file, bytes, at)))
      hash.update(chunk);
    const actual = hash.digest('hex');
    if (actual !== located.sha256) throw await this.changed(located, `their SHA-256 is ${actual}`);
    this.verified.set(place, state);
  }

  private async withFile<T>(located: LocatedSource, use: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await this.openFile(located);
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  }

  private async openFile(located: LocatedSource): Promise<FileHandle> {
    try {
      return await (this.options.disk ?? nodeDisk).openForReading(located.path);
    } catch (cause) {
      if (cause instanceof TrailbenchError) throw cause;
      throw await this.missing(
        located,
        `${located.path} ${errorCode(cause) === 'ENOENT' ? 'is gone' : `cannot be read (${errorText(cause)})`}`,
      );
    }
  }

  /** Fills `into` with stored bytes from `at` on. */
  private async fill(located: LocatedSource, file: FileHandle, into: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < into.length;) {
      const { bytesRead } = await file.read(into, done, into.length - done, located.offset + at + done);
      if (bytesRead === 0) throw await this.missing(located, `${located.path} ends before them`);
      done += bytesRead;
    }
  }

  private async missing(located: LocatedSource, what: string): Promise<TrailbenchError> {
    const message = `The stored bytes of ${await this.nameOf(located)} are missing: ${what}. Put the file back from a backup of the case, or add the original again.`;
    return new TrailbenchError('evidence-missing', message, { details: located.path });
  }

  private async changed(located: LocatedSource, what: string): Promise<TrailbenchError> {
    const message = `The stored bytes of ${await this.nameOf(located)} were changed since they were acquired: ${what}, the manifest says SHA-256 ${located.sha256}. They are not shown. Put ${located.path} back from a backup of the case.`;
    return new TrailbenchError('evidence-changed', message, { details: located.path });
  }

  private async nameOf({ entry }: LocatedSource): Promise<string> {
    const line = await this.options.manifest.line(entry.no);
    return `source ${String(entry.no)} (${sourceName(line)})`;
  }
}

/** The chunks in which a large source is read: near damage the inflater goes back over a whole one. */
function* piecesOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += READ_BYTES) yield bytes.subarray(at, at + READ_BYTES);
}

/** Stored bytes in order; each chunk is valid until the next one. */
async function* chunksOf(
  length: number,
  fill: (into: Uint8Array, at: number) => Promise<void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, length));
  for (let at = 0; at < length; at += buffer.length) {
    const chunk = buffer.subarray(0, Math.min(buffer.length, length - at));
    await fill(chunk, at);
    yield chunk;
  }
}
