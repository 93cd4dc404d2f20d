import { TrailbenchError } from '../../contract/errors';
import type { Reject } from '../../core/format/format';
import { archiveReading, LACKS_MEMBERS, readingOf, whyPartly } from '../../core/format/reading';
import type { ReadingList } from '../../core/format/reading-list';
import type { Locator } from '../../core/segment/layout';
import { contentHash } from '../evidence/content-hash';
import { RangeCollector } from '../evidence/range-collector';
import type { Keeper } from '../indexing/keeper';
import type { ExportProof } from '../integrity/export-proof';
import { INFLATE_LIMITS } from '../streams/limits';
import { streamSource } from '../streams/source-stream';
import type { NewSourceTask, SourceReport, StoredSourceTask } from '../indexing/source-task';
import { StoredBytes } from '../files/stored-bytes';
import type { FilePlace } from '../reports/file-record-reader';
import { isNested, type SearchableSource } from '../search/search-protocol';
import { inPlaceProof, type ReadInPlace } from './in-place-proof';

/** A source that could not be opened. */
const UNREAD = { kind: 'failed' } as const;

interface Place extends ReadInPlace {
  readonly task: NewSourceTask;
  /** What was quarantined first. */
  readonly first: Reject | undefined;
}

/** Sources that are read where they are and kept nowhere. */
export class InPlaceSources implements Keeper {
  /** What could not be read, in words. */
  readonly failures: string[] = [];
  private readonly unread: { readonly uri: string; readonly message: string }[] = [];
  private readonly places = new Map<number, Place>();

  /** @param onTaken hears of each source as it was read */
  constructor(private readonly onTaken?: (task: NewSourceTask, report: SourceReport) => void) {}

  /** Sources that could be read. */
  get count(): number {
    return this.places.size;
  }

  /** SHA-256 of the stored bytes of each source, by source number. */
  get digests(): ReadonlyMap<number, string> {
    return new Map([...this.places].map(([no, { read }]) => [no, read.sha256]));
  }

  /** Where a source's bytes lie, and what they were. */
  locate(source: number): SearchableSource {
    const place = this.places.get(source);
    if (place === undefined) throw new TrailbenchError('not-found', `There is no source ${String(source)}.`);
    const { task, read } = place;
    return { range: task.range, sha256: read.sha256, nested: isNested(read.format), name: task.uri };
  }

  /** As `locate`, with what an export needs; undefined where there is no such source. */
  place(source: number): FilePlace | undefined {
    const place = this.places.get(source);
    if (place === undefined) return undefined;
    const { task, read } = place;
    return { range: task.range, uri: task.uri, sha256: read.sha256, inflatedSize: read.inflatedSize };
  }

  /** What digests among the sources prove of them. */
  proof(): Promise<ExportProof> {
    return inPlaceProof(this.places.values(), (no, size) => this.whole(no, size));
  }

  /** Sources of which a part, or all, could not be read as events. */
  get faulty(): number {
    return [...this.places.values()].filter(({ read }) => read.rejected > 0 || read.kind === 'failed').length;
  }

  /** CloudTrail logs of which anything could be read. */
  get logsRead(): number {
    return [...this.places.values()].filter(({ read }) => read.kind === 'cloudtrail' && readingOf(read) !== 'unknown')
      .length;
  }

  /** Parts of sources that could not be read, of sources that were read but for these. */
  get quarantined(): number {
    let parts = 0;
    for (const { read } of this.places.values()) if (readingOf(read) !== 'unknown') parts += read.rejected;
    return parts;
  }

  /** Adds how each source ended, and why. @param lacking archives of which not all could be had, by source number */
  tellReadings(list: ReadingList, lacking: ReadonlySet<number>): void {
    const parents = new Set([...this.places.values()].map(({ task }) => task.member?.parent));
    const inOrder = [...this.places].sort(([a], [b]) => a - b);
    for (const [no, { task, read, first }] of inOrder) {
      const own = readingOf(read);
      const isArchive = read.kind === 'archive';
      const reading = isArchive ? archiveReading(own, lacking.has(no), parents.has(no)) : own;
      const why = first !== undefined ? whyPartly(first, read.rejected) : isArchive ? LACKS_MEMBERS : undefined;
      list.add(reading, read, task.uri, why);
    }
    for (const { uri, message } of this.unread) list.add('unknown', UNREAD, uri, message);
  }

  take(task: NewSourceTask, report: SourceReport): Promise<'kept' | 'known'> {
    if (report.outcome === 'read') {
      const { stored: _stored, rejects, ...read } = report;
      this.places.set(task.no, { task, read, first: rejects[0] });
      for (const reject of rejects) this.failures.push(`${task.uri}: ${whyPartly(reject, 1)}`);
    } else if (report.outcome === 'failed') {
      this.failures.push(report.message);
      this.unread.push({ uri: task.uri, message: report.message });
    }
    this.onTaken?.(task, report);
    return Promise.resolve('kept');
  }

  again(task: NewSourceTask, report: SourceReport): StoredSourceTask | undefined {
    if (report.outcome !== 'read' || report.format === null) return undefined;
    const { no, range, uri, size } = task;
    const { sha256, format, inflatedSize: inflates } = report;
    return { kind: 'stored', no, range, uri, size, inflates, sha256, format, skip: [] };
  }

  afresh(task: NewSourceTask): NewSourceTask {
    return task;
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Hashes of canonical content, each source read once. In the order given.
   * @throws Error where a file was changed since it was read
   */
  async contentHashes(records: readonly Locator[]): Promise<string[]> {
    const bySource = new Map<number, number[]>();
    for (const [index, { source }] of records.entries()) {
      const indices = bySource.get(source);
      if (indices === undefined) bySource.set(source, [index]);
      else indices.push(index);
    }
    const hashes = new Array<string>(records.length).fill('');
    for (const [source, indices] of bySource) {
      const ranges = indices.map((index) => ({ offset: 0, length: 0, ...records[index], index }));
      ranges.sort((a, b) => a.offset - b.offset);
      await this.readRanges(source, ranges, (index, bytes) => {
        hashes[index] = contentHash(bytes);
      });
    }
    return hashes;
  }

  /** All inflated bytes of a source. */
  private async whole(source: number, size: number): Promise<Uint8Array> {
    let whole = new Uint8Array(0);
    if (size > 0) {
      await this.readRanges(source, [{ offset: 0, length: size, index: 0 }], (_index, bytes) => {
        whole = bytes.slice();
      });
    }
    return whole;
  }

  private async readRanges(
    source: number,
    ranges: readonly { readonly offset: number; readonly length: number; readonly index: number }[],
    visit: (index: number, bytes: Uint8Array) => void,
  ): Promise<void> {
    const place = this.places.get(source);
    if (place === undefined) throw new Error(`There is no source ${source}.`);
    const collector = new RangeCollector(ranges, visit);
    const stored = StoredBytes.open(place.task.range);
    try {
      const { read } = await streamSource(stored, {
        limits: INFLATE_LIMITS,
        expected: place.read.sha256,
        onInflated: (chunk) => collector.push(chunk),
        between: () => Promise.resolve(),
        hashInflated: false,
      });
      if (!read || !collector.done) throw changed(place.task.uri);
    } finally {
      stored.close();
    }
  }
}

function changed(uri: string): TrailbenchError {
  return new TrailbenchError('evidence-changed', `${uri} was changed while it was read: run the command again.`);
}
