import { crc32, deflateRawSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { ZipFile } from 'yazl';

/** A zip archive of these files, as a well-behaved program writes it. */
export async function zipOf(files: Readonly<Record<string, Uint8Array | string>>, compress = true): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(Buffer.from(bytes), name, { compress });
  zip.end();
  return await gathered(zip.outputStream);
}

export interface TarEntry extends Partial<Omit<Header, 'name' | 'pax'>> {
  readonly pax?: Record<string, string>;
  readonly name: string;
  readonly body?: Uint8Array | string;
}

/** A tar archive of these members, in order. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { body, ...header } of entries) {
    if (body === undefined) tar.entry(header);
    else tar.entry(header, Buffer.from(body));
  }
  tar.finalize();
  return await gathered(tar);
}

async function gathered(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

/** One entry of a zip archive that is written by hand: anything may be wrong about it. */
export interface RawEntry {
  readonly name: string | Uint8Array;
  readonly body?: Uint8Array | string;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** What the directory says of the size. */
  readonly size?: number;
  readonly packedSize?: number;
  /** What the bytes are packed as, whatever the method says. */
  readonly packed?: Uint8Array;
  readonly localName?: string;
  /** Unix mode. */
  readonly mode?: number;
  /** Where the directory says that it is: the position of the entry of this number. */
  readonly at?: number;
  readonly extra?: Uint8Array;
  /** Sizes and checksum stand behind the bytes, with or without the mark of that. */
  readonly described?: 'marked' | 'bare';
}

/** A zip archive as APPNOTE.TXT lays it out, 4.3.7, 4.3.12 and 4.3.16. */
export function rawZip(entries: readonly RawEntry[], count = entries.length): Buffer {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  const put = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  const all = entries.map(complete);
  for (const entry of all) {
    offsets.push(at);
    const name = entry.localName === undefined ? entry.name : Buffer.from(entry.localName);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    const known = entry.described === undefined;
    fields(header, 6, known ? entry : { ...entry, crc: 0, packedSize: 0, size: 0 });
    header.writeUInt16LE(name.length, 26);
    put(header);
    put(name);
    put(entry.packed);
    if (!known) put(descriptorOf(entry));
  }
  const directory = at;
  for (const [index, entry] of all.entries()) {
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE((3 << 8) | 20, 4);
    header.writeUInt16LE(20, 6);
    fields(header, 8, entry);
    header.writeUInt16LE(entry.name.length, 28);
    header.writeUInt16LE(entry.extra.length, 30);
    header.writeUInt32LE((entry.mode << 16) >>> 0, 38);
    header.writeUInt32LE(offsets[entry.at ?? index] ?? 0, 42);
    put(header);
    put(entry.name);
    put(entry.extra);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(at - directory, 12);
  end.writeUInt32LE(directory, 16);
  put(end);
  return Buffer.concat(parts);
}

type Complete = Required<Omit<RawEntry, 'name' | 'localName' | 'at' | 'packed' | 'body' | 'extra' | 'described'>> &
  Pick<RawEntry, 'localName' | 'at' | 'described'> & {
    readonly name: Buffer;
    readonly packed: Buffer;
    readonly extra: Buffer;
  };

function complete(entry: RawEntry): Complete {
  const body = Buffer.from(entry.body ?? '');
  const method = entry.method ?? 8;
  const packed = Buffer.from(entry.packed ?? (method === 8 ? deflateRawSync(body) : body));
  return {
    name: Buffer.from(entry.name),
    method,
    flags: (entry.flags ?? 0x800) | (entry.described === undefined ? 0 : 8),
    crc: entry.crc ?? crc32(body),
    size: entry.size ?? body.length,
    packedSize: entry.packedSize ?? packed.length,
    packed,
    mode: entry.mode ?? 0o100644,
    extra: Buffer.from(entry.extra ?? ''),
    ...(entry.localName === undefined ? {} : { localName: entry.localName }),
    ...(entry.at === undefined ? {} : { at: entry.at }),
    ...(entry.described === undefined ? {} : { described: entry.described }),
  };
}

/** What stands behind the bytes of a member, 4.3.9. */
function descriptorOf({ described, crc, packedSize, size }: Complete): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(packedSize, 8);
  bytes.writeUInt32LE(size, 12);
  return described === 'bare' ? bytes.subarray(4) : bytes;
}

/** Flags, method, time, checksum and sizes lie alike in both headers. */
function fields(header: Buffer, at: number, { flags, method, crc, packedSize, size }: Complete): void {
  header.writeUInt16LE(flags, at);
  header.writeUInt16LE(method, at + 2);
  header.writeUInt32LE(crc, at + 8);
  header.writeUInt32LE(packedSize, at + 12);
  header.writeUInt32LE(size, at + 16);
}
