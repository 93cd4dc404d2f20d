import { basename } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { ColumnError, csvColumns } from '../../core/report/csv-columns';
import type { ColumnChoice, CsvColumn } from '../../core/report/csv-columns';
import { exportManifest } from '../../core/report/export-manifest';
import type { ExportCustody, ExportFormat, ExportScope } from '../../core/report/export-manifest';
import type { ExportRow } from '../../core/report/export-rows';
import type { Disk } from '../files/disk';
import { nodeDisk, replaceFile } from '../files/disk';
import { exportFailure } from './export-failure';
import { openOutput } from './export-output';
import type { ExportOutput, ExportTarget, Written } from './export-output';
import { READING_LIMITS } from './reading-plan';
import type { ReadingLimits, ReadingPlan } from './reading-plan';
import type { RecordReader } from './record-reader';
import { RowEncoder } from './row-encoder';
import type { Annotate } from './row-encoder';
import { RowPipeline } from './row-pipeline';
import type { ExportProgress } from './row-pipeline';
import { Scratch } from './scratch';
import { SourceNames } from './source-names';
import type { FindSourceName } from './source-names';

export type { ExportTarget } from './export-output';
export type { ExportProgress } from './row-pipeline';

/** What is exported and how: the analyst's part. */
export interface ExportWish {
  /** The view's rows in its order. */
  readonly rows: Iterable<ExportRow> | AsyncIterable<ExportRow>;
  readonly format: ExportFormat;
  /** Of CSV. */
  readonly columns: ColumnChoice;
  /** `UTC`, an IANA name or an offset. */
  readonly zone: string;
  /** Leave formulas as they are. */
  readonly raw: boolean;
  /** The filter as text, and the order of the rows in words: for manifest and ledger. */
  readonly filter: string;
  readonly order: string;
  readonly to: ExportTarget;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
}

/** What an export is entered with in the custody ledger. */
export interface ExportEntry extends Written {
  /** Absolute path. */
  readonly file: string;
  readonly rows: number;
}

/** Where the events come from: a case, or files in place. */
export interface ExportOrigin {
  readonly reader: RecordReader;
  readonly nameOf: FindSourceName;
  readonly annotate?: Annotate;
  readonly scope: ExportScope;
  /** Program and version. */
  readonly tool: string;
  /** Enters a finished export in the ledger; absent outside a case. */
  readonly custody?: (entry: ExportEntry) => Promise<ExportCustody>;
}

export interface ExportSettings {
  readonly now?: () => Date;
  readonly disk?: Disk;
  readonly limits?: Partial<ReadingLimits>;
}

export interface ExportResult extends Written {
  /** Absolute path; null for a stream, which has no manifest either. */
  readonly file: string | null;
  readonly manifest: string | null;
  readonly rows: number;
  readonly plan: ReadingPlan;
}

/**
 * Exports events in the order of their rows, streamed: memory is bounded whatever their number. A file
 * is written under a temporary name and stands under its own only when it is whole; then it is entered
 * in the ledger, and its manifest is written beside it. After a failure nothing of it is left.
 *
 * @throws TrailbenchError `bad-request` (columns, zone, a file that exists), `cancelled`, `disk-full`,
 *   `unreadable-path`, `evidence-missing`, `evidence-changed`
 */
export async function exportEvents(
  wish: ExportWish,
  origin: ExportOrigin,
  settings: ExportSettings = {},
): Promise<ExportResult> {
  const { disk = nodeDisk, now = () => new Date() } = settings;
  const columns = columnsOf(wish);
  const at = now();
  const output = await openOutput(disk, wish.to, wish.format === 'csv' ? 'csv' : 'jsonl', at);
  const scratch = new Scratch(disk, output.scratch);
  let done: Done;
  try {
    const { rows, plan } = await pipeline(wish, origin, columns, output, scratch, settings).run(wish.rows);
    done = { rows, plan, columns, at, ...(await output.finish()) };
    if (output.path === null) return { ...resultOf(done), file: null, manifest: null };
    const custody = await origin.custody?.({ ...pick(done), file: output.path });
    return await withManifest(disk, wish, origin, done, output.path, custody ?? null);
  } catch (cause) {
    if (!(cause instanceof ManifestFailure)) {
      await output.discard();
      throw cause;
    }
    throw cause.failure;
  } finally {
    await scratch.remove();
  }
}

interface Done extends Written {
  readonly rows: number;
  readonly plan: ReadingPlan;
  readonly columns: readonly CsvColumn[];
  readonly at: Date;
}

function pipeline(
  wish: ExportWish,
  origin: ExportOrigin,
  columns: readonly CsvColumn[],
  output: ExportOutput,
  scratch: Scratch,
  settings: ExportSettings,
): RowPipeline {
  const { format, raw, signal, onProgress } = wish;
  const names = new SourceNames(origin.nameOf);
  const encoder = new RowEncoder({ format, columns, raw, names, annotate: origin.annotate });
  const limits = { ...READING_LIMITS, ...settings.limits };
  return new RowPipeline({ reader: origin.reader, encoder, output, scratch, limits, signal, onProgress });
}

function columnsOf({ format, columns, zone }: ExportWish): readonly CsvColumn[] {
  try {
    const chosen = csvColumns(columns, zone);
    return format === 'csv' ? chosen : [];
  } catch (cause) {
    if (cause instanceof ColumnError) throw new TrailbenchError('bad-request', cause.message, { cause });
    throw cause;
  }
}

/** The export stands and is entered in the ledger, but its manifest could not be written. */
class ManifestFailure extends Error {
  constructor(readonly failure: TrailbenchError) {
    super(failure.message);
  }
}

async function withManifest(
  disk: Disk,
  wish: ExportWish,
  origin: ExportOrigin,
  done: Done,
  file: string,
  custody: ExportCustody | null,
): Promise<ExportResult> {
  const manifest = `${file}.manifest.json`;
  const text = exportManifest({
    tool: origin.tool,
    generatedAt: done.at.toISOString(),
    timeZone: wish.zone,
    filter: wish.filter,
    order: wish.order,
    format: wish.format,
    file: basename(file),
    bytes: done.bytes,
    sha256: done.sha256,
    rows: done.rows,
    columns: done.columns,
    raw: wish.raw,
    scope: origin.scope,
    custody,
  });
  try {
    await replaceFile(disk, manifest, Buffer.from(text));
  } catch (cause) {
    const { code, message } = await exportFailure(disk, manifest, text.length, cause);
    const told = `${file} was exported, but not the manifest that belongs to it. ${message}`;
    throw new ManifestFailure(new TrailbenchError(code, told, { cause, details: manifest }));
  }
  return { ...resultOf(done), file, manifest };
}

function pick({ rows, bytes, sha256 }: Done): Written & { readonly rows: number } {
  return { rows, bytes, sha256 };
}

function resultOf(done: Done): Omit<ExportResult, 'file' | 'manifest'> {
  return { ...pick(done), plan: done.plan };
}
