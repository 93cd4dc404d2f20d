import type { TagDefinition } from '../../../core/annotation/action';
import type { EventRow } from '../../../core/query/filter';
import { facetValues } from '../../state/grid/cell-terms';
import { STATUS_LOOKS } from '../../ui/status-look';
import { iconNode } from '../../ui/svg';
import { tagLook } from '../../ui/tag-look';
import { tagShape } from '../../ui/tag-shape';
import { isStatus } from '../../wording/annotations';
import { firstUpper } from '../../wording/outcomes';
import { cutWords, span } from './cell-parts';

/** Tags that a cell draws; how many more there are is said. */
const MOST_TAGS = 3;
/** Characters of a note that a cell draws. */
const MOST_WORDS = 300;
const icons = new Map(Object.entries(STATUS_LOOKS).map(([status, { icon }]) => [status, iconNode(icon, 12)]));

/** Everything that was said of it was said of what it has, nothing of the event itself. */
function isInherited(row: EventRow): boolean {
  const annotated = facetValues(row, 'annotated');
  return annotated.length > 0 && !annotated.includes('event');
}

/** Tags as chips, the event's own before those of what it has. */
export function drawTags(row: EventRow, cell: HTMLElement, definition: (tag: string) => TagDefinition | null): void {
  const tags = facetValues(row, 'tag');
  for (const tag of tags.slice(0, MOST_TAGS)) {
    const chip = document.createElement('span');
    chip.className = isInherited(row) ? 'tag-chip inherited' : 'tag-chip';
    chip.append(tagShape(definition(tag) ?? tagLook(tag)));
    span(chip, 'tag-word', tag);
    cell.append(chip);
  }
  if (tags.length > MOST_TAGS) span(cell, 'more', `+${String(tags.length - MOST_TAGS)}`);
}

export function drawStatus(row: EventRow, cell: HTMLElement): void {
  const [status] = facetValues(row, 'status');
  if (status === undefined || !isStatus(status)) return;
  const { tone } = STATUS_LOOKS[status];
  if (tone !== 'neutral') cell.classList.add(tone);
  const icon = icons.get(status)?.();
  if (icon !== undefined) cell.append(icon);
  span(cell, 'cut', firstUpper(status));
}

/** The beginning of the first note; how many more there are is said. */
export function drawNotes(row: EventRow, cell: HTMLElement): void {
  const [first, ...more] = facetValues(row, 'note');
  if (first === undefined) return;
  cutWords(cell, '', first.slice(0, MOST_WORDS).replace(/\s+/g, ' ').trim());
  if (more.length > 0) span(cell, 'more', `+${String(more.length)}`);
}
