import Flag from '@lucide/svelte/icons/flag';
import Star from '@lucide/svelte/icons/star';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import type { ICellRendererComp, ICellRendererParams, IHeaderComp } from 'ag-grid-community';
import { STATUSES, type Status } from '../../../core/annotation/action';
import { escapeText } from '../../../core/event/visible-text';
import type { EventRow } from '../../../core/query/filter';
import { facetValues } from '../../state/grid/cell-terms';
import { STATUS_LOOKS } from '../../ui/status-look';
import { iconNode } from '../../ui/svg';
import { isStatus } from '../../wording/annotations';
import { countOf } from '../../wording/numbers';
import { firstUpper } from '../../wording/outcomes';

const star = iconNode(Star, 14, 1.5);
const flag = iconNode(Flag, 14, 1.5);
const note = iconNode(StickyNote, 14, 1.5);
const statuses = new Map<Status, () => SVGElement>(
  STATUSES.map((status) => [status, iconNode(STATUS_LOOKS[status].icon, 14, 1.5)]),
);
/** Marks the star for clicks. */
export const STAR = 'star';
/** px: of a star alone, and of each further mark. */
const ALONE = 26;
const FURTHER = 18;

/** How wide the column of marks must be for what the case has. */
export function markWidth(summary: {
  readonly any: boolean;
  readonly notes: boolean;
  readonly findings: boolean;
}): number {
  return ALONE + FURTHER * (Number(summary.any) + Number(summary.notes) + Number(summary.findings));
}

/** What the marks of a row say, mark by mark, in words. */
export function markWords(row: EventRow): readonly string[] {
  const findings = facetValues(row, 'finding');
  const notes = facetValues(row, 'note').length;
  const [status] = facetValues(row, 'status');
  return [
    ...(facetValues(row, 'starred').length > 0 ? ['Starred'] : []),
    ...(findings.length > 0 ? [`Cited in finding ${findings.join(', ')}`] : []),
    ...(status === undefined ? [] : [firstUpper(status)]),
    ...(notes > 0 ? [countOf(notes, 'note')] : []),
  ];
}

function mark(icon: SVGElement, look: string, words: string): HTMLElement {
  const element = document.createElement('span');
  element.className = `mark ${look}`;
  element.role = 'img';
  element.setAttribute('aria-label', escapeText(words));
  element.append(icon);
  return element;
}

/** The star, the flag of a finding, the status and the notes of a row. The star can be clicked where there is none, too. */
export class MarkCell implements ICellRendererComp<EventRow> {
  readonly #element = document.createElement('div');

  init({ data }: ICellRendererParams<EventRow>): void {
    this.#draw(data);
  }

  getGui(): HTMLElement {
    return this.#element;
  }

  refresh({ data }: ICellRendererParams<EventRow>): boolean {
    this.#draw(data);
    return true;
  }

  #draw(row: EventRow | undefined): void {
    this.#element.className = 'cell marks';
    this.#element.replaceChildren();
    if (row === undefined) return;
    const starred = facetValues(row, 'starred').length > 0;
    this.#element.append(mark(star(), `${STAR} ${starred ? 'on' : 'off'}`, starred ? 'Starred' : 'Not starred'));
    const findings = facetValues(row, 'finding');
    if (findings.length > 0) this.#element.append(mark(flag(), 'flag', `Cited in finding ${findings.join(', ')}`));
    const [status] = facetValues(row, 'status');
    if (status !== undefined && isStatus(status)) {
      const icon = statuses.get(status)?.();
      if (icon !== undefined) this.#element.append(mark(icon, STATUS_LOOKS[status].tone, firstUpper(status)));
    }
    const notes = facetValues(row, 'note').length;
    if (notes > 0) this.#element.append(mark(note(), 'quiet', countOf(notes, 'note')));
  }
}

/** An outlined star, so that the column says what it is for. */
export class MarkHead implements IHeaderComp {
  readonly #element = document.createElement('div');

  init(): void {
    this.#element.className = 'cell marks';
    this.#element.append(mark(star(), 'head', 'Marks'));
  }

  getGui(): HTMLElement {
    return this.#element;
  }

  refresh(): boolean {
    return true;
  }
}
