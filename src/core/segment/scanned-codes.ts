import { Kind, type Ranges, type ScannedRecord } from '../event/fast/scanned-record';
import type { FacetColumnBuilder } from './facet-column-builder';

/** Code of the text that is in a slot; 0 where there is none. */
export function codeOf(column: FacetColumnBuilder, record: ScannedRecord, slot: number): number {
  const { kinds, starts, ends } = record;
  const kind = kinds[slot] as Kind;
  if (kind !== Kind.String && kind !== Kind.Literal) return 0;
  return column.dictionary.codeOf(record.bytes, record.view, starts[slot] as number, ends[slot] as number);
}

/** Adds the texts of these ranges as one event's values. */
export function addRanges(column: FacetColumnBuilder, record: ScannedRecord, { count, starts, ends }: Ranges): void {
  for (let i = 0; i < count; i++) {
    column.pushDistinct(column.dictionary.codeOf(record.bytes, record.view, starts[i] as number, ends[i] as number));
  }
  column.endRow();
}
