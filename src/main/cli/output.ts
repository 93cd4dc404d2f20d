import { visibleJson } from '../../core/event/visible-json';
import { escapeText } from '../../core/event/visible-text';
import type { SourceReadings } from '../../core/format/reading-list';
import type { Counts, FacetResult, FacetRow } from '../../core/query/filter';
import { appendAll } from '../../core/lists';
import { csvRow, csvValue } from './csv';
import type { Named, QueryArguments, QueryColumn } from './query-arguments';

/** One row as it is printed, in the order of the columns, under the names that they were asked for by. */
export type PrintedRow = Readonly<Record<string, string | number | readonly string[] | null>>;

/** A facet's values under the name that it was asked for by. */
export interface PrintedFacet extends Pick<FacetResult, 'rows'> {
  readonly name: string;
}

export interface QueryResult {
  readonly counts: Pick<Counts, 'events' | 'duplicates' | 'matched' | 'withoutTime'> & {
    readonly quarantined: number;
    /** That the matching events tell of: what was delivered to several accounts is one. */
    readonly calls: number;
  };
  readonly sources: SourceReadings;
  readonly facets: readonly PrintedFacet[];
  /** Undefined where none were asked for. */
  readonly rows: readonly PrintedRow[] | undefined;
}

/** The result as text, with a line end. */
export function formatResult(result: QueryResult, { format, rows }: QueryArguments): string {
  if (format === 'json') return `${visibleJson(asObject(result))}\n`;
  if (format === 'jsonl') return asLines(result);
  return asTable(result, rows?.columns ?? []);
}

function countsOf({ counts }: QueryResult) {
  const { events, duplicates, quarantined, withoutTime, matched, calls } = counts;
  return { events, duplicates, quarantined, withoutTime, matched, calls };
}

function asObject(result: QueryResult): object {
  const facets = Object.fromEntries(result.facets.map(({ name, rows }) => [name, rows.map(facetRow)]));
  return {
    ...countsOf(result),
    sources: result.sources,
    facets,
    ...(result.rows === undefined ? {} : { rows: result.rows }),
  };
}

/** A value's name stands last, where there is one; and how many it was seen with, where there are several. */
function facetRow({ value, count, label }: FacetRow): object {
  if (label === undefined) return { value, count };
  return { value, count, label: label.text, ...(label.names > 1 ? { labels: label.names } : {}) };
}

/** A line for each value of a facet and for each row; the counts alone where neither was asked for. */
function asLines(result: QueryResult): string {
  const lines: object[] = result.facets.flatMap(({ name, rows }) =>
    rows.map((row) => ({ facet: name, ...facetRow(row) })),
  );
  appendAll(lines, result.rows ?? []);
  if (result.facets.length === 0 && result.rows === undefined)
    lines.push({ ...countsOf(result), sources: result.sources });
  return lines.map((line) => `${visibleJson(line)}\n`).join('');
}

/** As on the screen: what a terminal would obey, line ends among it, is shown by its code point. */
function asTable(result: QueryResult, columns: readonly Named<QueryColumn>[]): string {
  if (result.rows !== undefined) {
    const cells = result.rows.map((row) => csvRow(columns.map(({ name, is }) => cellOf(is, row[name]))));
    return csvRow(columns.map(({ name }) => name)) + cells.join('');
  }
  if (result.facets.length > 0) {
    const cells = result.facets.flatMap(({ name, rows }) =>
      rows.map(({ value, count }) => csvRow([name, escapeText(csvValue(value)), count])),
    );
    return csvRow(['facet', 'value', 'count']) + cells.join('');
  }
  const counts = countsOf(result);
  return csvRow(Object.keys(counts)) + csvRow(Object.values(counts));
}

function cellOf(column: QueryColumn, value: PrintedRow[string] | undefined): string | number {
  if (typeof value === 'number') return value;
  if (column === 'time') return typeof value === 'string' ? value : '(no time)';
  return escapeText(csvValue(value));
}
