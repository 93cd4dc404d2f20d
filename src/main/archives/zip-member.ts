import { crc32, inflateRawSync } from 'node:zlib';
import type { RejectReason } from '../../core/format/format';
import { GzipInflater } from '../streams/gzip-inflater';
import type { InflateLimits } from '../streams/limits';
import type { ArchiveFile } from './archive-file';
import type { ArchiveMember, Poured, Write } from './member';
import type { ZipEntry } from './zip-entry';
import { DEFLATED, STORED } from './zip-method';

export interface ZipMemberOptions {
  readonly file: ArchiveFile;
  readonly entry: ZipEntry;
  readonly path: string;
  readonly modified: string | null;
  /** Where its packed bytes begin in the archive. */
  readonly dataAt: number;
  readonly findings: readonly { readonly reason: RejectReason; readonly message: string }[];
  /** All its bytes are there; else the archive ends within them. */
  readonly whole: boolean;
  readonly limits: InflateLimits;
}

const READ_BYTES = 256 * 1024;
/** Packed bytes inflated at a time: they may become a thousand times as many. */
const INFLATE_BYTES = 32 * 1024;
/** Under this size a member is inflated in one go, which takes less than a millisecond. */
const AT_ONCE = 256 * 1024;
const UNDAMAGED = 'Get an undamaged copy of the archive.';

/** A regular file in a zip archive, as its directory describes it. */
export class ZipMember implements ArchiveMember {
  readonly path: string;
  readonly modified: string | null;
  readonly position: number;
  readonly range: ArchiveMember['range'];

  constructor(private readonly options: ZipMemberOptions) {
    const { entry, path, modified, dataAt } = options;
    this.path = path;
    this.modified = modified;
    this.position = entry.headerAt;
    const stored = entry.method === STORED;
    this.range = stored ? options.file.place(dataAt, entry.packedSize) : undefined;
  }

  async pour(write: Write): Promise<Poured> {
    if (this.range !== undefined) return await this.check();
    const whole = await this.inflateAtOnce();
    if (whole === undefined) return await this.inflate(write);
    await write(whole);
    return { length: whole.length, findings: this.options.findings };
  }

  /** The usual case in one call of zlib: an undamaged small member. Undefined where anything is unusual. */
  private async inflateAtOnce(): Promise<Uint8Array | undefined> {
    const { file, entry, dataAt } = this.options;
    const { packedSize, size } = entry;
    if (packedSize > AT_ONCE || size > AT_ONCE || !this.options.whole) return undefined;
    const packed = await file.read(dataAt, packedSize);
    try {
      const whole = inflateRawSync(packed, { maxOutputLength: AT_ONCE });
      return whole.length === size && crc32(whole) === entry.crc32 ? whole : undefined;
    } catch (cause) {
      // Damaged, or larger than it says: the inflater keeps what there is of it.
      if (cause instanceof Error) return undefined;
      throw cause;
    }
  }

  private async check(): Promise<Poured> {
    const { file, entry, dataAt, limits, findings } = this.options;
    if (entry.packedSize >= limits.size) return { length: 0, fault: tooLarge(limits.size), capped: true };
    let crc = 0;
    let length = 0;
    while (length < entry.packedSize) {
      const bytes = await file.read(dataAt + length, Math.min(READ_BYTES, entry.packedSize - length));
      if (bytes.length === 0) break;
      crc = crc32(bytes, crc);
      length += bytes.length;
    }
    if (!this.options.whole) return { length, fault: cutOff(length), findings };
    const right = crc === entry.crc32 && length === entry.size;
    return { length, findings: right ? findings : [...findings, this.wrong(length)] };
  }

  /** As the gzip member that its deflated bytes are but for header and trailer: with the same limits and care. */
  private async inflate(write: Write): Promise<Poured> {
    const { entry, limits, findings } = this.options;
    const packed = new AsGzip(this.options);
    const ready: Uint8Array[] = [];
    let length = 0;
    let crc = 0;
    const inflater = new GzipInflater({
      limits,
      onInflated: (chunk) => ready.push(chunk.slice()),
      reread: (into, offset) => packed.reread(into, offset),
    });
    const drain = async (): Promise<void> => {
      for (const chunk of ready.splice(0)) {
        length += chunk.length;
        crc = crc32(chunk, crc);
        await write(chunk);
      }
    };
    try {
      for (let at = 0; at < packed.size && inflater.fault === undefined;) {
        const bytes = await packed.read(at, INFLATE_BYTES);
        if (bytes.length === 0) break;
        at += bytes.length;
        await inflater.push(bytes);
        await drain();
      }
      inflater.end();
      await drain();
    } finally {
      inflater.close();
    }
    const { fault } = inflater;
    if (fault?.reason === 'inflates-too-far') return { length, fault: this.bomb(length, limits), capped: true };
    if (fault !== undefined && !this.options.whole) return { length, fault: cutOff(length), findings };
    if (fault !== undefined) {
      const message = `The packed bytes of this member are damaged: it could be read up to byte ${length.toLocaleString('en')} of ${entry.size.toLocaleString('en')}. ${UNDAMAGED}`;
      return { length, fault: { reason: 'archive', message }, findings };
    }
    const right = crc === entry.crc32 && length === entry.size;
    return { length, findings: right ? findings : [...findings, this.wrong(length)] };
  }

  private wrong(length: number): { readonly reason: RejectReason; readonly message: string } {
    const { size } = this.options.entry;
    const what =
      length === size
        ? 'The checksum of this member is not the one in the archive: some of its bytes are damaged.'
        : `This member has ${length.toLocaleString('en')} bytes, the archive says ${size.toLocaleString('en')}.`;
    return { reason: 'checksum', message: `${what} ${UNDAMAGED}` };
  }

  private bomb(length: number, { size, ratio }: InflateLimits): { reason: RejectReason; message: string } {
    if (length >= size - 1) return tooLarge(size);
    const message = `This member inflates to over ${ratio} times its packed size, like a decompression bomb: it is not read. If it is trusted, unpack a copy of the archive and add the file.`;
    return { reason: 'inflates-too-far', message };
  }
}

function cutOff(length: number): { reason: RejectReason; message: string } {
  const message = `The archive ends within this member: it could be read up to byte ${length.toLocaleString('en')}. Get a complete copy of the archive.`;
  return { reason: 'truncated', message };
}

function tooLarge(size: number): { reason: RejectReason; message: string } {
  const message = `This member has ${size.toLocaleString('en')} bytes or more: unpack a copy of the archive and split the file.`;
  return { reason: 'inflates-too-far', message };
}

const HEADER = Uint8Array.of(0x1f, 0x8b, DEFLATED, 0, 0, 0, 0, 0, 0, 0xff);
const TRAILER_BYTES = 8;

/** A deflated member between a gzip header and the trailer that its directory entry gives (RFC 1952). */
class AsGzip {
  readonly size: number;
  private readonly trailer = Buffer.alloc(TRAILER_BYTES);

  constructor(private readonly options: ZipMemberOptions) {
    const { packedSize, size, crc32: crc } = options.entry;
    // One that is cut off has no trailer: zlib would take it for packed bytes.
    this.size = HEADER.length + packedSize + (options.whole ? TRAILER_BYTES : 0);
    this.trailer.writeUInt32LE(crc, 0);
    if (options.whole) this.trailer.writeUInt32LE(size % 2 ** 32, 4);
  }

  async read(at: number, most: number): Promise<Uint8Array> {
    return this.around(at) ?? (await this.options.file.read(...this.packed(at, most)));
  }

  reread(into: Uint8Array, at: number): number {
    const around = this.around(at);
    if (around !== undefined) {
      const count = Math.min(around.length, into.length);
      into.set(around.subarray(0, count));
      return count;
    }
    const [offset, length] = this.packed(at, into.length);
    return this.options.file.reread(into.subarray(0, length), offset);
  }

  /** Header and trailer; undefined between them. */
  private around(at: number): Uint8Array | undefined {
    if (at < HEADER.length) return HEADER.subarray(at);
    const behind = at - HEADER.length - this.options.entry.packedSize;
    return behind < 0 ? undefined : this.trailer.subarray(behind);
  }

  private packed(at: number, most: number): [offset: number, length: number] {
    const from = at - HEADER.length;
    return [this.options.dataAt + from, Math.min(most, this.options.entry.packedSize - from)];
  }
}
