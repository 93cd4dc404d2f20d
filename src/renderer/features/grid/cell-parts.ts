import type { FacetName } from '../../../core/event/facet-catalogue';
import type { EventRow } from '../../../core/query/filter';
import { facetValues } from '../../state/grid/cell-terms';
import { keptEnd, runsOf } from '../../ui/cut';
import type { Part } from '../../ui/cut';
import { appendText } from '../../ui/evidence-text';

/** Adds a text to a cell; hidden characters are drawn. */
export function span(parent: Element, className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  appendText(element, text);
  parent.append(element);
  return element;
}

/** Adds a text that gives way in its middle where the column is narrow, as `ui/cut-text.svelte` does. */
export function cutSpan(parent: Element, ...parts: readonly Part[]): void {
  const element = document.createElement('span');
  element.className = 'cut-text';
  const lasting = parts.filter(({ give }) => give < 3).map(({ text }) => text);
  const runs = runsOf(parts, keptEnd(lasting.join('')));
  if (runs.every(({ look }) => look.includes('mono'))) element.classList.add('mono');
  for (const { text, give, look } of runs) span(element, `gives-${String(give)} ${look}`, text);
  parent.append(element);
}

/** A text in one look, which gives way in its middle. */
export function cutWords(parent: Element, look: string, text: string): void {
  cutSpan(parent, { text, give: 1, look });
}

/** One value of a facet that has at most one per event. */
export function single(row: EventRow, facet: FacetName): string | null {
  return facetValues(row, facet)[0] ?? null;
}

export function absent(cell: HTMLElement): void {
  span(cell, 'absent', '\u2014');
}
