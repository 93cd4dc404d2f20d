import type { ColDef } from 'ag-grid-community';
import type { EventRow, SortKey } from '../../../core/query/filter';
import { columnInfo } from '../../state/grid/column-catalogue';
import type { ColumnInfo } from '../../state/grid/column-catalogue';
import type { ColumnNeed, ShownColumn } from '../../state/grid/columns-state.svelte';
import type { CellContext } from './cells';
import { cellOf, fullValues } from './cells';
import { fitWidths } from './column-fit';
import type { FittedColumn } from './column-fit';
import { MarkCell, MarkHead, markWords } from './mark-cell';
import { selectCell, selectHead } from './select-cell';
import type { SelectHead, Selected } from './select-cell';

/** The column of boxes, and that of marks. */
export const SELECT = 'select';
export const MARK = 'mark';

/** What columns are narrowed to where there is too little room, px: still enough to tell their values apart. */
const FLOORS: ReadonlyMap<string, number> = new Map([
  ['outcome', 96],
  ['eventName', 128],
  ['eventSource', 56],
  ['principal', 96],
  ['invokedBy', 48],
  ['sourceIPAddress', 104],
  // A signature that is out of date is never cut, nor who reached into which account.
  ['signatureVersion', 84],
  ['awsRegion', 80],
  ['accounts', 216],
]);
const FLOOR = 96;
/** The column of boxes and the scroll bar, px. */
const BOXES = 34 + 10;

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
  /** Width of the list, px. */
  readonly room: number;
  /** Width of the column of marks, px. */
  readonly marks: number;
  /** Of the columns that were measured. */
  readonly needs: ReadonlyMap<string, ColumnNeed>;
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

/** Star, flag, status and notes. @param width px */
function markColumn(width: number): ColDef<EventRow> {
  return {
    colId: MARK,
    headerName: 'Marks',
    // In the value, so that screen readers get what the marks say.
    valueGetter: ({ data }) => (data === undefined ? null : markWords(data).join(', ')),
    width,
    minWidth: width,
    maxWidth: width,
    pinned: 'left',
    lockPinned: true,
    lockPosition: 'left',
    resizable: false,
    sortable: false,
    suppressMovable: true,
    cellClass: 'mark-cell',
    headerClass: 'mark-cell',
    cellRenderer: MarkCell,
    headerComponent: MarkHead,
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
  const beside = BOXES + layout.marks;
  const time = layout.zone === 'UTC' ? (columnInfo('time')?.width ?? TIME_OF_ZONE) : TIME_OF_ZONE;
  const fitted = fitWidths(
    layout.shown.flatMap(({ id }) => fittedColumn(id, layout.needs)),
    layout.room - beside - time,
  );
  const widthOf = ({ id, width }: ShownColumn): number => width ?? (id === 'time' ? time : (fitted.get(id) ?? 0));
  const last = layout.shown.at(-1);
  // What is left over is behind the last column, where it has no width of its own.
  const left = layout.room - beside - layout.shown.reduce((all, shown) => all + widthOf(shown), 0);
  const filling = left > 0 && last?.id !== 'time' && last?.width === undefined ? last : undefined;
  return [
    markColumn(layout.marks),
    ...layout.shown.flatMap((shown) => {
      const column = columnInfo(shown.id);
      if (column === undefined) return [];
      return [definition(column, { width: widthOf(shown), fills: shown === filling }, sorted.get(shown.id), layout)];
    }),
  ];
}

/** A width that was dragged takes nothing from the others: they stay where they are. */
function fittedColumn(id: string, needs: ReadonlyMap<string, ColumnNeed>): readonly FittedColumn[] {
  const column = columnInfo(id);
  if (column === undefined || id === 'time') return [];
  const { usual, full } = needs.get(id) ?? { usual: column.width, full: column.width };
  return [{ id, usual, full, floor: FLOORS.get(id) ?? FLOOR }];
}

function definition(
  column: ColumnInfo,
  { width, fills }: { readonly width: number; readonly fills: boolean },
  sortIndex: number | undefined,
  { sort, zone }: Layout,
): ColDef<EventRow> {
  const { id, head, least } = column;
  const key = sortIndex === undefined ? undefined : sort[sortIndex];
  return {
    colId: id,
    headerName: id === 'time' ? `Time (${zone})` : head,
    // In the value, so that screen readers get what the cell says in full.
    valueGetter: ({ data, context }) =>
      data === undefined ? null : fullValues(data, column, context as CellContext).join('\n'),
    cellRenderer: rendererOf(column),
    width,
    minWidth: least,
    flex: fills ? 1 : null,
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
