import type { DeliveryRow } from '../../state/acquire/delivery-rows';

/** A place of the table: a day of a row, or a head. Row -1 is the head of the columns. */
export interface Place {
  readonly row: number;
  /** -2: the account, -1: the region, from 0: a day. */
  readonly column: number;
}

export const ACCOUNT = -2;
export const REGION = -1;
export const HEAD = -1;

/** Rows and columns, both ends included. */
export interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Extent {
  readonly rows: readonly DeliveryRow[];
  readonly columns: number;
}

/** What a place stands for: a head for its whole row, account or column. */
export function areaOf({ row, column }: Place, { rows, columns }: Extent): Area {
  const all = { top: 0, bottom: rows.length - 1, left: 0, right: columns - 1 };
  if (row === HEAD) return column < 0 ? all : { ...all, left: column, right: column };
  if (column === REGION) return { ...all, top: row, bottom: row };
  if (column === ACCOUNT) return { ...all, ...accountOf(row, rows) };
  return { top: row, bottom: row, left: column, right: column };
}

/** From one place to another: the smallest area that holds both. */
export function span(a: Area, b: Area): Area {
  return {
    top: Math.min(a.top, b.top),
    bottom: Math.max(a.bottom, b.bottom),
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
  };
}

/** The rows of the account that a row is of. */
export function accountOf(
  row: number,
  rows: readonly DeliveryRow[],
): { readonly top: number; readonly bottom: number } {
  const same = (at: number): boolean => {
    const [a, b] = [rows[at], rows[row]];
    return a !== undefined && b !== undefined && isSameAccount(a, b);
  };
  let top = row;
  let bottom = row;
  while (same(top - 1)) top--;
  while (same(bottom + 1)) bottom++;
  return { top, bottom };
}

export function isSameAccount(a: DeliveryRow, b: DeliveryRow): boolean {
  return a.account === b.account && a.organization === b.organization && a.root === b.root;
}

/** Rows that a page key moves by. */
const PAGE = 10;

/** Where a key leads; undefined for keys that lead nowhere. */
export function placeAfter(key: string, from: Place, { rows, columns }: Extent, toEnd: boolean): Place | undefined {
  const { row, column } = from;
  const to = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    Home: { row: toEnd ? HEAD : row, column: ACCOUNT },
    End: { row: toEnd ? rows.length - 1 : row, column: columns - 1 },
    PageUp: { row: row - PAGE, column },
    PageDown: { row: row + PAGE, column },
  }[key];
  if (to === undefined) return undefined;
  return {
    row: Math.max(HEAD, Math.min(rows.length - 1, to.row)),
    column: Math.max(ACCOUNT, Math.min(columns - 1, to.column)),
  };
}
