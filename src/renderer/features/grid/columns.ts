import type { ColDef } from 'ag-grid-community';
import type { EventRow } from '../../../core/query/filter';
import type { Clock } from '../../wording/clock';
import { CELLS, cellOf, fullValues } from './cells';

interface Column {
  readonly id: string;
  readonly head: string;
  readonly width: number;
  readonly least: number;
  readonly cell: keyof typeof CELLS;
  /** Takes up a share of the width that is left. */
  readonly flex?: number;
}

/** In their order on the screen; ids are the sort columns of the query engine. */
const COLUMNS: readonly Column[] = [
  { id: 'outcome', head: 'Outcome', width: 100, least: 72, cell: 'outcome' },
  { id: 'eventName', head: 'Event name', width: 196, least: 96, cell: 'eventName' },
  { id: 'eventSource', head: 'Service', width: 84, least: 56, cell: 'service' },
  { id: 'principal', head: 'Principal', width: 168, least: 96, cell: 'principal' },
  { id: 'sourceIPAddress', head: 'Source IP', width: 128, least: 88, cell: 'sourceIP' },
  { id: 'signatureVersion', head: 'Sig', width: 72, least: 56, cell: 'signature' },
  { id: 'resource', head: 'Resource', width: 240, least: 120, cell: 'resource', flex: 2 },
  { id: 'awsRegion', head: 'Region', width: 112, least: 72, cell: 'region' },
  { id: 'recipientAccountId', head: 'Delivered to', width: 112, least: 80, cell: 'deliveredTo' },
  { id: 'errorCode', head: 'Error code', width: 168, least: 88, cell: 'errorCode' },
  { id: 'userAgent', head: 'User agent', width: 240, least: 120, cell: 'userAgent', flex: 1 },
];

function definition({ id, head, width, least, cell, flex }: Column, clock: () => Clock): ColDef<EventRow> {
  return {
    colId: id,
    headerName: head,
    // In the value, so that copying and screen readers get what the cell says in full.
    valueGetter: ({ data }) => (data === undefined ? null : fullValues(data, id, clock()).join('\n')),
    cellRenderer: cellOf(CELLS[cell], clock),
    minWidth: least,
    ...(flex === undefined ? { width } : { flex, width, minWidth: width }),
    sortable: true,
    resizable: true,
    suppressMovable: true,
    sortingOrder: ['asc', 'desc', null],
  };
}

const WIDE_FROM = 1900;
/** Where there is room, bucket and session stand beside the key and the role. */
const WIDER: ReadonlyMap<string, number> = new Map([
  ['principal', 232],
  ['sourceIPAddress', 152],
  ['resource', 400],
]);

/**
 * @param window width of the window in px, by which the first widths go
 * @param clock times are written as this one shows them, at the moment of drawing
 */
export function columnDefinitions(window: number, clock: () => Clock): ColDef<EventRow>[] {
  const time = definition({ id: 'time', head: 'Time', width: 160, least: 150, cell: 'time' }, clock);
  return [
    { ...time, headerValueGetter: () => `Time (${clock().name})`, pinned: 'left', lockPinned: true, sort: 'asc' },
    ...COLUMNS.map((column) => {
      const wider = window < WIDE_FROM ? undefined : WIDER.get(column.id);
      return definition(wider === undefined ? column : { ...column, width: wider }, clock);
    }),
  ];
}
