import Ban from '@lucide/svelte/icons/ban';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Copy from '@lucide/svelte/icons/copy';
import GitCompare from '@lucide/svelte/icons/git-compare';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { TagDefinition } from '../../../core/annotation/action';
import { actorLabel } from '../../../core/event/actor-label';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { EventRow } from '../../../core/query/filter';
import { columnFields } from '../../../core/report/view-columns';
import { facetValues } from '../../state/grid/cell-terms';
import type { ColumnInfo } from '../../state/grid/column-catalogue';
import type { ShownField } from '../../state/grid/field-values-state';
import { iconNode } from '../../ui/svg';
import { partsOf } from '../../ui/value-parts';
import type { Clock } from '../../wording/clock';
import { count } from '../../wording/numbers';
import { firstUpper, noCallWords, outcomeTone } from '../../wording/outcomes';
import { NO_TIME_WORDS } from '../../wording/time';
import { nameForm, valueForm } from '../../wording/value-forms';
import { isStandIn, shortPrincipal, shortService, valueWords } from '../../wording/values';
import { absent, cutSpan, cutWords, single, span } from './cell-parts';
import { resource } from './resource-cell';
import { drawNotes, drawStatus, drawTags } from './said-cells';
import { sharedBadge } from './shared-badge';

const icons = {
  denied: iconNode(Ban, 12),
  error: iconNode(CircleAlert, 12),
  copies: iconNode(Copy, 12),
  conflict: iconNode(GitCompare, 12),
  warn: iconNode(TriangleAlert, 12),
};

/** What cells are drawn with beyond their row; the grid's `context`. */
export interface CellContext {
  readonly clock: () => Clock;
  /** The value of a JSON-path column; undefined while it is read. */
  readonly read: (event: number, path: string) => ShownField | undefined;
  /** The row before this one, where it is loaded. */
  readonly before: (rowIndex: number) => EventRow | undefined;
  /** How a tag looks; null where nobody described it. */
  readonly tag: (tag: string) => TagDefinition | null;
}

interface Place {
  readonly context: CellContext;
  readonly index: number;
}

type Draw = (row: EventRow, cell: HTMLElement, place: Place) => void;

/** A cell of a facet: absent is a dash, the empty string is said in words. */
function plain(facet: FacetName, className = ''): Draw {
  return (row, cell) => {
    const value = single(row, facet);
    if (value === null) absent(cell);
    else cutWords(cell, isStandIn(value) ? 'absent' : className, valueWords(value));
  };
}

const time: Draw = (row, cell, { context }) => {
  if (row.time === null) span(cell, 'absent', NO_TIME_WORDS);
  else span(cell, 'mono', context.clock().text(row.time));
};

const outcome: Draw = (row, cell) => {
  const value = single(row, 'outcome');
  if (value === null) {
    absent(cell);
    return;
  }
  const tone = outcomeTone(value);
  if (tone === 'plain') {
    span(cell, 'quiet', firstUpper(value));
    return;
  }
  cell.classList.add(tone);
  cell.append(tone === 'bad' ? icons.denied() : icons.error());
  span(cell, 'cut', firstUpper(value));
};

const eventName: Draw = (row, cell) => {
  const value = single(row, 'eventName');
  const noCall = noCallWords(row.values.eventType, row.values.eventCategory);
  if (value === null && noCall !== undefined) span(cell, 'absent cut', noCall);
  else if (value === null) absent(cell);
  else cutWords(cell, isStandIn(value) ? 'absent' : 'name', valueWords(value));
  if (row.copies > 0) {
    const badge = document.createElement('span');
    badge.className = 'copies';
    badge.append(icons.copies(), String(row.copies));
    badge.setAttribute('aria-label', `${String(row.copies)} copies hidden`);
    badge.role = 'img';
    cell.append(badge);
  }
  const shared = sharedBadge(row);
  if (shared !== undefined) cell.append(shared);
  if (row.conflicting) {
    const badge = document.createElement('span');
    badge.className = 'conflict';
    badge.append(icons.conflict());
    badge.setAttribute('aria-label', 'Same eventID with other content');
    badge.role = 'img';
    cell.append(badge);
  }
};

/** A service by the part of its name that people go by. */
function serviceOf(facet: FacetName): Draw {
  return (row, cell) => {
    const value = single(row, facet);
    if (value === null) absent(cell);
    else if (isStandIn(value)) span(cell, 'absent', valueWords(value));
    else cutWords(cell, '', shortService(value).main);
  };
}

/** A value by the part of its ARN that people go by. */
function formed(facet: FacetName): Draw {
  return (row, cell) => {
    const value = single(row, facet);
    if (value === null) absent(cell);
    else cutSpan(cell, ...partsOf(valueForm(value, facet)));
  };
}

const service = serviceOf('eventSource');

const principal: Draw = (row, cell) => {
  const value = single(row, 'principal');
  if (value === null || value === '') {
    span(cell, 'absent', valueWords(value));
    return;
  }
  if (value === '(anonymous)') {
    span(cell, 'warn strong', 'Anonymous');
    return;
  }
  const borrowed = row.shared?.caller;
  if (borrowed !== undefined) {
    const { lead, main, tail = '' } = shortPrincipal(borrowed.arn);
    cutSpan(
      cell,
      { text: lead, give: 2, look: 'quiet' },
      { text: main + tail, give: 1, look: 'borrowed' },
      { text: ` ${valueWords(value)}`, give: 2, look: 'quiet mono' },
    );
    return;
  }
  // A failed sign-in has no ARN: the name stands before the number.
  const userName = value.startsWith('arn:') ? null : single(row, 'userName');
  if (userName !== null && !value.includes(userName)) {
    cutWords(cell, '', valueWords(userName));
    span(cell, 'quiet tail', ` ${valueWords(value)}`);
    return;
  }
  cutSpan(cell, ...partsOf(nameForm(shortPrincipal(valueWords(value)))));
};

/** By the ARN of the event, where it has one: an actor's number tells people nothing. */
const actor: Draw = (row, cell) => {
  const value = single(row, 'actor');
  const label = value === null ? undefined : actorLabel(value, single(row, 'principal'), undefined);
  if (value === null) absent(cell);
  else if (label === undefined) cutWords(cell, isStandIn(value) ? 'absent' : 'mono', valueWords(value));
  else cutSpan(cell, ...partsOf(valueForm(value, 'actor', { text: label })));
};

/** An address, or the name of the AWS service that made the call. */
const sourceIP: Draw = (row, cell) => {
  const value = single(row, 'sourceIPAddress');
  if (value === null) {
    absent(cell);
    return;
  }
  cutSpan(cell, ...partsOf(valueForm(value, 'sourceIPAddress')));
};

/** The first of a run is badged; the rest are quieter, so that a long run is no stripe down the grid. */
const signature: Draw = (row, cell, { context, index }) => {
  const value = single(row, 'signatureVersion');
  if (value === null) {
    absent(cell);
    return;
  }
  if (value !== 'SigV2') {
    span(cell, isStandIn(value) ? 'absent' : 'quiet', valueWords(value));
    return;
  }
  const before = context.before(index);
  const first = before === undefined || single(before, 'signatureVersion') !== value;
  const badge = span(cell, first ? 'badge warn' : 'repeated warn', value);
  badge.prepend(icons.warn());
};

/** The caller's account, and the one that the event was delivered to where it is another. */
const accounts: Draw = (row, cell) => {
  const caller = single(row, 'accountId');
  const delivered = single(row, 'recipientAccountId');
  if (caller === null && delivered === null) {
    absent(cell);
    return;
  }
  if (caller === null) absent(cell);
  else span(cell, isStandIn(caller) ? 'absent' : 'mono', valueWords(caller));
  if (delivered === caller) return;
  span(cell, 'quiet arrow', '\u2192');
  if (delivered === null) absent(cell);
  else span(cell, isStandIn(delivered) ? 'absent' : 'mono', valueWords(delivered));
};

const bytesOut: Draw = (row, cell) => {
  if (row.bytesOut === null || row.bytesOut === undefined) absent(cell);
  else span(cell, 'mono number', count(row.bytesOut));
};

/** Every value of a facet that may have several. */
function list(facet: FacetName, className: string): Draw {
  return (row, cell) => {
    const values = facetValues(row, facet);
    const [first] = values;
    if (first === undefined) {
      absent(cell);
      return;
    }
    cutWords(cell, isStandIn(first) ? 'absent' : className, valueWords(first));
    if (values.length > 1) span(cell, 'more', `+${String(values.length - 1)}`);
  };
}

/** A value out of the record, which may still be on its way. */
function fromRecord(path: string): Draw {
  return (row, cell, { context }) => {
    const value = context.read(row.event, path);
    if (value === undefined) {
      span(cell, 'reading', '');
      return;
    }
    if (value === 'unreadable') {
      span(cell, 'bad', 'Not readable');
      return;
    }
    const [first] = value.texts;
    if (first === undefined) absent(cell);
    else cutWords(cell, first === '' ? 'absent' : 'mono', valueWords(value.texts.join('; ')));
  };
}

/** What a cell says in full, value by value; nothing where the field is absent. */
export function fullValues(row: EventRow, column: ColumnInfo, context: CellContext): readonly string[] {
  if (column.id === 'time') return row.time === null ? [] : [context.clock().full(row.time)];
  if (column.id === 'bytesOut') return row.bytesOut === null || row.bytesOut === undefined ? [] : [count(row.bytesOut)];
  if (column.path !== undefined) {
    const value = context.read(row.event, column.path);
    return value === undefined || value === 'unreadable' ? [] : value.texts;
  }
  const values = columnFields(column.id).map((field) => facetValues(row, field as FacetName));
  // A resource's bucket is told only where no resource is named.
  return column.id === 'resource' ? (values.find((some) => some.length > 0) ?? []) : values.flat();
}

const CELLS: Readonly<Record<string, Draw>> = {
  time,
  outcome,
  eventName,
  eventSource: service,
  invokedBy: serviceOf('invokedBy'),
  principal,
  actor,
  sourceIPAddress: sourceIP,
  signatureVersion: signature,
  resource,
  accounts,
  bytesOut,
  role: formed('role'),
  copySource: formed('copySource'),
  copyTarget: formed('copyTarget'),
  ownerAccountId: list('ownerAccountId', 'mono'),
  userAgent: plain('userAgent', 'quiet'),
  tag: (row, cell, { context }) => drawTags(row, cell, context.tag),
  status: drawStatus,
  note: drawNotes,
  finding: list('finding', ''),
};

function drawingOf(column: ColumnInfo): Draw {
  const own = CELLS[column.id];
  if (own !== undefined) return own;
  if (column.path !== undefined) return fromRecord(column.path);
  return plain(column.id as FacetName, column.mono ? 'mono' : '');
}

type Params = ICellRendererParams<EventRow, unknown, CellContext>;

/** A cell renderer for a column. Rows that are still read are blank. */
export function cellOf(column: ColumnInfo): new () => ICellRendererComp<EventRow> {
  const draw = drawingOf(column);
  return class Cell implements ICellRendererComp<EventRow> {
    readonly #element = document.createElement('div');

    init(params: Params): void {
      this.#draw(params);
    }

    getGui(): HTMLElement {
      return this.#element;
    }

    refresh(params: Params): boolean {
      this.#draw(params);
      return true;
    }

    #draw({ data, context, node }: Params): void {
      this.#element.className = 'cell';
      this.#element.replaceChildren();
      if (data !== undefined) draw(data, this.#element, { context, index: node.rowIndex ?? 0 });
    }
  };
}
