import { hash } from 'node:crypto';
import type { IntegrityProblem } from './append-log';
import { DigestIndex } from './digest-index';
import type { ManifestKind, ManifestLine, StoredAt } from './manifest-line';

/** What is known of a source without reading its line. */
export interface SourceEntry {
  readonly no: number;
  /** Stored bytes. */
  readonly size: number;
  /** Hex; null for a source without bytes. */
  readonly sha256: string | null;
  readonly compression: 'none' | 'gzip';
  /** Inflated bytes. */
  readonly inflatedSize: number;
  readonly kind: ManifestKind;
  readonly format: string | null;
  readonly records: number;
  readonly rejected: number;
  readonly stored: StoredAt | null;
}

export interface ManifestTotals {
  /** Lines that could be read. */
  readonly sources: number;
  /** Stored bytes over all sources. */
  readonly bytes: number;
  readonly records: number;
  /** Quarantine entries; those of sources that failed and came complete later are left out. */
  readonly rejected: number;
  /** Sources by kind; the same are left out. */
  readonly kinds: Readonly<Partial<Record<ManifestKind, number>>>;
}

/** Where a line stands in the manifest file, bytes. */
export interface LinePlace {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
}

const TAR_BLOCK = 512;
/** Of the SHA-256 of a key: more than anyone can make collide. */
const KEY_BYTES = 16;
const LONE_SURROGATE = /\p{Cs}/u;
const OBJECT = -1;
const NOWHERE = 0;
const NO_DIGEST = new Uint8Array(32);

/** The name under which the same thing is found again: the URI, or the member of an archive. */
export function sourceKey(line: Pick<ManifestLine, 'uri' | 'member'>): string {
  return line.member === undefined ? line.uri : `${line.uri}\0${line.member}`;
}

/** An object of a remote store as it was at one time; known by its ETag, or by its last change where there is none. */
export interface ObjectVersion {
  readonly uri: string;
  readonly size: number;
  readonly etag?: string | undefined;
  readonly modified: string | null;
}

function versionKey({ uri, size, etag, modified }: ObjectVersion): string {
  const state = etag === undefined || etag === '' ? `at ${modified ?? ''}` : etag;
  return `${uri}\0${state}\0${String(size)}`;
}

/** True for a source that came from a remote store; files have paths and no scheme. */
function isFetched({ uri, member, failed }: ManifestLine): boolean {
  return failed === undefined && member === undefined && /^[a-z][a-z0-9+.-]+:\/\//.test(uri);
}

function keyDigest(key: string): Uint8Array {
  // Names that differ only in lone surrogates, which UTF-8 would merge, are kept apart in UTF-16.
  const bytes = LONE_SURROGATE.test(key) ? Buffer.from(`\0${key}`, 'utf16le') : key;
  return hash('sha256', bytes, 'buffer').subarray(0, KEY_BYTES);
}

/** The manifest in memory: numbers and digests only, about 200 bytes a source. A row is a line. */
export class ManifestIndex {
  readonly problems: IntegrityProblem[] = [];
  private readonly rowOf = new Map<number, number>();
  private readonly bySha = new DigestIndex(32);
  private readonly byKey = new DigestIndex(KEY_BYTES);
  /** Of those from a remote store that could be had: the object in one state. */
  private readonly byVersion = new DigestIndex(KEY_BYTES);
  private readonly packEnds = new Map<number, number>();
  private readonly kindCounts = new Map<ManifestKind, number>();
  /** Rows with quarantine entries, and those that failed and did not come complete since. */
  private readonly rejecting = new Set<number>();
  private rejectingList: readonly number[] | undefined;
  /** Rows that failed and did not come complete since. */
  private readonly failing = new Set<number>();
  private overcomeCount = 0;
  private readonly nos: number[] = [];
  private readonly lineOffsets: number[] = [];
  private readonly lineLengths: number[] = [];
  private readonly sizes: number[] = [];
  private readonly inflatedSizes: number[] = [];
  private readonly recordCounts: number[] = [];
  private readonly rejectCounts: number[] = [];
  /** Pack number, OBJECT or NOWHERE; and the position in the pack. */
  private readonly packs: number[] = [];
  private readonly offsets: number[] = [];
  private readonly kinds: ManifestKind[] = [];
  private readonly formats: (string | null)[] = [];
  private readonly gzipped: boolean[] = [];
  private highestNo = -1;
  private bytes = 0;
  private records = 0;
  private rejected = 0;

  /**
   * Takes in a durable line. A number that was given before is a problem: the first line keeps it. A line that tells
   * another state of a source is no row.
   */
  take(line: ManifestLine, place: LinePlace): void {
    if (line.sameAs !== undefined) {
      this.highestNo = Math.max(this.highestNo, line.no);
      this.overcome(keyDigest(sourceKey(line)));
      if (isFetched(line)) this.byVersion.add(keyDigest(versionKey(line)));
      return;
    }
    if (this.rowOf.has(line.no)) {
      const message = `Line ${String(place.line)} of evidence/manifest.jsonl gives the source number ${String(line.no)} a second time. It is skipped; the first line with this number holds.`;
      this.problems.push({ file: 'evidence/manifest.jsonl', line: place.line, message });
      return;
    }
    const row = this.nos.length;
    this.rowOf.set(line.no, row);
    this.bySha.add(line.sha256 === null ? NO_DIGEST : Buffer.from(line.sha256, 'hex'));
    const key = keyDigest(sourceKey(line));
    if (line.failed === undefined) this.overcome(key);
    this.byKey.add(key);
    if (isFetched(line)) this.byVersion.add(keyDigest(versionKey(line)));
    this.nos.push(line.no);
    this.lineOffsets.push(place.offset);
    this.lineLengths.push(place.length);
    this.sizes.push(line.size);
    this.inflatedSizes.push(line.inflatedSize);
    this.recordCounts.push(line.records);
    this.rejectCounts.push(line.rejected);
    this.kinds.push(line.kind);
    this.formats.push(line.format);
    this.gzipped.push(line.compression === 'gzip');
    this.place(line.stored);
    this.highestNo = Math.max(this.highestNo, line.no);
    this.bytes += line.size;
    this.records += line.records;
    this.rejected += line.rejected;
    this.kindCounts.set(line.kind, (this.kindCounts.get(line.kind) ?? 0) + 1);
    if (line.failed !== undefined) this.failing.add(row);
    if (line.rejected > 0 || line.failed !== undefined) {
      this.rejecting.add(row);
      this.rejectingList = undefined;
    }
  }

  /** What failed under this key is there now: it counts no more. */
  private overcome(key: Uint8Array): void {
    if (this.failing.size === 0) return;
    for (let row = this.byKey.newest(key); row >= 0; row = this.byKey.olderThan(row)) {
      if (!this.failing.delete(row)) continue;
      this.overcomeCount += 1;
      this.rejecting.delete(row);
      this.rejectingList = undefined;
      this.rejected -= this.rejectCounts[row] ?? 0;
      this.kindCounts.set('failed', Math.max(0, (this.kindCounts.get('failed') ?? 0) - 1));
    }
  }

  private place(stored: StoredAt | null): void {
    if (stored === null || 'object' in stored) {
      this.packs.push(stored === null ? NOWHERE : OBJECT);
      this.offsets.push(0);
      return;
    }
    this.packs.push(stored.pack);
    this.offsets.push(stored.offset);
    const end = stored.offset + Math.ceil(stored.size / TAR_BLOCK) * TAR_BLOCK;
    this.packEnds.set(stored.pack, Math.max(end, this.packEnds.get(stored.pack) ?? 0));
  }

  get rows(): number {
    return this.nos.length;
  }

  /** Rows with quarantine entries, and those that failed and did not come complete since; in their order. */
  get rejectingRows(): readonly number[] {
    this.rejectingList ??= [...this.rejecting];
    return this.rejectingList;
  }

  /** Sources that failed and came complete later. */
  get overcomeRows(): number {
    return this.overcomeCount;
  }

  /** True for one that failed and did not come complete since. */
  isFailing(row: number): boolean {
    return this.failing.has(row);
  }

  /** The highest source number so far, -1 for none. */
  get highest(): number {
    return this.highestNo;
  }

  totals(): ManifestTotals {
    const kinds = Object.fromEntries([...this.kindCounts].filter(([, count]) => count > 0));
    return { sources: this.rows, bytes: this.bytes, records: this.records, rejected: this.rejected, kinds };
  }

  /** Pack number -> position behind the last entry that a line refers to, bytes. */
  ends(): ReadonlyMap<number, number> {
    return this.packEnds;
  }

  rowOfNo(no: number): number | undefined {
    return this.rowOf.get(no);
  }

  /** The newest row under this key, or undefined. */
  newestOf(key: string): number | undefined {
    const row = this.byKey.newest(keyDigest(key));
    return row < 0 ? undefined : row;
  }

  /** The newest row under this key, and the one that has these bytes besides; undefined where there is none. */
  lookUp(key: string, sha256: string): { readonly newest: number | undefined; readonly same: number | undefined } {
    const newest = this.byKey.newest(keyDigest(key));
    if (newest < 0) return { newest: undefined, same: undefined };
    for (let row = newest; row >= 0; row = this.byKey.olderThan(row)) {
      if (this.shaOf(row) === sha256) return { newest, same: row };
    }
    return { newest, same: undefined };
  }

  /** True where an object was taken in just this state. */
  hasVersion(version: ObjectVersion): boolean {
    return this.byVersion.newest(keyDigest(versionKey(version))) >= 0;
  }

  /** All rows under this key, newest first. */
  rowsOf(key: string): number[] {
    const rows: number[] = [];
    for (let row = this.byKey.newest(keyDigest(key)); row >= 0; row = this.byKey.olderThan(row)) rows.push(row);
    return rows;
  }

  /** A row that says where these bytes are kept, or undefined. */
  keeping(sha256: string): number | undefined {
    const digest = Buffer.from(sha256, 'hex');
    for (let row = this.bySha.newest(digest); row >= 0; row = this.bySha.olderThan(row)) {
      if (this.packs[row] !== NOWHERE) return row;
    }
    return undefined;
  }

  /** @throws RangeError for a row there is not */
  entry(row: number): SourceEntry {
    const no = this.nos[row];
    const kind = this.kinds[row];
    if (no === undefined || kind === undefined) throw new RangeError(`no row ${String(row)}`);
    return {
      no,
      size: this.sizes[row] ?? 0,
      sha256: this.shaOf(row),
      compression: this.gzipped[row] === true ? 'gzip' : 'none',
      inflatedSize: this.inflatedSizes[row] ?? 0,
      kind,
      format: this.formats[row] ?? null,
      records: this.recordCounts[row] ?? 0,
      rejected: this.rejectCounts[row] ?? 0,
      stored: this.storedAt(row),
    };
  }

  /** @throws RangeError for a row there is not */
  noOf(row: number): number {
    const no = this.nos[row];
    if (no === undefined) throw new RangeError(`no row ${String(row)}`);
    return no;
  }

  recordsOf(row: number): number {
    return this.recordCounts[row] ?? 0;
  }

  /** 32 bytes, all zero for a source without bytes; a view, not to be changed. */
  digest(row: number): Uint8Array {
    return this.bySha.digest(row);
  }

  linePlace(row: number): Omit<LinePlace, 'line'> {
    return { offset: this.lineOffsets[row] ?? 0, length: this.lineLengths[row] ?? 0 };
  }

  private storedAt(row: number): StoredAt | null {
    const pack = this.packs[row] ?? NOWHERE;
    if (pack === NOWHERE) return null;
    if (pack === OBJECT) return { object: this.digestHex(row) };
    return { pack, offset: this.offsets[row] ?? 0, size: this.sizes[row] ?? 0 };
  }

  private shaOf(row: number): string | null {
    // A source without bytes has the all-zero digest, which no bytes are known to have.
    const digest = this.bySha.digest(row);
    return digest.every((byte) => byte === 0) ? null : this.digestHex(row);
  }

  private digestHex(row: number): string {
    return Buffer.from(this.bySha.digest(row)).toString('hex');
  }
}
