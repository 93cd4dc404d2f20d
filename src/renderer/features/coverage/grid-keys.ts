import type { CellKind } from '../../state/coverage/coverage-cells';

export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows and columns of a page. */
  readonly page: GridPlace;
}

/**
 * Where a key leads from a cell; undefined for keys that lead nowhere.
 * @param ctrl with arrows: to the next column of another kind, or the first or last row
 */
export function steppedPlace(
  from: GridPlace,
  key: string,
  ctrl: boolean,
  size: GridSize,
  kindAt: (row: number, column: number) => CellKind | undefined,
): GridPlace | undefined {
  const to = target(from, key, ctrl, size, kindAt);
  if (to === undefined) return undefined;
  return {
    row: Math.min(size.rows - 1, Math.max(0, to.row)),
    column: Math.min(size.columns - 1, Math.max(0, to.column)),
  };
}

function target(
  { row, column }: GridPlace,
  key: string,
  ctrl: boolean,
  { rows, columns, page }: GridSize,
  kindAt: (row: number, column: number) => CellKind | undefined,
): GridPlace | undefined {
  switch (key) {
    case 'ArrowLeft':
      return { row, column: ctrl ? nextOther(row, column, -1, columns, kindAt) : column - 1 };
    case 'ArrowRight':
      return { row, column: ctrl ? nextOther(row, column, 1, columns, kindAt) : column + 1 };
    case 'ArrowUp':
      return { row: ctrl ? 0 : row - 1, column };
    case 'ArrowDown':
      return { row: ctrl ? rows - 1 : row + 1, column };
    case 'Home':
      return { row: ctrl ? 0 : row, column: 0 };
    case 'End':
      return { row: ctrl ? rows - 1 : row, column: columns - 1 };
    case 'PageUp':
      return { row: row - page.row, column };
    case 'PageDown':
      return { row: row + page.row, column };
    default:
      return undefined;
  }
}

function nextOther(
  row: number,
  column: number,
  by: 1 | -1,
  columns: number,
  kindAt: (row: number, column: number) => CellKind | undefined,
): number {
  const kind = kindAt(row, column);
  let at = column + by;
  while (at > 0 && at < columns - 1 && kindAt(row, at) === kind) at += by;
  return at;
}
