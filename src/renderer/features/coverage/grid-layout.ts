import { DAY, HOUR } from '../../state/coverage/coverage-cells';

/** Widths of the labels at the left and of the summaries behind the cells, and the height of the head; px. */
export const LABELS = 264;
export const SUMMARY = 176;
export const HEAD = 40;
/** Room between the cells and the summaries. */
export const GUTTER = 16;
/** Columns are no closer together than this and no further apart, px; between these they fill the width. */
const LEAST_PITCH: Readonly<Record<number, number>> = { [HOUR]: 8, [DAY]: 9 };
const MOST_PITCH = 160;
/** Few rows may stand further apart. */
const FEW_ROWS = 12;

export interface GridInput {
  /** Of the box in which the grid scrolls, px. */
  readonly width: number;
  readonly height: number;
  readonly scrollLeft: number;
  readonly scrollTop: number;
  readonly rows: number;
  /** Seconds of the first column, seconds of a column, and the end. */
  readonly from: number;
  readonly step: number;
  readonly to: number;
}

/** Where the cells of the coverage stand in their box; px of the box. */
export class GridLayout {
  readonly columns: number;
  readonly pitch: number;
  readonly rowHeight: number;
  /** Of a cell. */
  readonly cellHeight: number;

  constructor(readonly input: GridInput) {
    this.columns = Math.max(1, Math.round((input.to - input.from) / input.step));
    const least = LEAST_PITCH[input.step] ?? 9;
    this.pitch = Math.min(MOST_PITCH, Math.max(least, this.plotWidth / this.columns));
    this.rowHeight = rowHeight(input.rows);
    this.cellHeight = this.rowHeight - (input.rows <= FEW_ROWS ? 12 : 8);
  }

  /** Room for cells in the box. */
  get plotWidth(): number {
    return Math.max(1, this.input.width - LABELS - SUMMARY - GUTTER);
  }

  get plotRight(): number {
    return LABELS + Math.min(this.plotWidth, this.columns * this.pitch);
  }

  /** Of everything that can be scrolled to. */
  get wholeWidth(): number {
    const cells = this.columns * this.pitch;
    return cells <= this.plotWidth ? this.input.width : this.input.width - this.plotWidth + cells;
  }

  get wholeHeight(): number {
    return HEAD + this.input.rows * this.rowHeight;
  }

  x(column: number): number {
    return LABELS + column * this.pitch - this.input.scrollLeft;
  }

  y(row: number): number {
    return HEAD + row * this.rowHeight - this.input.scrollTop;
  }

  time(column: number): number {
    return this.input.from + column * this.input.step;
  }

  columnOf(time: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((time - this.input.from) / this.input.step)));
  }

  /** The column at a place of the box; undefined beside the cells. */
  columnAt(x: number): number | undefined {
    if (x < LABELS || x >= this.plotRight) return undefined;
    const column = Math.floor((x - LABELS + this.input.scrollLeft) / this.pitch);
    return column < this.columns ? column : undefined;
  }

  rowAt(y: number): number | undefined {
    if (y < HEAD || y >= this.input.height) return undefined;
    const row = Math.floor((y - HEAD + this.input.scrollTop) / this.rowHeight);
    return row >= 0 && row < this.input.rows ? row : undefined;
  }

  /** The columns in view, end exclusive. */
  get columnsInView(): readonly [number, number] {
    const { scrollLeft } = this.input;
    const first = Math.floor(scrollLeft / this.pitch);
    return [Math.max(0, first), Math.min(this.columns, Math.ceil((scrollLeft + this.plotWidth) / this.pitch))];
  }

  get rowsInView(): readonly [number, number] {
    const { scrollTop, height, rows } = this.input;
    const last = Math.ceil((scrollTop + height - HEAD) / this.rowHeight);
    return [Math.max(0, Math.floor(scrollTop / this.rowHeight)), Math.min(rows, Math.max(0, last))];
  }

  /** Where it must be scrolled to, so that a cell is in view. */
  reveal(row: number, column: number): { readonly left: number; readonly top: number } {
    const { scrollLeft, scrollTop, height } = this.input;
    const left = column * this.pitch;
    const top = row * this.rowHeight;
    const room = Math.max(this.rowHeight, height - HEAD);
    return {
      left: Math.min(left, Math.max(scrollLeft, left + this.pitch - this.plotWidth)),
      top: Math.min(top, Math.max(scrollTop, top + this.rowHeight - room)),
    };
  }
}

/** @returns px of a row, of so many */
export function rowHeight(rows: number): number {
  return rows <= FEW_ROWS ? 31 : 24;
}
