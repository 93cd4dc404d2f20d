import { basename } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { CellNotes } from '../../core/report/cell-notes';
import { ColumnError, csvColumns } from '../../core/report/csv-columns';
import type { ColumnChoice, CsvColumn } from '../../core/report/csv-columns';
import { zoneName } from '../../core/event/zone-offset';
import { zoneRulesIdentity } from '../../core/zones/rules-in-use';
import { exportManifest } from '../../core/report/export-manifest';
import type { ExportCustody, ExportFormat, ExportScope } from '../../core/report/export-manifest';
import type { ExportRow } from '../../core/report/export-rows';
import type { RowSayings } from '../../core/report/row-sayings';
import type { Disk } from '../files/disk';
import { nodeDisk } from '../files/disk';
import { conclude, ManifestFailure } from './conclusion';
import type { ExportEntry, ManifestText } from './conclusion';
import type { ExportOutput, ExportTarget, Written } from './export-output';
import { FileOutput } from './file-output';
import type { FormerFile } from './former-file';
import { openOutput } from './open-output';
import { READING_LIMITS } from './reading-plan';
import type { ReadingLimits, ReadingPlan } from './reading-plan';
import type { RecordReader } from './record-reader';
import { RowEncoder } from './row-encoder';
import { RowPipeline } from './row-pipeline';
import type { ExportProgress } from './row-pipeline';
import { Scratch } from './scratch';
import { SourceNames } from './source-names';
import type { FindSourceName } from './source-names';

export type { ExportEntry } from './conclusion';
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

/** Where the events come from: a case, or files in place. */
export interface ExportOrigin {
  readonly reader: RecordReader;
  readonly nameOf: FindSourceName;
  /** What analysts said; absent outside a case. */
  readonly sayings?: RowSayings | undefined;
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
  /** What stood in the places of file and manifest before. */
  readonly replaced: readonly FormerFile[];
}

/**
 * Exports events in the order of their rows, streamed: memory is bounded whatever their number. A file
 * is written under a temporary name and stands under its own only when it is whole; then it is entered
 * in the ledger, and its manifest is put beside it. After a failure nothing of it is left, and what it was to replace
 * is there as before.
 *
 * @throws TrailbenchError `bad-request` (columns, zone, a name that is taken or too long), `cancelled`, `disk-full`,
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
  try {
    const encoder = encoderOf(wish, origin, columns);
    const { rows, plan } = await pipeline(wish, origin, encoder, output, scratch, settings).run(wish.rows);
    const done = { rows, plan, columns, at, notes: encoder.notes, ...(await output.finish()) };
    if (!(output instanceof FileOutput)) return { ...resultOf(done), file: null, manifest: null, replaced: [] };
    return await withManifest(output, wish, origin, done);
  } catch (cause) {
    if (cause instanceof ManifestFailure) throw cause.failure;
    await output.discard();
    throw cause;
  } finally {
    await scratch.remove();
  }
}

interface Done extends Written {
  readonly rows: number;
  readonly plan: ReadingPlan;
  readonly columns: readonly CsvColumn[];
  readonly notes: CellNotes;
  readonly at: Date;
}

function encoderOf(wish: ExportWish, origin: ExportOrigin, columns: readonly CsvColumn[]): RowEncoder {
  const { format, raw } = wish;
  const names = new SourceNames(origin.nameOf);
  const all = format === 'csv' && wish.columns === 'all';
  return new RowEncoder({ format, columns, raw, names, sayings: origin.sayings, all });
}

function pipeline(
  wish: ExportWish,
  origin: ExportOrigin,
  encoder: RowEncoder,
  output: ExportOutput,
  scratch: Scratch,
  settings: ExportSettings,
): RowPipeline {
  const { signal, onProgress } = wish;
  const limits = { ...READING_LIMITS, ...settings.limits };
  return new RowPipeline({ reader: origin.reader, encoder, output, scratch, limits, signal, onProgress });
}

/** @throws TrailbenchError `bad-request` for columns and zones that are none */
export function columnsOf({
  format,
  columns,
  zone,
}: Pick<ExportWish, 'format' | 'columns' | 'zone'>): readonly CsvColumn[] {
  try {
    const chosen = csvColumns(columns, zone);
    return format === 'csv' ? chosen : [];
  } catch (cause) {
    if (cause instanceof ColumnError) throw new TrailbenchError('bad-request', cause.message, { cause });
    throw cause;
  }
}

function withManifest(output: FileOutput, wish: ExportWish, origin: ExportOrigin, done: Done): Promise<ExportResult> {
  const { place } = output;
  const textWith: ManifestText = (custody, former) =>
    exportManifest({
      tool: origin.tool,
      generatedAt: done.at.toISOString(),
      timeZone: zoneName(wish.zone) ?? wish.zone,
      zoneRules: zoneRulesIdentity(),
      filter: wish.filter,
      order: wish.order,
      format: wish.format,
      file: basename(place.file),
      bytes: done.bytes,
      sha256: done.sha256,
      rows: done.rows,
      columns: done.columns,
      cells: done.notes,
      raw: wish.raw,
      scope: origin.scope,
      custody,
      ...former,
    });
  return conclude(output, pick(done), textWith, origin.custody).then((concluded) => ({
    ...resultOf(done),
    ...concluded,
  }));
}

function pick({ rows, bytes, sha256 }: Done): Written & { readonly rows: number } {
  return { rows, bytes, sha256 };
}

function resultOf(done: Done): Omit<ExportResult, 'file' | 'manifest' | 'replaced'> {
  return { ...pick(done), plan: done.plan };
}
