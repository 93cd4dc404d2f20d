import type { ICellRendererParams } from 'ag-grid-community';
import type { EventRow } from '../../../core/query/filter';
import type { ColumnInfo } from '../../state/grid/column-catalogue';
import type { ColumnNeed } from '../../state/grid/columns-state.svelte';
import type { CellContext } from './cells';
import { cellOf } from './cells';
import { needOf } from './column-fit';

/** Both edges of a cell and the line beside it, px. */
const EDGES = 17;
/** The arrow of a sorted column, px. */
const ARROW = 16;

/** Columns of few values, of which the rare ones are those that matter. */
const ALWAYS_WHOLE: ReadonlySet<string> = new Set(['outcome', 'signatureVersion', 'awsRegion', 'accounts']);
/** A head that says more than is needed to know the column. */
const WORDY = 'accounts';

/** What columns need for these rows, measured as they would be drawn. Columns that are read from records are left out. */
export function measureColumns(
  beside: HTMLElement,
  columns: readonly ColumnInfo[],
  rows: readonly EventRow[],
  context: CellContext,
): ReadonlyMap<string, ColumnNeed> {
  const place = document.createElement('div');
  place.className = 'measured';
  beside.append(place);
  const drawn = columns
    .filter(({ path }) => path === undefined)
    .map((column) => {
      const Cell = cellOf(column);
      const head = document.createElement('strong');
      head.textContent = column.head;
      const cells = rows.map((data, rowIndex) => {
        const cell = new Cell();
        const given = { data, context, node: { rowIndex } } as ICellRendererParams<EventRow, unknown, CellContext>;
        void cell.init?.(given);
        return cell.getGui();
      });
      place.append(head, ...cells);
      return { id: column.id, head, cells };
    });
  const width = (element: Element): number => element.getBoundingClientRect().width;
  const needs = drawn.map(({ id, head, cells }) => {
    const widths = cells.map((cell) => width(cell) + EDGES);
    const need = needOf(id === WORDY ? 0 : width(head) + EDGES + ARROW, widths);
    return [id, ALWAYS_WHOLE.has(id) ? { ...need, usual: need.full } : need] as const;
  });
  place.remove();
  return new Map(needs);
}

/** Rows that are looked at, spread over all that there are. */
const LOOKS = 6;
const ROWS_AT_ONE = 32;

/** [start, end) of the rows to look at. */
export function looks(matched: number): readonly (readonly [start: number, end: number])[] {
  if (matched <= LOOKS * ROWS_AT_ONE) return [[0, matched]];
  const step = (matched - ROWS_AT_ONE) / (LOOKS - 1);
  return Array.from({ length: LOOKS }, (_, at) => {
    const start = Math.floor(at * step);
    return [start, start + ROWS_AT_ONE];
  });
}
