import type { GridApi } from 'ag-grid-community';
import type { EventRow } from '../../../core/query/filter';
import type { RowTarget } from '../../state/grid/events-state.svelte';

/** What is being typed or answered keeps the focus. */
const BUSY = 'input:not([type=checkbox]), textarea, dialog, [role=menu]';

/** Brings a row into view as it was asked for, and gives it the focus. */
export function bringRow(api: GridApi<EventRow>, host: Element, { index, matched, at, focus }: RowTarget): void {
  // Rows that are asked for may be further down than the list has got yet, and those of another filter fewer.
  if (matched !== undefined) api.setRowCount(matched, true);
  else if (index >= api.getDisplayedRowCount()) api.setRowCount(index + 1, false);
  // A row that is far away comes to the middle; a neighbour just into sight.
  const near = at === 'near' && api.getRenderedNodes().some(({ rowIndex }) => rowIndex === index);
  api.ensureIndexVisible(index, near ? null : at === 'top' ? 'top' : 'middle');
  if (at === 'top') return;
  const before = document.activeElement;
  const keeps = before !== null && before !== document.body && !host.contains(before);
  api.setFocusedCell(index, api.getFocusedCell()?.column ?? 'eventName');
  if (keeps && before instanceof HTMLElement && (!focus || before.closest(BUSY) !== null)) {
    before.focus({ preventScroll: true });
  }
}
