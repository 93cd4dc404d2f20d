import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import type { ArchiveFile } from './archive-file';

const BLOCK = 64 * 1024;

/** yauzl's view of an archive: its many small reads are served from one block. */
class BlockReader extends RandomAccessReader {
  private block: Buffer = Buffer.alloc(0);
  private start = 0;

  constructor(private readonly file: ArchiveFile) {
    super();
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, count?: number) => void,
  ): void {
    this.fill(position, length).then(
      (bytes) => {
        bytes.copy(into, offset);
        callback(null, bytes.length);
      },
      (cause: unknown) => callback(cause instanceof Error ? cause : new Error(String(cause))),
    );
  }

  private async fill(position: number, length: number): Promise<Buffer> {
    if (!(position >= 0 && position + length <= this.file.size)) {
      throw new Error(`it refers to byte ${position}, but has ${this.file.size}`);
    }
    const end = this.start + this.block.length;
    if (position < this.start || position + length > end) {
      this.block = await this.file.read(position, Math.max(BLOCK, length));
      this.start = position;
    }
    const at = position - this.start;
    return this.block.subarray(at, at + length);
  }
}

/**
 * Opens the directory at the end of a zip archive. Names are left as bytes, and nothing is refused
 * that can be told of a single member.
 *
 * @throws Error where there is no directory
 */
export function openDirectory(file: ArchiveFile): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(new BlockReader(file), file.size, options, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}

/** Bytes of a local file header without its name. */
const LOCAL_HEADER = 30;
/** Begins each entry of a directory. */
const ENTRY_MARK = Buffer.from('PK\u0001\u0002', 'latin1');

/** What the entries of a directory lay claim to, from a first reading of it. */
export interface DirectoryPlan {
  readonly entries: number;
  /** By position in the directory: its bytes begin within those of an entry before it in the archive. */
  readonly overlaps: ReadonlySet<number>;
  /** Why the directory could not be read to its end. */
  readonly fault: string | undefined;
}

/**
 * Reads the directory once for where its entries lie. Of entries that share bytes the first in the
 * archive counts: others would give the same bytes many times over.
 *
 * @param most entries
 */
export async function planDirectory(zip: ZipFile, file: ArchiveFile, most: number): Promise<DirectoryPlan> {
  const starts: number[] = [];
  const ends: number[] = [];
  let fault: string | undefined;
  try {
    for await (const { relativeOffsetOfLocalHeader: start, compressedSize, fileNameLength } of zip.eachEntry()) {
      // Its header is as long as this at least: the name is there a second time.
      const end = start + LOCAL_HEADER + (compressedSize > 0 ? fileNameLength : 0) + compressedSize;
      starts.push(start);
      // What cannot be in the archive takes nothing away from others.
      ends.push(end > zip.fileSize ? start : end);
      if (starts.length > most) break;
    }
  } catch (cause) {
    fault = cause instanceof Error ? cause.message : String(cause);
  }
  if (fault === undefined && starts.length <= most) fault = await unlisted(zip, file);
  const order = Float64Array.from(starts.keys()).sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
  const overlaps = new Set<number>();
  let taken = 0;
  for (const entry of order) {
    if ((starts[entry] ?? 0) < taken) overlaps.add(entry);
    else taken = ends[entry] ?? 0;
  }
  return { entries: starts.length, overlaps, fault };
}

/** A directory may go on behind as many entries as it says it has: the count of old programs ends at 65,535. */
async function unlisted(zip: ZipFile, file: ArchiveFile): Promise<string | undefined> {
  const at = Number(zip.readEntryCursor);
  const next = await file.read(at, ENTRY_MARK.length);
  if (!next.equals(ENTRY_MARK)) return undefined;
  return `it says that it has ${zip.entryCount} entries, but goes on behind them at byte ${at}`;
}

/** The local header of an entry, or why there is none. */
export async function localHeaderOf(
  zip: ZipFile,
  entry: Entry,
): Promise<Awaited<ReturnType<ZipFile['readLocalFileHeaderPromise']>> | string> {
  try {
    return await zip.readLocalFileHeaderPromise(entry);
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
