import type { ExportRow } from '../../core/report/export-rows';

const MIB = 1024 * 1024;

/** Bounds of what an export holds in memory while it reads. */
export interface ReadingLimits {
  /** Rows, and bytes of their records, that are read together in row order. */
  readonly batchRows: number;
  readonly batchBytes: number;
  /** Inflated bytes of sources that are kept. */
  readonly cacheBytes: number;
  /** Sources that inflate to more are never kept: each batch reads its ranges of them in a pass of its own. */
  readonly wholeBytes: number;
  /** Bytes of rows, and of finished lines, that are sorted at a time where the row order is not that of the sources. */
  readonly rowRunBytes: number;
  readonly lineRunBytes: number;
}

export const READING_LIMITS: ReadingLimits = {
  batchRows: 2048,
  batchBytes: 16 * MIB,
  cacheBytes: 64 * MIB,
  wholeBytes: 16 * MIB,
  rowRunBytes: 8 * MIB,
  lineRunBytes: 32 * MIB,
};

/** How the records will be read, and why. Bytes are inflated ones. */
export interface ReadingPlan {
  /**
   * `in-order`: row by row, with the sources of late in memory. `by-source`: each source once, the
   * finished lines sorted back into row order.
   */
  readonly way: 'in-order' | 'by-source';
  /** What the first way would inflate; and all sources together, each once. */
  readonly inOrderBytes: number;
  readonly sourceBytes: number;
}

/** Inflating so much more than once is still cheaper than writing all lines to the disk and back. */
const WORTH_SORTING = 2;

/**
 * Works out beforehand what reading in row order would cost, with the very batches and cache that
 * reading then has: time order is nearly the order of the sources, other orders may inflate a source
 * again for every row of it.
 */
export class ReadingPlanner {
  private inOrderBytes = 0;
  private sourceBytes = 0;
  private readonly known = new Set<number>();
  private readonly cached = new Map<number, number>();
  private cachedBytes = 0;
  private readonly batch: BatchGauge;
  private batchSources = new Set<number>();

  constructor(
    private readonly limits: ReadingLimits,
    private readonly inflatedSize: (source: number) => number,
  ) {
    this.batch = new BatchGauge(limits);
  }

  add({ shown: { source, length } }: ExportRow): void {
    if (this.batch.startsNew(length)) this.batchSources = new Set();
    if (this.batchSources.has(source)) return;
    this.batchSources.add(source);
    const size = this.inflatedSize(source);
    if (!this.known.has(source)) {
      this.known.add(source);
      this.sourceBytes += size;
    }
    if (this.cached.delete(source)) this.cached.set(source, size);
    else {
      this.inOrderBytes += size;
      this.keep(source, size);
    }
  }

  plan(): ReadingPlan {
    const { inOrderBytes, sourceBytes } = this;
    const way = inOrderBytes <= WORTH_SORTING * sourceBytes ? 'in-order' : 'by-source';
    return { way, inOrderBytes, sourceBytes };
  }

  private keep(source: number, size: number): void {
    if (size > this.limits.wholeBytes || size > this.limits.cacheBytes) return;
    this.cached.set(source, size);
    this.cachedBytes += size;
    for (const [oldest, bytes] of this.cached) {
      if (this.cachedBytes <= this.limits.cacheBytes) return;
      this.cached.delete(oldest);
      this.cachedBytes -= bytes;
    }
  }
}

/** Says where one batch of rows ends and the next begins. */
export class BatchGauge {
  private rows = 0;
  private bytes = 0;

  constructor(private readonly limits: Pick<ReadingLimits, 'batchRows' | 'batchBytes'>) {}

  /** Counts a row in. @returns true where it begins a batch, the very first one included */
  startsNew(length: number): boolean {
    const { batchRows, batchBytes } = this.limits;
    const fits = this.rows > 0 && this.rows < batchRows && this.bytes + length <= batchBytes;
    this.rows = fits ? this.rows + 1 : 1;
    this.bytes = fits ? this.bytes + length : length;
    return !fits;
  }
}
