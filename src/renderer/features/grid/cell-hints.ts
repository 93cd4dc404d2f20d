import { SAID_FACETS } from '../../../core/event/facet-catalogue';
import type { EventRow } from '../../../core/query/filter';
import { appendAll } from '../../../core/lists';
import { facetValues } from '../../state/grid/cell-terms';
import type { ColumnInfo } from '../../state/grid/column-catalogue';
import { valueCaveat } from '../../wording/caveats';
import { count, countOf } from '../../wording/numbers';
import { copiesWords } from '../../wording/shared-calls';
import type { CellContext } from './cells';
import { fullValues } from './cells';

const MOST_HINTS = 20;
const SAID: ReadonlySet<string> = new Set(SAID_FACETS);

/** What must be known to read the cell rightly; of a copy, which end is which. */
function caveatsOf(row: EventRow, { id, field }: ColumnInfo): readonly string[] {
  if (field.kind !== 'facet') return [];
  const words: string[] = [];
  if (id === 'resource') {
    const [source] = facetValues(row, 'copySource');
    const [target] = facetValues(row, 'copyTarget');
    if (source !== undefined)
      words.push(`Copied from ${source}`, `Copied to ${target ?? 'what the record does not state'}`);
    for (const stated of facetValues(row, 'resourceStatedIn')) {
      const caveat = valueCaveat('resourceStatedIn', stated);
      if (caveat !== undefined) words.push(caveat.words);
    }
  }
  for (const value of facetValues(row, field.name)) {
    const caveat = valueCaveat(field.name, value);
    if (caveat !== undefined) words.push(caveat.words);
  }
  return [...new Set(words)];
}

/** What a cell cannot show: the whole of a shortened or cut value, and what a badge counts. */
export function cellHints(cell: Element, row: EventRow, column: ColumnInfo, context: CellContext): readonly string[] {
  if (column.id === 'time') return [];
  const hints: string[] = [];
  const values = fullValues(row, column, context);
  const shown = cell.querySelector('.cell');
  const cut =
    shown !== null &&
    (shown.scrollWidth > shown.clientWidth ||
      [...shown.querySelectorAll('span')].some((part) => part.scrollWidth > part.clientWidth + 1));
  if (cut || shown?.textContent !== values.join('')) {
    appendAll(hints, values.filter((value) => value !== '').slice(0, MOST_HINTS));
  }
  if (column.path !== undefined) {
    const read = context.read(row.event, column.path);
    if (read !== undefined && read !== 'unreadable' && read.more > 0) {
      hints.push(`${count(read.more)} more characters: open the event to see them all`);
    }
  }
  appendAll(hints, caveatsOf(row, column));
  if (SAID.has(column.id) && values.length > 0 && facetValues(row, 'annotated').includes('value')) {
    hints.push('From a value that the event has, or also from one: the detail says which');
  }
  if (column.id === 'eventName' && row.copies > 0) {
    hints.push(`${countOf(row.copies, 'copy', 'copies')} of this event hidden`);
  }
  if (column.id === 'eventName' && row.shared !== undefined) {
    hints.push(copiesWords(row.shared), 'One call, delivered to each of these accounts. c goes to the next copy');
  }
  if (column.id === 'principal' && row.shared?.caller !== undefined) {
    const { arn, account } = row.shared.caller;
    hints.push(`Seen as ${arn}`, `From the copy in ${account}: this record states no ARN`);
  }
  if (column.id === 'eventName' && row.conflicting) hints.push('Another event has the same eventID and other content');
  return hints;
}
