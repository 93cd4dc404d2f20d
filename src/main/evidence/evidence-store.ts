import { dirname, join } from 'node:path';
import type { IntegrityProblem } from '../cases/append-log';
import type { Disk } from '../files/disk';
import { nodeDisk, writeFailure } from '../files/disk';
import { TrailbenchError } from '../../contract/errors';
import type { Manifest, SourceEntry } from '../cases/manifest';
import { contentHashes } from './content-hash';
import type { RecordPlace } from './content-hash';
import { EvidenceWriter } from './evidence-writer';
import type { Added } from './evidence-writer';
import type { FailedSource, NewSource, SeenAgain } from './new-source';
import { ObjectStore, objectPath } from './object-store';
import { listPacks, packPath, packProblems, PackWriter } from './pack-writer';
import { RangeReader } from './range-reader';
import type { LocatedSource, Range } from './range-reader';

export type { RecordPlace } from './content-hash';
export { OBJECT_FROM } from './evidence-writer';
export type { Added } from './evidence-writer';
export type { FailedSource, NewSource } from './new-source';
export type { LocatedSource, Range } from './range-reader';

export interface EvidenceStoreOptions {
  /** `<case>/evidence`. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly writable: boolean;
  /** Manifest and ledger are sound: then what no manifest line refers to may be cut off a pack. */
  readonly sound: boolean;
  /** User of the operating system, self-asserted. */
  readonly by: string;
  /** Program and version. */
  readonly tool: string;
  readonly now?: () => Date;
  readonly disk?: Disk;
  /** Pack size from which a new one is begun, bytes. */
  readonly packLimit?: number;
  readonly cacheBytes?: number;
  readonly wholeBytes?: number;
}

/** The bytes of a case's sources: takes them in unchanged, and reads them back checked. */
export class EvidenceStore {
  /** Packs that are missing or too short. */
  readonly problems: readonly IntegrityProblem[];

  private constructor(
    private readonly objects: ObjectStore,
    private readonly reader: RangeReader,
    private readonly writer: EvidenceWriter | undefined,
    private readonly packs: PackWriter | undefined,
    problems: readonly IntegrityProblem[],
    private readonly missingPacks: ReadonlySet<number>,
  ) {
    this.problems = problems;
  }

  /** Where a writable case is opened, what a crash left half stored is removed. */
  static async open(options: EvidenceStoreOptions): Promise<EvidenceStore> {
    const { folder, manifest, writable } = options;
    const disk = options.disk ?? nodeDisk;
    const packsFolder = join(folder, 'packs');
    const objects = new ObjectStore(join(folder, 'objects'), disk);
    const ends = manifest.packEnds();
    const packSizes = await listPacks(disk, packsFolder);
    const reader = new RangeReader({
      manifest,
      root: dirname(folder),
      disk,
      pathOf: (stored) =>
        'object' in stored ? objectPath(objects.folder, stored.object) : packPath(packsFolder, stored.pack),
      ...(options.cacheBytes === undefined ? {} : { cacheBytes: options.cacheBytes }),
      ...(options.wholeBytes === undefined ? {} : { wholeBytes: options.wholeBytes }),
    });
    const problems = packProblems(ends, packSizes);
    const missing = new Set([...ends.keys()].filter((pack) => !packSizes.has(pack)));
    if (!writable) return new EvidenceStore(objects, reader, undefined, undefined, problems, missing);
    let packs: PackWriter;
    try {
      await disk.ensureFolder(packsFolder);
      await disk.ensureFolder(objects.folder);
      await objects.removeOrphans();
      const limit = options.packLimit === undefined ? {} : { limit: options.packLimit };
      packs = await PackWriter.open({
        folder: packsFolder,
        packs: packSizes,
        ends,
        endsCertain: options.sound,
        disk,
        ...limit,
      });
    } catch (cause) {
      throw await writeFailure(disk, folder, 0, cause);
    }
    const { by, tool, now = () => new Date() } = options;
    const writer = new EvidenceWriter({ manifest, packs, objects, disk, folder, by, tool, now });
    return new EvidenceStore(objects, reader, writer, packs, problems, missing);
  }

  /** A fresh path in the case for the bytes of a large source; give it to `add` when they are written. */
  temporaryPath(): string {
    return this.objects.temporaryPath();
  }

  /** Removes what was written to such a path and is not wanted. */
  dropTemporary(path: string): Promise<void> {
    return this.objects.drop(path);
  }

  /** Bytes handed to `add` that are not stored yet: wait while they are many. */
  get queuedBytes(): number {
    return this.writer?.queuedBytes ?? 0;
  }

  /**
   * Stores a source unchanged, with its manifest line; resolves when both are durable. `source.no`
   * comes from `manifest.reserve()`. Bytes that the case has already are not stored again; the same
   * URI with the same bytes is `known`, with other bytes a second source that `supersedes` the first.
   *
   * @param bytes in memory (not to be changed until it resolves), or the temporary file that holds them
   * @throws TrailbenchError `disk-full` now and for every later call until `retry`; `case-read-only`
   */
  add(bytes: Uint8Array | { readonly temporary: string }, source: NewSource): Promise<Added> {
    return this.writer?.add(bytes, source) ?? Promise.reject(readOnly());
  }

  /** Lists a source whose bytes could not be had, with the reason. `known`: it failed just before too. */
  addFailed(source: FailedSource): Promise<Added> {
    return this.writer?.addFailed(source) ?? Promise.reject(readOnly());
  }

  /**
   * Notes that a store holds the bytes of source `same` in another state (ETag, version): that state need not be
   * fetched again. It makes no source. Resolves when it is durable. `seen.no` comes from `manifest.reserve()`.
   */
  addSeen(same: number, seen: SeenAgain): Promise<SourceEntry> {
    return this.writer?.addSeen(same, seen) ?? Promise.reject(readOnly());
  }

  /** Makes everything added so far durable now. */
  async flush(): Promise<void> {
    await this.writer?.flush();
  }

  /** Takes sources in again after a failure such as a full disk. @throws TrailbenchError where it still is */
  async retry(): Promise<void> {
    await this.writer?.retry();
  }

  /** Refuses to take anything in from now on: another program writes to the case. */
  bar(error: TrailbenchError): void {
    this.writer?.bar(error);
  }

  /**
   * Where the stored bytes of a source are: for readers that check the SHA-256 themselves.
   * @throws TrailbenchError `not-found`, `evidence-missing`
   */
  locate(no: number): LocatedSource {
    return this.reader.locate(no);
  }

  /** True where a source's pack was not there when the case was opened: nobody needs to be sent to look. */
  isMissing({ stored }: Pick<SourceEntry, 'stored'>): boolean {
    return stored !== null && 'pack' in stored && this.missingPacks.has(stored.pack);
  }

  /**
   * The stored bytes in order, exactly as acquired; checked against the manifest beforehand.
   * @throws TrailbenchError `evidence-missing`, `evidence-changed`
   */
  stored(no: number): AsyncGenerator<Uint8Array, void, undefined> {
    return this.reader.stored(no);
  }

  /**
   * Inflated bytes [offset, offset + length) of a source, in a buffer of their own.
   * @throws TrailbenchError `not-found`, `bad-request`, `evidence-missing`, `evidence-changed`
   */
  readRange(no: number, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.reader.read(no, { offset, length });
  }

  /** Many ranges of one source in one pass; `visit` gets each once, in any order, valid during the call only. */
  readRanges(no: number, ranges: readonly Range[], visit: (index: number, bytes: Uint8Array) => void): Promise<void> {
    return this.reader.readMany(no, ranges, visit);
  }

  /** Hex SHA-256 of the canonical content of each record, in the order given. */
  contentHashes(records: readonly RecordPlace[]): Promise<string[]> {
    return contentHashes(this.reader, records);
  }

  /** Stores what is queued and closes. Rejects where the disk refused. */
  async close(): Promise<void> {
    try {
      await this.writer?.flush();
    } finally {
      this.writer?.stop();
      await this.packs?.close();
    }
  }
}

function readOnly(): TrailbenchError {
  return new TrailbenchError('case-read-only', 'This case is open read-only: no evidence can be added to it.');
}
