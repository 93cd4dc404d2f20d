import type { FacetName } from '../../../core/event/facet-catalogue';
import type { EventRow } from '../../../core/query/filter';
import type { Field, Value } from '../../../core/query/language/ast';
import { chiefResource } from '../../wording/values';
import type { ColumnInfo } from './column-catalogue';
import type { ShownField } from './field-values-state';

/** A condition that holds for an event as a cell or field shows it. */
export interface Term {
  readonly field: Field;
  readonly value: Value;
}

/** The values of a facet; none where the event has none. */
export function facetValues(row: EventRow, facet: FacetName): readonly string[] {
  const value = row.values[facet];
  if (value === undefined || value === null) return [];
  return typeof value === 'string' ? [value] : value;
}

const exact = (text: string | undefined): Value => (text === undefined ? { kind: 'absent' } : { kind: 'exact', text });

/** The instant, or the absence of one. */
export function timeValue(seconds: number | null): Value {
  return seconds === null ? { kind: 'absent' } : { kind: 'time', from: seconds, to: seconds + 1 };
}

export function numberValue(number: number | null | undefined): Value {
  if (number === null || number === undefined) return { kind: 'absent' };
  const bound = { value: number, inclusive: true };
  return { kind: 'number', from: bound, to: bound };
}

/**
 * What a cell says, as a condition.
 * @param read of a JSON-path column
 * @returns undefined where the value is not known, or too long to be listed whole
 */
export function cellTerm(row: EventRow, column: ColumnInfo, read: ShownField | undefined): Term | undefined {
  const { field } = column;
  if (column.path !== undefined) {
    if (read === undefined || read === 'unreadable' || read.more > 0) return undefined;
    return { field, value: exact(read.texts[0]) };
  }
  if (field.kind === 'time') return { field, value: timeValue(row.time) };
  if (field.kind === 'bytes') return { field, value: numberValue(row.bytesOut) };
  if (field.kind !== 'facet') return undefined;
  const values = facetValues(row, field.name);
  if (field.name !== 'resource') return { field, value: exact(values[0]) };
  const chief = chiefResource(values);
  const [bucket] = facetValues(row, 'bucketName');
  // The cell shows the bucket of a request that names no resource.
  if (chief === undefined && bucket !== undefined) {
    return { field: { kind: 'facet', name: 'bucketName' }, value: exact(bucket) };
  }
  return { field, value: exact(chief?.arn) };
}
