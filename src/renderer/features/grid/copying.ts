import type { EventRow } from '../../../core/query/filter';
import type { CaseSession } from '../../state/case/case-session.svelte';
import type { CopyFormat } from '../../state/copy/copy-formats';
import { EventSet } from '../../state/grid/event-set';
import { copyText } from '../../ui/clipboard';
import { countOf } from '../../wording/numbers';

const NAMES: Readonly<Record<CopyFormat, string>> = {
  text: 'as text',
  csv: 'as CSV',
  json: 'as JSON, as delivered',
  markdown: 'as Markdown',
};

/** Copies the selected events in the order of the list, or one row alone. */
export function copySelected({ copying, columns, selection }: CaseSession, format: CopyFormat, row?: EventRow): void {
  const view = row === undefined ? selection.view : viewOf(row.event);
  const copy = async (): Promise<{ text: string; words: string }> => {
    const { text, rows } = await copying.text(view, columns.sort, format);
    return { text, words: `${countOf(rows, 'event')} ${NAMES[format]}` };
  };
  void copying.copy(copy, copyText);
}

function viewOf(event: number) {
  const set = new EventSet();
  set.add(event);
  return { clauses: [set.clause()], copies: true };
}
