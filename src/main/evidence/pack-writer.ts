import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { ProblemList } from '../cases/problem-list';
import type { IntegrityProblem } from '../cases/problem-list';
import { largest } from '../../core/lists';
import type { Disk, DiskFile } from '../files/disk';
import { errorCode, nodeDisk } from '../files/disk';
import { inParallel } from '../files/in-parallel';
import { freeBytes } from '../streams/free-bytes';
import { TAR_BLOCK, TAR_END, tarPadding, writeTarHeader } from './tar';

export interface PackPlace {
  /** Pack number, from 1. */
  readonly pack: number;
  /** Of the stored bytes, behind the entry's header. */
  readonly offset: number;
  readonly size: number;
}

export interface PackEntry {
  /** Hex SHA-256: the entry's name. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export interface PackWriterOptions {
  /** `<case>/evidence/packs`. */
  readonly folder: string;
  /** What `listPacks` found there. */
  readonly packs: ReadonlyMap<number, number>;
  /** Pack number -> bytes that the manifest refers to. */
  readonly ends: ReadonlyMap<number, number>;
  /** Every manifest line could be read: only then is it known that nothing refers to a pack's tail. */
  readonly endsCertain: boolean;
  /** A pack that has reached this is finished, bytes. */
  readonly limit?: number;
  readonly disk?: Disk;
}

const PACK_LIMIT = 256 * 1024 * 1024;

/** `0001.tar`; more digits from the ten-thousandth on. */
export function packName(pack: number): string {
  return `${String(pack).padStart(4, '0')}.tar`;
}

export function packPath(folder: string, pack: number): string {
  return join(folder, packName(pack));
}

/** Packs on the disk: number -> bytes. Files with other names are none of ours. */
export async function listPacks(disk: Disk, folder: string): Promise<Map<number, number>> {
  const packs = new Map<number, number>();
  let entries: Dirent[];
  try {
    entries = await disk.list(folder);
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause;
    return packs;
  }
  const numbered = entries.flatMap(({ name }) => {
    const number = /^(\d{4,9})\.tar$/.exec(name)?.[1];
    return number === undefined ? [] : [{ name, number: Number(number) }];
  });
  const found = await inParallel(numbered, ({ name }) => disk.status(join(folder, name)));
  for (const [at, { number }] of numbered.entries()) {
    const status = found[at];
    if (status?.isFile() === true) packs.set(number, status.size);
  }
  return packs;
}

/** Packs that are missing, or shorter than the manifest says: at most 100, and how many more there are. */
export function packProblems(
  ends: ReadonlyMap<number, number>,
  packs: ReadonlyMap<number, number>,
): readonly IntegrityProblem[] {
  const problems = new ProblemList('evidence/packs');
  for (const [pack, end] of ends) {
    const size = packs.get(pack);
    if (size === undefined || size < end) problems.add(() => packProblem(pack, end, size));
  }
  return problems.list;
}

function packProblem(pack: number, end: number, size: number | undefined): IntegrityProblem {
  const file = `evidence/packs/${packName(pack)}`;
  if (size === undefined) {
    const message = `${file} is missing: the sources in it cannot be read. Put it back from a backup.`;
    return { file, line: null, message };
  }
  const message = `${file} has ${String(size)} bytes, but the manifest refers to ${String(end)}: the last sources in it cannot be read. Put it back from a backup.`;
  return { file, line: null, message };
}

/**
 * Appends small sources to plain tar packs. At any time between two calls a pack is readable by
 * tar: its end blocks come when it is finished, and tar takes a file's end for the archive's.
 */
export class PackWriter {
  private readonly disk: Disk;
  private readonly limit: number;
  private file: DiskFile | undefined;
  private pack: number;
  /** Durable bytes of the open pack, and those that the manifest has confirmed. */
  private size = 0;
  private confirmed = 0;
  /** There may be bytes behind the confirmed ones. */
  private tail = false;

  private constructor(
    private readonly options: PackWriterOptions,
    highest: number,
  ) {
    this.disk = options.disk ?? nodeDisk;
    this.limit = options.limit ?? PACK_LIMIT;
    this.pack = highest;
  }

  /** Takes up the last pack where it can be gone on with; cuts off what a crash left unreferenced at its end. */
  static async open(options: PackWriterOptions): Promise<PackWriter> {
    const { packs, ends } = options;
    const highest = largest(ends.keys(), largest(packs.keys(), 0));
    const writer = new PackWriter(options, highest);
    const size = packs.get(highest);
    if (size !== undefined) await writer.takeUp(size, ends.get(highest) ?? 0);
    return writer;
  }

  /**
   * Writes the entries behind the confirmed ones and makes them durable. `confirm` or `takeBack` must follow.
   */
  async append(entries: readonly PackEntry[], seconds: number): Promise<PackPlace[]> {
    const file = await this.ready();
    const total = entries.reduce((sum, { bytes }) => sum + entryBytes(bytes.length), 0);
    const block = Buffer.allocUnsafe(total);
    const places: PackPlace[] = [];
    let at = 0;
    for (const { sha256, bytes } of entries) {
      writeTarHeader(block, at, sha256, bytes.length, seconds);
      block.set(bytes, at + TAR_BLOCK);
      places.push({ pack: this.pack, offset: this.confirmed + at + TAR_BLOCK, size: bytes.length });
      const end = at + entryBytes(bytes.length);
      block.fill(0, at + TAR_BLOCK + bytes.length, end);
      at = end;
    }
    this.tail = true;
    await file.write(block, this.confirmed);
    await file.sync();
    freeBytes(block);
    this.size = this.confirmed + total;
    return places;
  }

  /** The manifest lines of everything appended are durable. */
  confirm(): void {
    this.confirmed = this.size;
    this.tail = false;
  }

  /**
   * The append failed, or its manifest lines did not come about: takes it back, so that the pack
   * stays readable and nothing is kept twice. Where even that fails, the next append or opening does it.
   */
  async takeBack(): Promise<void> {
    this.size = this.confirmed;
    if (this.file !== undefined) await this.cutTail(this.file);
  }

  /** Leaves the last pack open-ended: it is gone on with when the case is opened again. */
  async close(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    await file?.close();
  }

  private async takeUp(size: number, end: number): Promise<void> {
    // Shorter than the manifest says: lost bytes must not be written over. Longer and the manifest
    // damaged: a line that cannot be read may refer to the tail.
    if (size < end || (size > end && !this.options.endsCertain)) return;
    const path = packPath(this.options.folder, this.pack);
    if (size === end + TAR_END.length && (await isFinished(this.disk, path, end))) return;
    const file = await this.disk.openForWriting(path, 'existing');
    this.file = file;
    this.size = this.confirmed = end;
    this.tail = size > end;
    await this.cutTail(file);
  }

  private async ready(): Promise<DiskFile> {
    if (this.file !== undefined) {
      await this.cutTail(this.file);
      if (this.confirmed < this.limit) return this.file;
      await this.finish(this.file);
    }
    const { folder } = this.options;
    const path = packPath(folder, this.pack + 1);
    const file = await this.disk.openForWriting(path, 'new');
    try {
      await file.sync();
      await this.disk.syncFolder(folder);
    } catch (cause) {
      await file.close();
      await this.disk.remove(path);
      throw cause;
    }
    this.pack += 1;
    this.size = this.confirmed = 0;
    this.file = file;
    return file;
  }

  private async finish(file: DiskFile): Promise<void> {
    this.tail = true;
    await file.write(TAR_END, this.confirmed);
    await file.sync();
    await file.chmod(0o444);
    this.tail = false;
    this.file = undefined;
    await file.close();
  }

  /** Takes away whatever stands behind the confirmed bytes. */
  private async cutTail(file: DiskFile): Promise<void> {
    if (!this.tail) return;
    await file.truncate(this.confirmed);
    await file.sync();
    this.tail = false;
  }
}

/** Header, bytes and padding. */
function entryBytes(size: number): number {
  return TAR_BLOCK + size + tarPadding(size);
}

async function isFinished(disk: Disk, path: string, end: number): Promise<boolean> {
  const handle = await disk.openForReading(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(TAR_END.length), 0, TAR_END.length, end);
    return bytesRead === TAR_END.length && buffer.equals(TAR_END);
  } finally {
    await handle.close();
  }
}
