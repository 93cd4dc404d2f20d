/**
 * Sets of rows as bits: row n is bit n % 32 of word n / 32. Bits beyond the last row are 0.
 *
 * Most clauses hold all rows of a segment or none of them, so these two have names of their own and
 * cost nothing.
 */
export type Mask = Uint32Array | 'all' | 'none';

export function wordsFor(rows: number): number {
  return (rows + 31) >>> 5;
}

export function popcount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function countBits(words: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) count += popcount(words[i] as number);
  return count;
}

export function countMask(mask: Mask, rows: number): number {
  if (mask === 'all') return rows;
  return mask === 'none' ? 0 : countBits(mask);
}

/** All rows as words. */
export function fullWords(rows: number): Uint32Array {
  const words = new Uint32Array(wordsFor(rows)).fill(0xffff_ffff);
  if (rows % 32 !== 0) words[words.length - 1] = 2 ** (rows % 32) - 1;
  return words;
}

export function invert(mask: Mask, rows: number): Mask {
  if (mask === 'all') return 'none';
  if (mask === 'none') return 'all';
  const inverted = fullWords(rows);
  for (let i = 0; i < inverted.length; i++) inverted[i] = ((inverted[i] as number) & ~(mask[i] as number)) >>> 0;
  return inverted;
}

/** Rows in all of these masks; a new set or one of the constants. */
export function intersect(masks: readonly Mask[]): Mask {
  const sets: Uint32Array[] = [];
  for (const mask of masks) {
    if (mask === 'none') return 'none';
    if (mask !== 'all') sets.push(mask);
  }
  return combine(sets, 'all', (into, other) => {
    for (let i = 0; i < into.length; i++) into[i] = ((into[i] as number) & (other[i] as number)) >>> 0;
  });
}

/** Rows in any of these masks. */
export function unite(masks: readonly Mask[]): Mask {
  const sets: Uint32Array[] = [];
  for (const mask of masks) {
    if (mask === 'all') return 'all';
    if (mask !== 'none') sets.push(mask);
  }
  return combine(sets, 'none', (into, other) => {
    for (let i = 0; i < into.length; i++) into[i] = ((into[i] as number) | (other[i] as number)) >>> 0;
  });
}

function combine(
  sets: readonly Uint32Array[],
  empty: 'all' | 'none',
  join: (into: Uint32Array, other: Uint32Array) => void,
): Mask {
  const [first, ...rest] = sets;
  if (first === undefined) return empty;
  if (rest.length === 0) return first;
  const result = first.slice();
  for (const other of rest) join(result, other);
  return result;
}

/** `mask` without the rows of `excluded`. */
export function without(mask: Mask, excluded: Uint32Array, rows: number): Mask {
  if (mask === 'none') return 'none';
  const result = mask === 'all' ? fullWords(rows) : mask.slice();
  for (let i = 0; i < result.length; i++) result[i] = ((result[i] as number) & ~(excluded[i] as number)) >>> 0;
  return result;
}

export function hasBit(words: Uint32Array, row: number): boolean {
  return (((words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;
}

export function setBit(words: Uint32Array, row: number): void {
  words[row >>> 5] = ((words[row >>> 5] ?? 0) | (1 << (row & 31))) >>> 0;
}

export function clearBit(words: Uint32Array, row: number): void {
  words[row >>> 5] = ((words[row >>> 5] ?? 0) & ~(1 << (row & 31))) >>> 0;
}

/** Calls `visit` for each row of the mask, ascending. */
export function forEachRow(mask: Mask, rows: number, visit: (row: number) => void): void {
  if (mask === 'none') return;
  if (mask === 'all') {
    for (let row = 0; row < rows; row++) visit(row);
    return;
  }
  for (let i = 0; i < mask.length; i++) {
    let word = mask[i] as number;
    while (word !== 0) {
      visit((i << 5) + 31 - Math.clz32(word & -word));
      word &= word - 1;
    }
  }
}
