import { TrailbenchError } from '../../contract/errors';
import { LACKS_MEMBERS, whyPartly } from '../../core/format/reading';
import { ReadingList } from '../../core/format/reading-list';
import type { SourceReadings } from '../../core/format/reading-list';
import { parseShape } from '../files/shape-fault';
import type { AppendLogOptions, IntegrityProblem, LogState } from './append-log';
import { AppendLog } from './append-log';
import { ManifestIndex, sourceKey } from './manifest-index';
import type { ManifestTotals, ObjectVersion, SourceEntry } from './manifest-index';
import { manifestLine, sourceName } from './manifest-line';
import type { ManifestLine } from './manifest-line';
import { plainLine } from './plain-line';
import type { SourceOutline } from './source-columns';

export type { ManifestTotals, SourceEntry } from './manifest-index';
export type { ManifestKind, ManifestLine, StoredAt } from './manifest-line';
export { sourceName, toSource } from './manifest-line';

export const MANIFEST_NAME = 'evidence/manifest.jsonl';

/** Bytes of the manifest that are read in one go. */
const SCAN_BYTES = 256 * 1024;

export type ManifestOptions = Pick<
  AppendLogOptions<ManifestLine>,
  'path' | 'writable' | 'checkpoints' | 'create' | 'writerAlive' | 'disk'
>;

/** The sources of a case: `evidence/manifest.jsonl` and what is kept of it in memory. */
export class Manifest {
  private next: number;

  private constructor(
    private readonly log: AppendLog<ManifestLine>,
    private readonly index: ManifestIndex,
  ) {
    // A last line that cannot be read has used a number too: never give it out again.
    this.next = Math.max(index.highest + 1, log.checkpoint().lines);
  }

  /** Reads the whole manifest once. What is wrong with it is in `problems`. */
  static async open(options: ManifestOptions): Promise<Manifest> {
    const index = new ManifestIndex();
    const log = await AppendLog.open<ManifestLine>({
      ...options,
      name: MANIFEST_NAME,
      durability: 'group',
      parse: (value) => plainLine(value) ?? parseShape(manifestLine, value),
      visit: (line) => {
        index.take(line.entry, line);
      },
    });
    return new Manifest(log, index);
  }

  get problems(): readonly IntegrityProblem[] {
    return [...this.log.problems, ...this.index.problems];
  }

  get totals(): ManifestTotals {
    return this.index.totals();
  }

  /** Sources in the manifest, all durable. Rows count from 0 to this, in the order of the file. */
  get count(): number {
    return this.index.rows;
  }

  /** The least number that a source of now on may get. */
  get nextNo(): number {
    return this.next;
  }

  /** The next free source number; each call gives another. Unused ones are given out again after reopening. */
  reserve(): number {
    const no = this.next;
    if (no > 0xffffffff) throw new TrailbenchError('not-supported', 'A case holds at most 4,294,967,296 sources.');
    this.next += 1;
    return no;
  }

  /** What is known of a source without reading the file; undefined where there is none with this number. */
  entry(no: number): SourceEntry | undefined {
    const row = this.index.rowOfNo(no);
    return row === undefined ? undefined : this.index.entry(row);
  }

  /**
   * Puts the 32 bytes of a source's SHA-256 into `into`, zeros for one without bytes.
   * @returns false where there is none with this number
   */
  copyDigest(no: number, into: Uint8Array, at: number): boolean {
    const row = this.index.rowOfNo(no);
    if (row === undefined) return false;
    into.set(this.index.digest(row), at);
    return true;
  }

  /** The source in row `row`, 0 <= row < count. */
  entryAt(row: number): SourceEntry {
    return this.index.entry(row);
  }

  /** The same without digest and place: where every source of a case is walked through. */
  outlineAt(row: number): SourceOutline & { readonly no: number } {
    return this.index.outline(row);
  }

  /** How many sources ended how, and why those did that were not read whole; names are read from the file. */
  async readings(): Promise<SourceReadings> {
    const list = new ReadingList();
    for (let row = 0; row < this.count; row += 1) {
      const { kind, what } = this.index.outline(row);
      if (kind === 'failed' && !this.index.isFailing(row)) continue;
      const reading = this.index.readingOf(row);
      if (!list.wants(reading, { kind, what })) {
        list.add(reading, { kind, what });
        continue;
      }
      const line = await this.lineAt(row);
      const why = line.failed?.message ?? whyRejected(line) ?? (kind === 'archive' ? LACKS_MEMBERS : undefined);
      list.add(reading, { kind, what }, sourceName(line), why);
    }
    return list.result;
  }

  /** How many records a source has; undefined where there is none with this number. */
  recordsOf(no: number): number | undefined {
    const row = this.index.rowOfNo(no);
    return row === undefined ? undefined : this.index.recordsIn(row);
  }

  /** The source with this URI (and archive member) and these stored bytes, by hex SHA-256. */
  find(uri: string, sha256: string, member?: string): SourceEntry | undefined {
    return this.lookUp(uri, sha256, member).same;
  }

  /** The newest source with this URI, whatever its bytes; it may be a failed one. */
  newest(uri: string, member?: string): SourceEntry | undefined {
    const row = this.index.newestOf(keyOf(uri, member));
    return row === undefined ? undefined : this.index.entry(row);
  }

  /** Every source with this URI, newest first: what was acquired there at different times. */
  versions(uri: string, member?: string): SourceEntry[] {
    return this.index.rowsOf(keyOf(uri, member)).map((row) => this.index.entry(row));
  }

  /** True where an object of a remote store was taken in just this state: then it need not be fetched. */
  hasVersion(version: ObjectVersion): boolean {
    return this.index.hasVersion(version);
  }

  /** True for a source that failed, and did not come complete since under the same URI. */
  isFailing(no: number): boolean {
    const row = this.index.rowOfNo(no);
    return row !== undefined && this.index.isFailing(row);
  }

  /** How many sources failed and came complete later; grows only. */
  get overcome(): number {
    return this.index.overcomeRows;
  }

  /** `newest` and `find` at once. */
  lookUp(
    uri: string,
    sha256: string,
    member?: string,
  ): { readonly newest: SourceEntry | undefined; readonly same: SourceEntry | undefined } {
    const { newest, same } = this.index.lookUp(keyOf(uri, member), sha256);
    return {
      newest: newest === undefined ? undefined : this.index.entry(newest),
      same: same === undefined ? undefined : this.index.entry(same),
    };
  }

  /** A source that keeps these bytes, under whatever URI. */
  keeping(sha256: string): SourceEntry | undefined {
    const row = this.index.keeping(sha256);
    return row === undefined ? undefined : this.index.entry(row);
  }

  /** A source's whole line, read from the file. @throws TrailbenchError `not-found`, `case-damaged` */
  async line(no: number): Promise<ManifestLine> {
    const row = this.index.rowOfNo(no);
    if (row === undefined) {
      throw new TrailbenchError('not-found', `This case has no source ${String(no)}: reload the list of sources.`);
    }
    return this.lineAt(row);
  }

  /**
   * Some lines in the order of the file.
   * @param from position in the list, from 0
   * @param rejected only sources with quarantine entries, and failed ones that did not come complete since
   */
  async lines(from: number, count: number, rejected = false): Promise<{ total: number; lines: ManifestLine[] }> {
    const rows = rejected ? this.index.rejectingRows : undefined;
    const total = rows?.length ?? this.index.rows;
    const lines: ManifestLine[] = [];
    for (let at = Math.max(0, from); at < Math.min(total, from + count); at += 1) {
      lines.push(await this.lineAt(rows?.[at] ?? at));
    }
    return { total, lines };
  }

  /**
   * All lines from row `from` to the last one that is durable now, in order, read in large pieces.
   * @returns the row behind the last one
   * @throws TrailbenchError `case-damaged`
   */
  async scan(from: number, visit: (line: ManifestLine) => void): Promise<number> {
    const end = this.count;
    for (let row = from; row < end;) {
      const { offset, length } = this.index.linePlace(row);
      let last = row;
      let size = length;
      while (last + 1 < end) {
        const next = this.index.linePlace(last + 1);
        if (next.offset + next.length - offset > SCAN_BYTES) break;
        last += 1;
        size = next.offset + next.length - offset;
      }
      const bytes = await this.log.readAt(offset, size);
      for (; row <= last; row += 1) {
        const place = this.index.linePlace(row);
        const start = place.offset - offset;
        visit(this.log.parseLine(Buffer.from(bytes.buffer, bytes.byteOffset + start, place.length)));
      }
    }
    return end;
  }

  /**
   * Appends a line; resolves once it is durable, and only then is the source found here. The bytes
   * it speaks of must be durable before. Of a line that tells another state of a source, that source is returned.
   */
  async append(line: ManifestLine): Promise<SourceEntry> {
    if (this.index.rowOfNo(line.no) !== undefined) {
      throw new TrailbenchError('internal', `The source number ${String(line.no)} is taken already.`);
    }
    const durable = await this.log.append(line);
    this.index.take(line, durable);
    this.next = Math.max(this.next, line.no + 1);
    const entry = this.entry(line.sameAs ?? line.no);
    if (entry === undefined) throw new TrailbenchError('internal', `Source ${String(line.no)} was not taken in.`);
    return entry;
  }

  /** Pack number -> bytes of the pack that lines refer to. */
  packEnds(): ReadonlyMap<number, number> {
    return this.index.ends();
  }

  /** True where every line could be read: then nothing refers to evidence that is not listed here. */
  get whole(): boolean {
    return this.problems.length === 0;
  }

  /** False where a failed append may have left lines behind that were not acknowledged. */
  get clean(): boolean {
    return this.log.clean;
  }

  checkpoint(): LogState {
    return this.log.checkpoint();
  }

  /** Running hash at opening after so many lines; known for the `checkpoints` asked for. */
  digestAt(lines: number): string | undefined {
    return this.log.digestAt(lines);
  }

  flush(): Promise<void> {
    return this.log.flush();
  }

  /** Refuses all further appends: another program writes now. */
  bar(error: TrailbenchError): void {
    this.log.bar(error);
  }

  retry(): Promise<void> {
    return this.log.retry();
  }

  close(): Promise<void> {
    return this.log.close();
  }

  private lineAt(row: number): Promise<ManifestLine> {
    const { offset, length } = this.index.linePlace(row);
    return this.log.readLine(offset, length);
  }
}

function keyOf(uri: string, member: string | undefined): string {
  return sourceKey(member === undefined ? { uri } : { uri, member });
}

/** What was quarantined of a source, in a sentence; undefined where nothing was. */
function whyRejected({ rejects, rejected }: ManifestLine): string | undefined {
  const [first] = rejects;
  return first === undefined ? undefined : whyPartly(first, rejected);
}
