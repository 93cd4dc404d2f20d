import type { FacetName } from '../../../core/event/facet-catalogue';
import type { EventRow } from '../../../core/query/filter';
import { facetValues } from '../../state/grid/cell-terms';
import { appendText } from '../../ui/evidence-text';

/** Adds a text to a cell; hidden characters are drawn. */
export function span(parent: Element, className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  appendText(element, text);
  parent.append(element);
  return element;
}

/** One value of a facet that has at most one per event. */
export function single(row: EventRow, facet: FacetName): string | null {
  return facetValues(row, facet)[0] ?? null;
}

export function absent(cell: HTMLElement): void {
  span(cell, 'absent', '\u2014');
}
