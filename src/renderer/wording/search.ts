import { count, countOf } from './numbers';

/**
 * What a search within a list of values has found: "3 of 43 values hold this text".
 * @param matching values that hold the text; those that are listed may be fewer
 * @param all values that there are, whether they hold it or not
 */
export function foundWords(matching: number, listed: number, all: number): string {
  if (matching === 0) return `None of ${countOf(all, 'value')} holds this text`;
  const found = `${count(matching)} of ${countOf(all, 'value')} ${matching === 1 ? 'holds' : 'hold'} this text`;
  return listed < matching ? `${found}, ${count(listed)} listed` : found;
}
