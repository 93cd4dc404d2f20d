import type { FacetName } from '../event/facet-catalogue';
import { countBits, invert, type Mask } from './bitset';
import type { Dictionary } from './dictionary';
import type { IndexedColumn, IndexedSegment } from './indexed-segment';

/** Adds the segment's events of each value to `counts`, which is by id. */
export function countFacet(
  counts: Uint32Array,
  segment: IndexedSegment,
  name: FacetName,
  dictionary: Dictionary,
  mask: Mask,
): void {
  if (mask === 'none') return;
  const column = segment.column(name, dictionary);
  if (mask === 'all') {
    addTotals(
      counts,
      column,
      segment.totals(name, () => countAll(column, segment.rows)),
    );
    return;
  }
  const { ids } = column;
  const matching = countBits(mask);
  if (matching === 0) return;
  // Few rows of many values: straight to the case's counts. Else by code first, which is narrower.
  if (matching * 4 < ids.length) {
    if (column.ends === undefined) addRowsDirect(counts, column, mask);
    else addMultiple(counts, column, column.ends, mask, ids);
    return;
  }
  if (matching * 4 > segment.rows * 3) {
    // Nearly all rows match: take the few others from the totals. Hidden copies alone are such a case.
    const totals = segment.totals(name, () => countAll(column, segment.rows));
    const others = countRows(column, invert(mask, segment.rows), segment.rows, false);
    addTotals(
      counts,
      column,
      others.map((count, code) => (totals[code] as number) - count),
    );
    return;
  }
  addTotals(counts, column, countRows(column, mask, segment.rows, matching * 2 > segment.rows));
}

/** Events of each code among the rows of the mask. */
function countRows(column: IndexedColumn, mask: Mask, rows: number, dense: boolean): Uint32Array {
  const local = new Uint32Array(column.ids.length);
  if (mask === 'none' || mask === 'all') return mask === 'none' ? local : countAll(column, rows);
  if (column.ends !== undefined) addMultiple(local, column, column.ends, mask, undefined);
  else if (dense) countDense(local, column, mask, rows);
  else countSparse(local, column, mask);
  return local;
}

function addTotals(counts: Uint32Array, { ids }: IndexedColumn, local: Uint32Array): void {
  for (let code = 0; code < local.length; code++) {
    const id = ids[code] as number;
    counts[id] = (counts[id] as number) + (local[code] as number);
  }
}

function countAll(column: IndexedColumn, rows: number): Uint32Array {
  const local = new Uint32Array(column.ids.length);
  const { codes } = column;
  if (codes instanceof Uint8Array) countBytes(local, codes);
  else countWords(local, codes);
  if (column.ends !== undefined) {
    let start = 0;
    for (let row = 0; row < rows; row++) {
      const end = column.ends[row] as number;
      if (end === start) local[0] = (local[0] as number) + 1;
      start = end;
    }
  }
  return local;
}

/**
 * Neighbouring events mostly share their value, and adding to the count that was just written waits
 * for that write: so even and odd rows are counted apart.
 */
function countBytes(local: Uint32Array, codes: Uint8Array): void {
  const odd = new Uint32Array(local.length);
  const pairs = codes.length & ~1;
  for (let i = 0; i < pairs; i += 2) {
    const first = codes[i] as number;
    const second = codes[i + 1] as number;
    local[first] = (local[first] as number) + 1;
    odd[second] = (odd[second] as number) + 1;
  }
  if (pairs < codes.length) odd[codes[pairs] as number] = (odd[codes[pairs] as number] as number) + 1;
  for (let code = 0; code < odd.length; code++) local[code] = (local[code] as number) + (odd[code] as number);
}

function countWords(local: Uint32Array, codes: Uint16Array | Uint32Array): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    local[code] = (local[code] as number) + 1;
  }
}

/**
 * Most rows match: walk all of them and add the bit itself, without a branch. Columns of bytes, which
 * most are, have a loop of their own: the compiler makes it for one width of codes only.
 */
function countDense(local: Uint32Array, { codes }: IndexedColumn, mask: Uint32Array, rows: number): void {
  if (codes instanceof Uint8Array) {
    for (let i = 0, row = 0; i < mask.length; i++) {
      const word = mask[i] as number;
      const end = Math.min(row + 32, rows);
      for (let bit = 0; row < end; bit++, row++) {
        const code = codes[row] as number;
        local[code] = (local[code] as number) + ((word >>> bit) & 1);
      }
    }
    return;
  }
  for (let i = 0, row = 0; i < mask.length; i++) {
    const word = mask[i] as number;
    const end = Math.min(row + 32, rows);
    for (let bit = 0; row < end; bit++, row++) {
      const code = codes[row] as number;
      local[code] = (local[code] as number) + ((word >>> bit) & 1);
    }
  }
}

function countSparse(local: Uint32Array, { codes }: IndexedColumn, mask: Uint32Array): void {
  for (let i = 0; i < mask.length; i++) {
    let word = mask[i] as number;
    while (word !== 0) {
      const code = codes[(i << 5) + 31 - Math.clz32(word & -word)] as number;
      local[code] = (local[code] as number) + 1;
      word &= word - 1;
    }
  }
}

function addRowsDirect(counts: Uint32Array, { codes, ids }: IndexedColumn, mask: Uint32Array): void {
  for (let i = 0; i < mask.length; i++) {
    let word = mask[i] as number;
    while (word !== 0) {
      const id = ids[codes[(i << 5) + 31 - Math.clz32(word & -word)] as number] as number;
      counts[id] = (counts[id] as number) + 1;
      word &= word - 1;
    }
  }
}

/** Rows with several values; counted by code, or by id where `ids` is given. */
function addMultiple(
  counts: Uint32Array,
  { codes }: IndexedColumn,
  ends: Uint32Array,
  mask: Uint32Array,
  ids: Uint32Array | undefined,
): void {
  for (let i = 0; i < mask.length; i++) {
    let word = mask[i] as number;
    while (word !== 0) {
      const row = (i << 5) + 31 - Math.clz32(word & -word);
      word &= word - 1;
      const start = row === 0 ? 0 : (ends[row - 1] as number);
      const end = ends[row] as number;
      if (start === end) counts[0] = (counts[0] as number) + 1;
      for (let at = start; at < end; at++) {
        const code = codes[at] as number;
        const value = ids === undefined ? code : (ids[code] as number);
        counts[value] = (counts[value] as number) + 1;
      }
    }
  }
}
