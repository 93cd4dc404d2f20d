import { readFully, type ByteSource } from './byte-source';
import { mapGoesOn, readPax, readTarHeader, TAR_BLOCK, untilZero, type PaxFields, type TarHeader } from './tar-header';
import { passToHeader } from './tar-search';

/** Bytes of a long name or an extended header that are read; what is behind them is passed over. */
const EXTENSION_BYTES = 16 * 1024 * 1024;

/** A regular file, and anything unusual, as its headers describe it. */
export interface TarEntry {
  readonly is: 'entry';
  readonly name: Uint8Array;
  readonly size: number;
  /** Seconds since 1970 UTC. */
  readonly modified: number;
  readonly type: string;
  readonly sparse: boolean;
  /** Of its first header. */
  readonly position: number;
}

/** Bytes that are no header where one should be. */
export interface TarDamage {
  /** `gap`: a header was found behind them, which comes next. `rest`: nothing comes any more. */
  readonly is: 'gap' | 'rest';
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

/** Headers of members, with the extended ones before them. */
export class TarWalk {
  /** Of the headers that hold for all members after them. */
  private global: PaxFields = {};
  /** The last block was the mark of the end. */
  private marked = false;

  constructor(private readonly source: ByteSource) {}

  /** The next member's headers; undefined at the end of the archive. */
  async next(): Promise<TarEntry | TarDamage | undefined> {
    const { source } = this;
    let position = source.position;
    let fields: PaxFields = {};
    for (;;) {
      const at = source.position;
      const block = await readFully(source, TAR_BLOCK);
      if (block.length < TAR_BLOCK) return this.end(block, at === position);
      if (block.every((byte) => byte === 0)) {
        this.marked = true;
        // Zero blocks mark the end; archives put one after the other go on behind them.
        if (at !== position) return { is: 'gap', offset: position, length: at - position, message: NO_MEMBER };
        position = source.position;
        continue;
      }
      const header = readTarHeader(block);
      if (header === undefined || !(header.size >= 0)) return await this.passOver(block);
      this.marked = false;
      if (!EXTENSIONS.has(header.type)) return await this.entry(header, { ...this.global, ...fields }, position);
      const bytes = await readFully(source, Math.min(header.size, EXTENSION_BYTES));
      await source.skip(header.size - bytes.length + paddingOf(header.size));
      if (header.type === 'x' || header.type === 'X') fields = { ...fields, ...readPax(bytes) };
      else if (header.type === 'g') this.global = { ...this.global, ...readPax(bytes) };
      else if (header.type === 'L') fields = { ...fields, path: untilZero(bytes, 0, bytes.length) };
    }
  }

  private end(left: Uint8Array, between: boolean): TarDamage | undefined {
    const { position: offset, fault } = this.source;
    const rest = { is: 'rest', offset: offset - left.length, length: left.length } as const;
    if (fault !== undefined) return { ...rest, message: whyEnded(this.source) };
    if (this.marked) return left.every((byte) => byte === 0) ? undefined : { ...rest, message: AFTER };
    return { ...rest, message: between && left.length === 0 ? UNMARKED : CUT };
  }

  /** Goes on with the next header, wherever it is. */
  private async passOver(block: Uint8Array): Promise<TarDamage> {
    const { source, marked } = this;
    const offset = source.position - block.length;
    const found = await passToHeader(source, block);
    const length = source.position - offset;
    // What follows the end may be a copy of anything; nothing is missing there.
    if (found) return { is: 'gap', offset, length, message: marked ? BETWEEN : GAP };
    const why = source.fault === undefined ? '' : ` ${source.fault.message}`;
    return { is: 'rest', offset, length, message: `${marked ? AFTER : DAMAGED}${why}` };
  }

  private async entry(header: TarHeader, fields: PaxFields, position: number): Promise<TarEntry> {
    const { source } = this;
    for (let more = header.mapGoesOn; more;) {
      const block = await readFully(source, TAR_BLOCK);
      more = block.length === TAR_BLOCK && mapGoesOn(block);
    }
    let { type } = header;
    let size = fields.size ?? header.size;
    if (BARE.has(type) && size > 0) {
      // Some programs note a size where nothing follows; others give the bytes of each hard link again.
      if (await this.goesOnHere()) size = 0;
      else if (type === '1') type = '0';
    }
    if (fields.continued === true) type = CONTINUED;
    this.global.continued = false;
    const sparse = fields.sparse === true || type === 'S';
    const { path: name = header.name, modified = header.modified } = fields;
    return { is: 'entry', name, size, modified, type, sparse, position };
  }

  /** Whether the next block is a header, or marks the end. */
  private async goesOnHere(): Promise<boolean> {
    const block = await readFully(this.source, TAR_BLOCK);
    this.source.unread(block);
    return block.every((byte) => byte === 0) || readTarHeader(block) !== undefined;
  }
}

/** Extended headers (x, g, and Sun's X) and GNU's long names (L) and link targets (K). */
const EXTENSIONS = new Set(['x', 'X', 'g', 'L', 'K']);
/** GNU tar's: the rest of a file from the volume before. */
export const CONTINUED = 'M';
/** Links, devices, folders and pipes: no bytes follow as a rule. */
const BARE = new Set(['1', '2', '3', '4', '5', '6']);

const UNDAMAGED = 'Get an undamaged copy of the archive.';
const DAMAGED = `The tar header here is damaged, and no other one follows: the members after it are not read. ${UNDAMAGED}`;
const GAP = `The tar header here is damaged: the bytes from it up to the next header, at least one member among them, are not read. ${UNDAMAGED}`;
const NO_MEMBER = `Here is an extended header without a member: it is not known whether one is missing. ${UNDAMAGED}`;
const AFTER =
  'Bytes that are no tar follow the end of the archive. They are kept as evidence, and nothing is to be done if they are meant to be there.';
const BETWEEN =
  'Bytes that are no tar stand between the end of one archive and the next one in this file. They are kept as evidence, and nothing is to be done if they are meant to be there.';
const UNMARKED =
  'The archive has no mark of its end: it may have been cut off between two members. Compare it with the original.';
const CUT = 'The archive ends too early: what came after is not there. Get a complete copy of the archive.';

export function whyEnded({ fault }: ByteSource): string {
  if (fault === undefined) return CUT;
  return `${fault.message} What comes after it in the archive is not read.`;
}

/** Bytes up to the next block. */
export function paddingOf(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
}
