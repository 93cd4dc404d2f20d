import type { SortKey } from '../../../core/query/filter';
import type { CaseSession } from '../../state/case/case-session.svelte';
import type { CellContext } from './cells';
import { looks, measureColumns } from './measure-cells';

/**
 * Measures what the columns need, by rows from all over the list: once when a case is shown, again when its import is
 * over, and for columns that are new.
 */
export async function fitColumns(
  { columns, events, indexing }: Pick<CaseSession, 'columns' | 'events' | 'indexing'>,
  beside: HTMLElement | undefined,
  context: CellContext,
  { matched, sort }: { readonly matched: number; readonly sort: readonly SortKey[] },
): Promise<void> {
  const whole = columns.fitted === 'no' || (columns.fitted === 'importing' && !indexing);
  const wanted = columns.infos.filter(({ id, path }) => path === undefined && (whole || !columns.needs.has(id)));
  if (beside === undefined || matched === 0 || wanted.length === 0) return;
  columns.fitted = indexing ? 'importing' : 'whole';
  const pages = await Promise.all(looks(matched).map(([start, end]) => events.rows(start, end, sort)));
  // Words are measured in their own font.
  await document.fonts.ready;
  const rows = pages.flatMap((page) => page.rows);
  columns.needs = new Map([...columns.needs, ...measureColumns(beside, wanted, rows, context)]);
}
