import type { IndexedColumn } from './indexed-segment';

/** Calls `visit` for the ids of the row's values; id 0 for none, nothing for none where there may be several. */
export function eachId({ codes, ends, ids }: IndexedColumn, row: number, visit: (id: number) => void): void {
  if (ends === undefined) {
    visit(ids[codes[row] as number] as number);
    return;
  }
  const end = ends[row] as number;
  for (let at = row === 0 ? 0 : (ends[row - 1] as number); at < end; at++) {
    visit(ids[codes[at] as number] as number);
  }
}
