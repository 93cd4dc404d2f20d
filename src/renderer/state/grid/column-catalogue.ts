import { FACETS, facet as facetDefinition, isFacetName } from '../../../core/event/facet-catalogue';
import { joinPath, parsePath } from '../../../core/event/fields';
import type { SortKey } from '../../../core/query/filter';
import type { Field } from '../../../core/query/language/ast';
import { fieldOfPath } from '../../../core/query/language/fields';
import type { RowColumn } from '../../../core/query/row-reader';
import { columnFields } from '../../../core/report/view-columns';

/** What the grid, its chooser and copies know of one column. */
export interface ColumnInfo {
  /** `time`, a facet, `bytesOut`, `accounts`, or a JSON path. */
  readonly id: string;
  /** Words for the head. */
  readonly label: string;
  /** A shorter head, where the label is wide. */
  readonly head: string;
  /** Where the value comes from. */
  readonly source: string;
  /** What rows are sorted by; undefined where that is not possible. */
  readonly sort: SortKey['column'] | undefined;
  /** What the index is asked for. */
  readonly reads: readonly RowColumn[];
  /** Set where the records themselves are read. */
  readonly path: string | undefined;
  /** The field that filters speak of. */
  readonly field: Field;
  readonly width: number;
  readonly least: number;
  /** Shown in the monospaced font. */
  readonly mono: boolean;
}

const HEADS: Readonly<Record<string, string>> = {
  signatureVersion: 'Sig',
  eventSource: 'Service',
  recipientAccountId: 'Delivered to',
  accountId: 'Caller',
  ownerAccountId: 'Owner',
  authenticationMethod: 'Authentication',
  tag: 'Tags',
  note: 'Notes',
  finding: 'Findings',
};

/** Widths in px at 1440, wide enough for what is usually in them. */
const WIDTHS: Readonly<Record<string, number>> = {
  time: 156,
  outcome: 100,
  eventName: 148,
  eventSource: 68,
  principal: 132,
  invokedBy: 72,
  sourceIPAddress: 124,
  signatureVersion: 72,
  resource: 240,
  awsRegion: 108,
  accounts: 200,
  userAgent: 260,
  errorCode: 160,
  recipientAccountId: 112,
  accountId: 112,
  accessKeyId: 168,
  role: 240,
  bytesOut: 104,
  tag: 128,
  status: 116,
  note: 240,
  finding: 84,
};
const LEAST = 44;

function facetColumn(name: string): ColumnInfo | undefined {
  if (!isFacetName(name)) return undefined;
  const { label, source, identifier } = facetDefinition(name);
  return {
    id: name,
    label,
    head: HEADS[name] ?? label,
    source,
    sort: name,
    reads: [...columnFields(name), ...(name === 'resource' ? ['copySource', 'copyTarget'] : [])].filter(isFacetName),
    path: undefined,
    field: { kind: 'facet', name },
    width: WIDTHS[name] ?? 140,
    least: LEAST,
    mono: identifier === true,
  };
}

const TIME: ColumnInfo = {
  id: 'time',
  label: 'Time',
  head: 'Time',
  source: 'eventTime, to the second',
  sort: 'time',
  reads: [],
  path: undefined,
  field: { kind: 'time' },
  width: WIDTHS['time'] ?? 156,
  least: 148,
  mono: true,
};

const BYTES_OUT: ColumnInfo = {
  id: 'bytesOut',
  label: 'Bytes out',
  head: 'Bytes out',
  source: 'additionalEventData.bytesTransferredOut',
  sort: 'bytesOut',
  reads: ['bytesOut'],
  path: undefined,
  field: { kind: 'bytes' },
  width: WIDTHS['bytesOut'] ?? 104,
  least: LEAST,
  mono: true,
};

const ACCOUNTS: ColumnInfo = {
  id: 'accounts',
  label: 'Caller \u2192 delivered to',
  head: 'Caller \u2192 delivered to',
  source: 'userIdentity.accountId, and recipientAccountId where it is another; sorted by the caller',
  sort: 'accountId',
  reads: ['accountId', 'recipientAccountId'],
  path: undefined,
  field: { kind: 'facet', name: 'accountId' },
  width: WIDTHS['accounts'] ?? 200,
  least: 96,
  mono: true,
};

/** Every column that the index answers, in the order of the catalogue. */
export const INDEX_COLUMNS: readonly ColumnInfo[] = [
  TIME,
  ...FACETS.flatMap(({ name }) => facetColumn(name) ?? []),
  ACCOUNTS,
  BYTES_OUT,
];

const known = new Map(INDEX_COLUMNS.map((column) => [column.id, column]));
const paths = new Map<string, ColumnInfo | undefined>();

/** The column of an id; undefined for text that is no JSON path. */
export function columnInfo(id: string): ColumnInfo | undefined {
  const column = known.get(id);
  if (column !== undefined) return column;
  if (!paths.has(id)) paths.set(id, pathColumn(id));
  return paths.get(id);
}

function pathColumn(path: string): ColumnInfo | undefined {
  const names = namesOf(path);
  if (names === undefined) return undefined;
  return {
    id: path,
    label: path,
    head: path,
    source: `${path}, read from the records`,
    sort: undefined,
    reads: [],
    path,
    field: fieldOfPath(names, true) ?? { kind: 'path', path: names },
    width: 180,
    least: LEAST,
    mono: true,
  };
}

/** The names of a JSON path; places in arrays are left out, since a name looks into all of an array. */
export function namesOf(path: string): readonly string[] | undefined {
  const steps = parsePath(path);
  const names = steps?.filter((step) => typeof step === 'string');
  return names === undefined || names.length === 0 ? undefined : names;
}

/**
 * The column of a field as a record or an analyst names it: the index's own where it has one.
 * @returns undefined for text that is no JSON path
 */
export function columnOfPath(path: string): ColumnInfo | undefined {
  const names = namesOf(path);
  if (names === undefined) return undefined;
  const field = fieldOfPath(names, true);
  if (field?.kind === 'facet') return columnInfo(field.name);
  if (field?.kind === 'time') return TIME;
  if (field?.kind === 'bytes') return BYTES_OUT;
  return columnInfo(names.reduce(joinPath, ''));
}
