import { replaceHidden } from './visible-text';

/**
 * JSON in which characters that a terminal obeys or hides are escaped: the same values, safe to look at.
 *
 * @param indent spaces of a level; without it all is on one line
 */
export function visibleJson(value: object, indent?: number): string {
  // JSON has no line end within a text: those that are there are its own layout.
  const escape = (character: string): string => (character === '\n' ? character : escapeUnits(character));
  return replaceHidden(JSON.stringify(value, null, indent), escape);
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
