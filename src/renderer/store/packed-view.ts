import type { SortKey, View } from '../../core/query/filter';
import type { QueryEngine } from '../../core/query/query-engine';
import type { ExportRow } from '../../core/report/export-rows';
import { packRows, viewRows } from '../../core/report/export-rows';
import type { PackedRows } from './protocol';

/** Rows that are packed at a time. */
const BATCH = 8192;

/** Every row of a view in its order, as an export takes them. A blob, so that the browser may keep it on disk. */
export async function packView(engine: QueryEngine, view: View, sort: readonly SortKey[]): Promise<PackedRows> {
  const parts: Blob[] = [];
  let rows = 0;
  let batch: ExportRow[] = [];
  const pack = (): void => {
    parts.push(new Blob([packRows(batch)]));
    rows += batch.length;
    batch = [];
  };
  for await (const row of viewRows(engine, view, sort)) {
    batch.push(row);
    if (batch.length >= BATCH) pack();
  }
  pack();
  return { rows, packed: new Blob(parts) };
}
