import { visibleJson } from '../../core/event/visible-json';
import { escapeText } from '../../core/event/visible-text';
import type { View } from '../../core/query/filter';
import type { GroupOptions } from '../../core/query/group-table';
import type { QueryEngine } from '../../core/query/query-engine';
import { groupColumns, groupLayout } from '../../core/report/group-rows';
import type { ExportGroup, GroupColumn } from '../../core/report/group-rows';
import { UsageError } from './cli-error';
import { csvRow, csvValue } from './csv';
import type { OutputFormat } from './query-arguments';

/** What is printed with the groups as one object. */
export type PrintedCounts = Readonly<Record<string, unknown>>;

/** The table of groups as the window shows and exports it, whole. @throws UsageError for a zone that is none */
export async function groupText(
  engine: QueryEngine,
  view: View,
  options: GroupOptions,
  printed: { readonly counts: PrintedCounts; readonly format: OutputFormat; readonly zone: string },
): Promise<string> {
  const table = await engine.groups(view, options);
  const layout = groupLayout(table, options.distinct, printed.zone);
  const columns = groupColumns(layout);
  if (columns === undefined) throw new UsageError(`--zone: no time zone is called ${printed.zone}.`);
  const groups = table.rows.map((row): ExportGroup => {
    const names = layout.named.map((facet) => {
      const value = row.values[layout.facets.indexOf(facet)] ?? null;
      return value === null ? null : (table.names?.get(facet)?.get(value)?.text ?? null);
    });
    return { ...row, names };
  });
  const facets = new Set<string>(layout.facets);
  if (printed.format === 'csv') {
    const lines = groups.map((group) =>
      csvRow(columns.map((column) => cellOf(column, group, facets.has(column.name)))),
    );
    return csvRow(columns.map(({ name }) => name)) + lines.join('');
  }
  const rows = groups.map((group) => Object.fromEntries(columns.map((column) => [column.name, column.value(group)])));
  if (printed.format === 'jsonl') return rows.map((row) => `${visibleJson(row)}\n`).join('');
  return `${visibleJson({ ...printed.counts, groups: rows })}\n`;
}

function cellOf(column: GroupColumn, group: ExportGroup, isValue: boolean): string | number {
  const value = column.value(group);
  if (typeof value === 'number') return value;
  return value === null && !isValue ? '' : escapeText(csvValue(value));
}
