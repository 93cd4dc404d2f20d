import { resolve } from 'node:path';
import type { View } from '../../core/query/filter';
import type { QueryEngine } from '../../core/query/query-engine';
import type { RowColumn } from '../../core/query/row-reader';
import { loadIndex, type LoadOptions } from './load-index';
import { formatResult, type PrintedRow } from './output';
import { parseQueryArguments, type QueryArguments } from './query-arguments';

export interface QueryOptions extends LoadOptions {
  /** Where the user stood. */
  readonly cwd: string;
  readonly onMessage: (message: string) => void;
}

const ALL: View = { clauses: [] };
/** Rows taken from the engine at a time. */
const PAGE = 10_000;

/**
 * `query`: counts, facets and rows of a case, or of files and folders read in place.
 *
 * @returns what goes to stdout
 * @throws UsageError, InputError, TrailbenchError
 */
export async function query(argv: readonly string[], options: QueryOptions): Promise<string> {
  const wanted = parseQueryArguments(argv);
  const inputs = wanted.inputs.map((input) => resolve(options.cwd, input));
  const { engine, quarantined, messages } = await loadIndex(inputs, options);
  for (const message of messages) options.onMessage(message);
  const { top } = wanted;
  const questions = wanted.facets.map((facet) => (top === undefined ? { facet } : { facet, top }));
  const { events, duplicates, matched } = await engine.counts(ALL);
  const facets = await engine.facets(ALL, questions);
  const rows = wanted.rows === undefined ? undefined : await takeRows(engine, wanted.rows);
  return formatResult({ counts: { events, duplicates, matched, quarantined }, facets, rows }, wanted);
}

async function takeRows(engine: QueryEngine, wanted: NonNullable<QueryArguments['rows']>): Promise<PrintedRow[]> {
  const { count, columns, sort } = wanted;
  const asked = columns.filter((column): column is RowColumn => column !== 'time');
  const printed: PrintedRow[] = [];
  while (printed.length < count) {
    const start = printed.length;
    const { rows } = await engine.rows(ALL, [sort], start, Math.min(count, start + PAGE), asked);
    if (rows.length === 0) break;
    for (const { time, values, bytesOut } of rows) {
      const row: Record<string, PrintedRow[keyof PrintedRow]> = {};
      for (const column of columns) {
        if (column === 'time') row[column] = time === null ? null : isoTime(time);
        else if (column === 'bytesOut') row[column] = bytesOut ?? null;
        else row[column] = values[column] ?? null;
      }
      printed.push(row);
    }
  }
  return printed;
}

/** @param seconds since 1970 UTC */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
