import { hash } from 'node:crypto';
import { sumOf } from '../../core/counts';
import { GrowableBytes } from '../../core/segment/growable';
import { otherKind } from '../../core/format/other-kinds';
import { archiveReading } from '../../core/format/reading';
import type { Reading } from '../../core/format/reading';
import { DigestIndex } from './digest-index';
import type { ManifestKind, ManifestLine, StoredAt } from './manifest-line';
import { ProblemList } from './problem-list';
import type { IntegrityProblem } from './problem-list';
import { SourceColumns } from './source-columns';
import type { LinePlace, SourceOutline } from './source-columns';

/** What is known of a source without reading its line. */
export interface SourceEntry extends SourceOutline {
  readonly no: number;
  /** Hex; null for a source without bytes. */
  readonly sha256: string | null;
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
  /** The same without those of sources of which nothing could be read. */
  readonly quarantined: number;
  /** Sources by kind; the same are left out. */
  readonly kinds: Readonly<Partial<Record<ManifestKind, number>>>;
  /** Sources by how they were read; the same are left out. */
  readonly readings: Readonly<Record<Reading, number>>;
  /** Of another kind: those whose events could be had by converting or unpacking them. */
  readonly convertible: number;
  /** CloudTrail logs of which anything could be read, an empty list too. */
  readonly logsRead: number;
}

const TAR_BLOCK = 512;
const MANIFEST_FILE = 'evidence/manifest.jsonl';
/** Of the SHA-256 of a key: more than anyone can make collide. */
const KEY_BYTES = 16;
const LONE_SURROGATE = /\p{Cs}/u;
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

/** What a digest is put into before it is looked up or added: neither keeps it, and a million would be much garbage. */
const scratch = { no: new Uint8Array(4), sha: Buffer.alloc(32), key: keyBytes(), version: keyBytes() };

function keyBytes(): Uint8Array {
  return new Uint8Array(KEY_BYTES);
}

/** @param into valid until the next call with the same */
function keyDigest(key: string, into = scratch.key): Uint8Array {
  // Names that differ only in lone surrogates, which UTF-8 would merge, are kept apart in UTF-16.
  const bytes = LONE_SURROGATE.test(key) ? Buffer.from(`\0${key}`, 'utf16le') : key;
  // As text, which comes out of the hash in a third of the time of a buffer.
  const text = hash('sha256', bytes, 'binary');
  for (let i = 0; i < KEY_BYTES; i += 1) into[i] = text.charCodeAt(i);
  return into;
}

/** A source number as DigestIndex takes it. */
function numberDigest(no: number): Uint8Array {
  const into = scratch.no;
  for (let i = 0; i < 4; i += 1) into[i] = no >>> (8 * i);
  return into;
}

/** @param sha256 hex, 64 characters */
function shaDigest(sha256: string): Uint8Array {
  scratch.sha.write(sha256, 'hex');
  return scratch.sha;
}

/** The manifest in memory: numbers and digests only, about 200 bytes a source. A row is a line. */
export class ManifestIndex {
  private readonly found = new ProblemList(MANIFEST_FILE);
  private readonly byNo = new DigestIndex(4);
  private readonly bySha = new DigestIndex(32);
  private readonly byKey = new DigestIndex(KEY_BYTES);
  /** Of those from a remote store that could be had: the object in one state. */
  private readonly byVersion = new DigestIndex(KEY_BYTES);
  private readonly columns = new SourceColumns();
  private readonly packEnds = new Map<number, number>();
  private readonly kindCounts = new Map<ManifestKind, number>();
  private readonly readingCounts: Record<Reading, number> = { read: 0, partly: 0, other: 0, unknown: 0 };
  /** Archives by source number: how they were read by themselves; those that gave members, and those that lack some. */
  private readonly archives = new Map<number, Reading>();
  private readonly parents = new Set<number>();
  private readonly lacking = new Set<number>();
  /** Quarantine entries of sources of which nothing could be read. */
  private unreadRejects = 0;
  /** Rows that were not read whole, or not known, but for those that failed and came complete since. */
  private readonly rejecting = new Set<number>();
  private rejectingList: readonly number[] | undefined;
  /** Rows that failed and did not come complete since. */
  private readonly failing = new Set<number>();
  /** Per row: 1 where neither it nor an older one under its key is failing, so that none is looked at twice. */
  private readonly settled = new GrowableBytes();
  private overcomeCount = 0;
  private logsRead = 0;
  private convertible = 0;
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
      if (isFetched(line)) this.byVersion.add(keyDigest(versionKey(line), scratch.version));
      return;
    }
    const no = numberDigest(line.no);
    if (line.no <= this.highestNo && this.byNo.newest(no) >= 0) {
      this.reportSecond(line.no, place.line);
      return;
    }
    const row = this.rows;
    this.byNo.add(no);
    this.bySha.add(line.sha256 === null ? NO_DIGEST : shaDigest(line.sha256));
    const key = keyDigest(sourceKey(line));
    if (line.failed === undefined) this.overcome(key);
    this.byKey.add(key);
    this.settled.push(0);
    if (isFetched(line)) this.byVersion.add(keyDigest(versionKey(line), scratch.version));
    this.columns.add(line, place);
    this.reachPack(line.stored);
    this.highestNo = Math.max(this.highestNo, line.no);
    this.bytes = sumOf(this.bytes, line.size);
    this.records = sumOf(this.records, line.records);
    this.rejected = sumOf(this.rejected, line.rejected);
    this.kindCounts.set(line.kind, (this.kindCounts.get(line.kind) ?? 0) + 1);
    const reading = this.columns.reading(row);
    this.readingCounts[reading] += 1;
    if (line.kind === 'cloudtrail' && reading !== 'unknown') this.logsRead += 1;
    if (reading === 'other' && otherKind(line.what ?? '')?.remedy !== undefined) this.convertible += 1;
    if (line.kind === 'archive') this.archives.set(line.no, reading);
    if (line.parent !== undefined) (line.failed === undefined ? this.parents : this.lacking).add(line.parent);
    if (reading === 'unknown') this.unreadRejects = sumOf(this.unreadRejects, line.rejected);
    if (line.failed !== undefined) this.failing.add(row);
    if (line.rejected > 0 || reading === 'unknown') {
      this.rejecting.add(row);
      this.rejectingList = undefined;
    }
  }

  private reportSecond(no: number, line: number): void {
    this.found.add(() => {
      const message = `Line ${String(line)} of ${MANIFEST_FILE} gives the source number ${String(no)} a second time. It is skipped; the first line with this number holds.`;
      return { file: MANIFEST_FILE, line, message };
    });
  }

  /** What failed under this key is there now: it counts no more. */
  private overcome(key: Uint8Array): void {
    if (this.failing.size === 0) return;
    const newest = this.byKey.newest(key);
    for (let row = newest; row >= 0 && this.settled.values[row] !== 1; row = this.byKey.olderThan(row)) {
      if (!this.failing.delete(row)) continue;
      this.overcomeCount += 1;
      this.rejecting.delete(row);
      this.rejectingList = undefined;
      this.rejected -= this.columns.rejected(row);
      this.kindCounts.set('failed', Math.max(0, (this.kindCounts.get('failed') ?? 0) - 1));
      this.readingCounts.unknown -= 1;
      this.unreadRejects -= this.columns.rejected(row);
    }
    if (newest >= 0) this.settled.values[newest] = 1;
  }

  private reachPack(stored: StoredAt | null): void {
    if (stored === null || 'object' in stored) return;
    const end = stored.offset + Math.ceil(stored.size / TAR_BLOCK) * TAR_BLOCK;
    this.packEnds.set(stored.pack, Math.max(end, this.packEnds.get(stored.pack) ?? 0));
  }

  /** Numbers that were given twice: at most 100, and how many more there are. */
  get problems(): readonly IntegrityProblem[] {
    return this.found.list;
  }

  get rows(): number {
    return this.columns.rows;
  }

  /** Rows that were not read whole, or not known, but for those that failed and came complete since; in their order. */
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
    const { rows: sources, bytes, records, rejected, logsRead, convertible, readings } = this;
    const quarantined = rejected - this.unreadRejects;
    return { sources, bytes, records, rejected, quarantined, kinds, readings, convertible, logsRead };
  }

  /** How an archive was read is known by its members alone, which may be listed after it. */
  private get readings(): Readonly<Record<Reading, number>> {
    const counts = { ...this.readingCounts };
    for (const [no, own] of this.archives) {
      counts[own] -= 1;
      counts[this.archiveReading(no, own)] += 1;
    }
    return counts;
  }

  private archiveReading(no: number, own: Reading): Reading {
    return archiveReading(own, this.lacking.has(no), this.parents.has(no));
  }

  /** How a row was read. */
  readingOf(row: number): Reading {
    const { no, kind, reading } = this.outline(row);
    return kind === 'archive' ? this.archiveReading(no, reading) : reading;
  }

  /** Pack number -> position behind the last entry that a line refers to, bytes. */
  ends(): ReadonlyMap<number, number> {
    return this.packEnds;
  }

  rowOfNo(no: number): number | undefined {
    if (!Number.isInteger(no) || no < 0 || no > this.highestNo) return undefined;
    const row = this.byNo.newest(numberDigest(no));
    return row < 0 ? undefined : row;
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
      if (this.columns.isStored(row)) return row;
    }
    return undefined;
  }

  /** @throws RangeError for a row there is not */
  entry(row: number): SourceEntry {
    const outline = this.outline(row);
    const stored = this.columns.storedAt(row, () => this.digestHex(row));
    return { ...outline, sha256: this.shaOf(row), stored };
  }

  /** The part of an entry that costs little. @throws RangeError for a row there is not */
  outline(row: number): SourceOutline & { readonly no: number } {
    const outline = this.columns.outline(row);
    const [a = 0, b = 0, c = 0, d = 0] = this.byNo.digest(row);
    return { no: (a | (b << 8) | (c << 16) | (d << 24)) >>> 0, ...outline };
  }

  /** Records of a row. */
  recordsIn(row: number): number {
    return this.columns.records(row);
  }

  /** 32 bytes, all zero for a source without bytes; a view, not to be changed. */
  digest(row: number): Uint8Array {
    return this.bySha.digest(row);
  }

  linePlace(row: number): Omit<LinePlace, 'line'> {
    return this.columns.linePlace(row);
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
