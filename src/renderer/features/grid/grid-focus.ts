import type { GridApi, GridOptions } from 'ag-grid-community';
import type { EventRow } from '../../../core/query/filter';

/**
 * Brings the keyboard to the cell that it was at last, else to the first row in sight.
 * @param open index of the row whose detail is open
 * @returns false where there are no rows
 */
export function focusCell(api: GridApi<EventRow>, rowHeight: number, open: number | undefined): boolean {
  const last = api.getDisplayedRowCount() - 1;
  if (last < 0 || api.getDisplayedRowAtIndex(0)?.data === undefined) return false;
  const known = api.getFocusedCell();
  const top = Math.ceil(api.getVerticalPixelRange().top / rowHeight);
  const row = Math.min(last, known?.rowIndex ?? open ?? top);
  api.ensureIndexVisible(row);
  api.setFocusedCell(row, known?.column ?? 'eventName');
  return true;
}

/**
 * The grid as one stop of Tab: within it go the arrow keys, up from the first row to the heads. The grid itself would
 * take Tab through every cell of every row.
 * @param enter brings the keyboard into the rows; false where there are none: then the heads have it
 */
export function oneStop(enter: () => boolean): GridOptions<EventRow> {
  return {
    tabToNextCell: () => false,
    tabToNextHeader: () => false,
    focusGridInnerElement: enter,
  };
}
