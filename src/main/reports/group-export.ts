import { zoneName } from '../../core/event/zone-offset';
import { zoneRulesIdentity } from '../../core/zones/rules-in-use';
import { setImmediate } from 'node:timers/promises';
import { basename } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { CellTally } from '../../core/report/cell-notes';
import { csvLine } from '../../core/report/csv-cell';
import { exportManifest } from '../../core/report/export-manifest';
import type { ExportScope, GroupFormat } from '../../core/report/export-manifest';
import { groupColumns } from '../../core/report/group-rows';
import type { ExportGroup, GroupColumn, GroupLayout } from '../../core/report/group-rows';
import type { Disk } from '../files/disk';
import { nodeDisk } from '../files/disk';
import { conclude, ManifestFailure } from './conclusion';
import type { ManifestText } from './conclusion';
import type { ExportOrigin, ExportResult } from './event-export';
import { cancelled } from './export-failure';
import type { ExportOutput, ExportTarget } from './export-output';
import { FileOutput } from './file-output';
import { openOutput } from './open-output';
import type { ExportProgress } from './row-pipeline';

/** A table of groups, as it is shown. */
export interface GroupExport {
  readonly layout: GroupLayout;
  /** All groups, in their order. */
  readonly groups: Iterable<ExportGroup> | AsyncIterable<ExportGroup>;
  /** How many. */
  readonly total: number;
  readonly format: GroupFormat;
  /** Leave formulas as they are. */
  readonly raw: boolean;
  /** The filter as text, and the order of the groups in words. */
  readonly filter: string;
  readonly order: string;
  readonly to: ExportTarget;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
}

export interface GroupOrigin extends Pick<ExportOrigin, 'tool' | 'custody'> {
  readonly scope: ExportScope;
}

/** Groups between looking whether to stop and telling how far it is. */
const BREATH_GROUPS = 1024;

/** @throws TrailbenchError `bad-request` for a zone that is none */
export function groupColumnsOf(layout: GroupLayout): readonly GroupColumn[] {
  const columns = groupColumns(layout);
  if (columns !== undefined) return columns;
  throw new TrailbenchError('bad-request', `${layout.zone} is no time zone that is known here.`);
}

/**
 * Exports a table of groups, whole and in its order, as `exportEvents` does events: under its own name only when it is
 * whole, with a manifest, and entered in the ledger.
 * @throws TrailbenchError as `exportEvents`
 */
export async function exportGroups(
  wish: GroupExport,
  origin: GroupOrigin,
  { disk = nodeDisk, now = () => new Date() }: { readonly disk?: Disk; readonly now?: () => Date } = {},
): Promise<Omit<ExportResult, 'plan'>> {
  const { layout, format } = wish;
  const columns = groupColumnsOf(layout);
  const at = now();
  const output = await openOutput(disk, wish.to, format, at);
  try {
    const tally = new CellTally(false);
    const rows = await write(wish, columns, output, tally);
    const done = { rows, ...(await output.finish()) };
    if (!(output instanceof FileOutput)) return { ...done, file: null, manifest: null, replaced: [] };
    const { place } = output;
    const textWith: ManifestText = (custody, former) =>
      exportManifest({
        tool: origin.tool,
        generatedAt: at.toISOString(),
        timeZone: zoneName(layout.zone) ?? layout.zone,
        zoneRules: zoneRulesIdentity(),
        filter: wish.filter,
        order: wish.order,
        format,
        counted: { groupedBy: layout.facets, distinct: layout.distinct ?? null, events: layout.events },
        file: basename(place.file),
        ...done,
        columns,
        ...(format === 'csv' ? { cells: tally.notes } : {}),
        raw: wish.raw,
        scope: origin.scope,
        custody,
        ...former,
      });
    return { ...done, ...(await conclude(output, done, textWith, origin.custody)) };
  } catch (cause) {
    if (cause instanceof ManifestFailure) throw cause.failure;
    await output.discard();
    throw cause;
  }
}

/** @returns how many groups there were */
async function write(
  { groups, format, raw, total, signal, onProgress }: GroupExport,
  columns: readonly GroupColumn[],
  output: ExportOutput,
  tally: CellTally,
): Promise<number> {
  const csv = format === 'csv';
  const put = (text: string): Promise<void> => output.write(Buffer.from(text));
  await put(csv ? csvLine(columns.map(({ name }) => name)) : '[');
  let rows = 0;
  for await (const group of groups) {
    await put(csv ? csvRow(group, columns, raw, tally) : `${rows === 0 ? '\n' : ',\n'}${jsonRow(group, columns)}`);
    rows += 1;
    if (rows % BREATH_GROUPS !== 0) continue;
    await setImmediate();
    if (signal?.aborted === true) throw cancelled();
    onProgress?.({ phase: 'writing', rows, total });
  }
  if (signal?.aborted === true) throw cancelled();
  if (!csv) await put('\n]\n');
  return rows;
}

/** As in an export of events: an absent value is an empty cell. */
function csvRow(group: ExportGroup, columns: readonly GroupColumn[], raw: boolean, tally: CellTally): string {
  return csvLine(
    columns.map((column) => tally.cell(String(column.value(group) ?? ''))),
    raw,
  );
}

function jsonRow(group: ExportGroup, columns: readonly GroupColumn[]): string {
  return JSON.stringify(Object.fromEntries(columns.map((column) => [column.name, column.value(group)])));
}
