import type { FacetDefinition } from '../event/facet-catalogue';
import type { GroupView } from './group-reader';
import { CONTENT_HASH_BYTES } from './segment-builder';
import { SegmentError } from './segment-error';

/** Numbers in whichever width the largest of them allowed. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** One facet of one segment. Code 0 is "(none)"; code n is dictionary value n - 1. */
export interface FacetColumn {
  /** One code a row; for facets with several values, one a distinct value of each row. */
  readonly codes: Codes;
  /** End of each row's codes; only for facets with several values. A row without codes is "(none)". */
  readonly ends?: Uint32Array;
  /** End of each dictionary value in `text`. */
  readonly textEnds: Uint32Array;
  /** Values as code-unit-text.ts writes them. */
  readonly text: Uint8Array;
}

/** Each as wide as the largest of its numbers in the segment needs. */
export interface LocatorColumns {
  readonly source: Codes;
  readonly record: Codes;
  readonly offset: Codes;
  readonly length: Codes;
}

export interface DedupeColumns {
  /** Low and high half of each row's event key, in turn; 0,0 = no key. */
  readonly key: Uint32Array;
  /** Four words of content hash a row. */
  readonly hash: Uint32Array;
}

const NO_NUMBERS = new Uint32Array(0);
const NO_BYTES = new Uint8Array(0);
let zeros = new Uint8Array(65_536);

/** A column of "(none)" alone, shared by all facets that a segment does not have. */
function noCodes(rows: number): Uint8Array {
  if (zeros.length < rows) zeros = new Uint8Array(rows);
  return zeros.subarray(0, rows);
}

/**
 * One facet's column out of the group that holds it, checked so that no code, run or text can point
 * outside.
 * @throws SegmentError
 */
export function facetColumn(group: GroupView, definition: FacetDefinition): FacetColumn {
  const { name } = definition;
  const multiple = definition.multiple === true;
  const ends = multiple ? group.u32(`${name}.ends`, group.rows) : undefined;
  if (ends !== undefined) checkEnds(ends, name);
  const count = ends === undefined ? group.rows : (ends.at(-1) ?? 0);
  if (!group.has(`${name}.codes`)) {
    if (multiple && count > 0) throw new SegmentError(`The column ${name} lacks its codes.`);
    const codes = noCodes(multiple ? 0 : group.rows);
    return { codes, textEnds: NO_NUMBERS, text: NO_BYTES, ...(ends === undefined ? {} : { ends }) };
  }
  const codes = group.codes(`${name}.codes`, count);
  const textEnds = group.u32(`${name}.textEnds`);
  const text = group.u8(`${name}.text`);
  checkEnds(textEnds, name);
  if ((textEnds.at(-1) ?? 0) !== text.length) throw new SegmentError(`The dictionary of ${name} is cut off.`);
  checkCodes(codes, textEnds.length, name);
  return { codes, textEnds, text, ...(ends === undefined ? {} : { ends }) };
}

function checkEnds(ends: Uint32Array, name: string): void {
  let before = 0;
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i] as number;
    if (end < before) throw new SegmentError(`The runs of ${name} are out of order.`);
    before = end;
  }
}

function checkCodes(codes: Codes, values: number, name: string): void {
  // A full dictionary of its width cannot be overrun.
  if (values >= 2 ** (codes.BYTES_PER_ELEMENT * 8) - 1) return;
  let largest = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code > largest) largest = code;
  }
  if (largest > values) throw new SegmentError(`The column ${name} has a code outside its dictionary.`);
}

export function timeColumn(hot: GroupView): Uint32Array {
  return hot.u32('time', hot.rows);
}

export function locatorColumns(group: GroupView): LocatorColumns {
  const column = (name: string): Codes => group.codes(name, group.rows);
  return { source: column('source'), record: column('record'), offset: column('offset'), length: column('length') };
}

export function dedupeColumns(group: GroupView): DedupeColumns {
  const hash = group.u8('hash', group.rows * CONTENT_HASH_BYTES);
  return {
    key: group.u32('key', group.rows * 2),
    hash: new Uint32Array(hash.buffer, hash.byteOffset, group.rows * 4),
  };
}

/** Bytes an event stated, -1 where it stated none; undefined where no event of the segment did. */
export function bytesOutColumn(cold: GroupView): ((row: number) => number) | undefined {
  if (!cold.has('bytesOut')) return undefined;
  const values = cold.numbers('bytesOut', cold.rows);
  if (values instanceof Float64Array) return (row) => values[row] ?? -1;
  return (row) => {
    const value = values[row] ?? 0xffff_ffff;
    return value === 0xffff_ffff ? -1 : value;
  };
}
