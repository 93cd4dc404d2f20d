import { TrailbenchError } from '../../contract/errors';
import type { EvidenceStore } from '../evidence/evidence-store';
import { RangeCollector } from '../evidence/range-collector';
import { GzipInflater } from '../streams/gzip-inflater';
import { StoredBytes } from '../files/stored-bytes';
import type { RecordRange, RecordReader } from './record-reader';

const MIB = 1024 * 1024;
/** The evidence store inflates sources up to this size at once; larger ones go by as a stream here. */
const WHOLE_BYTES = 16 * MIB;
/** Of a large source that is not compressed, so much is read together. */
const GROUP_BYTES = 8 * MIB;
const GROUP_RANGES = 4096;

type Visit = (index: number, bytes: Uint8Array) => void | Promise<void>;

/** Reads records from a case's evidence, checked against the manifest. */
export class EvidenceRecordReader implements RecordReader {
  constructor(private readonly evidence: Pick<EvidenceStore, 'locate' | 'readRanges' | 'stored'>) {}

  inflatedSize(source: number): number {
    return this.evidence.locate(source).entry.inflatedSize;
  }

  async readMany(source: number, ranges: readonly RecordRange[], visit: Visit): Promise<void> {
    const { entry } = this.evidence.locate(source);
    const large = entry.inflatedSize > WHOLE_BYTES || entry.size > WHOLE_BYTES;
    if (large && entry.compression === 'gzip') await this.stream(source, ranges, visit);
    else for (const group of groupsOf(ranges)) await this.readGroup(source, group, visit);
  }

  private async readGroup(source: number, group: readonly Numbered[], visit: Visit): Promise<void> {
    const found: { readonly index: number; readonly bytes: Uint8Array }[] = [];
    await this.evidence.readRanges(source, group, (at, bytes) => {
      found.push({ index: group[at]?.index ?? 0, bytes: Uint8Array.from(bytes) });
    });
    for (const { index, bytes } of found) await visit(index, bytes);
  }

  /** One pass however many ranges: what has gone by is visited before more is inflated. */
  private async stream(source: number, ranges: readonly RecordRange[], visit: Visit): Promise<void> {
    const order = numbered(ranges).sort((a, b) => a.offset - b.offset);
    const end = order.reduce((most, { offset, length }) => Math.max(most, offset + length), 0);
    const found: { readonly index: number; readonly bytes: Uint8Array }[] = [];
    const collector = new RangeCollector(order, (index, bytes) => found.push({ index, bytes }));
    let again: StoredBytes | undefined;
    const inflater = new GzipInflater({
      // As far as the manifest says that it inflated under the real limits.
      limits: { ratio: Infinity, ratioFrom: Infinity, size: end + MIB },
      onInflated: (chunk) => {
        collector.push(chunk);
      },
      reread: (into, offset) => {
        again ??= StoredBytes.open(this.evidence.locate(source));
        return again.read(into, offset);
      },
    });
    try {
      for await (const chunk of this.evidence.stored(source)) {
        await inflater.push(chunk);
        for (const { index, bytes } of found.splice(0)) await visit(index, bytes);
        if (inflater.fault !== undefined || inflater.inflated >= end) break;
      }
    } finally {
      inflater.close();
      again?.close();
    }
    if (!collector.done) {
      const message = `Source ${String(source)} inflates to less than it did when it was acquired: its stored bytes were changed. Put them back from a backup of the case.`;
      throw new TrailbenchError('evidence-changed', message, { details: this.evidence.locate(source).path });
    }
  }
}

interface Numbered extends RecordRange {
  readonly index: number;
}

function numbered(ranges: readonly RecordRange[]): Numbered[] {
  return ranges.map(({ offset, length }, index) => ({ offset, length, index }));
}

function* groupsOf(ranges: readonly RecordRange[]): Generator<readonly Numbered[], void, undefined> {
  let group: Numbered[] = [];
  let bytes = 0;
  for (const range of numbered(ranges)) {
    if (group.length >= GROUP_RANGES || (group.length > 0 && bytes + range.length > GROUP_BYTES)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(range);
    bytes += range.length;
  }
  if (group.length > 0) yield group;
}
