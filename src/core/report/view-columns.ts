/**
 * Columns that a list of events begins with, and that an export has where none are chosen: names as
 * `csvColumns` takes them, and `accounts`, which stands for two. Time comes first, always.
 */
export const DEFAULT_COLUMNS: readonly string[] = [
  'time',
  'outcome',
  'eventName',
  'eventSource',
  'principal',
  'invokedBy',
  'sourceIPAddress',
  'signatureVersion',
  'resource',
  'awsRegion',
  'accounts',
  'userAgent',
];

/** Columns of a list that show more than one field. A resource's bucket stands where no resource is named. */
const SEVERAL: ReadonlyMap<string, readonly string[]> = new Map([
  ['accounts', ['accountId', 'recipientAccountId']],
  ['resource', ['resource', 'resourceStatedIn', 'bucketName']],
]);

/** The fields that a column of a list shows. */
export function columnFields(column: string): readonly string[] {
  return SEVERAL.get(column) ?? [column];
}

/** Columns of an export that hold all that these columns of a list show, in their order, each once. */
export function exportColumns(columns: readonly string[]): readonly string[] {
  return [...new Set(columns.flatMap(columnFields))];
}
