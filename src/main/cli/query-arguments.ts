import { parseArgs } from 'node:util';
import { FACETS, isFacetName, type FacetName } from '../../core/event/facet-catalogue';
import type { SortKey } from '../../core/query/filter';
import { MOST_GROUP_FACETS, type GroupOptions, type GroupOrder } from '../../core/query/group-table';
import { fieldOfPath } from '../../core/query/language/fields';
import type { RowColumn } from '../../core/query/row-reader';
import { argumentFault, UsageError } from './cli-error';
import { exportArguments } from './export-arguments';
import type { ExportArguments, ExportValues } from './export-arguments';

/** Of what goes to stdout. */
export type OutputFormat = 'json' | 'jsonl' | 'csv';
export type QueryColumn = 'time' | RowColumn;

/** A facet or column under the name that it was asked for by: its own, or the JSON path that it holds. */
export interface Named<T> {
  readonly name: string;
  readonly is: T;
}

export interface QueryArguments {
  readonly inputs: readonly string[];
  readonly facets: readonly Named<FacetName>[];
  /** Values of each facet; undefined: all. */
  readonly top: number | undefined;
  /** Undefined: no rows. */
  readonly rows:
    { readonly count: number; readonly columns: readonly Named<QueryColumn>[]; readonly sort: SortKey } | undefined;
  readonly format: OutputFormat;
  /** Text of the filter; undefined: every event. */
  readonly filter: string | undefined;
  /** Zone of times in it that state none. */
  readonly zone: string;
  /** Undefined without `-o`. */
  readonly output: ExportArguments | undefined;
  /** Events counted by values; undefined without `--group-by`. */
  readonly groups: GroupOptions | undefined;
}

const FORMATS: readonly OutputFormat[] = ['json', 'jsonl', 'csv'];
/** The error code alone does not tell how a request ended, nor the name that it was none. */
const COLUMNS: readonly QueryColumn[] = [
  'time',
  'eventName',
  'principal',
  'sourceIPAddress',
  'eventSource',
  'awsRegion',
  'errorCode',
  'outcome',
  'eventType',
];
const OPTIONS = new Map(
  [
    'facets',
    'top',
    'rows',
    'columns',
    'sort',
    'format',
    'filter',
    'zone',
    'zone-rules',
    'output',
    'group-by',
    'distinct',
  ].map((name) => [`--${name}`, `--${name}`]),
).set('-o', '--output');
const FACET_NAMES = FACETS.map(({ name }) => name).join(', ');

/** @throws UsageError which names the argument that is wrong */
export function parseQueryArguments(argv: readonly string[]): QueryArguments {
  const { values, positionals } = parse(argv);
  if (positionals.length === 0) throw new UsageError('query needs a case, or files and folders to read.');
  if (values['group-by'] !== undefined) return grouping(values, positionals, values['group-by']);
  if (values.distinct !== undefined) throw new UsageError('--distinct goes with --group-by.');
  const output = exportArguments(values, names, sortKey);
  if (output !== undefined) return exporting(values, positionals, output);
  const format = FORMATS.find((known) => known === (values.format ?? 'json'));
  if (format === undefined) {
    if (values.format === 'jsonl-evidence') throw new UsageError('--format jsonl-evidence goes with -o FILE.');
    throw new UsageError(`--format ${values.format ?? ''} is not known: use ${FORMATS.join(', ')}.`);
  }
  const facets = names(values.facets).map((name) => ({ name, is: facetName(name) }));
  const rows = rowsOf(values);
  if (format === 'csv' && rows !== undefined && facets.length > 0) {
    throw new UsageError('--format csv writes one table: ask for --facets or for --rows, or use json or jsonl.');
  }
  if (values.top !== undefined && facets.length === 0) throw new UsageError('--top goes with --facets.');
  const { filter, zone = 'UTC' } = values;
  if (filter === undefined && values.zone !== undefined) throw new UsageError('--zone goes with --filter.');
  checkRulesFile(values, filter !== undefined);
  return {
    inputs: positionals,
    facets,
    top: wholeNumber('--top', values.top, 1),
    rows,
    format,
    filter,
    zone,
    output,
    groups: undefined,
  };
}

/** An export writes every row of the view, and nothing else. */
function exporting(values: Values, inputs: readonly string[], output: ExportArguments): QueryArguments {
  const { facets, top, rows, filter, zone = 'UTC' } = values;
  checkRulesFile(values, true);
  const other = facets !== undefined ? '--facets' : top !== undefined ? '--top' : rows !== undefined ? '--rows' : null;
  if (other !== null) throw new UsageError(`${other} does not go with -o FILE, which gets every event that matches.`);
  return {
    inputs,
    facets: [],
    top: undefined,
    rows: undefined,
    format: 'json',
    filter,
    zone,
    output,
    groups: undefined,
  };
}

const GROUP_ORDERS: readonly GroupOrder[] = ['count', 'calls', 'distinct', 'first', 'last', 'name'];

/** A table of groups, and nothing else. */
function grouping(values: Values, inputs: readonly string[], by: string): QueryArguments {
  const other = (
    ['facets', 'top', 'rows', 'columns', 'all-fields', 'output', 'raw', 'replace', 'copies'] as const
  ).find((name) => values[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} does not go with --group-by.`);
  checkRulesFile(values, true);
  const facets = names(by).map((name) => facetName(name, '--group-by'));
  if (facets.length < 1 || facets.length > MOST_GROUP_FACETS || new Set(facets).size < facets.length) {
    throw new UsageError(`--group-by takes one to ${String(MOST_GROUP_FACETS)} different facets.`);
  }
  const format = FORMATS.find((known) => known === (values.format ?? 'json'));
  if (format === undefined) {
    throw new UsageError(`--format ${values.format ?? ''} is not known: use ${FORMATS.join(', ')}.`);
  }
  const written = values.sort ?? '-count';
  const order = GROUP_ORDERS.find((known) => known === written.replace(/^-/, ''));
  if (order === undefined) throw new UsageError(`--sort: groups are sorted by ${GROUP_ORDERS.join(', ')}.`);
  const { distinct, filter, zone = 'UTC' } = values;
  if (order === 'distinct' && distinct === undefined) throw new UsageError('--sort distinct goes with --distinct.');
  const groups: GroupOptions = {
    facets,
    order,
    descending: written.startsWith('-'),
    ...(distinct === undefined ? {} : { distinct: facetName(distinct, '--distinct') }),
  };
  return { inputs, facets: [], top: undefined, rows: undefined, format, filter, zone, output: undefined, groups };
}

/**
 * The file of zone rules that the arguments name. It has to be in use before the others are read, some of which name a
 * zone.
 *
 * @throws UsageError
 */
export function zoneRulesArgument(argv: readonly string[]): string | undefined {
  return parse(argv).values['zone-rules'];
}

function checkRulesFile({ 'zone-rules': file }: Values, hasZone: boolean): void {
  if (file === '') throw new UsageError('--zone-rules needs the name of a file.');
  if (file !== undefined && !hasZone) throw new UsageError('--zone-rules goes with --filter, or with -o FILE.');
}

interface Values extends ExportValues {
  readonly 'group-by'?: string;
  readonly distinct?: string;
  readonly 'zone-rules'?: string;
  readonly facets?: string;
  readonly top?: string;
  readonly rows?: string;
  readonly filter?: string;
}

function parse(argv: readonly string[]): { values: Values; positionals: string[] } {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    return parseArgs({
      args: normalized(argv),
      options: {
        facets: text,
        top: text,
        rows: text,
        columns: text,
        sort: text,
        format: text,
        filter: text,
        zone: text,
        'zone-rules': text,
        output: text,
        'group-by': text,
        distinct: text,
        'all-fields': flag,
        raw: flag,
        replace: flag,
        copies: flag,
      },
      allowPositionals: true,
      strict: true,
    });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw argumentFault(cause);
  }
}

/** A value may begin with a dash, as in `--sort -time`: parseArgs would call that ambiguous. */
function normalized(argv: readonly string[]): string[] {
  const args: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const value = argv[i + 1];
    if (argv[i] === '--') return [...args, ...argv.slice(i)];
    const option = OPTIONS.get(argv[i] ?? '');
    if (option !== undefined && value !== undefined) {
      args.push(`${option}=${value}`);
      i += 1;
    } else {
      args.push(argv[i] ?? '');
    }
  }
  return args;
}

function rowsOf(values: Values): QueryArguments['rows'] {
  const count = wholeNumber('--rows', values.rows, 0);
  if (count === undefined) {
    if (values.columns !== undefined) throw new UsageError('--columns goes with --rows N.');
    if (values.sort !== undefined) throw new UsageError('--sort goes with --rows N.');
    return undefined;
  }
  const asked = values.columns === undefined ? COLUMNS : names(values.columns);
  const columns = asked.map((name) => ({ name, is: columnName(name) }));
  if (columns.length === 0) throw new UsageError('--columns names no column.');
  return { count, columns, sort: sortKey(values.sort ?? 'time') };
}

function names(list: string | undefined): string[] {
  const split = (list ?? '').split(',').map((name) => name.trim());
  return [...new Set(split.filter((name) => name !== ''))];
}

/** What a name or JSON path stands for, just as in a filter. */
function fieldColumn(name: string): QueryColumn | undefined {
  if (name === 'time' || name === 'bytesOut' || isFacetName(name)) return name;
  const field = fieldOfPath(name.split('.'));
  if (field === undefined || field.kind === 'path' || field.kind === 'lineage') return undefined;
  if (field.kind === 'facet') return field.name;
  return field.kind === 'time' ? 'time' : 'bytesOut';
}

function facetName(name: string, option = '--facets'): FacetName {
  const column = fieldColumn(name);
  if (column !== undefined && column !== 'time' && column !== 'bytesOut') return column;
  throw new UsageError(`${option}: "${name}" is no facet. Facets are: ${FACET_NAMES}.`);
}

function columnName(name: string): QueryColumn {
  const column = fieldColumn(name);
  if (column !== undefined) return column;
  throw new UsageError(
    `--columns: "${name}" is no column. Columns are: time, bytesOut, ${FACET_NAMES}; with -o FILE also any JSON path.`,
  );
}

function sortKey(text: string): SortKey {
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const column = fieldColumn(name);
  if (column !== undefined) return { column, descending };
  throw new UsageError(`--sort: "${name}" is no column to sort by. Columns are: time, bytesOut, ${FACET_NAMES}.`);
}

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${option} needs a whole number of ${least} or more, not "${text}".`);
}
