import type { ColDef } from 'ag-grid-community';
import type { EventRow, SortKey } from '../../../core/query/filter';
import { columnInfo } from '../../state/grid/column-catalogue';
import type { ColumnInfo } from '../../state/grid/column-catalogue';
import type { ShownColumn } from '../../state/grid/columns-state.svelte';
import type { CellContext } from './cells';
import { cellOf, fullValues } from './cells';
import { selectCell, selectHead } from './select-cell';
import type { SelectHead, Selected } from './select-cell';

/** The column of boxes. */
export const SELECT = 'select';

/** Columns that take up the width that is left, and their shares of it. */
const FLEX: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['userAgent', 1],
]);

const WIDE_FROM = 1900;
/** Where there is room, bucket and session stand beside the key and the role. */
const WIDER: ReadonlyMap<string, number> = new Map([
  ['eventName', 196],
  ['principal', 232],
  ['sourceIPAddress', 152],
  ['resource', 400],
]);

/** Width of the list under which the columns up to the source IP give way, so that it is still to be seen, px. */
export const NARROW_UNDER = 760;
const NARROWER: ReadonlyMap<string, number> = new Map([
  ['outcome', 88],
  ['eventName', 124],
  ['eventSource', 60],
  ['principal', 108],
  ['invokedBy', 56],
]);

function ownWidth({ id, width }: ColumnInfo, { window, narrow }: Layout): number {
  const fitted = narrow ? NARROWER : window < WIDE_FROM ? undefined : WIDER;
  return fitted?.get(id) ?? width;
}

/** Cell renderers by column: a new class would make the grid draw every cell anew. */
const renderers = new Map<string, ReturnType<typeof cellOf>>();

function rendererOf(column: ColumnInfo): ReturnType<typeof cellOf> {
  const known = renderers.get(column.id) ?? cellOf(column);
  renderers.set(column.id, known);
  return known;
}

export interface Layout {
  readonly shown: readonly ShownColumn[];
  readonly sort: readonly SortKey[];
  /** Of the window, px: the first widths go by it. */
  readonly window: number;
  /** The list has less than `NARROW_UNDER`. */
  readonly narrow: boolean;
  readonly zone: string;
}

/** The select column is made once and given to each layout. */
export function selectColumn(
  selected: Selected,
  toggleAll: () => void,
  made: (head: SelectHead) => void,
): ColDef<EventRow> {
  return {
    colId: SELECT,
    headerName: 'Selected',
    width: 34,
    minWidth: 34,
    maxWidth: 34,
    pinned: 'left',
    lockPinned: true,
    lockPosition: 'left',
    resizable: false,
    sortable: false,
    suppressMovable: true,
    cellClass: 'select-cell',
    headerClass: 'select-cell',
    cellRenderer: selectCell(selected),
    headerComponent: selectHead(selected, toggleAll, made),
  };
}

/** The head has the zone's name, and times of an hour that comes twice have their offset, px. */
const TIME_OF_ZONE = 208;

export function columnDefinitions(layout: Layout): ColDef<EventRow>[] {
  const sorted = new Map<string, number>();
  for (const [at, key] of layout.sort.entries()) {
    const shown = layout.shown.find(({ id }) => columnInfo(id)?.sort === key.column);
    if (shown !== undefined && !sorted.has(shown.id)) sorted.set(shown.id, at);
  }
  return layout.shown.flatMap((shown) => {
    const column = columnInfo(shown.id);
    return column === undefined ? [] : [definition(column, shown, sorted.get(shown.id), layout)];
  });
}

function definition(
  column: ColumnInfo,
  { width: chosen }: ShownColumn,
  sortIndex: number | undefined,
  layout: Layout,
): ColDef<EventRow> {
  const { sort, zone } = layout;
  const { id, head, least } = column;
  const zoned = id === 'time' && zone !== 'UTC' ? TIME_OF_ZONE : undefined;
  const own = zoned ?? ownWidth(column, layout);
  const flex = chosen === undefined ? FLEX.get(id) : undefined;
  const key = sortIndex === undefined ? undefined : sort[sortIndex];
  return {
    colId: id,
    headerName: id === 'time' ? `Time (${zone})` : head,
    // In the value, so that screen readers get what the cell says in full.
    valueGetter: ({ data, context }) =>
      data === undefined ? null : fullValues(data, column, context as CellContext).join('\n'),
    cellRenderer: rendererOf(column),
    width: chosen ?? own,
    minWidth: flex === undefined ? least : own,
    flex: flex ?? null,
    sortable: column.sort !== undefined,
    sort: key === undefined ? null : key.descending ? 'desc' : 'asc',
    sortIndex: key === undefined ? null : (sortIndex ?? null),
    sortingOrder: ['asc', 'desc', null],
    resizable: true,
    ...(id === 'time'
      ? { pinned: 'left' as const, lockPinned: true, lockPosition: 'left' as const, suppressMovable: true }
      : { lockPinned: true }),
    ...(id === 'bytesOut' ? { headerClass: 'at-end' } : {}),
  };
}

/** What the head of a column says on hover. */
export function headHint(column: ColumnInfo): readonly string[] {
  const order =
    column.sort === undefined
      ? 'Read from the records of the rows in sight, so that rows cannot be sorted by it'
      : 'Click to sort; with Shift as a further order';
  return [column.label, column.source, order].filter((line, at, all) => all.indexOf(line) === at);
}
