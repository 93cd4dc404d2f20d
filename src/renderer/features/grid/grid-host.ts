import {
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  EventApiModule,
  InfiniteRowModelModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  ValidationModule,
} from 'ag-grid-community';
import type { GridApi, GridOptions, SortModelItem } from 'ag-grid-community';
import type { EventRow, SortKey } from '../../../core/query/filter';
import { columnInfo } from '../../state/grid/column-catalogue';
import type { ShownColumn } from '../../state/grid/columns-state.svelte';
import { MARK, SELECT } from './columns';
import { gridTheme } from './theme';

ModuleRegistry.registerModules([
  InfiniteRowModelModule,
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  EventApiModule,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  ...(import.meta.env.DEV ? [ValidationModule] : []),
]);

const BLOCK = 200;

/** What every grid of events has in common, whatever is shown in it. */
export function baseOptions(): GridOptions<EventRow> {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return {
    theme: gridTheme,
    ...(nonce === undefined ? {} : { styleNonce: nonce }),
    rowModelType: 'infinite',
    cacheBlockSize: BLOCK,
    maxBlocksInCache: 20,
    maxConcurrentDatasourceRequests: 2,
    blockLoadDebounceMillis: 20,
    infiniteInitialRowCount: 1,
    rowBuffer: 20,
    animateRows: false,
    suppressColumnMoveAnimation: true,
    suppressNoRowsOverlay: true,
    suppressDragLeaveHidesColumns: true,
    alwaysMultiSort: false,
    ensureDomOrder: true,
  };
}

export function sortKeys(model: readonly SortModelItem[]): readonly SortKey[] {
  return model.flatMap(({ colId, sort }) => {
    const column = columnInfo(colId)?.sort;
    return column === undefined ? [] : [{ column, descending: sort === 'desc' }];
  });
}

/** What the grid sorts by now. */
export function gridSort(api: GridApi<EventRow>): readonly SortKey[] {
  const model = api
    .getColumnState()
    .flatMap(({ colId, sort, sortIndex }) =>
      sort === 'asc' || sort === 'desc' ? [{ colId, sort, at: sortIndex ?? 0 }] : [],
    );
  return sortKeys(model.sort((a, b) => a.at - b.at));
}

/** The event columns as the grid has them now, in its order. */
export function columnOrder(api: GridApi<EventRow>): readonly string[] {
  return api
    .getAllGridColumns()
    .flatMap((column) => ([SELECT, MARK].includes(column.getColId()) ? [] : [column.getColId()]));
}

/** Whether the grid's columns stand as they are wished already, as after a drag that was taken over. */
export function standsAs(api: GridApi<EventRow>, shown: readonly ShownColumn[]): boolean {
  const order = columnOrder(api);
  if (order.length !== shown.length) return false;
  return shown.every(({ id, width }, at) => {
    if (order[at] !== id) return false;
    return width === undefined || Math.round(api.getColumn(id)?.getActualWidth() ?? 0) === width;
  });
}

/** True where the pointer's text selection, not the grid, is what a copy means. */
export function textIsSelected(): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString() !== '';
}
