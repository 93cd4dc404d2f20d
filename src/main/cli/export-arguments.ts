import { ColumnError, csvColumns } from '../../core/report/csv-columns';
import type { ColumnChoice } from '../../core/report/csv-columns';
import type { ExportFormat } from '../../core/report/export-manifest';
import { EXPORT_FORMATS } from '../../core/report/export-manifest';
import { DEFAULT_COLUMNS, exportColumns } from '../../core/report/view-columns';
import type { SortKey } from '../../core/query/filter';
import { UsageError } from './cli-error';

/** What `-o FILE` writes. */
export interface ExportArguments {
  readonly file: string;
  readonly format: ExportFormat;
  readonly columns: ColumnChoice;
  readonly sort: readonly SortKey[];
  /** Leave formulas as they are. */
  readonly raw: boolean;
  /** A file that exists may be replaced. */
  readonly replace: boolean;
  /** Every copy of an event is one of its own. */
  readonly copies: boolean;
}

/** The options as they were given. */
export interface ExportValues {
  readonly output?: string;
  readonly format?: string;
  readonly columns?: string;
  readonly sort?: string;
  readonly zone?: string;
  readonly 'all-fields'?: boolean;
  readonly raw?: boolean;
  readonly replace?: boolean;
  readonly copies?: boolean;
}

const FLAGS = ['all-fields', 'raw', 'replace', 'copies'] as const;

/**
 * The part of the arguments that is about an export; undefined without `-o`.
 *
 * @param names of a list as it was given
 * @param key of a column to sort by
 * @throws UsageError
 */
export function exportArguments(
  values: ExportValues,
  names: (list: string) => readonly string[],
  key: (text: string) => SortKey,
): ExportArguments | undefined {
  const flag = FLAGS.find((name) => values[name] === true);
  const { output: file } = values;
  if (file === undefined) {
    if (flag !== undefined) throw new UsageError(`--${flag} goes with -o FILE.`);
    return undefined;
  }
  if (file === '') throw new UsageError('-o needs the name of a file.');
  const format = EXPORT_FORMATS.find((known) => known === (values.format ?? 'csv'));
  if (format === undefined) {
    throw new UsageError(
      `--format ${values.format ?? ''} cannot be written with -o: use ${EXPORT_FORMATS.join(', ')}.`,
    );
  }
  const all = values['all-fields'] === true;
  if (all && values.columns !== undefined) throw new UsageError('Use either --columns or --all-fields.');
  if (format !== 'csv' && (all || values.columns !== undefined || values.raw === true)) {
    throw new UsageError('--columns, --all-fields and --raw go with --format csv: JSON Lines has whole records.');
  }
  const columns = all ? 'all' : columnsOf(values, names);
  return {
    file,
    format,
    columns,
    sort: names(values.sort ?? 'time').map(key),
    raw: values.raw === true,
    replace: values.replace === true,
    copies: values.copies === true,
  };
}

function columnsOf({ columns, zone = 'UTC' }: ExportValues, names: (list: string) => readonly string[]): ColumnChoice {
  // Without a choice: as the window shows them at first.
  const chosen = exportColumns(columns === undefined ? DEFAULT_COLUMNS : names(columns));
  try {
    csvColumns(chosen, zone);
  } catch (cause) {
    if (cause instanceof ColumnError) throw new UsageError(`--columns: ${cause.message}`, { cause });
    throw cause;
  }
  return chosen;
}
