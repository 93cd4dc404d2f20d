import type { Format } from './format';
import type { Outline } from './outline';

/** A format and how to recognise it: one file each. */
export interface DetectableFormat extends Format {
  /** Whether the head of a source shows this format. Formats are asked in the registry's order. */
  matches(outline: Outline): boolean;
}
