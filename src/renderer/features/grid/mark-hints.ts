import type { EventRow } from '../../../core/query/filter';
import { facetValues } from '../../state/grid/cell-terms';
import { markWords } from './mark-cell';

/** Notes, and characters of each, that a tooltip shows. */
const MOST_NOTES = 3;
const MOST = 160;

/** What the marks of a row say, with the beginning of its notes and the keys that set them. */
export function markHints(row: EventRow): readonly string[] {
  const notes = facetValues(row, 'note')
    .slice(0, MOST_NOTES)
    .map((note) => (note.length > MOST ? `${note.slice(0, MOST)}\u2026` : note).replace(/\s+/g, ' '));
  const annotated = facetValues(row, 'annotated');
  const from = annotated.includes('value') ? ['Also of a value that the event has: the detail says which'] : [];
  const words = markWords(row);
  return words.length === 0 ? ['Star (s)'] : [...words, ...notes, ...from];
}
