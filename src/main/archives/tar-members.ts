import type { ArchiveLimits } from './limits';
import type { ArchiveItem, ArchiveMember, Poured, Write } from './member';
import type { ArchiveFile } from './archive-file';
import { readFully, type ByteSource } from './byte-source';
import { nameText } from './member-name';
import { readPax, readTarHeader, TAR_BLOCK, untilZero, type PaxFields, type TarHeader } from './tar-header';

/** Bytes of a long name or an extended header that are read. */
const EXTENSION_BYTES = 1024 * 1024;
/** Bytes of a member that are given out at a time. */
const POUR_BYTES = 256 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  1: 'a hard link',
  2: 'a symbolic link',
  3: 'a character device',
  4: 'a block device',
  6: 'a pipe',
};
const FOLDER = '5';
/** Folder with a list of its files, volume label: no files either. */
const NOTHING = new Set([FOLDER, 'D', 'V']);

/**
 * The members of a tar archive in order, those of damaged ones up to the damage. Each member's
 * bytes are to be poured, or are passed over, before the next is asked for.
 *
 * @param file the archive, where the source's bytes are its own: members lie in it as they are
 * @throws the system's error where reading fails
 */
export async function* tarMembers(
  source: ByteSource,
  file: ArchiveFile | undefined,
  { inflate }: ArchiveLimits,
): AsyncGenerator<ArchiveItem, void, undefined> {
  const walk = new TarWalk(source);
  for (;;) {
    const entry = await walk.next();
    if (entry === undefined) return;
    if ('message' in entry) {
      yield rest(entry.offset, entry.message);
      return;
    }
    const { size, position, type } = entry;
    const end = source.position + size + padding(size);
    const path = nameText(entry.name);
    const fault = notRead(entry, inflate.size);
    if (fault !== undefined) {
      yield { type: 'fault', fault: { path, ...fault, offset: position, length: end - position } };
    } else if (!NOTHING.has(type)) {
      const member = new TarMember(source, entry, path, file);
      yield { type: 'member', member };
      if (member.cut) return;
    }
    const left = end - source.position;
    if ((await source.skip(left)) === left) continue;
    // The bytes may be whole and only their padding be missing: then nothing is.
    if (source.fault !== undefined || source.position < end - padding(size)) {
      yield rest(source.position, whyEnded(source));
    }
    return;
  }
}

/** A regular file, and anything unusual, as its headers describe it. */
interface TarEntry {
  readonly name: Uint8Array;
  readonly size: number;
  readonly modified: number;
  readonly type: string;
  readonly sparse: boolean;
  /** Of its first header. */
  readonly position: number;
}

interface Damage {
  readonly offset: number;
  readonly message: string;
}

/** Headers, with the extended ones before them. */
class TarWalk {
  /** Of the headers that hold for all members after them. */
  private global: PaxFields = {};
  /** The last block was the mark of the end. */
  private marked = false;

  constructor(private readonly source: ByteSource) {}

  /** The next member's headers; undefined at the end of the archive. */
  async next(): Promise<TarEntry | Damage | undefined> {
    const { source } = this;
    let position = source.position;
    let fields: PaxFields = {};
    for (;;) {
      const at = source.position;
      const block = await readFully(source, TAR_BLOCK);
      if (block.length < TAR_BLOCK) return this.end(at, block.length === 0 && at === position);
      if (block.every((byte) => byte === 0)) {
        // Zero blocks mark the end; archives put one after the other go on behind them.
        if (at !== position) return { offset: at, message: DAMAGED };
        this.marked = true;
        position = source.position;
        continue;
      }
      const header = readTarHeader(block);
      if (header === undefined || !(header.size >= 0)) return { offset: at, message: this.marked ? AFTER : DAMAGED };
      this.marked = false;
      if (!EXTENSIONS.has(header.type)) return this.entry(header, { ...this.global, ...fields }, position);
      if (header.size > EXTENSION_BYTES) return { offset: at, message: DAMAGED };
      const bytes = await readFully(source, header.size);
      await source.skip(padding(header.size));
      if (header.type === 'x') fields = { ...fields, ...readPax(bytes) };
      else if (header.type === 'g') this.global = { ...this.global, ...readPax(bytes) };
      else if (header.type === 'L') fields = { ...fields, path: untilZero(bytes, 0, bytes.length) };
    }
  }

  private end(offset: number, between: boolean): Damage | undefined {
    const { fault } = this.source;
    if (fault !== undefined) return { offset, message: whyEnded(this.source) };
    if (this.marked) return undefined;
    return { offset, message: between ? UNMARKED : CUT };
  }

  private entry(header: TarHeader, fields: PaxFields, position: number): TarEntry | Damage {
    const { name, size, modified, type } = header;
    const links = type === '1' || type === '2';
    const real = links ? 0 : (fields.size ?? size);
    if (!Number.isSafeInteger(real) || real < 0) return { offset: position, message: DAMAGED };
    const sparse = fields.sparse === true || type === 'S';
    return { name: fields.path ?? name, size: real, modified: fields.modified ?? modified, type, sparse, position };
  }
}

/** Extended headers (x, g) and GNU's long names (L) and link targets (K). */
const EXTENSIONS = new Set(['x', 'g', 'L', 'K']);
const DAMAGED =
  'The tar header here is damaged, so where the members after it begin is not known: they are not read. Get an undamaged copy of the archive.';
const AFTER =
  'Bytes that are no tar follow the end of the archive. They are kept as evidence, and nothing is to be done if they are meant to be there.';
const UNMARKED =
  'The archive has no mark of its end: it may have been cut off between two members. Compare it with the original.';
const CUT = 'The archive ends too early: what came after is not there. Get a complete copy of the archive.';

function whyEnded({ fault }: ByteSource): string {
  if (fault === undefined) return CUT;
  return `${fault.message} What comes after it in the archive is not read.`;
}

function rest(offset: number, message: string): ArchiveItem {
  return { type: 'rest', fault: { path: '', reason: 'archive', offset, length: 0, message } };
}

function notRead(
  { type, sparse, size }: TarEntry,
  limit: number,
): { reason: 'skipped' | 'unsupported' | 'inflates-too-far'; message: string } | undefined {
  const what = TYPES[type];
  if (what !== undefined) {
    const message = `This member is ${what}, no file: it is not followed, and nothing is to be done. The archive is kept as it is.`;
    return { reason: 'skipped', message };
  }
  if (NOTHING.has(type)) return undefined;
  if (sparse || (type !== '0' && type !== '7')) {
    const kind = sparse ? 'is a sparse file' : `has the unknown type ${JSON.stringify(type)}`;
    const message = `This member ${kind}, which is not read: unpack a copy of the archive and add the file.`;
    return { reason: 'unsupported', message };
  }
  if (size < limit) return undefined;
  const message = `This member has ${limit.toLocaleString('en')} bytes or more: unpack a copy of the archive and split the file.`;
  return { reason: 'inflates-too-far', message };
}

function padding(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
}

class TarMember implements ArchiveMember {
  readonly position: number;
  readonly modified: string | null;
  readonly range: ArchiveMember['range'];
  /** The archive ended within it. */
  cut = false;

  constructor(
    private readonly source: ByteSource,
    private readonly entry: TarEntry,
    readonly path: string,
    file: ArchiveFile | undefined,
  ) {
    this.position = entry.position;
    this.modified = isoTime(entry.modified);
    this.range = file?.place(source.position, entry.size);
  }

  async pour(write: Write): Promise<Poured> {
    const { source, entry } = this;
    let left = entry.size;
    if (this.range !== undefined) {
      left -= await source.skip(left);
    } else {
      while (left > 0) {
        const bytes = await source.read(Math.min(left, POUR_BYTES));
        if (bytes.length === 0) break;
        left -= bytes.length;
        await write(bytes);
      }
    }
    const length = entry.size - left;
    if (left === 0) return { length };
    this.cut = true;
    const why = source.fault === undefined ? '' : ` ${source.fault.message}`;
    const message = `The archive ends within this member: ${left.toLocaleString('en')} of its ${entry.size.toLocaleString('en')} bytes, and all members after it, are not there.${why} Get a complete copy of the archive.`;
    return { length, fault: { reason: 'truncated', message } };
  }
}

/** Null for a time that no calendar has. */
function isoTime(seconds: number): string | null {
  const time = new Date(Math.floor(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
