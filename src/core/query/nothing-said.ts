import type { FacetDefinition } from '../event/facet-catalogue';
import type { FacetColumn } from '../segment/columns';

let zeros = new Uint32Array(65_536);

/** For each row of several values that it has none. Not to be changed. */
export function noEnds(rows: number): Uint32Array {
  if (zeros.length < rows) zeros = new Uint32Array(rows);
  return zeros.subarray(0, rows);
}

/** The column of a segment of whose events nothing was said. */
export function nothingSaid(rows: number, { multiple }: FacetDefinition): FacetColumn {
  const none = { textEnds: new Uint32Array(0), text: new Uint8Array(0) };
  return multiple === true
    ? { ...none, codes: new Uint8Array(0), ends: noEnds(rows) }
    : { ...none, codes: new Uint8Array(rows) };
}
