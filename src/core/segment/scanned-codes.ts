import { Kind, type Ranges, type ScannedRecord } from '../event/fast/scanned-record';
import type { Json } from '../event/json';
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

const DECODER = new TextDecoder();

/** What stands in a slot that is an object, an array or a string, parsed; null for anything else. */
export function jsonOf({ bytes, kinds, starts, ends }: ScannedRecord, slot: number): Json {
  const kind = kinds[slot] as Kind;
  if (kind !== Kind.Other && kind !== Kind.String) return null;
  // The range of a string is without its quotes.
  const quote = kind === Kind.String ? 1 : 0;
  const range = bytes.subarray((starts[slot] as number) - quote, (ends[slot] as number) + quote);
  return JSON.parse(DECODER.decode(range)) as Json;
}
