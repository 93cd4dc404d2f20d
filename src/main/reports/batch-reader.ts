import type { ExportRow } from '../../core/report/export-rows';
import { ByteCache } from '../evidence/byte-cache';
import type { ReadingLimits } from './reading-plan';
import type { RecordRange, RecordReader } from './record-reader';

/** Sources that are read at the same time. */
const PARALLEL = 4;

/** Reads the records of batches of rows, each source once a batch, and keeps those used last. */
export class BatchReader {
  private readonly cache: ByteCache;

  constructor(
    private readonly reader: RecordReader,
    private readonly limits: ReadingLimits,
  ) {
    this.cache = new ByteCache(limits.cacheBytes);
  }

  /** The records' bytes, in the order of the rows. */
  async read(rows: readonly ExportRow[]): Promise<Uint8Array[]> {
    const bySource = new Map<number, number[]>();
    for (const [i, { shown }] of rows.entries()) {
      const indices = bySource.get(shown.source);
      if (indices === undefined) bySource.set(shown.source, [i]);
      else indices.push(i);
    }
    const records = new Array<Uint8Array>(rows.length);
    const queue = bySource.entries();
    const work = async (): Promise<void> => {
      for (const [source, indices] of queue) {
        const ranges = indices.map((i) => rows[i]?.shown ?? { offset: 0, length: 0 });
        await this.readSource(source, ranges, (k, bytes) => {
          // Copied, so that a batch does not hold whole sources.
          records[indices[k] ?? 0] = Uint8Array.from(bytes);
        });
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, bySource.size) }, work));
    return records;
  }

  private async readSource(
    source: number,
    ranges: readonly RecordRange[],
    visit: (index: number, bytes: Uint8Array) => void,
  ): Promise<void> {
    const size = this.reader.inflatedSize(source);
    if (size > this.limits.wholeBytes || size > this.limits.cacheBytes) {
      await this.reader.readMany(source, ranges, visit);
      return;
    }
    const whole = this.cache.get(String(source)) ?? (await this.load(source, size));
    for (const [k, { offset, length }] of ranges.entries()) visit(k, whole.subarray(offset, offset + length));
  }

  private async load(source: number, size: number): Promise<Uint8Array> {
    const whole = new Uint8Array(size);
    await this.reader.readMany(source, [{ offset: 0, length: size }], (_, bytes) => {
      whole.set(bytes);
    });
    this.cache.put(String(source), whole);
    return whole;
  }
}
