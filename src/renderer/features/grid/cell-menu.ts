import { escapeText } from '../../../core/event/visible-text';
import type { EventRow } from '../../../core/query/filter';
import { cardWords } from '../../state/accounts/identity-card-state.svelte';
import { doingsOf } from '../../state/filter/doings';
import type { CaseSession } from '../../state/case/case-session.svelte';
import { valueTarget } from '../../state/annotation/value-target';
import { markChosen } from '../../state/grid/marking';
import type { ColumnInfo } from '../../state/grid/column-catalogue';
import { facetValues } from '../../state/grid/cell-terms';
import type { CopyFormat } from '../../state/copy/copy-formats';
import type { MenuItem } from '../../ui/menu.svelte';
import { count } from '../../wording/numbers';
import { citeItems } from '../../state/case/cite-items';
import { copySelected } from './copying';

/** Copies of a call that the menu leads to; the detail has them all. */
const MOST_COPIES = 5;

const MARK_KINDS = { Star: 'star', Tag: 'tag', Status: 'status', Note: 'note' } as const;
const MARK_KEYS = { Star: 's', Tag: 't', Status: 'm', Note: 'n' } as const;

/** What can be done with a cell's value. */
interface OfCell {
  include(): void;
  exclude(): void;
  copy(): void;
  /** The value of a JSON path, where it was read whole. */
  readonly text?: string | undefined;
}

/** The menu of a cell: its value, and the row or the selected rows. Columns of the list's own have no value. */
export function cellMenu(
  session: CaseSession,
  row: EventRow,
  column: ColumnInfo | undefined,
  cell: OfCell,
): readonly MenuItem[] {
  const { selection } = session;
  const many = selection.count > 0;
  const what = many ? `${count(selection.count)} selected` : 'event';
  const copyAs = (format: CopyFormat): void => copySelected(session, format, many ? undefined : row);
  const { text = '' } = cell;
  const doings = column?.path === undefined ? undefined : doingsOf(column.path, text);
  const { field } = column ?? {};
  const value = field?.kind === 'facet' ? facetValues(row, field.name)[0] : undefined;
  const target = field?.kind === 'facet' ? valueTarget(field.name, value ?? null) : undefined;
  const about = field?.kind === 'facet' ? cardWords(field.name, value) : undefined;
  const own: readonly MenuItem[] =
    column === undefined
      ? []
      : [
          { label: 'Only this value', key: 'f', act: () => cell.include() },
          ...(doings === undefined
            ? []
            : [
                {
                  label: doings.label,
                  act: () => session.asking.ask(doings.filter, `${doings.label}: ${escapeText(text)}`),
                },
              ]),
          ...(about === undefined || field?.kind !== 'facet'
            ? []
            : [{ label: about, act: () => session.cards.open(field.name, value) }]),
          { label: 'Exclude this value', key: 'x', act: () => cell.exclude() },
          {
            label: `Copy ${column.label.toLowerCase() === column.label ? column.label : 'this value'}`,
            act: () => cell.copy(),
          },
          ...(target === undefined
            ? []
            : [
                {
                  label: 'Note on this value',
                  act: () => session.annotate.open('note', undefined, [target]),
                },
              ]),
        ];
  const copies: readonly MenuItem[] = (row.shared?.others ?? [])
    .slice(0, MOST_COPIES)
    .map(({ event, account }, at) => ({
      label: `Go to the copy in ${escapeText(account)}`,
      ...(at === 0 && row.shared?.others.length === 1 ? { key: 'c' } : {}),
      act: () => void session.showEvent(event),
    }));
  const marks: readonly MenuItem[] = (['Star', 'Tag', 'Status', 'Note'] as const).map((label) => ({
    label: `${label}: ${what}`,
    key: MARK_KEYS[label],
    act: () => void markChosen(session, MARK_KINDS[label], row),
  }));
  return [
    ...own,
    ...copies,
    ...marks,
    ...citeItems(session, many ? undefined : row),
    { label: `Copy ${what} as text`, ...(many ? { key: 'Ctrl+C' } : {}), act: () => copyAs('text') },
    { label: `Copy ${what} as CSV`, act: () => copyAs('csv') },
    { label: `Copy ${what} as JSON, as delivered`, act: () => copyAs('json') },
    { label: `Copy ${what} as Markdown`, act: () => copyAs('markdown') },
  ];
}
