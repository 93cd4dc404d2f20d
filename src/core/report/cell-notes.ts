import { isWritable, writable } from './unwritable';

/** Characters of a cell beyond which Excel cuts it, and LibreOffice refuses or cuts it. */
export const EXCEL_CELL = 32_767;
export const LIBREOFFICE_CELL = 65_535;
/** Paths that are told of by name. */
const MOST_PATHS = 200;

/** What is to be said of the cells of an export beside the cells themselves. */
export interface CellNotes {
  /** Cells in which NUL or half a surrogate pair was escaped. */
  readonly escaped: number;
  /** Characters, UTF-16, of the longest cell; cells that spreadsheets cut. */
  readonly longest: number;
  readonly overExcel: number;
  readonly overLibreOffice: number;
  /** Fields without a column of their own, and in how many rows they occur; undefined where all of them are not exported. */
  readonly others?: { readonly paths: Readonly<Record<string, number>>; readonly more: number };
}

/** Counts while cells are written. */
export class CellTally {
  private escaped = 0;
  private longest = 0;
  private overExcel = 0;
  private overLibreOffice = 0;
  private more = 0;
  private readonly paths = new Map<string, number>();

  /** @param all the export holds all fields, so that those without a column are told of */
  constructor(private readonly all: boolean) {}

  /** A cell's text as it can be written. */
  cell(text: string): string {
    const { length } = text;
    if (length > this.longest) this.longest = length;
    if (length > EXCEL_CELL) this.overExcel += 1;
    if (length > LIBREOFFICE_CELL) this.overLibreOffice += 1;
    if (isWritable(text)) return text;
    this.escaped += 1;
    return writable(text);
  }

  /** Fields of one row that have no column. */
  others(paths: readonly string[]): void {
    for (const path of paths) {
      const known = this.paths.get(path);
      if (known !== undefined || this.paths.size < MOST_PATHS) this.paths.set(path, (known ?? 0) + 1);
      else this.more += 1;
    }
  }

  get notes(): CellNotes {
    const { escaped, longest, overExcel, overLibreOffice, more } = this;
    const sorted = [...this.paths].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const others = this.all ? { others: { paths: Object.fromEntries(sorted), more } } : {};
    return { escaped, longest, overExcel, overLibreOffice, ...others };
  }
}
