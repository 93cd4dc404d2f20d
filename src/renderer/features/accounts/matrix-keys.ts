/** A place in the matrix: row and column of cells from 0; -1 is the heads. */
export interface MatrixPlace {
  readonly row: number;
  readonly column: number;
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const PAGE = 10;

/** Where a key leads from a place; undefined for other keys. @param rows of cells @param columns of cells */
export function placeAfter(
  { key, ctrlKey, metaKey }: Pressed,
  { row, column }: MatrixPlace,
  rows: number,
  columns: number,
): MatrixPlace | undefined {
  const far = ctrlKey || metaKey;
  const to = {
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    PageUp: { row: row - PAGE, column },
    PageDown: { row: row + PAGE, column },
    Home: { row: far ? -1 : row, column: -1 },
    End: { row: far ? rows - 1 : row, column: columns - 1 },
  }[key];
  if (to === undefined) return undefined;
  return within(to, rows, columns);
}

/** The nearest place that there is; the corner of the heads is none. */
export function within({ row, column }: MatrixPlace, rows: number, columns: number): MatrixPlace {
  const place = {
    row: Math.max(-1, Math.min(rows - 1, row)),
    column: Math.max(-1, Math.min(columns - 1, column)),
  };
  return place.row === -1 && place.column === -1 ? { row: -1, column: 0 } : place;
}
