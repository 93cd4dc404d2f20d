import Ban from '@lucide/svelte/icons/ban';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Copy from '@lucide/svelte/icons/copy';
import GitCompare from '@lucide/svelte/icons/git-compare';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { EventRow } from '../../../core/query/filter';
import { appendText } from '../../ui/evidence-text';
import { iconNode } from '../../ui/svg';
import type { Clock } from '../../wording/clock';
import { NO_TIME_WORDS } from '../../wording/time';
import {
  chiefResource,
  isStandIn,
  shortPrincipal,
  shortResource,
  shortService,
  valueWords,
} from '../../wording/values';

const icons = {
  denied: iconNode(Ban, 12),
  error: iconNode(CircleAlert, 12),
  copies: iconNode(Copy, 12),
  conflict: iconNode(GitCompare, 12),
  warn: iconNode(TriangleAlert, 12),
};

type Draw = (row: EventRow, cell: HTMLElement, clock: Clock) => void;

function span(parent: Element, className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  appendText(element, text);
  parent.append(element);
  return element;
}

/** One value of a facet that has at most one per event. */
export function single(row: EventRow, facet: FacetName): string | null {
  const value = row.values[facet];
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : (value[0] ?? null);
}

function several(row: EventRow, facet: FacetName): readonly string[] {
  const value = row.values[facet];
  if (value === undefined || value === null) return [];
  return typeof value === 'string' ? [value] : value;
}

function absent(cell: HTMLElement): void {
  span(cell, 'absent', '\u2014');
}

/** A cell of a facet: absent is a dash, the empty string is said in words. */
function plain(facet: FacetName, className = ''): Draw {
  return (row, cell) => {
    const value = single(row, facet);
    if (value === null) absent(cell);
    else span(cell, isStandIn(value) ? 'absent' : className, valueWords(value));
  };
}

const time: Draw = (row, cell, clock) => {
  if (row.time === null) span(cell, 'absent', NO_TIME_WORDS);
  else span(cell, 'mono', clock.text(row.time));
};

const outcome: Draw = (row, cell) => {
  const value = single(row, 'outcome');
  if (value === null) {
    absent(cell);
    return;
  }
  const tone = OUTCOMES.get(value);
  if (tone === undefined) {
    span(cell, 'quiet', sentence(value));
    return;
  }
  cell.classList.add(tone);
  cell.append(tone === 'bad' ? icons.denied() : icons.error());
  span(cell, 'cut', sentence(value));
};

/** Outcomes that are not success, with the hue that says how they ended. */
const OUTCOMES: ReadonlyMap<string, 'bad' | 'warn'> = new Map([
  ['denied', 'bad'],
  ['sign-in failed', 'bad'],
  ['throttled', 'warn'],
  ['not found', 'warn'],
  ['other error', 'warn'],
]);

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const eventName: Draw = (row, cell) => {
  const value = single(row, 'eventName');
  if (value === null) absent(cell);
  else span(cell, isStandIn(value) ? 'absent cut' : 'name cut', valueWords(value));
  if (row.copies > 0) {
    const badge = document.createElement('span');
    badge.className = 'copies';
    badge.append(icons.copies(), String(row.copies));
    badge.setAttribute('aria-label', `${String(row.copies)} copies hidden`);
    badge.role = 'img';
    cell.append(badge);
  }
  if (row.conflicting) {
    const badge = document.createElement('span');
    badge.className = 'conflict';
    badge.append(icons.conflict());
    badge.setAttribute('aria-label', 'Same eventID with other content');
    badge.role = 'img';
    cell.append(badge);
  }
};

const service: Draw = (row, cell) => {
  const value = single(row, 'eventSource');
  if (value === null) absent(cell);
  else if (isStandIn(value)) span(cell, 'absent', valueWords(value));
  else span(cell, '', shortService(value).main);
};

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
  const { lead, main, tail } = shortPrincipal(value);
  if (lead !== '') span(cell, 'quiet', lead);
  span(cell, '', valueWords(main));
  if (tail !== undefined) span(cell, 'quiet tail', tail);
};

/** An address, or the name of the AWS service that made the call. */
const sourceIP: Draw = (row, cell) => {
  const value = single(row, 'sourceIPAddress');
  if (value === null) {
    absent(cell);
    return;
  }
  const { main, tail } = shortService(valueWords(value));
  span(cell, isStandIn(value) ? 'absent' : tail === '' ? 'mono' : '', main);
  if (tail !== '') span(cell, 'quiet tail', tail);
};

const signature: Draw = (row, cell) => {
  const value = single(row, 'signatureVersion');
  if (value === null) {
    absent(cell);
    return;
  }
  if (value !== 'SigV2') {
    span(cell, isStandIn(value) ? 'absent' : 'quiet', valueWords(value));
    return;
  }
  // A long run of filled badges would be a stripe down the grid: hue and icon say it as well.
  cell.classList.add('warn');
  span(cell, '', value);
  cell.append(icons.warn());
};

const resource: Draw = (row, cell) => {
  const chief = chiefResource(several(row, 'resource'));
  const bucket = single(row, 'bucketName');
  if (chief === undefined) {
    if (bucket === null) absent(cell);
    else span(cell, isStandIn(bucket) ? 'absent' : 'mono', valueWords(bucket));
    return;
  }
  const { lead, main } = shortResource(chief.arn);
  if (lead !== '') span(cell, 'mono quiet lead', lead);
  span(cell, 'mono cut main', main);
  if (chief.more > 0) span(cell, 'more', `+${String(chief.more)}`);
};

const errorCode: Draw = (row, cell) => {
  const value = single(row, 'errorCode');
  if (value === null) {
    absent(cell);
    return;
  }
  span(cell, isStandIn(value) ? 'absent' : '', valueWords(value));
};

/** What a cell says in full, value by value; nothing where the field is absent. */
export function fullValues(row: EventRow, column: string, clock: Clock): readonly string[] {
  if (column === 'time') return row.time === null ? [] : [clock.full(row.time)];
  const values = several(row, column as FacetName);
  return column === 'resource' && values.length === 0 ? several(row, 'bucketName') : values;
}

export const CELLS = {
  time,
  outcome,
  eventName,
  service,
  principal,
  sourceIP,
  signature,
  resource,
  region: plain('awsRegion', 'mono'),
  deliveredTo: plain('recipientAccountId', 'mono'),
  errorCode,
  userAgent: plain('userAgent', 'quiet'),
} as const satisfies Record<string, Draw>;

/** A cell renderer around one drawing function. Rows that are still read are blank. */
export function cellOf(draw: Draw, clock: () => Clock): new () => ICellRendererComp<EventRow> {
  return class Cell implements ICellRendererComp<EventRow> {
    readonly #element = document.createElement('div');

    init(params: ICellRendererParams<EventRow>): void {
      this.#draw(params);
    }

    getGui(): HTMLElement {
      return this.#element;
    }

    refresh(params: ICellRendererParams<EventRow>): boolean {
      this.#draw(params);
      return true;
    }

    #draw({ data }: ICellRendererParams<EventRow>): void {
      this.#element.className = 'cell';
      this.#element.replaceChildren();
      if (data !== undefined) draw(data, this.#element, clock());
    }
  };
}
