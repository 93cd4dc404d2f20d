import { setImmediate } from 'node:timers/promises';
import type { ExportRow } from '../../core/report/export-rows';
import { packRows, unpackRow } from '../../core/report/export-rows';
import { BatchReader } from './batch-reader';
import { cancelled } from './export-failure';
import type { ExportOutput } from './export-output';
import { BatchGauge, ReadingPlanner } from './reading-plan';
import type { ReadingLimits, ReadingPlan } from './reading-plan';
import type { RecordReader } from './record-reader';
import type { RowEncoder } from './row-encoder';
import { RowSpool } from './row-spool';
import { RunSorter } from './run-sorter';
import type { Scratch } from './scratch';

export interface ExportProgress {
  /** `listing`: taking the rows; `reading`: records by source; `writing`: lines in row order. */
  readonly phase: 'listing' | 'reading' | 'writing';
  readonly rows: number;
  /** Null while the rows are still being listed. */
  readonly total: number | null;
}

export interface RowPipelineOptions {
  readonly reader: RecordReader;
  readonly encoder: RowEncoder;
  readonly output: ExportOutput;
  readonly scratch: Scratch;
  readonly limits: ReadingLimits;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: ExportProgress) => void) | undefined;
}

/** Rows between looking whether to stop, telling how far it is, and letting others have the thread. */
const BREATH_ROWS = 1024;
/** Rows of one source that are at hand at a time. */
const GROUP_ROWS = 65_536;
const INDEX_BYTES = 4;

/** Takes rows from their list to lines of the output, in their order, within bounded memory. */
export class RowPipeline {
  private readonly spool: RowSpool;

  constructor(private readonly options: RowPipelineOptions) {
    this.spool = new RowSpool(options.scratch);
  }

  /** @returns how many rows there were, and how they were read */
  async run(rows: Iterable<ExportRow> | AsyncIterable<ExportRow>): Promise<{ rows: number; plan: ReadingPlan }> {
    const { encoder, output } = this.options;
    const plan = await this.list(rows);
    const header = encoder.header();
    if (header !== undefined) await output.write(header);
    if (plan.way === 'in-order') await this.inOrder();
    else await this.bySource();
    return { rows: this.spool.count, plan };
  }

  private async list(rows: Iterable<ExportRow> | AsyncIterable<ExportRow>): Promise<ReadingPlan> {
    const { limits, reader } = this.options;
    const planner = new ReadingPlanner(limits, (source) => reader.inflatedSize(source));
    let batch: ExportRow[] = [];
    for await (const row of rows) {
      planner.add(row);
      batch.push(row);
      if (batch.length < BREATH_ROWS) continue;
      await this.spool.add(batch);
      batch = [];
      await this.breathe('listing', this.spool.count);
    }
    await this.spool.add(batch);
    await this.breathe('listing', this.spool.count);
    return planner.plan();
  }

  private async inOrder(): Promise<void> {
    const { limits, reader } = this.options;
    const batches = new BatchReader(reader, limits);
    const gauge = new BatchGauge(limits);
    let batch: ExportRow[] = [];
    let done = 0;
    const write = async (): Promise<void> => {
      const records = await batches.read(batch);
      for (const [i, row] of batch.entries()) {
        await this.options.output.write(await this.options.encoder.encode(row, records[i] ?? new Uint8Array(0)));
      }
      done += batch.length;
      batch = [];
      await this.breathe('writing', done);
    };
    for await (const row of this.spool.rows()) {
      if (gauge.startsNew(row.shown.length) && batch.length > 0) await write();
      batch.push(row);
    }
    if (batch.length > 0) await write();
  }

  private async bySource(): Promise<void> {
    const lines = await this.linesBySource(await this.rowsBySource());
    let done = 0;
    for await (const { bytes } of lines.sorted()) {
      // A copy: the sorter uses its buffer again.
      await this.options.output.write(Uint8Array.from(bytes));
      done += 1;
      if (done % BREATH_ROWS === 0) await this.breathe('writing', done);
    }
    await this.breathe('writing', done);
  }

  /** The rows with their numbers, by source and place in it. */
  private async rowsBySource(): Promise<RunSorter> {
    const { scratch, limits } = this.options;
    const sorter = new RunSorter({ scratch, name: 'rows-by-source', limit: limits.rowRunBytes });
    let index = 0;
    for await (const row of this.spool.rows()) {
      const packed = packRows([row]);
      const entry = new Uint8Array(INDEX_BYTES + packed.length);
      new DataView(entry.buffer).setUint32(0, index, true);
      entry.set(packed, INDEX_BYTES);
      await sorter.add(row.shown.source, row.shown.offset, entry);
      index += 1;
      if (index % BREATH_ROWS === 0) await this.breathe('reading', 0);
    }
    return sorter;
  }

  /** The finished lines by row number; each source is read once. */
  private async linesBySource(rows: RunSorter): Promise<RunSorter> {
    const { scratch, limits, reader, encoder } = this.options;
    const lines = new RunSorter({ scratch, name: 'lines', limit: limits.lineRunBytes });
    let group: { readonly index: number; readonly row: ExportRow }[] = [];
    let source = -1;
    let done = 0;
    const read = async (): Promise<void> => {
      const ranges = group.map(({ row }) => row.shown);
      await reader.readMany(source, ranges, async (at, bytes) => {
        const item = group[at];
        if (item === undefined) return;
        await lines.add(item.index, 0, await encoder.encode(item.row, bytes));
        done += 1;
        if (done % BREATH_ROWS === 0) await this.breathe('reading', done);
      });
      group = [];
    };
    for await (const { major, bytes } of rows.sorted()) {
      if (group.length > 0 && (major !== source || group.length >= GROUP_ROWS)) await read();
      source = major;
      const index = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
      group.push({ index, row: unpackRow(bytes.subarray(INDEX_BYTES)) });
    }
    if (group.length > 0) await read();
    return lines;
  }

  private async breathe(phase: ExportProgress['phase'], rows: number): Promise<void> {
    const { signal, onProgress } = this.options;
    await setImmediate();
    if (signal?.aborted === true) throw cancelled();
    onProgress?.({ phase, rows, total: phase === 'listing' ? null : this.spool.count });
  }
}
