import type { EventRow } from '../../../core/query/filter';
import { appendAll } from '../../../core/lists';
import type { ColumnInfo } from '../../state/column-catalogue';
import { count, countOf } from '../../wording/numbers';
import type { CellContext } from './cells';
import { fullValues } from './cells';

const MOST_HINTS = 20;

/** What a cell cannot show: the whole of a shortened or cut value, and what a badge counts. */
export function cellHints(cell: Element, row: EventRow, column: ColumnInfo, context: CellContext): readonly string[] {
  if (column.id === 'time') return [];
  const hints: string[] = [];
  const values = fullValues(row, column, context);
  const shown = cell.querySelector('.cell');
  const cut =
    shown !== null &&
    (shown.scrollWidth > shown.clientWidth ||
      [...shown.children].some((part) => part.scrollWidth > part.clientWidth + 1));
  if (cut || shown?.textContent !== values.join('')) {
    appendAll(hints, values.filter((value) => value !== '').slice(0, MOST_HINTS));
  }
  if (column.path !== undefined) {
    const read = context.read(row.event, column.path);
    if (read !== undefined && read !== 'unreadable' && read.more > 0) {
      hints.push(`${count(read.more)} more characters: open the event to see them all`);
    }
  }
  if (column.id === 'eventName' && row.copies > 0) {
    hints.push(`${countOf(row.copies, 'copy', 'copies')} of this event hidden`);
  }
  if (column.id === 'eventName' && row.conflicting) hints.push('Another event has the same eventID and other content');
  return hints;
}
