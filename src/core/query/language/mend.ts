import { parseFilterText, type ParseOptions } from './parse';

/** Faults of one text that are mended one after the other. */
const MOST_FAULTS = 50;

/**
 * The text with what its faults suggest in their places.
 * @returns undefined where it cannot be mended so, or needs no mending
 */
export function mendedText(text: string, options: ParseOptions = {}): string | undefined {
  let mended = text;
  for (let faults = 0; faults < MOST_FAULTS; faults++) {
    const parsed = parseFilterText(mended, options);
    if (parsed.ok) return faults === 0 ? undefined : mended;
    const { start, end, suggestion } = parsed.fault;
    if (suggestion === undefined) return undefined;
    mended = mended.slice(0, start) + suggestion + mended.slice(end);
  }
  return undefined;
}
